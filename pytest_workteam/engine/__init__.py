"""A stateful fake of any botocore service, independent of particular services and resources."""
