"""Practice data that break their own rules, or do not fit their columns: a sentence, no crash."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from schemas.codes import ScheduleType, SendStatus, SmsMessageSource
from schemas.keys import ClinicNum, PatNum
from tests.contract import bases
from tests.contract.bases import Base
from tests.contract.engines import INNODB, KINDS, MYISAM, MYISAM_STRICT, Engines
from tests.world.office import APT, NOW, OP, PAT, START, World
from worker.rules.attempt import OutgoingText, Purpose, TextKey
from worker.store.ledger.tables import request
from worker.store.practice import chart, tables


@pytest.fixture(params=[*KINDS, MYISAM_STRICT])
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return a fresh office on each kind of database."""
    return World.on(engines.store(request.param))


@pytest.fixture(params=[INNODB, MYISAM, MYISAM_STRICT])
def office(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return a fresh office on MariaDB, whose tables take more than they should."""
    return World.on(engines.store(request.param))


def change(world: World, statement: str) -> None:
    """Change rows as no careful program would."""
    with world.store.writing() as transaction:
        transaction.connection.exec_driver_sql(statement)


def written(world: World) -> list[dict[str, Any]]:
    """Read whatever a decision writes into Open Dental's tables."""
    return [row for table in (tables.asapcomm, tables.schedule) for row in world.rows(table)]


def test_an_appointment_whose_patient_is_gone_is_not_offered(world: World) -> None:
    """The offer is refused with a sentence, which the request keeps."""
    world.remove(tables.patient)

    decided = world.ask()

    assert HTTPStatus.BAD_REQUEST == decided.status
    assert f"The patient of appointment {APT} does not exist." == decided.sentence
    assert [] == written(world)
    assert decided.sentence == world.row(request)["sentence"]


def test_a_patient_who_vanished_is_not_texted(world: World) -> None:
    """An offer whose patient was deleted before it was sent ends with a reason."""
    num = world.offered()
    world.remove(tables.patient)

    world.send(num)

    assert [] == world.gateway.texts
    assert SendStatus.DO_NOT_SEND == world.row(tables.asapcomm)["sms_send_status"]
    assert "" != world.row(tables.asapcomm)["note"]


def test_operatory_0_is_no_operatory(world: World) -> None:
    """An appointment that is in no operatory takes nothing."""
    world.booked(START, op=0)

    assert HTTPStatus.OK == world.ask().status


def test_schedule_rows_without_an_operatory_block_nothing(world: World) -> None:
    """A blockout whose scheduleop row is missing is in no operatory."""
    kind = world.add(tables.definition, category=25, item_value="NS")
    world.add(
        tables.schedule,
        sched_date=START.date(),
        start_time=START.time(),
        stop_time=START.replace(hour=20).time(),
        sched_type=ScheduleType.BLOCKOUT,
        blockout_type=kind,
    )

    assert HTTPStatus.OK == world.ask().status


def test_an_operatory_of_a_vanished_blockout_is_no_hindrance(world: World) -> None:
    """A scheduleop row whose schedule row was deleted is passed over."""
    world.add(tables.scheduleop, schedule_num=4711, operatory_num=OP)

    world.send(world.offered())

    assert 1 == len(world.gateway.texts)


def test_patterns_and_texts_may_be_null(office: World) -> None:
    """Columns that Open Dental lets be NULL are read as blank."""
    office.booked(START.replace(hour=9))
    office.blockout(START.replace(hour=9), START.replace(hour=10), "NS")
    change(office, "UPDATE appointment SET Pattern = NULL, Note = NULL WHERE PatNum <> 26")
    change(office, "UPDATE definition SET ItemValue = NULL")
    change(office, "UPDATE schedule SET Note = NULL")
    change(office, "UPDATE patient SET FName = NULL")
    change(office, "UPDATE operatory SET OpName = NULL")
    change(office, "UPDATE preference SET ValueString = NULL WHERE PrefName = 'PracticePhone'")

    office.send(office.offered())

    assert ["15035550100"] == [text.recipient for text in office.gateway.texts]


def test_an_appointment_without_a_length_takes_no_slot_twice(office: World) -> None:
    """A Pattern that is NULL is no reason to offer a slot that another appointment has."""
    office.booked(START)
    change(office, "UPDATE appointment SET Pattern = NULL WHERE PatNum = 26")

    decided = office.ask()

    assert HTTPStatus.BAD_REQUEST == decided.status
    assert [] == written(office)


def test_a_phone_that_is_null_is_explained(office: World) -> None:
    """A patient without a number is skipped with a reason."""
    change(office, "UPDATE patient SET WirelessPhone = NULL")

    office.offered()

    assert SendStatus.DO_NOT_SEND == office.row(tables.asapcomm)["sms_send_status"]
    assert "wireless phone" in office.row(tables.asapcomm)["note"].lower()


def test_zero_dates_are_never(office: World) -> None:
    """MySQL's 0000-00-00 stands for no date wherever it is met."""
    office.booked(START)
    office.blockout(START, START.replace(hour=15), "NS")
    change(
        office,
        "UPDATE appointment SET AptDateTime = '0000-00-00', DateTimeArrived = '0000-00-00', "
        "DateTimeSeated = '0000-00-00', SecDateTEntry = '0000-00-00'",
    )
    change(office, "UPDATE schedule SET SchedDate = '0000-00-00'")
    change(office, "UPDATE patient SET Birthdate = '0000-00-00'")

    num = office.offered()
    change(
        office, "UPDATE asapcomm SET DateTimeSmsSent = '0000-00-00', DateTimeOrig = '0000-00-00'"
    )
    office.send(num)

    assert 1 == len(office.gateway.texts)
    assert SendStatus.SEND_SUCCESSFUL == office.row(tables.asapcomm)["sms_send_status"]


@pytest.fixture(params=["utf8", "latin1"])
def narrow(request: pytest.FixtureRequest, engines: Engines) -> Iterator[World]:
    """Return an office whose columns hold fewer letters than there are."""
    with bases.empty(engines, "mariadb", request.param) as base:
        yield from _office(base)


def _office(base: Base) -> Iterator[World]:
    """Make Open Dental's tables in the database's own character set."""
    base.sql("SET GLOBAL sql_mode = 'STRICT_ALL_TABLES'")
    with base.migrated().opened() as store:
        yield World.on(store)


@pytest.mark.parametrize("name", ["Zoë", "Анна", "安娜", "Anna \N{PARTY POPPER}"])
def test_letters_that_do_not_fit_do_not_break_a_write(narrow: World, name: str) -> None:
    """A name or template with letters that the columns cannot hold still goes out once."""
    narrow.change(tables.patient, f_name=name)
    narrow.preference("WebSchedAsapTextTemplate", f"{name} \N{TOOTH} [NameF]: [AsapURL]")

    num = narrow.offered()
    narrow.send(num)
    narrow.send(num)

    (text,) = narrow.gateway.texts
    assert "https://example.test/a/" in text.body
    assert SendStatus.SEND_SUCCESSFUL == narrow.row(tables.asapcomm)["sms_send_status"]
    assert 1 == len(narrow.rows(tables.commlog))


def test_a_text_that_does_not_fit_is_found_again(narrow: World) -> None:
    """Who records after a death finds what was written before it, whatever became of its letters."""
    for table in (tables.smstomobile, tables.commlog):  # where nothing is undone
        change(narrow, f"ALTER TABLE {table.name} ENGINE = MyISAM")
    text = OutgoingText(
        key=TextKey(Purpose.OFFER, 1),
        attempt_id="guid",
        recipient="15035550100",
        body="Анна \N{TOOTH}",
        began_at=NOW,
    )
    for _ in range(2):
        with narrow.store.writing() as transaction:
            chart.insert_sent(
                transaction,
                text,
                pat_num=PatNum(PAT),
                clinic_num=ClinicNum(0),
                msg_type=SmsMessageSource.WEB_SCHED_ASAP,
                sender="15035550199",
                parts=1,
                sent_at_local=START,
            )

    assert (1, 1) == (len(narrow.rows(tables.smstomobile)), len(narrow.rows(tables.commlog)))
