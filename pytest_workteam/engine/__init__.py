"""A stateful fake of any botocore service: it knows no service and no resource."""
