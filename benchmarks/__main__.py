"""The command line: measure the rows, each in a process of its own, and tell which hold."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import Comparison
from benchmarks.reporting import Result, environment, suite, table
from benchmarks.rows import ROWS


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, and no long rows")
    parser.add_argument("--only", metavar="TEXT", default="", help="rows with this in their name")
    parser.add_argument(
        "--slack",
        metavar="FACTOR",
        type=float,
        default=1.0,
        help="fail only for rows over their limit times this (default: 1)",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results here")
    parser.add_argument("--times", metavar="FILE", type=Path, help="write pyperf's file here")
    parser.add_argument("--measure", metavar="ROW", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", metavar="N", type=int, help="rounds of every row")
    return parser.parse_args()


def main() -> int:
    """Measure, print the table, and give the exit code: 1 if a row does not hold."""
    arguments = _arguments()
    if arguments.measure is not None:
        measured = ROWS[arguments.measure].measure(arguments.rounds)
        print(json.dumps(measured if isinstance(measured, float) else dataclasses.asdict(measured)))
        return 0
    results: list[Result] = []
    for number, row in enumerate(ROWS):
        rounds = arguments.rounds or (row.quick_rounds if arguments.quick else row.rounds)
        if rounds and arguments.only in row.name:
            results.append(Result(row, _measured(number, rounds)))
            print(table(results[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    seen = environment()
    print(table(results))
    print("\n" + "; ".join(f"{name} {value}" for name, value in seen.items()))
    if arguments.json:
        document = {"environment": seen, "rows": [result.as_json() for result in results]}
        arguments.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    if arguments.times:
        suite(results).dump(str(arguments.times), replace=True)
    failed = [result.row for result in results if result.exceeds(arguments.slack)]
    for row in failed:
        print(f"does not hold: {row.name}", file=sys.stderr)
    return 1 if failed else 0


def _measured(number: int, rounds: int) -> Comparison | float:
    """What a row measures in a process that measures nothing else."""
    command = [sys.executable, "-m", "benchmarks", "--measure", str(number)]
    output = subprocess.run(
        [*command, "--rounds", str(rounds)], check=True, stdout=subprocess.PIPE, env=_environment()
    ).stdout
    document = json.loads(output)
    return document if isinstance(document, float) else Comparison(**document)


def _environment() -> dict[str, str]:
    """The environment without what would make clients read files, or ask for credentials."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **clean,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


if __name__ == "__main__":
    sys.exit(main())
