"""The command line, `python -m pytest_workteam`: schemas, what is faked, what a message means."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 2 when a name is not known."""
    options = _parser().parse_args(arguments)
    from pytest_workteam.errors import UnknownNameError

    try:
        text = options.text(options)
    except UnknownNameError as error:
        print(f"{_PROGRAM}: {error}", file=sys.stderr)  # noqa: T201
        return 2
    # A page's characters are not all in each encoding.
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), flush=True)  # noqa: T201
    except BrokenPipeError:
        # A pager that was left early. Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


_PROGRAM = "python -m pytest_workteam"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=_PROGRAM, description="Schemas, what the fake answers, what its messages mean."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of an operation's parameters or response",
        description="Print a JSON Schema (2020-12), made from botocore's service model.",
    )
    schema.add_argument("operation", metavar="OPERATION", help="such as CreateWorkteam")
    schema.add_argument(
        "--service", default="sagemaker", metavar="NAME", help="as for a client (%(default)s)"
    )
    schema.add_argument(
        "--response", action="store_true", help="describe the response, not the parameters"
    )
    schema.add_argument(
        "--descriptions", action="store_true", help="with the model's documentation"
    )
    schema.set_defaults(text=_schema)
    commands.add_parser(
        "operations",
        help="list the operations that are faked, with their errors",
        description="List the operations that are faked, each with the errors of its own.",
    ).set_defaults(text=_operations)
    explain = commands.add_parser(
        "explain",
        help="print what a message of the plugin's own means, and what to do",
        description="Print the answer that a message of the plugin's own links to.",
    )
    explain.add_argument(
        "topic", metavar="TOPIC", help="the end of the message's link, such as unmet-fault"
    )
    explain.set_defaults(text=_explanation)
    return parser


def _schema(options: argparse.Namespace) -> str:
    from pytest_workteam.schema import request_schema, response_schema

    make = response_schema if options.response else request_schema
    document = make(options.operation, options.service, descriptions=options.descriptions)
    # In ASCII, so that no terminal's or file's encoding has a say in it.
    return json.dumps(document, indent=2)


def _operations(_: argparse.Namespace) -> str:
    from pytest_workteam.services.catalog import operations, situations

    common = dict.fromkeys(each.code for each in situations().values() if each.operations is None)
    width = max(map(len, operations()))
    lines: list[str] = []
    for name, operation in operations().items():
        codes = dict.fromkeys(each.code for each in operation.service.situations_of(name))
        own = ", ".join(code for code in codes if code not in common)
        lines.append(f"{name:{width}}  {own}".rstrip())
    return "\n".join([*lines, "", f"Any of them: {', '.join(common)}"])


def _explanation(options: argparse.Namespace) -> str:
    from pytest_workteam.errors import PAGE, Topic, UnknownNameError

    # The whole link will do, too.
    topic = options.topic.rpartition("#")[2].rstrip("]")
    topics = get_args(Topic)
    if topic not in topics:
        raise UnknownNameError(
            f"no message links to {topic!r}.",
            topic,
            topics,
            otherwise=f"The topics are {', '.join(topics)}.",
        )
    package = Path(__file__).parent
    # The page is in a wheel, but not in the package of a checkout.
    page = package / Path(PAGE).name
    text = (page if page.exists() else package.parent / PAGE).read_text(encoding="utf-8")
    start = re.escape(f'<a id="{topic}"></a>\n\n({topic})=\n')
    (section,) = re.findall(rf"^{start}(.*?)(?=^<a id=|^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return str(section).strip()


if __name__ == "__main__":
    sys.exit(main())
