"""Writes ``verdicts.json.gz``: what a JDK says of botocore's patterns and many texts.

Run in a checkout, with a JDK and Hypothesis: ``python -m tests.schema.make_verdicts``. With
``--report`` it writes nothing, asks about every pattern of the installed botocore, and prints where
our matcher differs.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

from pytest_workteam.schema.patterns import java_pattern

HERE = Path(__file__).parent
VERDICTS = HERE / "verdicts.json.gz"
SERVICES = ("sagemaker", "sagemaker-a2i-runtime")
SAMPLE = 700
STRANGE = [
    "",
    " ",
    "\n",
    "\t",
    "-",
    "_",
    ".",
    "/",
    "a",
    "A",
    "0",
    "\xe9",
    "\u0663",
    "\u2028",
    "\U0001f600",
]


def patterns_of(service: str) -> set[str]:
    """The patterns in a service's model."""
    shapes: dict[str, Any] = Loader().load_service_model(service, "service-2")["shapes"]
    return {shape["pattern"] for shape in shapes.values() if "pattern" in shape}


def texts_for(pattern: str, draw: random.Random) -> list[str]:
    """Texts that match, texts that nearly match, and texts that have nothing to do with it."""
    texts = {"", "a", "annotators", "arn:aws:sagemaker:us-east-1:123456789012:workteam/a", *STRANGE}
    texts.update(_grown(pattern, draw))
    for text in sorted(texts):
        at = draw.randrange(len(text) + 1)
        texts.add(text[:at] + draw.choice(STRANGE) + text[at:])
        texts.add(text[:at] + text[at + 1 :])
    return draw.sample(sorted(texts), min(len(texts), 30))


def _grown(pattern: str, draw: random.Random) -> Iterator[str]:
    """Examples of the pattern, where Hypothesis reads it."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    found: list[str] = []
    readable = re.sub(r"\\[pP]\{\w+\}", "a", java_pattern(pattern).text)
    try:
        strategy = st.from_regex(readable, fullmatch=True)

        @seed(draw.randrange(10**6))
        @settings(
            max_examples=8,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def collect(text: str) -> None:
            found.append(text)

        collect()
    except Exception:  # noqa: BLE001  # whatever Hypothesis cannot read has no examples
        found.clear()
    yield from (text for text in found if len(text) <= 300)


def verdicts(pairs: list[tuple[str, str]]) -> str:
    """The JDK's verdicts, a character for each pattern and text."""

    def encoded(text: str) -> str:
        return base64.b64encode(text.encode("utf-8", "replace")).decode()

    lines = "\n".join(f"{encoded(pattern)} {encoded(text)}" for pattern, text in pairs)
    done = subprocess.run(
        ["java", "-Xss64m", str(HERE / "Verdicts.java")],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def main(arguments: list[str]) -> None:
    """Write the file, or print the differences."""
    warnings.simplefilter("ignore")
    draw = random.Random(0)
    ours = sorted(set().union(*map(patterns_of, SERVICES)))
    others = sorted(
        set().union(*map(patterns_of, Loader().list_available_services("service-2"))) - set(ours)
    )
    report = arguments == ["--report"]
    chosen = ours + (others if report else draw.sample(others, SAMPLE))
    pairs = [(pattern, text) for pattern in chosen for text in texts_for(pattern, draw)]
    said = verdicts(pairs)
    if report:
        differences = [
            (pattern, text, verdict)
            for (pattern, text), verdict in zip(pairs, said, strict=True)
            if verdict != "x" and java_pattern(pattern).matches(text) != (verdict == "1")
        ]
        for pattern, text, verdict in differences:
            print(f"{verdict} {text!r} {pattern!r}")  # noqa: T201
        unknown = [pattern for pattern in chosen if java_pattern(pattern).compiled is None]
        print(f"{len(chosen)} patterns, {len(pairs)} texts, {len(differences)} differ")  # noqa: T201
        print(f"not understood: {unknown}")  # noqa: T201
        print(f"no pattern of Java's: {len({p for (p, _), v in zip(pairs, said) if v == 'x'})}")  # noqa: T201,B905
        return
    found: dict[str, dict[str, str]] = {}
    for (pattern, text), verdict in zip(pairs, said, strict=True):
        found.setdefault(pattern, {})[text] = verdict
    content = json.dumps(found, ensure_ascii=True, separators=(",", ":")).encode()
    VERDICTS.write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main(sys.argv[1:])
