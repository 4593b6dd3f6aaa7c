"""What is told of an offer's way, in order, each once, on every kind of database."""

import json
from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import insert

from schemas.events import EventKind
from tests.contract.one_text import OTHER
from tests.world.office import START, World
from tests.world.provider import tell
from tests.world.visitor import Visitor
from worker.gateways.port import NotSent
from worker.rules.answer import Answer, Outcome
from worker.steps.answer import answer
from worker.steps.feed import give_places
from worker.steps.opening.stop import stop
from worker.store.engine import Transaction
from worker.store.ledger import events
from worker.store.ledger.event_tables import event
from worker.store.ledger.events import START as BEGINNING
from worker.store.ledger.events import Place, StoredEvent
from worker.store.practice import tables


def read(world: World, after: Place = BEGINNING, at_most: int = 1000) -> list[StoredEvent]:
    """Give every event its place, and read what follows."""
    give_places(world.store, world.now)
    with world.store.reading() as transaction:
        return events.after(transaction, after, at_most)


def told(world: World) -> list[str]:
    """Return the kinds of all events, in their order."""
    return [each.kind.value for each in read(world)]


def test_a_text_is_told(world: World) -> None:
    """Request, provider and receipt each have their event, about the same offer."""
    visitor = Visitor.texted(world)
    tell(world, "delivered")

    found = read(world)
    assert ["offer.created", "offer.sent", "offer.delivered"] == [one.kind for one in found]
    assert {visitor.num} == {json.loads(one.data)["AsapCommNum"] for one in found}
    first = json.loads(found[0].data)
    assert ("2023-10-18 14:00:00", 2, 11939) == (
        first["DateTimeStart"],
        first["Op"],
        first["AptNum"],
    )


def test_an_accept_is_told(world: World) -> None:
    """Whoever takes an opening is told of, and the opening; the other patient's text is skipped."""
    visitor = Visitor.texted(world)
    world.patient(OTHER)
    world.appointment(OTHER, OTHER)
    world.offered(apt=OTHER)

    assert Outcome.MOVED is visitor.accept()

    assert [
        "offer.created",
        "offer.created",
        "offer.sent",
        "offer.viewed",
        "offer.skipped",
        "offer.accepted",
        "opening.filled",
    ] == _sorted_first_two(told(world))


def _sorted_first_two(kinds: list[str]) -> list[str]:
    """What was told of two offers before either was answered may come in any order."""
    return [*sorted(kinds[:3]), *kinds[3:]]


def test_an_accept_that_came_too_late_says_so(world: World) -> None:
    """It is an acceptance that has moved nothing, and fills no opening."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.booked(START)
    stored = answer(visitor.asked(shown, Answer.ACCEPT), world.office.desk, world.now)
    assert stored is not None
    assert Outcome.NOT_AVAILABLE is stored.outcome

    last = read(world)[-1]
    assert EventKind.OFFER_ACCEPTED is last.kind
    assert "AcceptedAndNotAvailable" == json.loads(last.data)["ResponseStatus"]


def test_a_decline_is_told(world: World) -> None:
    """With what it has made of the offer."""
    visitor = Visitor.texted(world)
    visitor.decline()

    last = read(world)[-1]
    assert (EventKind.OFFER_DECLINED, "Declined") == (
        last.kind,
        json.loads(last.data)["ResponseStatus"],
    )


def test_a_refusal_of_the_provider_is_told(world: World) -> None:
    """With its code; one that stops the sender is an event of its own."""
    world.gateway.answers = [NotSent("no", is_permanent=True, code=30034, http_status=400)]
    world.send(world.offered())

    assert {"offer.created", "sender.stopped"} == set(told(world))


def test_what_may_not_be_sent_is_told(world: World) -> None:
    """An offer that is written with a reason tells of both."""
    world.change(tables.patient, txt_msg_ok=2)
    world.offered()

    assert ["offer.created", "offer.skipped"] == told(world)


def test_an_offer_that_nobody_answers_is_told(world: World) -> None:
    """Once, however often its end is asked for."""
    visitor = Visitor.texted(world)
    world.later(days=30)
    world.expire(visitor.num)
    world.expire(visitor.num)

    assert ["offer.created", "offer.sent", "offer.expired"] == told(world)


def test_an_opening_that_is_stopped_is_told(world: World) -> None:
    """With each text that is not sent."""
    world.now = world.now.replace(hour=23)
    opened = world.open()
    assert opened.schedule_num is not None

    stop(opened.schedule_num, world.office.desk, world.now)
    stop(opened.schedule_num, world.office.desk, world.now)

    assert ["offer.created", "offer.skipped", "opening.ended"] == told(world)


def test_each_event_is_read_once(world: World) -> None:
    """Reading on from any place gives what follows, in the same order."""
    for apt in range(500, 503):
        world.patient(apt)
        world.appointment(apt, apt)
        Visitor.texted(world, apt=apt, start=START + timedelta(hours=apt - 500))
        read(world, at_most=1)
    everything = read(world)

    one_by_one, place = [], BEGINNING
    while found := read(world, place, at_most=1):
        one_by_one += found
        place = found[-1].place
    assert everything == one_by_one
    assert 6 == len({one.event_id for one in everything})


def test_a_number_that_becomes_visible_late_is_not_missed(world: World) -> None:
    """An event that was numbered first and committed last comes after what was read meanwhile."""
    if world.store.engine.dialect.name == "sqlite":
        return  # it has one writer at a time
    _row = {
        "kind": EventKind.SENDER_STOPPED.value,
        "happened_at": world.now,
        "data": "{}",
    }
    with world.store.engine.connect() as late, late.begin():
        late.execute(insert(event), {**_row, "event_id": "late"})
        with world.store.writing() as transaction:
            transaction.insert(event, **_row, event_id="early")
        first = read(world)
    then = read(world, first[-1].place)

    assert (["early"], ["late"]) == (
        [one.event_id for one in first],
        [one.event_id for one in then],
    )
    assert first[0].event_num > then[0].event_num


def test_two_who_give_places_do_not_give_two(world: World) -> None:
    """One waits for the other, and finds nothing left."""
    for apt in range(500, 510):
        world.patient(apt)
        world.appointment(apt, apt)
        world.offered(apt=apt, start=START + timedelta(hours=apt - 500), request_id=uuid4())

    threads = [Thread(target=read, args=(world,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 10 == len(read(world))


def test_nothing_is_told_of_what_is_undone(world: World) -> None:
    """An event goes with the transaction that it was written in."""

    def tell_and_die(transaction: Transaction) -> None:
        events.tell(transaction, EventKind.SENDER_STOPPED, world.now)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        world.store.write(tell_and_die)

    assert [] == told(world)
