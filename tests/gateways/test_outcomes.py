"""Each thing a provider can do: what it means, and how often the text was handed over."""

from datetime import timedelta

import pytest

from tests.gateways.provider import ACCEPTS, SID, Act, Provider, answer, message
from tests.gateways.sending import PATIENT, TEXT, gateway, outcome_of
from worker.gateways.connection import Timeouts
from worker.gateways.port import Accepted, CallOutcome, NoAnswer, NotSent

WHOLE = ACCEPTS.sends
PROBLEM = {"type": "about:blank", "title": "Bad", "status": 200, "code": 21211}


def refused(code: int, sentence: str, status: int = 400) -> NotSent:
    """Expect a refusal for good."""
    return NotSent(sentence, is_permanent=True, code=code, http_status=status)


ACCEPTED = Accepted(SID, "15035550199", 1, "An opening")
NOT_VALID = "Not sent because the wireless phone is not a number that can be dialed."
NO_ACCOUNT = "Not sent because the text provider does not accept this office's account or token."
NOT_LISTED = "Not sent because the text provider refused it (code 29999)."

ONCE: dict[str, tuple[Act, CallOutcome]] = {
    "accepted": (ACCEPTS, ACCEPTED),
    "accepted with 200": (answer(200, message()), ACCEPTED),
    "accepted, then closed": (answer(201, message(), "Connection: close", then="close"), ACCEPTED),
    "accepted without a length": (
        Act(b"HTTP/1.1 201 Created\r\n\r\n" + WHOLE.partition(b"\r\n\r\n")[2], then="close"),
        ACCEPTED,
    ),
    "accepted in few words": (answer(201, {"sid": SID}), Accepted(SID, "", 0, "")),
    "accepted in odd words": (
        answer(201, message(num_segments="some", body=5)),
        Accepted(SID, "15035550199", 0, "5"),
    ),
    "accepted with odd times": (answer(201, message(date_created=5)), NoAnswer("AttributeError")),
    "reset after reading": (Act(then="reset"), NoAnswer("ProtocolError")),
    "closed after reading": (Act(then="close"), NoAnswer("ProtocolError")),
    "half a head": (Act(WHOLE[:30], then="close"), NoAnswer("an answer without an id")),
    "half a body": (Act(WHOLE[:-9], then="close"), NoAnswer("ProtocolError")),
    "half a body, then a reset": (Act(WHOLE[:-9], then="reset"), NoAnswer("ProtocolError")),
    "not HTTP": (Act(b"220 mail.example ESMTP\r\n", then="close"), NoAnswer("ProtocolError")),
    "garbage": (answer(200, "<h1>Welcome to our wireless network</h1>"), NoAnswer("JSONDecodeError")),
    "garbage said to be packed": (
        answer(201, "x" * 20, "Content-Encoding: gzip"),
        NoAnswer("DecodeError"),
    ),
    "very nested garbage": (answer(200, "[" * 100_000), NoAnswer("RecursionError")),
    "JSON of nothing": (answer(201), NoAnswer("AttributeError")),
    "JSON of something else": (answer(201, ["SM"]), NoAnswer("AttributeError")),
    "empty": (answer(201, ""), NoAnswer("an answer without an id")),
    "no content": (Act(b"HTTP/1.1 204 Gone\r\n\r\n"), NoAnswer("an answer without an id")),
    "no id": (answer(201, {"status": "queued"}), NoAnswer("an answer without an id")),
    "no end": (answer(201, "x" * 5_000_000), NoAnswer("AnswerTooLong")),
    "500": (answer(500, {"code": 20500}), NoAnswer("HTTP status 500", 500)),
    "500 that names a refusal": (
        answer(500, {"code": 21211, "status": 400}),
        NoAnswer("HTTP status 500", 500),
    ),
    "503": (answer(503, {"code": 20503}, "Retry-After: 0"), NoAnswer("HTTP status 503", 503)),
    "400 with a code": (answer(400, {"code": 21211}), refused(21211, NOT_VALID)),
    "400 as a problem": (answer(400, PROBLEM), refused(21211, NOT_VALID)),
    "400 with an unknown code": (answer(400, {"code": 29999}), refused(29999, NOT_LISTED)),
    "401 with an unknown code": (
        answer(401, {"code": 29999}),
        refused(20003, NO_ACCOUNT, 401),
    ),
    "400 of a code that leaves it open": (
        answer(400, {"code": 20503}),
        NoAnswer("HTTP status 400, code 20503", 400),
    ),
    "400 without a code": (answer(400, {"message": "Bad"}), NoAnswer("HTTP status 400", 400)),
    "400 of a proxy": (answer(400, "<h1>Bad Request</h1>"), NoAnswer("HTTP status 400", 400)),
    "400 of words": (answer(400, "21211"), NoAnswer("HTTP status 400", 400)),
    "403 with no number for a code": (answer(403, {"code": "x"}), NoAnswer("HTTP status 403", 403)),
    "403 with a truth for a code": (answer(403, {"code": True}), NoAnswer("HTTP status 403", 403)),
    "redirected": (
        answer(307, {"code": 21211}, "Location: /elsewhere"),
        NoAnswer("HTTP status 307", 307),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("act", "expected"), ONCE.values(), ids=ONCE.keys())
def test_handed_over_once(provider: Provider, act: Act, expected: CallOutcome) -> None:
    """Whatever was written once is never written again, and means what it says."""
    provider.does(act)

    assert expected == outcome_of(provider.url)
    assert 1 == len(provider.received)


@pytest.mark.parametrize("act", [Act(after=60), Act(WHOLE[:30]), Act(WHOLE[:-9])])
def test_silence(provider: Provider, act: Act) -> None:
    """Silence before the answer, or in the middle of it, ends with the time to read."""
    provider.does(act)

    assert isinstance(outcome_of(provider.url, Timeouts(read=timedelta(seconds=0.2))), NoAnswer)
    assert 1 == len(provider.received)


def test_request(provider: Provider) -> None:
    """A text arrives with its number in E.164, its sender and its account."""
    gateway(provider.url + "/mock").send(TEXT)

    (request,) = provider.received
    assert request.line == f"POST /mock/2010-04-01/Accounts/AC{'0' * 32}/Messages.json HTTP/1.1"
    assert f"AC{'0' * 32}:sandbox" == request.credentials
    assert {
        "To": ["+" + PATIENT],
        "From": ["+15005550006"],
        "Body": [TEXT.body],
        "ValidityPeriod": ["7200"],
        "StatusCallback": ["https://example.test/twilio/status/a"],
    } == request.form


def test_reset_before_reading(provider: Provider) -> None:
    """A connection that stood proves nothing, even if the provider read nothing from it."""
    provider.does(Act(then="reset", reads=False, after=0.2))

    assert NoAnswer("ProtocolError") == outcome_of(provider.url)
    assert 1 == len(provider.connections)
