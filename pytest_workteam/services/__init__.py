"""The faked AWS services: their operations, rules and errors."""

from __future__ import annotations

SERVICE_NAMES = ("sagemaker", "sagemaker-a2i-runtime")
"""The faked services by botocore's names, which its event names contain."""
