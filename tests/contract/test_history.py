"""The history reads the same on every kind of database, and counts as Open Dental's window does."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from schemas.codes import ApptSource, FKeyType, ResponseStatus, SendStatus
from schemas.history import HistoryOffer, HistoryWeeks
from schemas.keys import ClinicNum
from schemas.wire import NEVER
from tests.contract.engines import KINDS, Engines
from tests.world.office import NOW, OP, PAT, START, World
from tests.world.provider import reply
from tests.world.visitor import Visitor
from worker.steps import history
from worker.steps.history import Days
from worker.store.ledger import tables as own
from worker.store.portion import Portion
from worker.store.practice import tables
from worker.store.practice.booking_tables import histappointment

DAY: Final = date(2023, 10, 16)
NOON: Final = datetime(2023, 10, 16, 12)
SLOT: Final = datetime(2023, 10, 18, 14)
ALL: Final = Portion(100)
MOVED: Final = ResponseStatus.ACCEPTED_AND_MOVED


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return an office on each kind of database."""
    return World.on(engines.store(request.param))


def offered(world: World, **values: Any) -> int:
    """Write an offer as any program may have left it."""
    told = {
        "pat_num": PAT,
        "date_time_entry": NOON,
        "date_time_expire": SLOT + timedelta(days=7),
        "response_status": ResponseStatus.PENDING_RSVP,
        "sms_send_status": SendStatus.SEND_SUCCESSFUL,
    }
    return world.add(tables.asapcomm, **{**told, **values})


def page(world: World, first: date = DAY, last: date = DAY, **how: Any) -> Any:
    """Read the history of some days."""
    days = Days(first, last, how.get("clinic_num"))
    with world.store.reading() as transaction:
        return history.page(transaction, days, how.get("portion", ALL))


def line(world: World) -> HistoryOffer:
    """Read the history's only line."""
    (found,) = page(world).offers
    assert isinstance(found, HistoryOffer)
    return found


def weeks(world: World, last: date = DAY) -> HistoryWeeks:
    """Read the figures of some days."""
    with world.store.reading() as transaction:
        return history.weeks(transaction, Days(DAY, last), ZoneInfo("UTC"))


def test_a_line_shows_what_the_window_shows(world: World) -> None:
    """Names, times and text come from where they are kept."""
    world.change(tables.patient, l_name="Miller")
    num = Visitor.texted(world).num
    found = line(world)

    assert (num, "Miller, Anna", "Sent") == (found.asap_comm_num, found.patient, found.status)
    assert (START, START + timedelta(minutes=40)) == (found.slot_start, found.slot_stop)
    assert NOW.replace(tzinfo=None) == found.sms_send_time == found.date_time_entry
    assert found.sms_message_text.startswith("Anna, an appointment opening")
    assert found.date_time_orig == datetime(2023, 9, 15, 10)
    assert "clinic" not in found.model_fields_set


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (SendStatus.SEND_SUCCESSFUL, NOON),
        (SendStatus.SENT_AWAITING_RECEIPT, NOON),
        (SendStatus.SEND_NOT_ATTEMPTED, SLOT),
        (SendStatus.DO_NOT_SEND, NEVER),
        (SendStatus.SEND_FAILED, NEVER),
    ],
)
def test_the_time_of_a_text_is_when_it_was_or_will_be_sent(
    world: World, status: SendStatus, expected: datetime
) -> None:
    """Of what does not go out there is none, though the row may have one."""
    offered(world, sms_send_status=status, date_time_sms_sent=NOON, date_time_sms_scheduled=SLOT)

    assert expected == line(world).sms_send_time


def test_what_is_gone_is_blank(world: World) -> None:
    """A patient, a blockout or a text that was deleted leaves the line without it."""
    offered(world, pat_num=999, schedule_num=999, guid_message_to_mobile="gone")
    found = line(world)

    assert ("", "", NEVER, NEVER) == (
        found.patient,
        found.sms_message_text,
        found.slot_start,
        found.slot_stop,
    )


