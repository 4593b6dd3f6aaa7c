"""Making the demo practice and bringing it up to date, and whose data is left alone."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from schemas.codes import AptStatus, Priority
from schemas.keys import AptNum, OpNum, PatNum
from tests.demo.days import TODAY, around, contents, hour, is_open, trying
from tests.world.office import NOW
from worker.demo import STAFF_NAME, STAFF_PASSWORD
from worker.demo import practice as demo
from worker.demo.practice import fill, top_up
from worker.errors import Refused
from worker.rules.role import Role
from worker.rules.slot import Slot
from worker.settings import Settings
from worker.store.engine import Store, Transaction
from worker.store.ledger import accounts
from worker.store.migrate import upgrade
from worker.store.practice import asapcomms, blockouts, demo_rows, records
from worker.store.practice.tables import appointment, patient, preference

WEEKS_LATER = TODAY + timedelta(days=33)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Name a database that does not exist yet."""
    return Settings(database_url=f"sqlite:///{tmp_path / 'home' / 'asapcomms.db'}", time_zone="UTC")


def _contents(settings: Settings) -> dict[str, list[dict[str, object]]]:
    store = Store.open(settings.database)
    with store.reading() as transaction:
        rows = contents(transaction)
    store.close()
    return rows


def test_prepare_makes_the_practice(settings: Settings) -> None:
    """A first start creates the database with the practice in it."""
    demo.prepare(settings)

    assert len(_contents(settings)["patient"]) == 40


def test_prepare_again_keeps_the_practice(settings: Settings) -> None:
    """A second start makes no second practice."""
    demo.prepare(settings)
    demo.prepare(settings)

    assert len(_contents(settings)["patient"]) == 40


def test_somebody_may_sign_in(settings: Settings) -> None:
    """The demo has an account for the staff pages, whose password somebody may have changed."""
    demo.prepare(settings)
    store = Store.open(settings.database)
    with store.writing() as transaction:
        made, known = accounts.find_named(transaction, STAFF_NAME)
        accounts.remove(transaction, STAFF_NAME)
        accounts.add(transaction, STAFF_NAME, "another", Role.LOOK, NOW)
    demo.prepare(settings)
    with store.reading() as transaction:
        [kept] = accounts.read_all(transaction)
    store.close()

    assert made
    assert made.role.may_send
    assert accounts.is_password(known, STAFF_PASSWORD)
    assert Role.LOOK is kept.role


def test_prepare_leaves_another_office_alone(settings: Settings) -> None:
    """Where a patient is already there, nothing is written."""
    upgrade(settings)
    store = Store.open(settings.database)
    with store.writing() as transaction:
        transaction.insert(patient, f_name="Somebody")
    store.close()
    before = _contents(settings)

    demo.prepare(settings)

    assert before == _contents(settings)


def test_fill_refuses_an_office_with_patients(empty_store: Store) -> None:
    """A patient is enough to show that the database is somebody's."""
    with trying(empty_store) as transaction:
        transaction.insert(patient, f_name="Somebody")

        with pytest.raises(Refused):
            fill(transaction, TODAY)


def test_fill_refuses_an_office_with_preferences(empty_store: Store) -> None:
    """A preference is enough to show that the database is somebody's."""
    with trying(empty_store) as transaction:
        transaction.insert(preference, pref_name="PracticeTitle", value_string="Somebody's")

        with pytest.raises(Refused):
            fill(transaction, TODAY)


def test_top_up_refuses_an_office_without_the_mark(empty_store: Store) -> None:
    """Only a practice that this service invented gets more days."""
    with trying(empty_store) as transaction:
        transaction.insert(preference, pref_name="PracticeTitle", value_string="Somebody's")

        with pytest.raises(Refused):
            top_up(transaction, TODAY)


def test_top_up_again_changes_nothing(store: Store) -> None:
    """On the same day a second start finds nothing to add."""
    with store.writing() as transaction:
        before = contents(transaction)

        top_up(transaction, TODAY)

        assert before == contents(transaction)


