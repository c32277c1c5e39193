"""Amazon Augmented AI Runtime: human loops, their errors, and the workers' side of them."""