def test_a_line_is_one_though_its_text_is_there_twice(world: World) -> None:
    """Rows of texts without a GUID are many, and belong to nobody."""
    for guid in ("", "", "one", "one"):
        world.add(tables.smstomobile, guid_message=guid, msg_text="Hello")
    offered(world)
    offered(world, guid_message_to_mobile="one")

    assert ["", "Hello"] == [found.sms_message_text for found in page(world).offers]


def test_an_email_is_shown_where_it_can_be_read(world: World) -> None:
    """Open Dental's own window sends emails; where their table is out of reach, none is shown."""
    sent = {"email_send_status": SendStatus.SEND_SUCCESSFUL, "date_time_email_sent": NOON}
    offered(world, email_message_num=3, **sent)
    assert ("", NOON) == (line(world).email_message_text, line(world).email_send_time)

    quote = world.store.engine.dialect.identifier_preparer.quote
    num, body = quote("EmailMessageNum"), quote("BodyText")
    with world.store.engine.begin() as connection:
        connection.execute(
            text(f"CREATE TABLE emailmessage ({num} INTEGER PRIMARY KEY, {body} TEXT)")
        )
        connection.execute(text(f"INSERT INTO emailmessage VALUES (3, 'Dear Anna')"))  # noqa: F541
    try:
        assert "Dear Anna" == line(world).email_message_text
    finally:
        with world.store.engine.begin() as connection:
            connection.execute(text("DROP TABLE emailmessage"))


def test_both_ends_are_in(world: World) -> None:
    """From the first second of the first day to the last of the last."""
    midnight = datetime(2023, 10, 16)
    moments = (-1, 0, 2 * 86400 - 1, 2 * 86400)
    nums = [offered(world, date_time_entry=midnight + timedelta(seconds=one)) for one in moments]

    found = page(world, DAY, DAY + timedelta(days=1)).offers
    assert nums[1:3] == [one.asap_comm_num for one in found]


def test_the_totals_count_as_the_window_does(world: World) -> None:
    """Appointments once each, texts by GUID once each, those without one as one together."""
    for f_key, guid, status in (
        (1, "a", MOVED),
        (1, "b", MOVED),
        (2, "b", MOVED),
        (3, "", ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE),
        (4, "", ResponseStatus.DECLINED),
    ):
        offered(world, f_key=f_key, guid_message_to_mobile=guid, response_status=status)
    for unsent in (SendStatus.SEND_FAILED, SendStatus.DO_NOT_SEND, SendStatus.SEND_NOT_ATTEMPTED):
        offered(world, guid_message_to_mobile=f"x{unsent}", sms_send_status=unsent)
    waiting = SendStatus.SENT_AWAITING_RECEIPT
    offered(world, guid_message_to_mobile="c", sms_send_status=waiting)
    offered(world, f_key=9, response_status=MOVED, date_time_entry=NOON - timedelta(days=1))

    found = page(world, portion=Portion(2))
    assert (2, 4, 2) == (found.slots_filled, found.texts_sent, len(found.offers))


def test_a_clinic_sees_its_own(world: World) -> None:
    """Lines and totals are of the clinic that is asked for, by its short name."""
    world.preference("EasyNoClinics", "0")
    world.add(tables.clinic, clinic_num=3, abbr="West")
    offered(world, f_key=1, response_status=MOVED, guid_message_to_mobile="a")
    own_one = offered(world, clinic_num=3, f_key=2, guid_message_to_mobile="b")

    found = page(world, clinic_num=ClinicNum(3))
    assert [(own_one, "West")] == [(one.asap_comm_num, one.clinic) for one in found.offers]
    assert (0, 1) == (found.slots_filled, found.texts_sent)


def test_an_office_without_offers_has_an_empty_history(world: World) -> None:
    """Nothing was sent and nothing filled."""
    found = page(world)

    assert (0, 0, []) == (found.slots_filled, found.texts_sent, found.offers)
    assert 0 == weeks(world).together.openings_offered


