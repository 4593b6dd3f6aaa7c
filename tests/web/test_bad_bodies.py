"""POST /asapcomms: bodies that are no request."""

import json
import socket
from contextlib import suppress
from typing import Any

import pytest

from tests.web import wire
from tests.world.stack import BODY, Stack

NO_JSON = "The body is not valid JSON, from line "
NO_OBJECT = "The body cannot be used: The body must be a JSON object."
NO_DATE = "dateTimeStart must be a date and time such as 2023-10-18 14:00:00"
NO_SUCH_DATE = "dateTimeStart must be a date and time that exists"

RAW = {
    "empty": (b"", "The body is empty."),
    "blank": (b" \r\n", "The body is empty."),
    "cut off": (b'{"op":2,', NO_JSON),
    "single quotes": (b"{'op':2}", NO_JSON),
    "trailing comma": (b'{"op":2,}', NO_JSON),
    "two objects": (b"{}{}", NO_JSON),
    "two byte order marks": (b"\xef\xbb\xbf" * 2 + b"{}", NO_JSON),
    "utf-16": ('{"op":2}'.encode("utf-16"), NO_JSON),
    "not utf-8": (b'{"op":"\xff"}', NO_JSON),
    "lone surrogate": (b'{"op":"\\ud800"}', NO_JSON),
    "lone surrogate in a name": (b'{"\\udfff":2}', NO_JSON),
    "control character": (b'{"op":"\x00"}', NO_JSON),
    "form": (b"op=2&aptNum=11939", NO_JSON),
    "deep list": (b"[" * 20_000, NO_JSON),
    "deep object": (b'{"op":' * 8_000 + b"1" + b"}" * 8_000, NO_JSON),
    "endless number": (b'{"op":' + b"9" * 5_000 + b"}", NO_JSON),
    "null": (b"null", NO_OBJECT),
    "list": (b"[]", NO_OBJECT),
    "list of requests": (b'[{"op":2}]', NO_OBJECT),
    "text": (b'"op"', NO_OBJECT),
    "number": (b"2", NO_OBJECT),
    "truth": (b"true", NO_OBJECT),
    "not a number": (b"NaN", NO_OBJECT),
}


def changed(**changes: Any) -> dict[str, Any]:
    """Change the documented request."""
    return {**BODY, **changes}


def without(name: str) -> dict[str, Any]:
    """Leave a field out of the documented request."""
    return {key: value for key, value in BODY.items() if key != name}


FIELDS: list[tuple[Any, str]] = [
    ({}, "op is missing; dateTimeStart is missing"),
    (without("op"), "op is missing"),
    (without("aptNum"), "exactly one of aptNum and recallNum must be given"),
    (without("dateTimeStart"), "dateTimeStart is missing"),
    (changed(recallNum=1), "exactly one of aptNum and recallNum must be given"),
    (changed(OP=2), "op is given twice"),
    (changed(op="2"), "op must be a whole number"),
    (changed(op=2.0), "op must be a whole number"),
    (changed(op=2.5), "op must be a whole number"),
    (changed(op=True), "op must be a whole number"),
    (changed(op=None), "op must be a whole number"),
    (changed(op=[2]), "op must be a whole number"),
    (changed(op={"op": 2}), "op must be a whole number"),
    (changed(op=0), "op must be 1 or more"),
    (changed(op=-2), "op must be 1 or more"),
    (changed(op=2**63), "op is larger than any key"),
    (changed(aptNum=10**30), "aptNum is larger than any key"),
    (changed(aptNum="11939"), "aptNum must be a whole number"),
    (changed(dateTimeStart=None), NO_DATE),
    (changed(dateTimeStart=1697637600), NO_DATE),
    (changed(dateTimeStart=""), NO_DATE),
    (changed(dateTimeStart="2023-10-18"), NO_DATE),
    (changed(dateTimeStart="2023-10-18T14:00:00"), NO_DATE),
    (changed(dateTimeStart="2023-10-18 14:00"), NO_DATE),
    (changed(dateTimeStart="2023-10-18 14:00:00Z"), NO_DATE),
    (changed(dateTimeStart="2023-10-18 14:00:00.5"), NO_DATE),
    (changed(dateTimeStart=" 2023-10-18 14:00:00"), NO_DATE),
    (changed(dateTimeStart="2023-10-18 14:00:00\n"), NO_DATE),
    (changed(dateTimeStart="٢٠٢٣-10-18 14:00:00"), NO_DATE),
    (changed(dateTimeStart="10/18/2023 14:00:00"), NO_DATE),
    (changed(dateTimeStart="2023-02-29 14:00:00"), NO_SUCH_DATE),
    (changed(dateTimeStart="2023-13-01 14:00:00"), NO_SUCH_DATE),
    (changed(dateTimeStart="2023-04-31 14:00:00"), NO_SUCH_DATE),
    (changed(dateTimeStart="0000-01-01 14:00:00"), NO_SUCH_DATE),
    (changed(dateTimeStart="2023-10-18 23:60:00"), NO_SUCH_DATE),
    (changed(dateTimeStart="2023-10-18 14:00:60"), NO_SUCH_DATE),
    (changed(dateTimeStart="2023-10-18 24:00:00"), NO_DATE),
    (
        changed(dateTimeStart="0001-01-01 00:00:00"),
        "dateTimeStart must lie between the years 1880 and 9998",
    ),
    (
        changed(dateTimeStart="9999-12-31 23:59:59"),
        "dateTimeStart must lie between the years 1880 and 9998",
    ),
]


