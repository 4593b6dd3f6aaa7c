"""Our own tables do not grow for ever: what is done and old goes, on every kind of database."""

from datetime import timedelta
from http import HTTPStatus

from tests.world.office import START, World
from tests.world.provider import reply, tell
from tests.world.visitor import Visitor
from worker.gateways.port import NoAnswer
from worker.steps.housekeeping import remove_old
from worker.store.ledger import housekeeping
from worker.store.ledger import tables as own_tables
from worker.store.ledger.tables import (
    attempt,
    consent,
    inbound,
    kept_message,
    lock,
    receipt,
    request,
)
from worker.store.practice import tables

KEEP_DAYS = 400


def tidy(world: World, keep_days: int = KEEP_DAYS) -> dict[str, int]:
    """Remove a batch of each table."""
    return remove_old(world.store, world.office.zone, keep_days, world.now)


def a_whole_story(world: World) -> None:
    """Offer, accept, confirm, stop, answer that, hear of each; then the offer's time is over."""
    visitor = Visitor.texted(world)
    visitor.accept()
    reply(world, "STOP")
    for row in world.rows(own_tables.text):
        world.send_text(row["text_num"])
    for row in world.rows(attempt):
        tell(world, "delivered", of=row["attempt_id"])
    world.later(days=30)
    world.expire(visitor.num)


def test_what_is_done_and_old_goes(world: World) -> None:
    """After KEEP_DAYS nothing of a finished offer is left in our tables."""
    a_whole_story(world)
    world.later(days=KEEP_DAYS + 1)

    tidy(world)

    tables = [own_tables.OWN.tables[f"asapcomms_{name}"] for name in housekeeping.CHORES]
    assert {} == {table.name: len(world.rows(table)) for table in tables if world.rows(table)}


def test_what_is_young_stays(world: World) -> None:
    """A day before its time nothing is removed but locks of past days."""
    a_whole_story(world)
    world.later(days=KEEP_DAYS - 31)

    assert {"lock"} == set(tidy(world))
    assert all(world.rows(table) for table in (request, attempt, receipt, inbound))


def test_what_is_not_done_stays(world: World) -> None:
    """A call of which nobody knows what became of it is never old."""
    num = world.offered()
    world.gateway.answers.append(NoAnswer("timeout"))
    world.send(num)
    world.later(days=2 * KEEP_DAYS)

    tidy(world)

    assert [num] == [row["subject"] for row in world.rows(attempt)]
    assert [num] == [row["asap_comm_num"] for row in world.rows(request)]


def test_what_was_texted_of_an_opening_ahead_stays(world: World) -> None:
    """However soon rows go: with offer and blockout deleted nothing else knows of the text."""
    ahead = START + timedelta(days=60)
    num = Visitor.texted(world, start=ahead).num
    tell(world, "delivered")
    world.later(days=40)
    tidy(world, keep_days=30)
    world.remove(tables.asapcomm, tables.scheduleop, tables.schedule)

    assert HTTPStatus.CONFLICT is world.ask(start=ahead).status

    world.later(days=60)
    world.expire(num)
    assert 1 == tidy(world, keep_days=30)["attempt"]


def test_consent_is_kept_for_ever(world: World) -> None:
    """Who has refused texts, and when, can be shown after any time."""
    a_whole_story(world)
    before = world.rows(consent)
    world.later(days=10 * KEEP_DAYS)

    tidy(world)

    assert before
    assert before == world.rows(consent)


def test_zero_days_keep_everything(world: World) -> None:
    """Whoever wants to keep all may."""
    a_whole_story(world)
    world.later(days=10 * KEEP_DAYS)

    assert {"lock"} == set(tidy(world, keep_days=0))


def test_a_days_locks_go_when_it_is_over(world: World) -> None:
    """The lock of a slot is there for its day; those of patients stay."""
    world.offered()
    tidy(world)
    held = {row["name"] for row in world.rows(lock)}
    world.later(days=4)

    assert {"lock": 1} == tidy(world)
    assert {"slot/2023-10-18/2"} == held - {row["name"] for row in world.rows(lock)}


def test_a_batch_is_bounded(world: World) -> None:
    """However many rows are old, one turn removes a few; the next goes on."""
    for number in range(housekeeping.AT_ONCE + 3):
        world.add(
            kept_message,
            message_id=f"message-{number}",
            queue="asapcomm",
            actor="create-asapcomm",
            arguments="[]",
            reason="no",
            received_at=world.now - timedelta(days=KEEP_DAYS + 1),
        )

    removed = [tidy(world)["kept_message"], tidy(world)["kept_message"]]

    assert [housekeeping.AT_ONCE, 3] == removed
