"""Idempotency-Key: a client in doubt may ask again."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.world.stack import BODY, Stack
from worker.store.practice import tables

KEY = {"Idempotency-Key": "monday-9-o-clock"}
OTHER = {**BODY, "dateTimeStart": "2023-10-18 15:00:00"}


def num_of(answer: httpx2.Response) -> int:
    """Return the offer's number."""
    return int(answer.json()["AsapCommNum"])


def test_the_same_key_gets_the_same_offer(service: Stack) -> None:
    """Asking twice is asking once."""
    answers = [service.post(headers=KEY) for _ in range(2)]

    assert [200, 200] == [answer.status_code for answer in answers]
    assert ["/asapcomms/1"] * 2 == [answer.headers["Location"] for answer in answers]
    assert len(service.offers()) == 1


def test_a_repeated_request_shows_the_offer_as_it_is_now(service: Stack) -> None:
    """Whoever asks again learns what has come of the offer since."""
    service.post(headers=KEY)
    service.idle()

    assert service.get("/asapcomms/1").text == service.post(headers=KEY).text


def test_the_same_key_at_once_makes_one_offer(service: Stack) -> None:
    """Twelve threads with one key get one offer."""
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: service.post(headers=KEY), range(12)))
    service.idle()

    assert [(200, 1)] * 12 == [(answer.status_code, num_of(answer)) for answer in answers]
    assert (1, 1) == (len(service.offers()), len(service.world.gateway.texts))


def test_without_a_key_the_second_is_a_conflict(service: Stack) -> None:
    """Two requests that nobody calls one are two, so the slot is held for the first."""
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: service.post(), range(8)))
    service.idle()

    assert [200, *[409] * 7] == sorted(answer.status_code for answer in answers)
    assert len(service.world.gateway.texts) == 1


def test_the_same_key_with_another_body_is_a_conflict(service: Stack) -> None:
    """A key stands for one request."""
    service.post(headers=KEY)
    answer = service.post(OTHER, headers=KEY)

    assert (409, "This Idempotency-Key was used before with another body.") == (
        answer.status_code,
        answer.text,
    )


def test_a_conflict_of_keys_writes_nothing(service: Stack) -> None:
    """The second body is not even decided."""
    service.post(headers=KEY)
    service.idle()
    before = service.practice()
    service.post(OTHER, headers=KEY)
    service.idle()

    assert before == service.practice()
    assert len(service.requests()) == 1


def test_the_same_body_may_be_written_differently(service: Stack) -> None:
    """Names in another case make no other body."""
    service.post(headers=KEY)
    answer = service.post({name.upper(): value for name, value in BODY.items()}, headers=KEY)

    assert (200, 1) == (answer.status_code, num_of(answer))


def test_a_refusal_is_repeated(service: Stack) -> None:
    """What was refused stays refused under its key, though the office has changed."""
    service.world.change(tables.operatory, is_hidden=1)
    first = service.post(headers=KEY)
    service.world.change(tables.operatory, is_hidden=0)
    second = service.post(headers=KEY)

    assert (400, "Operatory 2 is hidden.") == (first.status_code, first.text)
    assert (first.status_code, first.text) == (second.status_code, second.text)
    assert service.post().status_code == 200


def test_a_body_that_was_no_request_is_not_remembered(service: Stack) -> None:
    """A mistake in the body can be mended under the same key."""
    mistaken = service.post({**BODY, "op": "2"}, headers=KEY)

    assert (400, 200) == (mistaken.status_code, service.post(headers=KEY).status_code)


def test_another_callers_key_is_another_key(service: Stack) -> None:
    """Two customers who choose the same key do not meet."""
    service.post(headers=KEY)
    answer = service.post(OTHER, headers={**KEY, "Authorization": "ODFHIR texter/t"})

    assert (200, 2) == (answer.status_code, num_of(answer))


def test_the_twin_knows_the_key(service: Stack) -> None:
    """A key holds under both prefixes."""
    service.post(headers=KEY)
    answer = service.post(path="/api/v1/asapcomms", headers=KEY)

    assert "/api/v1/asapcomms/1" == answer.headers["Location"]


@pytest.mark.parametrize("key", ["k", "k" * 255, "a b", "../../etc", "'; drop table asapcomm"])
def test_a_key_is_any_text(service: Stack, key: str) -> None:
    """A client chooses as it likes, up to 255 characters."""
    answers = [service.post(headers={"Idempotency-Key": key}) for _ in range(2)]

    assert [(200, 1)] * 2 == [(answer.status_code, num_of(answer)) for answer in answers]


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_1_to_255_characters(stack: Stack, key: str) -> None:
    """A key that is none, or too long, is refused."""
    answer = stack.post(headers={"Idempotency-Key": key})

    assert (400, "Idempotency-Key must have 1 to 255 characters.") == (
        answer.status_code,
        answer.text,
    )
    assert [] == stack.requests()


def test_a_deleted_offer_is_not_found(service: Stack) -> None:
    """An offer that the office has deleted since is not answered with nothing."""
    service.post(headers=KEY)
    service.idle()
    service.world.remove(tables.asapcomm)
    answer = service.post(headers=KEY)

    assert (404, "AsapComm 1 was not found.") == (answer.status_code, answer.text)
