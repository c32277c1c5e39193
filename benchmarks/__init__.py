"""How long the fake takes, always against something else measured in the same minutes."""
