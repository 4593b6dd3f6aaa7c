"""A request that may not leave any more is not written."""

from collections.abc import Iterator

import pytest

from tests.gateways.provider import ACCEPTS, Provider, answer
from tests.gateways.sending import PATIENT_LIMITS, SHORT, TEXT, gateway
from worker.gateways.port import TOO_LATE, Accepted


def answers(said: tuple[bool, ...]) -> Iterator[bool]:
    """Say each in turn, and the last for ever."""
    yield from said
    while True:
        yield said[-1]


@pytest.mark.parametrize("said", [(False,), (True, False)])
def test_a_late_request_is_not_written(provider: Provider, said: tuple[bool, ...]) -> None:
    """Neither whole, nor the rest of one whose head has left."""
    told = answers(said)

    assert gateway(provider.url).send(TEXT, lambda: next(told)) is TOO_LATE
    assert [] == [request for request in provider.received if request.body]


def test_a_request_in_time_is_sent(provider: Provider) -> None:
    """Whoever still may sends."""
    assert isinstance(gateway(provider.url, SHORT).send(TEXT), Accepted)


def test_a_late_text_is_not_tried_again(provider: Provider) -> None:
    """What was refused for now is called again only while it may leave."""
    provider.does(answer(429, {"code": 20429}), ACCEPTS)
    told = answers((True, True, False))

    gateway(provider.url, PATIENT_LIMITS).send(TEXT, lambda: next(told))

    assert 1 == len(provider.received)
