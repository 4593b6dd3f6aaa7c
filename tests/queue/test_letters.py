"""Messages that do not parse: kept with their reason, held against nobody."""

from typing import Any
from uuid import uuid4

import pytest

from tests.queue.letters import fields, letter, put
from tests.world.stack import Stack, eventually
from worker.queue.kinds import CREATE, CREATE_QUEUE

REQUEST = str(uuid4())

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"request_id": None}, "request_id must be a UUID."),
    ({"request_id": "7"}, "request_id must be a UUID."),
    ({"op": "2"}, "op must be a whole number."),
    ({"op": 0}, "op must be 1 or more."),
    ({"aptNum": None}, "exactly one of aptNum and recallNum must be given."),
    ({"recallNum": 5}, "exactly one of aptNum and recallNum must be given."),
    ({"aptNum": 2**70}, "aptNum is larger than any key."),
    (
        {"dateTimeStart": "tomorrow"},
        "dateTimeStart must be a date and time such as 2023-10-18 14:00:00.",
    ),
    (
        {"dateTimeStart": "2023-02-30 14:00:00"},
        "dateTimeStart must be a date and time that exists.",
    ),
    ({"aptNums": [5]}, "aptNums is not a field of this request."),
    ({"OP": 3}, "op is given twice."),
]

POSITIONAL = "The message has positional arguments; it takes keyword arguments only."


@pytest.mark.parametrize(("changes", "reason"), WRONG)
def test_a_wrong_message_is_kept_with_its_reason(
    service: Stack, changes: dict[str, Any], reason: str
) -> None:
    """The reason names the field, as an answer of the API would."""
    service.producer.enqueue(letter(**changes))
    service.idle()
    (kept,) = service.kept()

    assert (reason, CREATE_QUEUE, CREATE.actor) == (kept["reason"], kept["queue"], kept["actor"])


@pytest.mark.parametrize("name", ["request_id", "op", "dateTimeStart"])
def test_a_missing_field_is_named(service: Stack, name: str) -> None:
    """Every field is needed."""
    message = letter()
    del message.kwargs[name]
    service.producer.enqueue(message)
    service.idle()

    assert f"{name} is missing." == service.kept()[0]["reason"]


@pytest.mark.parametrize("kwargs", [[1, 2], "Anna", None, 7, {"self": 1}])
def test_arguments_that_are_none_are_kept(service: Stack, kwargs: Any) -> None:
    """What is not a set of names with values is kept like any other mistake."""
    put(service, fields(kwargs=kwargs))
    service.idle()

    assert [POSITIONAL] == [kept["reason"] for kept in service.kept()]


def test_positional_arguments_are_kept(service: Stack) -> None:
    """Nobody guesses which argument is which."""
    service.producer.enqueue(letter(2, 11939, "2023-10-18 14:00:00"))
    service.idle()

    assert [POSITIONAL] == [kept["reason"] for kept in service.kept()]


def test_a_kept_message_can_be_replayed(service: Stack) -> None:
    """Its arguments are kept as they came."""
    service.producer.enqueue(letter(request_id=REQUEST, op="2"))
    service.idle()
    (kept,) = service.kept()

    assert f'"request_id": "{REQUEST}", "op": "2", "aptNum": 11939' in kept["arguments"]


def test_a_kept_message_is_acknowledged(service: Stack) -> None:
    """It is not tried again, nor a dead letter."""
    service.producer.enqueue(letter(op="2"))
    service.idle()

    assert (0, 0) == (service.undelivered(), service.dead(CREATE_QUEUE))


def test_a_message_delivered_twice_is_kept_once(service: Stack) -> None:
    """Its id names it."""
    message = letter(op="2")
    for _ in range(3):
        service.producer.enqueue(message)
    service.idle()

    assert [message.message_id] == [kept["message_id"] for kept in service.kept()]


def test_a_kept_message_offers_nothing(service: Stack) -> None:
    """The practice is as it was."""
    before = service.practice()
    service.producer.enqueue(letter(op="2"))
    service.idle()

    assert before == service.practice()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\x80\x04pickled",
        b"[]",
        b"null",
        b"{}",
        fields(options=[]),
        fields(options={}),
        fields(queue_name="another"),
        fields(message_id=7),
        fields(message_id=["a"]),
        fields(actor_name=None),
        fields(surprise=1),
    ],
)
def test_what_is_no_message_is_a_dead_letter(service: Stack, content: Any) -> None:
    """Bytes that dramatiq cannot work on are put aside."""
    put(service, content)
    eventually(lambda: service.dead(CREATE_QUEUE))

    assert service.undelivered() == 0


def test_what_is_no_message_holds_nobody_up(stack: Stack) -> None:
    """The messages around it, fetched together with it, are worked on."""
    for number in range(3):
        put(stack, b"garbage %d" % number)
        stack.producer.enqueue(letter(aptNum=5 + number))
    with stack.working():
        stack.idle()

    assert (3, 3) == (stack.dead(CREATE_QUEUE), len(stack.requests()))


def test_an_unknown_actor_is_a_dead_letter(stack: Stack) -> None:
    """A message for an actor that there is not stops nobody."""
    stack.producer.enqueue(letter(actor="cancel-asapcomm"))
    stack.producer.enqueue(letter())
    with stack.working():
        stack.idle()

    assert (1, 1) == (stack.dead(CREATE_QUEUE), len(stack.offers()))
