"""botocore's side: which backend is active, and how requests find their way to it.

Imports nothing of botocore until a program does.
"""

from __future__ import annotations

BOTOCORE = "botocore"


def is_botocore(package: str) -> bool:
    """Whether a package is botocore or a copy of it, by its name."""
    return package == BOTOCORE or package.endswith(f".{BOTOCORE}")
