"""Asking how an accepted text stands: an answer that cannot be read says nothing."""

import pytest

from tests.gateways.provider import SID, Act, Provider, answer, message
from tests.gateways.sending import gateway
from worker.gateways.port import CannotAsk, ProviderStatus


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"status": "delivered", "error_code": None}, ProviderStatus("delivered", None)),
        ({"status": "undelivered", "error_code": 30006}, ProviderStatus("undelivered", 30006)),
        ({"status": "undelivered", "error_code": "30006"}, ProviderStatus("undelivered", 30006)),
        ({"status": "teleported", "error_code": None}, ProviderStatus("teleported", None)),
    ],
)
def test_standing(provider: Provider, told: dict[str, object], expected: ProviderStatus) -> None:
    """The provider names the status, and the code of a failure."""
    provider.does(answer(200, message(**told)))

    assert expected == gateway(provider.url).look_up(SID)
    (request,) = provider.received
    assert f"/Messages/{SID}.json " in request.line
    assert request.line.startswith("GET ")


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (answer(404, {"code": 20404}), "HTTP status 404"),
        (answer(401, {"code": 20003}), "HTTP status 401"),
        (answer(429, {"code": 20429}), "HTTP status 429"),
        (answer(500, {"code": 20500}), "HTTP status 500"),
        (answer(200, "<h1>Welcome</h1>"), "JSONDecodeError"),
        (Act(then="reset"), "ProtocolError"),
    ],
)
def test_cannot_be_asked(provider: Provider, act: Act, reason: str) -> None:
    """Whatever else comes back, nothing was learned of the text."""
    provider.does(act)

    with pytest.raises(CannotAsk, match=reason):
        gateway(provider.url).look_up(SID)
