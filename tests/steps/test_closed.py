"""A patient whom the office sees no more, an appointment that is gone, an offer that was deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, event

from schemas.codes import PatStatus, Priority, ResponseStatus
from tests.world.office import APT, APT_WAS_AT, PAT, START, World
from tests.world.visitor import Visitor
from worker.rules import skip
from worker.rules.answer import Answer, Outcome
from worker.steps import accept, page
from worker.steps.answer import answer
from worker.steps.look import look
from worker.store.ledger import answers
from worker.store.ledger.answers import StoredAnswer
from worker.store.practice import tables

UNSEEN = [PatStatus.DELETED, PatStatus.DECEASED, PatStatus.ARCHIVED]


def stands(world: World) -> Any:
    """Read where the appointment is."""
    return world.row(tables.appointment)["apt_date_time"]


def left_behind(world: World, visitor: Visitor) -> StoredAnswer:
    """Write an acceptance down that nobody has finished."""
    with world.store.writing() as transaction:
        return answers.add(
            transaction,
            page=f"{PAT}/apt/{APT}",
            after=0,
            asap_comm_num=visitor.num,
            answer=Answer.ACCEPT,
            was_start=APT_WAS_AT,
            slot_start=START,
            answered_at=world.now,
            outcome=None,
            ended_at=None,
        )


@pytest.mark.parametrize("status", UNSEEN)
def test_nothing_moves_for_a_patient_who_is_not_seen_any_more(
    world: World, status: PatStatus
) -> None:
    """A page that was open before the chart was closed moves nothing."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.change(tables.patient, pat_status=status)

    assert Outcome.CLOSED is visitor.accept(shown=shown)
    assert APT_WAS_AT == stands(world)
    assert ResponseStatus.VIEWED is visitor.status


@pytest.mark.parametrize("status", UNSEEN)
def test_a_patient_who_is_not_seen_any_more_is_offered_nothing(
    world: World, status: PatStatus
) -> None:
    """The page that is opened then has nothing to accept."""
    visitor = Visitor.texted(world)
    world.change(tables.patient, pat_status=status)

    assert () == visitor.look().page.open


@pytest.mark.parametrize("status", UNSEEN)
def test_a_patient_who_is_not_seen_any_more_is_not_texted(world: World, status: PatStatus) -> None:
    """No text goes out whose link says that nothing can be booked, and the office reads why."""
    waiting = world.offered(start=START.replace(hour=16))
    world.change(tables.patient, pat_status=status)
    world.send(waiting)
    asked = world.ask()

    notes = [row["note"] for row in world.rows(tables.asapcomm)]
    assert ([], False) == (world.gateway.texts, asked.is_due)
    assert [skip.UNABLE_TO_RECEIVE.sentence] * 2 == notes


@pytest.mark.parametrize("status", UNSEEN)
def test_a_patient_who_is_not_seen_any_more_is_not_on_the_list(
    world: World, status: PatStatus
) -> None:
    """An opening for everybody leaves out who cannot take it."""
    world.change(tables.patient, pat_status=status)

    assert "nobody-texted" == world.open().refusal_code
    assert [] == world.rows(tables.asapcomm)


@pytest.mark.parametrize("status", [PatStatus.NON_PATIENT, PatStatus.INACTIVE])
def test_other_patients_move(world: World, status: PatStatus) -> None:
    """Who is inactive may come back by taking an opening."""
    visitor = Visitor.texted(world)
    world.change(tables.patient, pat_status=status)

    assert Outcome.MOVED is visitor.accept()
    assert START == stands(world)


def test_an_answer_that_was_left_behind_moves_nobody_who_is_not_seen_any_more(world: World) -> None:
    """Also whoever finishes an answer asks who the patient is."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    stored = left_behind(world, visitor)
    world.change(tables.patient, pat_status=PatStatus.DECEASED)

    finished = accept.finish(stored, shown.page, world.office.desk, world.now)
    assert Outcome.CLOSED is finished.outcome
    assert APT_WAS_AT == stands(world)


def test_an_appointment_that_was_deleted_was_not_taken(world: World) -> None:
    """Nobody was quicker where there is nothing to move."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.remove(tables.appointment)

    assert Outcome.CLOSED is visitor.accept(shown=shown)
    assert ResponseStatus.VIEWED is visitor.status