@pytest.mark.parametrize("name", list(RAW))
def test_what_is_no_request_is_refused(stack: Stack, name: str) -> None:
    """Whatever the bytes are, the answer is a 400 with one sentence."""
    body, sentence = RAW[name]
    answer = stack.post_raw(body)

    assert answer.status_code == 400
    assert answer.text == sentence or (sentence == NO_JSON and answer.text.startswith(NO_JSON))
    assert [] == stack.requests()


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [(b'{"op":2,', 1, 8), (b'{\n "op": 1,\n}', 3, 1), (b"\xef\xbb\xbf{'op':2}", 1, 2)],
)
def test_the_place_that_is_no_json_is_named(
    stack: Stack, body: bytes, line: int, column: int
) -> None:
    """Line and column say where to look."""
    said = f"The body is not valid JSON, from line {line}, column {column} on."

    assert (400, said) == (stack.post_raw(body).status_code, stack.post_raw(body).text)


@pytest.mark.parametrize(("body", "reason"), FIELDS)
def test_a_wrong_field_is_named(stack: Stack, body: Any, reason: str) -> None:
    """The sentence names the field with what is wrong about it."""
    answer = stack.post(body)

    assert (400, f"The body cannot be used: {reason}.") == (answer.status_code, answer.text)
    assert [] == stack.requests()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_refused(stack: Stack, value: str) -> None:
    """Python's own numbers that JSON does not know are no keys."""
    answer = stack.post_raw(f'{{"op":{value}}}'.encode())

    assert answer.status_code == 400


def test_the_sentence_does_not_repeat_the_input(stack: Stack) -> None:
    """What was sent may be a name or a number, so it comes back to nobody."""
    answer = stack.post(changed(op="Anna Miller", dateTimeStart="(503) 555-0100"))

    assert "Anna" not in answer.text
    assert "555" not in answer.text


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp", "*/*"],
)
def test_another_media_type_is_refused(stack: Stack, media_type: str) -> None:
    """Only JSON is read."""
    answer = stack.post_raw(b"{}", **{"Content-Type": media_type})

    assert (415, "Send the body as JSON with Content-Type: application/json.") == (
        answer.status_code,
        answer.text,
    )


def test_a_missing_media_type_is_refused(stack: Stack) -> None:
    """A body that does not say what it is, is not read."""
    sent = wire.head(Content_Length="2").replace(b"Content-Type: application/json\r\n", b"") + b"{}"

    assert wire.status(wire.exchange(stack, sent)) == 415


def test_a_byte_order_mark_is_left_out(service: Stack) -> None:
    """Some clients write one before everything that is UTF-8."""
    body = b"\xef\xbb\xbf" + json.dumps(BODY).encode()

    assert service.post_raw(body).status_code == 200


@pytest.mark.parametrize("path", ["/asapcomms", "/twilio/inbound", "/twilio/status/x", "/a/x"])
def test_a_body_that_does_not_come_is_not_waited_for(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """After a while the connection is closed, whatever has come of the body."""
    monkeypatch.setattr("worker.web.body.LONGEST_WAIT_SECONDS", 0.1)
    head = wire.head(path=path, Content_Length="100", Connection="keep-alive")

    assert wire.status(wire.exchange(stack, head + b"{")) == 408


def test_a_body_in_drops_is_not_waited_for(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is for the whole body, not for each piece."""
    monkeypatch.setattr("worker.web.body.LONGEST_WAIT_SECONDS", 0.3)
    head = wire.head(Content_Length="1000000", Connection="keep-alive")
    answer = b""
    with socket.create_connection(("127.0.0.1", stack.front.port), timeout=0.05) as connection:
        connection.sendall(head)
        for _ in range(200):
            connection.sendall(b" ")
            with suppress(TimeoutError):
                answer = connection.recv(65536)
                break

    assert wire.status(answer) == 408


def test_the_longest_body_is_read(stack: Stack) -> None:
    """64 KiB exactly are not too long."""
    body = b"{" + b" " * (64 * 1024 - 2) + b"}"

    assert stack.post_raw(body).status_code == 400


def test_a_longer_body_is_too_large(stack: Stack) -> None:
    """One byte more is a 413."""
    answer = stack.post_raw(b"{" + b" " * (64 * 1024 - 1) + b"}")

    assert (413, "The body is longer than 64 KiB.") == (answer.status_code, answer.text)


def test_a_longer_body_in_pieces_is_too_large(stack: Stack) -> None:
    """The length counts, not what the head says of it."""
    sent = wire.head(Transfer_Encoding="chunked") + b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    answer = wire.exchange(stack, sent + (b"4000\r\n" + b" " * 0x4000 + b"\r\n") * 4)

    assert (413, "The body is longer than 64 KiB.") == (wire.status(answer), wire.sentence(answer))


def test_an_announced_flood_is_not_waited_for(stack: Stack) -> None:
    """What is too long already is answered before the rest has come."""
    answer = wire.exchange(stack, wire.head(Content_Length="1000000000") + b" " * (64 * 1024 + 1))

    assert wire.status(answer) == 413


def test_a_body_that_ends_early_is_no_failure_of_ours(
    stack: Stack, caplog: pytest.LogCaptureFixture
) -> None:
    """A client that hangs up in the middle leaves no traceback."""
    wire.exchange(stack, wire.head(Content_Length="100") + b"{", hang_up=True)
    assert stack.get("/healthz").status_code == 200

    assert [] == [record for record in caplog.records if record.exc_info]


def test_a_get_needs_no_media_type(stack: Stack) -> None:
    """Only bodies have one."""
    assert stack.get("/asapcomms").status_code == 200
