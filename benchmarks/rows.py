"""The table: what is measured, against what, and the most that it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks import calls, human_tasks, peers, programs, scale, serving, single_tests
from benchmarks.measuring import Comparison

Measure = Callable[[int], "Comparison | float"]


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        name: What is measured.
        against: What it is measured against; empty for a figure that stands by itself.
        limit: The most that it may be; None for a row that only informs.
        measure: Takes the number of rounds, and gives the times of both sides or the figure.
        rounds: How many rounds a whole run has.
        quick_rounds: How many a quick one has; 0 leaves the row out.
        unit: What the figure is in.
    """

    name: str
    against: str
    limit: float | None
    measure: Measure
    rounds: int
    quick_rounds: int
    unit: str = "ratio"


_FLOOR = "the same client, answered by a canned handler"
_WITHOUT = "the same with -p no:workteam"
_HUNDRED = "one at 100"

ROWS = (
    Row("create_workteam", _FLOOR, 1.25, calls.create_against_floor, 60, 10),
    Row("create_workteam", "moto's list_tags of a model", 0.30, calls.create_against_moto, 20, 4),
    Row("describe_workteam", _FLOOR, 1.15, calls.describe_against_floor, 60, 10),
    Row("list_workteams, a page of 25", _FLOOR, 1.5, calls.list_against_floor, 60, 10),
    Row(
        "set-up and teardown of workteam_backend",
        "mock_aws, enter and exit",
        0.05,
        single_tests.set_up_and_teardown,
        200,
        20,
    ),
    Row(
        "a test with its own boto3 client and one call",
        "the same under mock_aws",
        0.10,
        single_tests.own_client,
        30,
        5,
    ),
    Row("a pytest run of one empty test", _WITHOUT, 1.02, partial(programs.empty_tests, 1), 60, 5),
    Row(
        "botocore, jsonschema, regex loaded by an empty test",
        "",
        0,
        programs.modules_loaded,
        1,
        1,
        "modules",
    ),
    Row(
        "a pytest run of 5,000 empty tests",
        _WITHOUT,
        1.01,
        partial(programs.empty_tests, 5000),
        10,
        0,
    ),
    Row("first use in a process", "import moto", 0.5, programs.first_use, 20, 3),
    Row("one create at 100,000 teams", _HUNDRED, 1.2, scale.create_at_many, 40, 5),
    Row(
        "the same without botocore, for information",
        _HUNDRED,
        None,
        scale.bare_create_at_many,
        40,
        0,
    ),
    *(
        Row(
            f"the {which} page of list_workteams at 100,000 teams, {order}",
            _HUNDRED,
            2,
            partial(scale.list_at_many, sort_by, which),
            40,
            3 if which == "first" else 0,
        )
        for sort_by, order in ((None, "default order"), ("Name", "by name"))
        for which in ("first", "last")
    ),
    Row(
        "memory of a team with the least parameters",
        "",
        3,
        partial(scale.memory_of_team, recorded=False),
        1,
        1,
        "KiB",
    ),
    Row(
        "memory of a team and the record of its call",
        "",
        3,
        partial(scale.memory_of_team, recorded=True),
        1,
        1,
        "KiB",
    ),
    Row(
        "6,400 creates and describes in 64 threads",
        "the same in one thread",
        1.3,
        scale.threads,
        7,
        0,
    ),
    Row("create_labeling_job", _FLOOR, None, human_tasks.create_job_against_floor, 40, 5),
    Row("describe_labeling_job", _FLOOR, None, human_tasks.describe_job_against_floor, 40, 5),
    Row("start_human_loop", _FLOOR, 1.25, human_tasks.start_loop_against_floor, 40, 5),
    Row("describe_human_loop", _FLOOR, None, human_tasks.describe_loop_against_floor, 40, 5),
    Row(
        "an object of a completed labeling job of 10,000",
        "",
        30,
        human_tasks.completed_object,
        5,
        1,
        "µs",
    ),
    Row(
        "a page of list_labeling_jobs at 100,000 jobs",
        _HUNDRED,
        2,
        human_tasks.list_jobs_at_many,
        20,
        0,
    ),
    Row(
        "an output manifest of 100,000 lines",
        "writing the same lines with json",
        None,
        human_tasks.output_manifest,
        5,
        0,
    ),
    Row(
        "memory of the same",
        "writing the same lines with json",
        None,
        human_tasks.memory_of_output_manifest,
        1,
        0,
    ),
    *(
        Row(
            f"a request to the endpoint, {connections} at once",
            "http.server with a canned answer",
            1.25,
            partial(serving.requests, connections),
            10,
            2,
        )
        for connections in (1, 16)
    ),
    Row("create_workteam with botocore's Stubber", _FLOOR, None, peers.stubber, 20, 2),
    Row("create_workteam with placebo", _FLOOR, None, peers.placebo, 20, 2),
    Row("create_workteam with pytest-boto-mock", _FLOOR, None, peers.boto_mock, 20, 2),
    Row("create_workteam with vcrpy", _FLOOR, None, peers.vcrpy, 10, 2),
)
