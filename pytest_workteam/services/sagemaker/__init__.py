"""SageMaker's human workforce: a module per resource, and a table of situations beside it."""
