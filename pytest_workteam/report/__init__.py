"""What a run tells its user: a failed test's calls, and the errors that no test has met."""
