"""A message that cannot be read is kept, whatever its producer calls it."""

import json
from typing import Any

import pytest
from dramatiq import Message

from tests.world.office import NOW, World
from worker.queue import payload
from worker.queue.kinds import CREATE, CREATE_QUEUE
from worker.steps.dead_letter import keep
from worker.store.ledger import dead_letters
from worker.store.ledger.tables import kept_message

USUAL = "0d4c2f1e-5a0b-4c57-9a39-5d6f4f1f2a3b"


def kept(world: World, *message_ids: str) -> list[str]:
    """Keep a message under each id; returns the ids that are there then."""
    for message_id in message_ids:
        sent: Message[None] = Message(
            CREATE_QUEUE, CREATE.actor, (), {}, {"redis_message_id": "1"}, message_id
        )
        came = payload.read(sent.encode(), CREATE_QUEUE)
        assert came is not None
        told = (came.message_id, CREATE_QUEUE, CREATE.actor, [[], {"note": "\x00"}], "It is wrong.")
        keep(*told, world.store, NOW)
    return sorted(row["message_id"] for row in world.rows(kept_message))


@pytest.mark.parametrize("message_id", ["x" * 65, "a\x00b", "\x00", "\ud800", "", "é" * 64])
def test_an_id_that_no_column_takes(world: World, message_id: str) -> None:
    """The message is kept all the same, and once however often it comes."""
    assert 1 == len(kept(world, message_id, message_id))


def test_ids_that_look_alike_are_told_apart(world: World) -> None:
    """No message takes the place of another."""
    alike = ("x" * 64, "x" * 65, "x" * 64 + "y", "X" * 64, "a", "A", "a ", "a\x00", "\x00a")

    assert len(alike) == len(kept(world, *alike))


def test_dramatiqs_own_id_stays_as_it_is(world: World) -> None:
    """A kept message is found by the id that the logs show."""
    assert [USUAL] == kept(world, USUAL)


@pytest.mark.parametrize("arguments", [[[], {"note": "x" * 70_000}], [["\U0001f9b7" * 9_000], {}]])
def test_a_message_that_is_too_long_hides_no_other(world: World, arguments: list[Any]) -> None:
    """How it begins is kept with the reason, and whoever lists what is kept sees them all."""
    kept(world, USUAL)
    keep("long", CREATE_QUEUE, CREATE.actor, arguments, "It is wrong.", world.store, NOW)

    with world.store.reading() as transaction:
        usual, long = dead_letters.waiting(transaction)
    (begin,), rest = long.told
    assert json.dumps(arguments).startswith(begin)
    assert {} == rest
    assert long.reason.startswith("It is wrong. Its arguments are too long")
    assert ([], {"note": "\x00"}) == usual.told


def test_a_message_that_was_cut_off_hides_no_other(world: World) -> None:
    """What an earlier release left of one on MySQL is shown as it is."""
    kept(world, USUAL)
    world.change(kept_message, arguments='[[], {"note": "x')

    with world.store.reading() as transaction:
        [one] = dead_letters.waiting(transaction)
    assert (['[[], {"note": "x'], {}) == one.told
