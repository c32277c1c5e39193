"""Evidence from a real account: record the service's answers, load them, compare the fake."""
