"""Amazon SageMaker's human workforce: a module per resource, its errors in a table beside it."""