def test_days_are_added_one_by_one(store: Store) -> None:
    """A day later only the new last day is added."""
    with store.writing() as transaction:
        before = _days(transaction)

        top_up(transaction, TODAY + timedelta(days=1))

        assert {TODAY + timedelta(days=4)} == _days(transaction) - before


def test_days_are_added_after_weeks(store: Store) -> None:
    """A database left for weeks has a schedule around the new today."""
    with store.writing() as transaction:
        top_up(transaction, WEEKS_LATER)

        assert set(around(WEEKS_LATER)) <= _days(transaction)


def test_filled_days_stay_as_they_are(store: Store) -> None:
    """What staff took off a day that was filled is not put back."""
    with store.writing() as transaction:
        first = hour(TODAY, 1, time(9))
        assert not is_open(transaction, first)
        transaction.run(
            appointment.delete().where(
                appointment.c.op == 1, appointment.c.apt_date_time >= first.start
            )
        )

        top_up(transaction, TODAY)

        assert is_open(transaction, first)


def test_new_days_spare_appointments(store: Store) -> None:
    """A patient who took an opening on a day still to come is not booked over."""
    taken = _slot(WEEKS_LATER, 1)
    with store.writing() as transaction:
        ours = transaction.insert(
            appointment,
            pat_num=20,
            apt_status=AptStatus.SCHEDULED,
            pattern="X" * 12,
            op=1,
            apt_date_time=taken.start,
        )

        top_up(transaction, WEEKS_LATER)

        bookings, _ = records.in_the_way(transaction, taken)
        on_top = [row for row in bookings if row.apt_num != ours]
        assert not any(taken.overlaps(row.start, row.end) for row in on_top)


def test_new_days_spare_offered_openings(store: Store) -> None:
    """An opening that was offered on a day still to come stays one."""
    offered = _slot(WEEKS_LATER, 1)
    with store.writing() as transaction:
        blockouts.insert(transaction, offered, 1)

        top_up(transaction, WEEKS_LATER)

        assert is_open(transaction, offered)


def test_daily_limit_is_renewed(store: Store) -> None:
    """On any later day the patient at the limit has had two texts again."""
    with store.writing() as transaction:
        top_up(transaction, WEEKS_LATER)
        sent = [row for row in contents(transaction)["asapcomm"] if row["f_key"] == 12002]

        assert asapcomms.count_sent(transaction, PatNum(2), WEEKS_LATER) == 2
        assert len(sent) == 4
        assert len({row["short_guid"] for row in sent}) == 4


def test_daily_limit_is_left_where_the_story_was_changed(store: Store) -> None:
    """No texts are invented for an appointment that staff took off the ASAP list."""
    with store.writing() as transaction:
        transaction.run(
            appointment.update()
            .where(appointment.c.apt_num == 12002)
            .values(priority=Priority.NORMAL)
        )

        top_up(transaction, WEEKS_LATER)

        assert asapcomms.count_sent(transaction, PatNum(2), WEEKS_LATER) == 0


def test_scheduled_asap_appointments_stay_ahead(store: Store) -> None:
    """Those whose day went by while the demo was left are moved to later weeks."""
    with store.writing() as transaction:
        top_up(transaction, WEEKS_LATER)
        moved = records.find_appointment(transaction, AptNum(12101))

        assert moved is not None
        assert moved.apt_status == AptStatus.SCHEDULED
        assert moved.apt_date_time > datetime.combine(WEEKS_LATER, time())


def _days(transaction: Transaction) -> set[date]:
    days = [TODAY + timedelta(days=offset) for offset in range(-5, 60)]
    return demo_rows.days_with_hours(transaction, days)


def _slot(day: date, op: int) -> Slot:
    begin = datetime.combine(day, time(9))
    return Slot(OpNum(op), begin, begin + timedelta(hours=1))
