"""The command line: schemas, operations, explanations of messages, evidence, model drift."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit status: 1 where a comparison finds differences, 2 for an invalid argument.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    from pytest_workteam.errors import WorkteamError

    if isinstance(sys.stdout, io.TextIOWrapper):
        # The terminal's encoding may lack some characters.
        sys.stdout.reconfigure(errors="replace")
    try:
        if options.text is None:
            return int(options.run(options))
        print(options.text(options), flush=True)  # noqa: T201
    except WorkteamError as error:
        print(f"{_PROGRAM}: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        # The user quit a pager early. Without this, Python reports the error again on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


_PROGRAM = "python -m pytest_workteam"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_PROGRAM,
        description="Schemas, faked operations, explanations of messages, and evidence.",
    )
    parser.set_defaults(text=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of an operation's parameters or response",
        description="Print a JSON Schema (2020-12), made from botocore's service model.",
    )
    schema.add_argument("operation", metavar="OPERATION", help="such as CreateWorkteam")
    schema.add_argument(
        "--service",
        metavar="NAME",
        help="botocore's name of the service (default: the faked operation's, else sagemaker)",
    )
    schema.add_argument(
        "--response", action="store_true", help="describe the response, not the parameters"
    )
    schema.add_argument(
        "--descriptions", action="store_true", help="include the model's documentation"
    )
    schema.set_defaults(text=_schema)
    commands.add_parser(
        "operations",
        help="list the faked operations with their errors",
        description="List the faked operations, each with its own errors.",
    ).set_defaults(text=_operations)
    explain = commands.add_parser(
        "explain",
        help="print what a message of the plugin means, and what to do",
        description="Explain a message of the plugin. Without a topic, list the topics.",
    )
    explain.add_argument(
        "topic", nargs="?", metavar="TOPIC", help="the last word of the message, such as not-faked"
    )
    explain.set_defaults(text=_explanation)
    _add_record(commands)
    compare = commands.add_parser(
        "compare",
        help="compare the fake with recorded answers",
        description="Compare the fake with recorded answers. The exit status is 1 if they differ.",
    )
    compare.add_argument("evidence", metavar="EVIDENCE", help="a file that record wrote")
    compare.add_argument("--json", action="store_true", help="print JSON instead of a table")
    compare.set_defaults(run=_compare)
    drift = commands.add_parser(
        "model-diff",
        help="compare the faked operations of two botocore versions",
        description=(
            "Compare the schemas of the faked operations of two botocore versions, or two schemas. "
            "The exit status is 1 if they differ."
        ),
    )
    for name in ("old", "new"):
        drift.add_argument(
            name,
            metavar=name.upper(),
            help="folder of an installed botocore or of its data, or a file that schema printed",
        )
    drift.set_defaults(run=_model_diff)
    return parser


def _add_record(commands: Any) -> None:
    record = commands.add_parser(
        "record",
        help="record the answers of an AWS account",
        description=(
            "Print the calls that record the answers of an AWS account; with --yes, make them. "
            "record deletes everything that it creates."
        ),
    )
    record.add_argument("--output", metavar="FILE", help="the evidence file; record adds to it")
    record.add_argument("--profile", metavar="NAME", help="profile of the credentials")
    record.add_argument("--region", metavar="NAME", help="region (default: the profile's)")
    record.add_argument(
        "--only",
        metavar="SITUATION",
        nargs="+",
        help="errors to record, by their names on the fidelity page (default: all)",
    )
    record.add_argument("--user-pool", metavar="ID", help="user pool of Cognito work teams")
    record.add_argument("--client-id", metavar="ID", help="app client of the user pool")
    record.add_argument("--group", metavar="NAME", help="group of the user pool")
    record.add_argument(
        "--endpoint-url", metavar="URL", help="endpoint of SageMaker and A2I (default: AWS's)"
    )
    record.add_argument("--fill-limits", action="store_true", help="also record exceeded limits")
    record.add_argument("--dry-run", action="store_true", help="only print the calls")
    record.add_argument("--yes", action="store_true", help="make the calls")
    record.add_argument(
        "--clean-up", metavar="PREFIX", help="delete what a killed run left, by its prefix"
    )
    record.add_argument(
        "--policy", action="store_true", help="print the least IAM policy for the calls"
    )
    record.set_defaults(run=_record)


def _record(options: argparse.Namespace) -> int:
    from pytest_workteam.evidence.commands import record

    return record(options)


def _compare(options: argparse.Namespace) -> int:
    from pytest_workteam.evidence.commands import compare

    return compare(options)


def _model_diff(options: argparse.Namespace) -> int:
    from pytest_workteam.evidence.drift import model_diff

    return model_diff(options.old, options.new)


def _schema(options: argparse.Namespace) -> str:
    from pytest_workteam.schema import request_schema, response_schema
    from pytest_workteam.services.catalog import operations

    faked = operations().get(options.operation)
    service = options.service or (faked.service.name if faked else "sagemaker")
    make = response_schema if options.response else request_schema
    document = make(options.operation, service, descriptions=options.descriptions)
    # ASCII works in every encoding of a terminal or file.
    return json.dumps(document, indent=2)


def _operations(_: argparse.Namespace) -> str:
    from pytest_workteam.services.catalog import SERVICES, operations

    common = {
        name: dict.fromkeys(
            each.code for each in service.situations.values() if each.operations is None
        )
        for name, service in SERVICES.items()
    }
    width = max(map(len, operations()))
    lines: list[str] = []
    for name, operation in operations().items():
        codes = dict.fromkeys(each.code for each in operation.service.situations_of(name))
        own = ", ".join(code for code in codes if code not in common[operation.service.name])
        lines.append(f"{name:{width}}  {own}".rstrip())
    lines.append("")
    lines += [f"Any of {name}: {', '.join(codes)}" for name, codes in common.items()]
    return "\n".join(lines)


def _explanation(options: argparse.Namespace) -> str:
    from pytest_workteam.errors import UnknownNameError

    explanations = _explanations()
    if options.topic is None:
        width = max(map(len, explanations))
        return "\n".join(
            f"{topic:{width}}  {text.partition(chr(10))[0].lstrip('# ')}"
            for topic, text in explanations.items()
        )
    if options.topic not in explanations:
        raise UnknownNameError(
            f"no message has the topic {options.topic!r}.",
            options.topic,
            explanations,
            otherwise=f"The topics are {', '.join(explanations)}.",
        )
    return explanations[options.topic]


def _explanations() -> dict[str, str]:
    """The sections of the troubleshooting page, by topic."""
    from pytest_workteam.errors import PAGE

    package = resources.files("pytest_workteam")
    # A wheel has the page in the package, a checkout beside it.
    page = package / Path(PAGE).name
    if not page.is_file():
        page = package / ".." / PAGE
    text = page.read_text(encoding="utf-8")
    sections = re.findall(
        r'^<a id="(.+?)"></a>\n\n(.*?)(?=^<a id=|^## |\Z)', text, re.DOTALL | re.MULTILINE
    )
    return {topic: section.strip() for topic, section in sections}


if __name__ == "__main__":
    sys.exit(main())
