"""POST /asapcomms: answered with 202 while the outcome is open."""

from collections.abc import Iterator
from urllib.parse import unquote

import httpx2
import pytest

from schemas.problem import shown
from tests.world.front import Front
from tests.world.office import World
from tests.world.stack import BODY, Stack, eventually, settings_of

ASYNC = {"Prefer": "respond-async"}
ACCEPTED = "The request is accepted; its outcome will be at the address in Location."


@pytest.fixture
def hasty(world: World, redis_url: str, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return a web app that waits for next to nothing."""
    settings = settings_of(world, redis_url, post_wait_seconds=0.01)
    with Stack(world, settings, front, http).open() as made:
        made.hear()
        yield made


def outcome(stack: Stack, path: str) -> httpx2.Response:
    """Ask until there is an outcome."""
    answers: list[httpx2.Response] = []

    def is_decided() -> bool:
        answers.append(stack.get(path))
        return answers[-1].status_code != 202

    eventually(is_decided)
    return answers[-1]


@pytest.mark.parametrize(
    "prefer", ["respond-async", "Respond-Async, wait=5", "wait=1,respond-async"]
)
def test_whoever_prefers_so_does_not_wait(stack: Stack, prefer: str) -> None:
    """Prefer: respond-async is answered before anything is decided."""
    answer = stack.post(headers={"Prefer": prefer})

    assert (202, ACCEPTED) == (answer.status_code, answer.text)


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_the_location_leads_to_the_request(stack: Stack, prefix: str) -> None:
    """The outcome will be under the prefix of the POST."""
    answer = stack.post(path=f"{prefix}/asapcomms", headers=ASYNC)
    (request,) = stack.requests()

    assert f"{prefix}/asapcomms/requests/{request['request_id']}" == answer.headers["Location"]


def test_before_the_outcome_the_location_says_wait(stack: Stack) -> None:
    """Asking too early gets the same 202 with the same Location."""
    path = stack.poll_path(stack.post(headers=ASYNC))
    answer = stack.get(path)

    assert (202, path, "1") == (
        answer.status_code,
        answer.headers["Location"],
        answer.headers["Retry-After"],
    )


def test_after_the_outcome_the_location_shows_the_offer(service: Stack) -> None:
    """Then the answer is what the POST would have said."""
    answer = outcome(service, service.poll_path(service.post(headers=ASYNC)))

    assert (200, "/asapcomms/1", 1) == (
        answer.status_code,
        answer.headers["Location"],
        answer.json()["AsapCommNum"],
    )


def test_after_a_refusal_the_location_says_why(service: Stack) -> None:
    """A refusal comes with its own status."""
    posted = service.post({**BODY, "op": 99}, headers=ASYNC)
    answer = outcome(service, service.poll_path(posted))

    assert (404, "Operatory 99 was not found.") == (answer.status_code, answer.text)


def test_a_slow_worker_is_not_waited_for(hasty: Stack) -> None:
    """After POST_WAIT_SECONDS without an outcome the answer is 202."""
    assert hasty.post().status_code == 202


def test_a_late_worker_finds_the_request(hasty: Stack) -> None:
    """What was accepted while nobody worked is offered once somebody does."""
    path = hasty.poll_path(hasty.post())
    with hasty.working():
        answer = outcome(hasty, path)

    assert (200, 1) == (answer.status_code, len(hasty.world.gateway.texts))


def test_a_request_that_waits_can_be_repeated(stack: Stack) -> None:
    """The same key finds the same waiting request."""
    key = {**ASYNC, "Idempotency-Key": "k"}
    paths = {stack.poll_path(stack.post(headers=key)) for _ in range(2)}

    assert (1, 1) == (len(paths), len(stack.requests()))


def test_a_repeated_request_is_offered_once(stack: Stack) -> None:
    """Two messages for one request make one offer."""
    key = {**ASYNC, "Idempotency-Key": "k"}
    for _ in range(2):
        stack.post(headers=key)
    with stack.working():
        stack.idle()

    assert (1, 1) == (len(stack.offers()), len(stack.world.gateway.texts))


@pytest.mark.parametrize(
    "request_id", ["x", "00000000-0000-0000-0000-000000000000", "1", "%00", "x" * 500]
)
def test_an_unknown_request_is_not_found(stack: Stack, request_id: str) -> None:
    """An id that no request has is a 404."""
    answer = stack.get(f"/asapcomms/requests/{request_id}")

    said = f"Request {shown(unquote(request_id))} was not found."
    assert (404, said) == (answer.status_code, answer.text)


def test_an_accepted_request_is_no_problem(stack: Stack) -> None:
    """202 is plain text, also for clients that take problem details."""
    answer = stack.post(headers={**ASYNC, "Accept": "application/problem+json"})

    assert (202, "text/plain; charset=utf-8") == (
        answer.status_code,
        answer.headers["Content-Type"],
    )
