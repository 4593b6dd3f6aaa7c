"""Whatever a producer puts on the queue is decided or kept aside, and holds nobody up."""

import random
from typing import Any
from uuid import UUID, uuid4

import pytest
from dramatiq import Message
from dramatiq.brokers import redis as stock_broker
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.steps.opening.lists import SECOND, put_on_list
from tests.web.test_fuzz import NAMES, REUSED, STARTS, VALUES
from tests.world.office import APT, OP, RECALL
from tests.world.stack import BODY, Stack
from worker.queue.kinds import CREATE, CREATE_OPENING, CREATE_QUEUE
from worker.store.ledger.tables import opening

START = BODY["dateTimeStart"]
NUMS = st.lists(st.sampled_from([APT, SECOND, RECALL, 5, 0, 2**63]), max_size=3)
IDS = st.uuids(version=4).map(str) | st.sampled_from([str(UUID(int=7)), "7", ""])
ONE = st.fixed_dictionaries(
    {
        "request_id": IDS,
        "op": st.sampled_from([OP, OP, 99]),
        "dateTimeStart": STARTS | st.just(START),
    },
    optional={"aptNum": st.sampled_from([APT, 5]), "recallNum": st.sampled_from([RECALL, 5])},
)
LIST = st.fixed_dictionaries(
    {
        "request_id": IDS,
        "op": st.sampled_from([OP, OP, 99]),
        "dateTimeStart": STARTS | st.just(START),
    },
    optional={
        "lengthMinutes": st.sampled_from([40, 60, 0, -5, 1441]),
        "aptNums": NUMS,
        "recallNums": NUMS,
        "pacing": st.sampled_from(["at-once", 7, 0, "x"]),
        "dryRun": st.booleans(),
    },
)
ANY = st.dictionaries(NAMES, VALUES, max_size=4)
MESSAGES = st.one_of(
    st.tuples(st.just(CREATE.actor), ONE | ANY),
    st.tuples(st.just(CREATE_OPENING.actor), LIST | LIST | ANY),
)


@pytest.fixture(autouse=True)
def own_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker's threads throw dice of their own: hypothesis minds who touches its."""
    monkeypatch.setattr(stock_broker, "random", random.Random())  # noqa: S311 - dice


def answered(stack: Stack) -> int:
    """Count the requests that have an answer, and fail where one has none."""
    asked = stack.requests() + stack.world.rows(opening)
    assert all(row["decided_at"] is not None for row in asked)
    return len(asked)


def test_any_message_is_decided_or_kept(service: Stack) -> None:
    """None is a failure of ours, and one that is kept aside has written nothing for the practice."""
    put_on_list(service.world)
    service.world.recall()

    @settings(REUSED, max_examples=50)
    @given(MESSAGES)
    @example((CREATE.actor, {}))
    @example(
        (
            CREATE.actor,
            {"request_id": f"{uuid4()}", "op": OP, "aptNum": APT, "dateTimeStart": START},
        )
    )
    def ask(message: tuple[str, Any]) -> None:
        actor, kwargs = message
        before = len(service.offers()), answered(service), len(service.kept())
        service.producer.enqueue(Message(CREATE_QUEUE, actor, (), kwargs, {}))
        service.idle()
        after = len(service.offers()), answered(service), len(service.kept())

        assert 0 == service.dead("asapcomm")
        is_kept = after[2] > before[2]
        assert not is_kept or before[:2] == after[:2]

    ask()
    assert service.kept()
    assert service.offers()
