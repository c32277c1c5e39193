"""What AWS does: the operations of each faked service, their rules, and their errors."""

from __future__ import annotations

SERVICE_NAMES = ("sagemaker", "sagemaker-a2i-runtime")
"""botocore's names of the faked services, which their events have, too."""
