"""The region of the examples' user pool, whatever region the machine is set to."""

from __future__ import annotations

import os

os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
