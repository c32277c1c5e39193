"""Amazon Augmented AI Runtime: human loops, their errors, and their workers' tasks."""
