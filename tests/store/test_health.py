"""How the service stands, counted in its database."""

from datetime import timedelta
from uuid import uuid4

from schemas.asapcomm import AsapCommPost
from schemas.keys import ClinicNum
from tests.world.office import APT, NOW, OP, START, World
from tests.world.provider import ANNA, attempt_id
from worker.gateways.port import NoAnswer
from worker.rules.health import Backlog, Health, ProcessKind
from worker.steps import inbound, receipts
from worker.steps.heartbeat import Heart
from worker.steps.housekeeping import remove_old
from worker.store.health import look
from worker.store.ledger import heartbeats, holds, requests, senders
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.operating_tables import heartbeat
from worker.store.ledger.receipts import Word
from worker.store.ledger.tables import kept_message
from worker.store.practice.tables import asapcomm

REST = {"recipient": "15035550199", "body": "YES", "opt_out_type": ""}


def seen(world: World) -> Health:
    """Look now."""
    with world.store.reading() as transaction:
        return look(transaction, world.office.zone, world.office.sender_key, world.now)


def test_nothing_waits_in_a_quiet_office(world: World) -> None:
    """Every count is 0."""
    assert Health(at=NOW, attempts={"dispatching": 0, "unknown": 0}) == seen(world)


def test_what_waits_is_counted(world: World) -> None:
    """A due text, an undecided request, a patient's text, a kept message: each with its age."""
    world.offered()
    with world.store.writing() as transaction:
        body = AsapCommPost(op=OP, aptNum=APT, dateTimeStart=START)
        requests.add(transaction, uuid4(), body, "guid", NOW)
    world.add(
        kept_message,
        message_id="1",
        queue="asapcomm",
        actor="create-asapcomm",
        arguments="[]",
        reason="no",
        received_at=NOW,
    )
    world.later(seconds=30)

    found = seen(world)

    assert (Backlog(1, NOW), 1, 1) == (found.requests, found.kept, found.openings)
    assert (1, 30) == (found.texts.count, found.texts.seconds(world.now))


def test_a_text_is_due_inside_its_window_only(world: World) -> None:
    """When the opening has begun nobody waits for the text any more."""
    world.offered()
    world.now = START.replace(tzinfo=NOW.tzinfo) - timedelta(minutes=1)
    before = seen(world).texts.count
    world.later(minutes=1)

    assert (1, 0) == (before, seen(world).texts.count)


def test_a_held_clinics_texts_are_not_due(world: World) -> None:
    """Nobody is to send them; those of other clinics are due all the same."""
    world.offered()
    clinic_num = world.row(asapcomm)["clinic_num"]

    def due_with_hold_of(whose: int) -> int:
        with world.store.writing() as transaction:
            holds.place(transaction, ClinicNum(whose), held_by="bob", why="A storm", now=NOW)
        return seen(world).texts.count

    assert (1, 0) == (due_with_hold_of(clinic_num + 1), due_with_hold_of(clinic_num))


def test_a_call_without_an_answer_is_unknown(world: World) -> None:
    """It is no due text meanwhile."""
    num = world.offered()
    world.gateway.answers.append(NoAnswer("timeout"))
    world.send(num)

    found = seen(world)

    assert {"dispatching": 0, "unknown": 1} == found.attempts
    assert 0 == found.texts.count


def test_a_stopped_sender_is_told_of(world: World) -> None:
    """Since when, too."""
    with world.store.writing() as transaction:
        senders.stop(
            transaction,
            world.office.sender_key,
            20003,
            is_by_receipt=False,
            now=NOW,
            probe_at=NOW,
        )

    assert NOW == seen(world).sender_stopped_at


def test_a_heart_beats_in_one_row(world: World) -> None:
    """The second beat says what was done since the first; a restart is another row."""
    heart = Heart(world.store, ProcessKind.CLOCK)
    heart.beat()
    heart.did()
    heart.beat()
    heart.beat()
    Heart(world.store, ProcessKind.WORKER).beat()

    clock, worker = sorted(world.rows(heartbeat), key=lambda row: str(row["kind"]))
    assert clock["started_at"] < clock["did_at"] < clock["beat_at"]
    assert (None, "worker") == (worker["did_at"], worker["kind"])


def test_old_heartbeats_are_removed(world: World) -> None:
    """A process that was not heard of for a day is forgotten, whatever else is kept."""
    Heart(world.store, ProcessKind.CLOCK).beat()
    now = world.store.now()

    kept = remove_old(world.store, world.office.zone, 0, now + timedelta(hours=23))
    gone = remove_old(world.store, world.office.zone, 0, now + timedelta(hours=25))

    assert ({}, {"heartbeat": 1}) == (kept, gone)
    with world.store.reading() as transaction:
        assert [] == heartbeats.recent(transaction, now - timedelta(days=9))


def test_a_text_from_a_patient_waits_until_it_is_applied(world: World) -> None:
    """Taken in by web, it waits for a worker, as a receipt does that may be news."""
    num = world.offered()
    world.send(num)
    inbound.take(world.store, Arrived(message_sid="SM9", sender=ANNA, **REST), NOW)
    word = Word(attempt_id=attempt_id(world), message_sid="SM8", status="failed", error_code=30003)
    receipts.take(world.store, word, NOW)
    found = seen(world)

    assert (Backlog(1, NOW), Backlog(1, NOW)) == (found.inbound, found.receipts)
