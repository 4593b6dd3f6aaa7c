"""RFC 9457 problem details, for clients that ask for them."""

import pytest

from tests.web import wire
from tests.world.stack import BODY, Stack

WANTED = {"Accept": "application/problem+json"}
STRANGER = {"Authorization": ""}
READER = {"Authorization": "ODFHIR reader/r"}


def test_a_refusal_comes_as_a_problem(service: Stack) -> None:
    """The sentence is the detail; type, title, status are as the RFC has them."""
    answer = service.post({**BODY, "op": 99}, headers=WANTED)

    assert (404, "application/problem+json") == (
        answer.status_code,
        answer.headers["Content-Type"],
    )
    assert {
        "type": "urn:asapcomms:problem:no-operatory",
        "title": "Not Found",
        "status": 404,
        "detail": "Operatory 99 was not found.",
        "code": "no-operatory",
    } == answer.json()


def test_a_refusal_keeps_its_code(service: Stack) -> None:
    """Whoever asks later, or again with the same key, is told the same."""
    past = {**BODY, "dateTimeStart": "2023-10-16 09:00:00"}
    keyed = {**WANTED, "Idempotency-Key": "k"}
    codes = [service.post(past, headers=keyed).json()["code"] for _ in range(2)]
    request_id = service.requests()[0]["request_id"]
    polled = service.get(f"/asapcomms/requests/{request_id}", headers=WANTED)

    assert ["past-time", "past-time", "past-time"] == [*codes, polled.json()["code"]]


CODES = {
    "empty-body": ("POST", "/asapcomms", b""),
    "not-json": ("POST", "/asapcomms", b"{"),
    "wrong-field": ("POST", "/asapcomms", b"{}"),
    "wrong-parameter": ("GET", "/asapcomms?PatNum=1", b""),
    "no-clinic": ("GET", "/asapcomms?ClinicNum=77", b""),
    "no-asapcomm": ("GET", "/asapcomms/7", b""),
    "wrong-number": ("GET", "/asapcomms/x", b""),
    "no-request": ("GET", "/asapcomms/requests/x", b""),
    "method-not-allowed": ("DELETE", "/asapcomms", b""),
}


@pytest.mark.parametrize("code", CODES)
def test_each_refusal_has_its_code(stack: Stack, code: str) -> None:
    """A program need not read sentences."""
    method, path, body = CODES[code]
    headers = {**WANTED, "Content-Type": "application/json"}

    found = stack.request(method, path, content=body, headers=headers).json()
    assert (code, f"urn:asapcomms:problem:{code}") == (found["code"], found["type"])


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "title"),
    [
        ("GET", "/asapcomms/x", {}, b"", 400, "Bad Request"),
        ("POST", "/asapcomms", {}, b"{", 400, "Bad Request"),
        ("GET", "/asapcomms", STRANGER, b"", 401, "Unauthorized"),
        ("POST", "/asapcomms", READER, b"", 403, "Forbidden"),
        ("GET", "/asapcomms/7", {}, b"", 404, "Not Found"),
        ("GET", "/nowhere", {}, b"", 404, "Not Found"),
        ("DELETE", "/asapcomms", {}, b"", 405, "Method Not Allowed"),
        ("POST", "/asapcomms", {}, b" " * 70_000, 413, None),
        (
            "POST",
            "/asapcomms",
            {"Content-Type": "text/plain"},
            b"{}",
            415,
            "Unsupported Media Type",
        ),
    ],
)
def test_every_error_comes_as_a_problem(
    stack: Stack,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
    title: str | None,
) -> None:
    """Whichever part answers, the form is the one that was asked for."""
    told = {**WANTED, "Content-Type": "application/json", **headers}
    answer = stack.request(method, path, content=body, headers=told)
    problem = answer.json()

    assert (status, status, "application/problem+json") == (
        answer.status_code,
        problem["status"],
        answer.headers["Content-Type"],
    )
    assert title in {None, problem["title"]}


@pytest.mark.parametrize(
    "accept", ["Application/Problem+JSON", "application/json, application/problem+json;q=0.9"]
)
def test_accept_is_read_in_any_form(stack: Stack, accept: str) -> None:
    """Media types have no case, and may be one of many."""
    answer = stack.get("/asapcomms/x", headers={"Accept": accept})

    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["*/*", "text/plain", "application/json", ""])
def test_others_get_the_sentence(stack: Stack, accept: str) -> None:
    """Whoever does not ask for problem details gets Open Dental's form."""
    answer = stack.get("/asapcomms/x", headers={"Accept": accept})

    assert ("text/plain; charset=utf-8", "AsapCommNum must be a whole number.") == (
        answer.headers["Content-Type"],
        answer.text,
    )


def test_a_conflict_comes_as_a_problem(service: Stack) -> None:
    """409 follows the same rule."""
    service.world.offered()

    assert service.post(headers=WANTED).json()["title"] == "Conflict"


def test_an_offer_stays_an_offer(stack: Stack) -> None:
    """What is no error is no problem."""
    stack.world.offered()
    answer = stack.get("/asapcomms/1", headers=WANTED)

    assert answer.headers["Content-Type"] == "application/json"


def test_a_broken_request_has_a_status(stack: Stack) -> None:
    """What is not even HTTP is a 400."""
    assert wire.status(wire.exchange(stack, b"GIVE ME /asapcomms\r\n\r\n")) == 400
