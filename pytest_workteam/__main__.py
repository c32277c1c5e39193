"""The command line: schemas, faked operations, explanations of messages."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit status: 2 for an unknown name.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 0
    from pytest_workteam.errors import UnknownNameError

    try:
        text = options.text(options)
    except UnknownNameError as error:
        print(f"{_PROGRAM}: {error}", file=sys.stderr)  # noqa: T201
        return 2
    # The terminal's encoding may lack some characters.
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), flush=True)  # noqa: T201
    except BrokenPipeError:
        # The user quit a pager early. Without this, Python reports the error again on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


_PROGRAM = "python -m pytest_workteam"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_PROGRAM, description="Schemas, faked operations, and explanations of messages."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of an operation's parameters or response",
        description="Print a JSON Schema (2020-12), made from botocore's service model.",
    )
    schema.add_argument("operation", metavar="OPERATION", help="such as CreateWorkteam")
    schema.add_argument(
        "--service",
        default="sagemaker",
        metavar="NAME",
        help="botocore's name of the service (default: %(default)s)",
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
    return parser


def _schema(options: argparse.Namespace) -> str:
    from pytest_workteam.schema import request_schema, response_schema

    make = response_schema if options.response else request_schema
    document = make(options.operation, options.service, descriptions=options.descriptions)
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
        r'^<a id="(.+?)"></a>\n\n\(\1\)=\n(.*?)(?=^<a id=|^## |\Z)', text, re.DOTALL | re.MULTILINE
    )
    return {topic: section.strip() for topic, section in sections}


if __name__ == "__main__":
    sys.exit(main())