def test_a_recall_that_was_deleted_was_not_taken(world: World) -> None:
    """A recall is asked for like an appointment."""
    world.recall()
    visitor = Visitor.recalled(world)
    shown = visitor.open()
    world.remove(tables.recall)

    assert Outcome.CLOSED is visitor.accept(shown=shown)


def test_an_appointment_that_left_the_list_was_not_taken(world: World) -> None:
    """What the office has taken off its list is not moved, and nobody is said to be quicker."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.change(tables.appointment, priority=Priority.NORMAL)

    assert Outcome.CLOSED is visitor.accept(shown=shown)


def test_a_patient_whose_appointment_went_to_another_sees_nothing_of_it(world: World) -> None:
    """After a merge of charts the old link neither shows nor moves the other's appointment."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    world.patient(27)
    world.change(tables.appointment, pat_num=27)

    assert visitor.look().page.appointment is None
    assert Outcome.CLOSED is visitor.accept(shown=shown)


@contextmanager
def deleted_once_found(world: World) -> Iterator[None]:
    """Delete all offers right after the first read that finds a link."""
    left = [True]

    def delete_all(*noted: Any) -> None:
        if left and "short_guid" in noted[2].lower().replace("shortguid", "short_guid"):
            left.pop()
            world.remove(tables.asapcomm)

    event.listen(world.store.engine, "after_cursor_execute", delete_all)
    yield
    event.remove(world.store.engine, "after_cursor_execute", delete_all)
    assert [] == left


def test_a_page_is_shown_whole_or_not_at_all(world: World) -> None:
    """Staff delete the offer while its page is read: no kind of database makes that an error."""
    visitor = Visitor.texted(world)
    guid = visitor.short_guid

    with deleted_once_found(world):
        shown = look(guid, world.office.desk, world.now)

    assert shown is None or shown.page.own is not None
    assert look(guid, world.office.desk, world.now) is None


def test_an_offer_that_is_deleted_between_two_reads_leads_nowhere(world: World) -> None:
    """The link was found, its offers are not: that is a link which leads nowhere."""
    visitor = Visitor.texted(world)
    shown = visitor.open()
    with world.store.reading() as transaction:
        link = page.find_live_link(transaction, visitor.short_guid, world.office.local(world.now))
    assert link is not None
    world.remove(tables.asapcomm)

    with world.store.reading() as transaction:
        found = page.load(transaction, link, world.office.desk, world.office.local(world.now))
    assert (None, ()) == (found.own, found.open)
    finished = accept.finish(left_behind(world, visitor), shown.page, world.office.desk, world.now)
    assert Outcome.CLOSED is finished.outcome
    assert APT_WAS_AT == stands(world)


def test_the_links_own_offer_may_be_the_one_that_is_deleted(world: World) -> None:
    """The patient's other offers do not stand in for it."""
    visitor = Visitor.texted(world)
    asked = visitor.asked(visitor.open(), Answer.ACCEPT)
    world.preference("WebSchedAsapTextLimit", "")
    Visitor.texted(world, start=START.replace(hour=16))
    with world.store.reading() as transaction:
        now_local = world.office.local(world.now)
        link = page.find_live_link(transaction, visitor.short_guid, now_local)
    assert link is not None
    asapcomm = tables.asapcomm
    guid = visitor.short_guid
    with world.store.writing() as transaction:
        transaction.run(delete(asapcomm).where(asapcomm.c.asap_comm_num == visitor.num))

    with world.store.reading() as transaction:
        assert page.load(transaction, link, world.office.desk, now_local).own is None
    assert look(guid, world.office.desk, world.now) is None
    assert answer(asked, world.office.desk, world.now) is None