def test_every_line_comes_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of everything leaves nothing out between two batches."""
    monkeypatch.setattr(history, "AT_ONCE", 2)
    made: list[int] = []
    for _ in range(5):
        assert made == [one.asap_comm_num for one in _all(world)]
        made.append(offered(world))


def _all(world: World) -> list[HistoryOffer]:
    return [one for some in history.all_lines(world.store, Days(DAY, DAY)) for one in some]


def test_the_figures_tell_the_story_of_an_opening(world: World) -> None:
    """Two are asked, one takes it after ten minutes, the other is too late."""
    world.patient(27, wireless_phone="(503) 555-0101")
    world.appointment(27, 27, apt_status=1, apt_date_time=START + timedelta(days=12), op=9)
    slow = Visitor.texted(world)
    quick = Visitor.texted(world, apt=27)
    seen = slow.open()
    world.later(minutes=10)
    quick.accept()
    world.later(minutes=5)
    slow.accept(shown=seen)

    told = weeks(world)
    assert (1, 1, 2, 2.0, 1, 0) == (
        told.together.openings_offered,
        told.together.openings_filled,
        told.together.texts_sent,
        told.together.texts_per_fill,
        told.together.too_late,
        told.together.opt_outs,
    )
    assert (10, 12) == (told.together.minutes_until_filled_50, told.together.days_moved)
    assert [(DAY, 0)] == [(one.week, one.clinic_num) for one in told.weeks]


def test_the_minutes_outlive_the_ledger(world: World) -> None:
    """Where our answer is removed, or was never ours, the appointment's history tells the time."""
    offered(world, f_key=50, response_status=MOVED)
    offered(world, f_key=51, f_key_type=FKeyType.RECALL, response_status=MOVED)
    for minutes in (-60, 25, 60 * 24 * 30):
        world.add(
            histappointment,
            apt_num=50,
            appt_source=ApptSource.ASAP,
            hist_date_t_stamp=NOON + timedelta(minutes=minutes),
        )
        world.add(histappointment, apt_num=51, appt_source=ApptSource.ASAP, hist_date_t_stamp=NOON)
    world.add(histappointment, apt_num=50, hist_date_t_stamp=NOON + timedelta(minutes=3))

    assert 25 == weeks(world).together.minutes_until_filled_90


def test_an_opening_is_one_by_its_place_though_its_blockout_is_gone(world: World) -> None:
    """Blockouts that stand, that this service removed, and of which nobody knows."""
    for num in (1, 2):
        world.add(tables.schedule, schedule_num=num, sched_date=SLOT.date())
        world.add(tables.scheduleop, schedule_num=num, operatory_num=OP)
    world.add(own.ended_blockout, schedule_num=3, op=OP, slot_start=SLOT, ended_at=NOW)
    for schedule_num in (1, 2, 3):
        offered(world, schedule_num=schedule_num)
    assert 1 == weeks(world).together.openings_offered

    offered(world, schedule_num=4)
    offered(world, schedule_num=4)
    assert 2 == weeks(world).together.openings_offered
    offered(world, schedule_num=1, date_time_expire=SLOT + timedelta(days=8))
    assert 3 == weeks(world).together.openings_offered


def test_a_stop_belongs_to_the_text_before_it(world: World) -> None:
    """Of two texts to a number the second made it say stop; a refusal on the page counts too."""
    Visitor.texted(world)
    world.later(minutes=1)
    Visitor.texted(world, start=START + timedelta(hours=2))
    world.patient(27, wireless_phone="(503) 555-0101")
    world.appointment(27, 27)
    Visitor.texted(world, apt=27, start=START + timedelta(hours=4)).stop()
    assert 1 == weeks(world).together.opt_outs
    reply(world, "STOP")
    assert 2 == weeks(world).together.opt_outs

    world.later(days=8)
    reply(world, "STOP")
    assert 2 == weeks(world).together.opt_outs
