"""Opening a page and declining what it shows."""

from datetime import timedelta
from http import HTTPStatus

from schemas.codes import Priority, ResponseStatus, SendStatus
from tests.world.office import APT, APT_WAS_AT, START, World
from tests.world.visitor import Visitor
from worker.rules import skip
from worker.rules.answer import Answer, Outcome
from worker.steps.answer import answer
from worker.steps.look import look
from worker.store.ledger.tables import answer as answer_table
from worker.store.practice import booking_tables, tables


def test_opening_changes_nothing_but_viewed(world: World) -> None:
    """A person's look is written on the offer and nowhere else."""
    visitor = Visitor.texted(world)
    untouched = (tables.appointment, tables.schedule, tables.patient, booking_tables.histappointment)  # fmt: skip
    before = [world.rows(table) for table in untouched]

    visitor.open()

    assert ResponseStatus.VIEWED is visitor.status
    assert before == [world.rows(table) for table in untouched]
    assert [] == world.rows(answer_table)


def test_a_fetchers_look_changes_nothing(world: World) -> None:
    """Who only reads for a preview is not taken for the patient."""
    visitor = Visitor.texted(world)

    visitor.look()

    assert ResponseStatus.PENDING_RSVP is visitor.status


def test_a_taken_slot_is_viewed_as_taken(world: World) -> None:
    """Opening the page after somebody else was first shows in the status, until it is free again."""
    visitor = Visitor.texted(world)
    world.booked(START)
    visitor.open()
    when_taken = visitor.status
    world.change(tables.appointment, op=9)
    visitor.open()

    assert ResponseStatus.VIEWED_NOT_AVAILABLE is when_taken
    assert ResponseStatus.VIEWED is visitor.status


def test_a_slot_that_has_passed_is_viewed_as_taken(world: World) -> None:
    """The link lives a week longer than the slot, and offers nothing then."""
    visitor = Visitor.texted(world)
    world.later(days=3)

    assert () == visitor.open().page.open
    assert ResponseStatus.VIEWED_NOT_AVAILABLE is visitor.status


def test_the_page_shows_all_openings_for_the_appointment(world: World) -> None:
    """Offers to the same patient for another appointment are on another page."""
    later, earlier = START + timedelta(hours=2), START - timedelta(days=1)
    visitor = Visitor.texted(world, start=later)
    Visitor.texted(world, start=earlier)
    world.appointment(77)
    Visitor(world, world.offered(apt=77, start=START + timedelta(hours=4)))
    world.preference("WebSchedAsapTextLimit", "2")
    Visitor(world, world.offered())

    slots = [offer.slot.start for offer in visitor.open().page.open if offer.slot]
    assert [earlier, START, later] == slots


def test_an_expired_link_leads_nowhere(world: World) -> None:
    """After DateTimeExpire the link is as good as unknown, for looking and for answering."""
    visitor = Visitor.texted(world)
    asked = visitor.asked(visitor.look(), Answer.ACCEPT)
    world.now = world.now.replace(day=25, hour=14, minute=0, second=0)

    assert look(visitor.short_guid, world.office.desk, world.now) is None
    assert answer(asked, world.office.desk, world.now) is None


def test_letter_case_of_a_link_counts(world: World) -> None:
    """A link in other letters is another link, also where the database does not mind."""
    visitor = Visitor.texted(world)

    assert look(visitor.short_guid.swapcase(), world.office.desk, world.now) is None


def test_declining_keeps_the_appointment(world: World) -> None:
    """Every offer that was shown is declined; the patient stays on the list."""
    visitor, other = Visitor.texted(world), Visitor.texted(world, start=START.replace(hour=16))

    assert Outcome.KEPT is visitor.decline()
    assert [ResponseStatus.DECLINED] * 2 == [visitor.status, other.status]
    row = next(row for row in world.rows(tables.appointment) if row["apt_num"] == APT)
    assert (APT_WAS_AT, Priority.ASAP) == (row["apt_date_time"], row["priority"])


