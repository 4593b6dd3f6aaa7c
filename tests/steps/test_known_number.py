"""What the office is told of a number, and how it is texted again."""

import pytest

from schemas.codes import YesNo
from tests.world.office import PAT, World
from tests.world.provider import ANNA, reply, tell
from worker.errors import Refused
from worker.steps.known_number import clear, describe, read
from worker.store.practice import tables


def told(world: World, number: str = ANNA) -> list[str]:
    """Return what is known of a number."""
    with world.store.reading() as transaction:
        return list(describe(transaction, number, world.office.desk))


def test_a_number_without_a_past_is_texted(world: World) -> None:
    """Nothing is known against it, and its patient is named by number."""
    assert [
        f"+{ANNA} is texted.",
        f"It is the wireless phone of patient {PAT}.",
    ] == told(world)
    assert ["+15035550177 is texted.", "No patient has it."] == told(world, "15035550177")


def test_a_bad_number_is_cleared(world: World) -> None:
    """The office is told why it is not texted; cleared, the next offer goes out."""
    world.send(world.offered())
    tell(world, "undelivered", 30006)
    before = told(world)[0]

    clear(ANNA, world.office.desk, world.now)

    assert f"+{ANNA} is not texted: it cannot receive texts (code 30006)" in before
    assert f"+{ANNA} is texted, since" in told(world)[0]


def test_a_stop_is_cleared_as_by_a_start(world: World) -> None:
    """Text OK is set back, and the record says that the office has done it."""
    reply(world, "please don't text me")
    before = told(world)

    clear(ANNA, world.office.desk, world.now)

    assert f"+{ANNA} is not texted: whoever answers it has said stop" in before[0]
    assert YesNo.YES == world.row(tables.patient)["txt_msg_ok"]
    assert [
        '2023-10-16 09:01:25  stop  "please do not text me"',
        '2023-10-16 09:01:25  start  "cleared by the office"',
    ] == told(world)[2:]


@pytest.mark.parametrize("written", ["(503) 555-0100", "+1 503 555 0100", "503.555.0100 x7"])
def test_a_number_is_read_as_offices_write_it(world: World, written: str) -> None:
    """It need not be written with its country."""
    assert ANNA == read(world.store, written)


@pytest.mark.parametrize("written", ["Anna", "", "503-555-0100, 503-555-0101"])
def test_what_is_not_one_number_is_refused(world: World, written: str) -> None:
    """The sentence says how a number is written."""
    with pytest.raises(Refused, match="is not one telephone number"):
        read(world.store, written)
