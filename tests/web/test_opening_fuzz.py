"""Whatever is asked for an opening is answered, and only a 200 in earnest has written."""

import json
import random
from typing import Any

import pytest
from dramatiq.brokers import redis as stock_broker
from hypothesis import given
from hypothesis import strategies as st

from tests.steps.opening.lists import SECOND, put_on_list
from tests.web.test_fuzz import REUSED, STARTS, VALUES, quiet, rows
from tests.world.office import APT, OP, RECALL
from tests.world.stack import Stack

AS_JSON = {"Content-Type": "application/json"}
FIELDS = (
    *("op", "dateTimeStart", "lengthMinutes", "aptNums", "recallNums", "ProvNum"),
    *("isHygiene", "ClinicNum", "pacing", "OP", "aptNum", "request_id"),
)
NUMS = st.lists(st.sampled_from([APT, SECOND, RECALL, 5, 0, -1, 2**63]), max_size=4)
NEARLY = st.fixed_dictionaries(
    {
        "op": st.sampled_from([OP, OP, 99]),
        "dateTimeStart": STARTS | st.sampled_from(["2023-10-18 14:00:00", "2023-10-19 23:30:00"]),
    },
    optional={
        "lengthMinutes": st.sampled_from([5, 40, 60, 1440, 0, 1441]),
        "aptNums": NUMS,
        "recallNums": NUMS,
        "pacing": st.sampled_from(["at-once", "open-dental", 1, 120, 0, "x"]),
        "ProvNum": st.integers(1, 3),
        "isHygiene": st.booleans(),
        "ClinicNum": st.integers(0, 1),
    },
)
BODIES = NEARLY | NEARLY | st.dictionaries(st.sampled_from(FIELDS) | st.text(), VALUES) | VALUES


@pytest.fixture(autouse=True)
def own_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker's threads throw dice of their own: hypothesis minds who touches its."""
    monkeypatch.setattr(stock_broker, "random", random.Random())  # noqa: S311 - dice


def test_any_opening_is_answered(service: Stack) -> None:
    """No body is a failure of ours, nor does a refused one write a row."""
    put_on_list(service.world)
    service.world.recall(pat_num=SECOND)

    @REUSED
    @given(BODIES)
    def ask(body: Any) -> None:
        service.idle()
        before = rows(service)
        sent = json.dumps(body).encode()  # with NaN, lone surrogates, and numbers of any size
        answer = service.request("POST", "/openings", content=sent, headers=AS_JSON)
        quiet(service, answer, before)

    ask()


def test_any_dry_run_writes_nothing(stack: Stack) -> None:
    """Whatever it would do, nothing is left of it."""
    put_on_list(stack.world)

    @REUSED
    @given(NEARLY)
    def ask(body: dict[str, Any]) -> None:
        before = rows(stack), stack.requests()
        answer = stack.post({**body, "dryRun": True}, "/openings")

        assert answer.status_code in {200, 400, 404, 409}
        assert before == (rows(stack), stack.requests())

    ask()
