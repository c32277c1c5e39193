"""Intercepts botocore's requests and routes them to the active backend.

Does not import botocore before the program does.
"""

from __future__ import annotations

BOTOCORE = "botocore"


def is_botocore(package: str) -> bool:
    """Whether a package's name is that of botocore or of a vendored copy."""
    return package == BOTOCORE or package.endswith(f".{BOTOCORE}")
