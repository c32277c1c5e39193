"""What AWS does: the operations of each faked service, their rules, and their errors."""
