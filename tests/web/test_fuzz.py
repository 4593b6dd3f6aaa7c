"""Anything at all is answered, and only a 200 has written."""

import json
import random
from typing import Any

import httpx2
import pytest
from dramatiq.brokers import redis as stock_broker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web import wire
from tests.world.office import APT, OP, RECALL
from tests.world.stack import BODY, DEMO, Stack

REUSED = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
"""All examples meet one office: what they leave behind is part of the test."""

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([OP, APT, 0, -1, 2**63, "2023-10-18 14:00:00", "2023-02-30 14:00:00"])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
NAMES = st.sampled_from([*BODY, "OP", "AptNum", "recallNum", "request_id", "self"]) | st.text()
STARTS = st.datetimes().map(lambda at: at.isoformat(sep=" ", timespec="seconds"))
NEARLY = st.fixed_dictionaries(
    {
        "op": st.sampled_from([OP, OP, 99, 0, "2"]),
        "aptNum": st.sampled_from([APT, APT, 5, None]),
        "dateTimeStart": STARTS | st.sampled_from(["2023-10-18 14:00:00", "2023-10-19 23:30:00"]),
    },
    optional={"recallNum": st.sampled_from([RECALL, 5, None])},
)
BODIES = NEARLY | st.dictionaries(NAMES, VALUES) | VALUES

HEADER_NAMES = st.sampled_from(
    [
        "Accept",
        "Authorization",
        "Content-Length",
        "Content-Type",
        "Cookie",
        "Expect",
        "Forwarded",
        "Host",
        "Idempotency-Key",
        "Origin",
        "Prefer",
        "Range",
        "Transfer-Encoding",
        "Upgrade",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
    ]
)
HEADER_VALUES = st.text(st.characters(max_codepoint=255), max_size=30) | st.sampled_from(
    ["application/json", "ODFHIR demo/demo", "respond-async", "[", "0", "chunked", "websocket"]
)


@pytest.fixture(autouse=True)
def own_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker's threads throw dice of their own: hypothesis minds who touches its."""
    monkeypatch.setattr(stock_broker, "random", random.Random())  # noqa: S311 - dice


def rows(stack: Stack) -> int:
    """Count every row of the practice."""
    return sum(len(table) for table in stack.practice().values())


def quiet(stack: Stack, answer: httpx2.Response, before: int) -> None:
    """Check that an answer is no failure of ours, and that only a 200 has written."""
    assert answer.status_code in {200, 400, 404, 409, 413, 415}
    assert answer.text
    assert (answer.status_code == 200) == (rows(stack) > before)


def test_any_json_is_answered(service: Stack) -> None:
    """No body is a failure of ours, nor does a refused one write a row."""
    service.world.recall()

    @REUSED
    @given(BODIES)
    def ask(body: Any) -> None:
        service.idle()
        before = rows(service)
        quiet(service, service.post_raw(_json(body)), before)

    ask()


def test_any_bytes_are_answered(service: Stack) -> None:
    """A body need not even be text."""

    @REUSED
    @given(st.binary(max_size=200))
    def ask(body: bytes) -> None:
        before = rows(service)
        quiet(service, service.post_raw(body), before)

    ask()


def test_any_header_is_answered(service: Stack) -> None:
    """Whatever stands in the headers, the answer is no failure of ours."""

    @REUSED
    @given(st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=4))
    def ask(headers: list[tuple[str, str]]) -> None:
        told = {**DEMO, "Content-Type": "application/json", **dict(headers)}
        lines = [f"{name}: {value}" for name, value in told.items()]
        head = "\r\n".join(["POST /asapcomms HTTP/1.1", *lines, "Connection: close", "", ""])
        answer = wire.exchange(service, head.encode("latin-1") + b'{"op":99}', hang_up=True)

        assert not answer or wire.status(answer) < 500

    ask()


def test_any_address_is_answered(stack: Stack) -> None:
    """Whatever is asked for, the answer is no failure of ours."""
    parts = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=" #"))
    paths = st.sampled_from(
        ["/asapcomms/", "/asapcomms?", "/asapcomms/requests/", "/", "/static-offline-docs/"]
    )

    @REUSED
    @given(paths, parts)
    def ask(path: str, rest: str) -> None:
        sent = wire.head("GET", f"{path}{rest}")

        assert wire.status(wire.exchange(stack, sent)) < 500

    ask()


def _json(body: Any) -> bytes:
    """Write JSON as Python does: with NaN, lone surrogates, and numbers of any size."""
    return json.dumps(body).encode()
