"""The plan, handed from the process that makes it to the one that keeps it."""

import os

from worker.up.plan import Part, Plan


def test_the_plan_arrives_whole() -> None:
    """What is taken over equals what was handed over."""
    part = Part("web", ("uvicorn", "--port", "8000"), ("http", "http://127.0.0.1:8000/"), 2, 3.0)
    plan = Plan("/srv", 3, 1.5, {"PORT": "8000"}, ((part,), ()), "facts", "json")

    assert Plan.take_over(plan.hand_over()) == plan


def test_the_plan_leaves_no_file() -> None:
    """A plan may hold keys, so no file with a name holds it."""
    descriptor = Plan("/srv", 3, 1.5, {}, (), "", "auto").hand_over()

    assert os.fstat(descriptor).st_nlink == 0
    os.close(descriptor)