def test_a_decline_can_be_taken_back(world: World) -> None:
    """Who opens the link again before it expires may accept after all."""
    visitor = Visitor.texted(world)
    visitor.decline()

    assert 1 == len(visitor.open().page.open)
    assert ResponseStatus.DECLINED == visitor.status
    assert Outcome.MOVED is visitor.accept()


def test_a_decline_for_good_is_final(world: World) -> None:
    """The wish is kept: nothing is shown any more, and no offer is texted."""
    visitor = Visitor.texted(world)

    assert Outcome.STOPPED is visitor.stop()
    assert ResponseStatus.DECLINED_STOP_COMM is visitor.status
    assert () == visitor.open().page.open
    assert Outcome.NOT_AVAILABLE is visitor.accept()
    assert ResponseStatus.DECLINED_STOP_COMM is visitor.status
    again = world.offered(start=START.replace(hour=16))
    assert skip.REFUSED_BEFORE.sentence == Visitor(world, again).note


def test_declining_for_good_covers_the_list_of_texts(world: World) -> None:
    """An offer that waits to be sent is not sent to who has declined it on another one's page."""
    visitor = Visitor.texted(world)
    waiting = Visitor(world, world.offered(start=START.replace(hour=16)))
    visitor.decline()

    world.send(waiting.num)

    assert 1 == len(world.gateway.texts)
    assert (ResponseStatus.DECLINED, skip.DECLINED.sentence) == (waiting.status, waiting.note)


def test_declining_in_a_second_tab_is_the_same_answer(world: World) -> None:
    """A page that was answered once is not answered again."""
    visitor = Visitor.texted(world)
    tabs = [visitor.open(), visitor.open()]

    outcomes = [visitor.decline(shown=tabs[0]), visitor.stop(shown=tabs[1])]

    assert [Outcome.KEPT] * 2 == outcomes
    assert 1 == len(world.rows(answer_table))


def test_answers_are_kept_with_their_time(world: World) -> None:
    """Who said what and when can be looked up by the offer."""
    visitor = Visitor.texted(world)
    visitor.decline()
    world.later(minutes=5)
    visitor.accept()

    first, second = world.rows(answer_table)
    assert [(Answer.DECLINE, Outcome.KEPT), (Answer.ACCEPT, Outcome.MOVED)] == [
        (one["answer"], one["outcome"]) for one in (first, second)
    ]
    assert timedelta(minutes=5) == second["answered_at"] - first["answered_at"]
    assert (visitor.num, START) == (second["asap_comm_num"], second["slot_start"])


def test_an_opening_too_close_to_the_own_appointment_is_not_texted(world: World) -> None:
    """BOOKING_BUFFER_MINUTES keeps an offer away from the patient's scheduled time, with its Note."""
    world.policy(booking_buffer=timedelta(minutes=60))
    world.change(
        tables.appointment, apt_status=1, apt_date_time=START + timedelta(minutes=59), op=9
    )

    near = Visitor(world, world.offered())
    far = world.ask(start=START - timedelta(minutes=1))

    assert (SendStatus.DO_NOT_SEND, skip.too_close(60).sentence) == (
        world.rows(tables.asapcomm)[0]["sms_send_status"],
        near.note,
    )
    assert HTTPStatus.OK is far.status
    assert "" == world.rows(tables.asapcomm)[1]["note"]


def test_a_buffer_is_kept_at_sending_too(world: World) -> None:
    """An appointment that was moved next to the opening since stops the text."""
    world.policy(booking_buffer=timedelta(minutes=60))
    num = world.offered()
    world.change(
        tables.appointment, apt_status=1, apt_date_time=START - timedelta(minutes=10), op=9
    )

    world.send(num)

    assert [] == world.gateway.texts
    assert skip.too_close(60).sentence == Visitor(world, num).note
