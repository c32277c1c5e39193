"""Reports: a failed test's calls, and error coverage as table, JSON and HTML."""
