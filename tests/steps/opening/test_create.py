"""An opening for a list: what is written, what is left out, and what is refused."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table

from schemas.codes import FKeyType, Priority, ResponseStatus, SendStatus, YesNo
from schemas.wire import NEVER
from tests.steps.opening.lists import (
    SECOND,
    THIRD,
    drafted,
    offers_of,
    previewed,
    put_on_list,
    stands,
)
from tests.world.office import APT, OP, PAT, RECALL, START, World
from worker.errors import Conflict
from worker.rules import skip
from worker.rules.offer import Refusal
from worker.store.ledger.tables import opening, request
from worker.store.practice import tables

REQUEST = UUID("6f1c0e0e-3a52-4b1c-9d0a-0c2f4a5b6c7d")


def test_everybody_who_fits_is_offered_it_in_open_dentals_order(world: World) -> None:
    """One blockout and a row a patient: unscheduled first, then the farthest, eight minutes apart."""
    put_on_list(world)
    world.appointment(12003, 12001, pattern="X" * 13)  # longer than the opening
    world.appointment(12004, 12002, priority=Priority.NORMAL)

    decided = world.open()

    assert HTTPStatus.OK is decided.status
    first = datetime(2023, 10, 16, 9, 1, 25)
    waits = ResponseStatus.AWAITING_TRANSMIT
    assert [
        (SECOND, first, waits, ""),
        (THIRD, first + timedelta(minutes=8), waits, ""),
        (APT, first + timedelta(minutes=16), waits, ""),
    ] == offers_of(world)
    blockout = world.row(tables.schedule)
    assert (date(2023, 10, 18), time(14), time(15)) == (
        blockout["sched_date"],
        blockout["start_time"],
        blockout["stop_time"],
    )
    assert "3 texts to be sent\r\n0 emails to be sent" == blockout["note"]
    assert (world.rows(tables.asapcomm)[0]["asap_comm_num"],) == decided.due


def test_each_offer_has_the_row_by_which_it_ends(world: World) -> None:
    """The clock finds each offer when it is over, and each link is its own."""
    put_on_list(world)

    decided = world.open(request_id=REQUEST)

    requests = world.rows(request)
    assert 3 == len({row["short_guid"] for row in requests})
    assert {row["short_guid"] for row in requests} == {
        row["short_guid"] for row in world.rows(tables.asapcomm)
    }
    assert {datetime(2023, 10, 25, 14)} == {row["open_until"] for row in requests}
    assert [decided.schedule_num] == [row["schedule_num"] for row in world.rows(opening)]


def test_skips_are_rows_with_their_note(world: World) -> None:
    """Who is not texted has a row that says why, and moves nobody back."""
    put_on_list(world)
    world.change(tables.patient, txt_msg_ok=YesNo.YES)
    with world.store.writing() as transaction:
        transaction.run(
            tables.patient.update()
            .where(tables.patient.c.pat_num == SECOND)
            .values(txt_msg_ok=YesNo.NO)
        )

    world.open()

    first = datetime(2023, 10, 16, 9, 1, 25)
    waits = ResponseStatus.AWAITING_TRANSMIT
    assert [
        (SECOND, NEVER, ResponseStatus.UNABLE_TO_SEND, skip.NO_TEXTS_WANTED.sentence),
        (THIRD, first, waits, ""),
        (APT, first + timedelta(minutes=8), waits, ""),
    ] == offers_of(world)
    assert "2 texts to be sent" in world.row(tables.schedule)["note"]


def test_the_daily_limit_counts_what_other_openings_plan(world: World) -> None:
    """A patient's third text of the day is not sent, whichever opening it is about."""
    put_on_list(world)
    for hours in (1, 2):
        world.open(dateTimeStart=START + timedelta(hours=hours))
    decided = world.open(dateTimeStart=START + timedelta(hours=3))

    assert HTTPStatus.BAD_REQUEST is decided.status
    assert f"Nobody would be texted. 3: {skip.daily_limit(2).sentence}" == decided.sentence


def test_a_dry_run_says_what_then_happens(world: World) -> None:
    """Order, minute, text and reason of a dry run are those of the rows, and it writes nothing."""
    put_on_list(world)
    world.recall(pat_num=12002)
    world.change(tables.recall, date_due=date(2023, 11, 1))
    asked: dict[str, Any] = {"aptNums": [APT, SECOND], "recallNums": [RECALL], "pacing": 3}
    before = [world.rows(table) for table in (tables.asapcomm, tables.schedule, request, opening)]

    said = previewed(world, **asked)
    assert before == [
        world.rows(table) for table in (tables.asapcomm, tables.schedule, request, opening)
    ]
    world.open(**asked)

    aside = {"asap_comm_num"}
    shown = stands(world)
    assert [one.model_dump(exclude=aside) for one in said.offers] == [
        one.model_dump(exclude=aside) for one in shown.offers
    ]
    assert [FKeyType.UNSCHEDULED_APPT, FKeyType.BROKEN, FKeyType.RECALL] == [
        one.f_key_type for one in shown.offers
    ]
    nums = {"schedule_num", "offers", "note"}
    assert said.model_dump(exclude=nums) == shown.model_dump(exclude=nums)
    assert "P12001, an appointment opening" in shown.offers[0].text
    assert "https://example.test/a/xxxxxxxxxxxx" in shown.offers[0].text


def test_the_same_request_is_one_opening(world: World) -> None:
    """A message that comes again finds the answer that is there."""
    put_on_list(world)
    first = world.open(request_id=REQUEST)
    world.later(minutes=5)
    second = world.open(request_id=REQUEST)

    assert (first.status, first.schedule_num) == (second.status, second.schedule_num)
    assert 3 == len(world.rows(tables.asapcomm))
    with pytest.raises(Conflict):
        world.open(request_id=REQUEST, lengthMinutes=30)


def test_two_people_who_send_the_same_make_one_opening(world: World) -> None:
    """The second is told which offer already brings the slot."""
    put_on_list(world)
    (first,) = world.open().due

    decided = world.open()

    assert HTTPStatus.CONFLICT is decided.status
    said = f"AsapComm {first} already offers this time slot for appointment 12001."
    assert said == decided.sentence
    assert 1 == len(world.rows(tables.schedule))


def test_who_was_offered_it_alone_is_left_out(world: World) -> None:
    """A single request and a list never offer the slot to the same patient twice."""
    put_on_list(world)
    num = world.offered()

    said = previewed(world)
    world.open()

    assert [f"AsapComm {num} already offers this time slot for appointment 11939."] == [
        one.reason for one in said.left_out
    ]
    assert [APT, SECOND, THIRD] == [row["f_key"] for row in world.rows(tables.asapcomm)]


@pytest.mark.parametrize("gone", [(), (tables.schedule,), (tables.scheduleop, tables.schedule)])
@pytest.mark.parametrize("first", [{"apt": APT}, {"recall": RECALL}])
def test_who_was_offered_it_for_something_else_is_left_out(
    world: World, first: dict[str, int], gone: tuple[Table, ...]
) -> None:
    """A patient hears of an opening once, whichever appointment the list would choose."""
    put_on_list(world)
    world.recall()
    num = world.offered(**first)
    world.appointment(SECOND + 5, PAT, pattern="X" * 12)
    world.remove(*gone)

    named, said = world.open(aptNums=[SECOND + 5]), previewed(world, withRecalls=True)
    world.open(withRecalls=True)

    sentence = f"AsapComm {num} already offers this time slot to the same patient."
    assert (HTTPStatus.CONFLICT, sentence) == (named.status, named.sentence)
    assert sentence in {one.reason for one in said.left_out}
    assert [PAT, SECOND, THIRD] == [row["pat_num"] for row in world.rows(tables.asapcomm)]


@pytest.mark.parametrize(
    ("days", "order"), [(29, [APT, SECOND, THIRD]), (31, [SECOND, THIRD, APT])]
)
def test_who_came_too_late_may_be_asked_first(world: World, days: int, order: list[int]) -> None:
    """For thirty days, where the office wants that; else nothing changes the order."""
    put_on_list(world)
    world.add(
        tables.asapcomm,
        f_key=APT,
        f_key_type=FKeyType.BROKEN,
        pat_num=PAT,
        sms_send_status=SendStatus.SEND_SUCCESSFUL,
        response_status=ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE,
        date_time_entry=world.office.local(world.now) - timedelta(days=days),
    )

    assert [SECOND, THIRD, APT] == [one.f_key for one in previewed(world).offers]
    world.policy(too_late_first=True)
    assert order == [one.f_key for one in previewed(world).offers]


def test_one_patient_is_offered_the_best_fitting_appointment(world: World) -> None:
    """Of two appointments of a patient the longer that fits is offered."""
    world.appointment(SECOND, PAT, pattern="X" * 12)

    world.open()

    assert [SECOND] == [row["f_key"] for row in world.rows(tables.asapcomm)]


def test_filters_choose_from_everybody(world: World) -> None:
    """A provider's patients, or hygiene alone."""
    put_on_list(world)
    with world.store.writing() as transaction:
        for num, told in ((SECOND, {"prov_hyg": 5}), (THIRD, {"is_hygiene": 1})):
            transaction.run(
                tables.appointment.update()
                .where(tables.appointment.c.apt_num == num)
                .values(**told)
            )

    def chosen(**asked: Any) -> list[int]:
        return sorted(one.f_key for one in previewed(world, **asked).offers)

    assert [SECOND] == chosen(ProvNum=5)
    assert [THIRD] == chosen(isHygiene=True)
    assert [APT, SECOND] == chosen(isHygiene=False)


def test_everybody_may_mean_recalls_too(world: World) -> None:
    """Recalls that fit come last, each of a patient without an appointment that fits."""
    put_on_list(world)
    told: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({}, {}),
        ({"pri_prov": 5}, {}),
        ({}, {"time_pattern_override": "X" * 13}),
        ({}, {"is_disabled": 1}),
    ]
    for num, (of_patient, of_recall) in enumerate(told, start=1):
        world.patient(40 + num, wireless_phone=f"503555010{num}", **of_patient)
        world.recall(num, 40 + num, date_due=date(2023, 11, num), **of_recall)
    world.recall(9, SECOND)

    def chosen(**asked: Any) -> list[int]:
        return [one.f_key for one in previewed(world, withRecalls=True, **asked).offers]

    assert [SECOND, THIRD, APT, 2, 1] == chosen()
    assert [2] == chosen(ProvNum=5)
    assert [9, 2, 1] == chosen(isHygiene=True)
    assert chosen(isHygiene=False) == [SECOND, THIRD, APT]


def test_pacing_may_be_at_once(world: World) -> None:
    """Every text is due now, and is to be sent now."""
    put_on_list(world)

    decided = world.open(pacing="at-once")

    assert {datetime(2023, 10, 16, 9, 1, 25)} == {row[1] for row in offers_of(world)}
    assert [row["asap_comm_num"] for row in world.rows(tables.asapcomm)] == list(decided.due)


def test_an_opening_without_a_length_is_as_long_as_its_longest(world: World) -> None:
    """With a list, the longest appointment counts."""
    world.open(aptNums=[APT], lengthMinutes=None)

    assert time(14, 40) == world.row(tables.schedule)["stop_time"]


def test_an_opening_for_everybody_without_a_length_is_the_gap(world: World) -> None:
    """It lasts as long as the look-up of free openings shows."""
    prov = world.add(tables.provider, abbr="DOC")
    hours = world.add(
        tables.schedule,
        sched_date=START.date(),
        start_time=time(8),
        stop_time=time(17),
        sched_type=1,
        status=0,
        prov_num=prov,
    )
    world.add(tables.scheduleop, schedule_num=hours, operatory_num=OP)
    world.booked(START + timedelta(minutes=50))

    world.open(lengthMinutes=None)

    assert [time(17), time(14, 50)] == [row["stop_time"] for row in world.rows(tables.schedule)]


WRONG: list[tuple[dict[str, Any], HTTPStatus, str]] = [
    (
        {"dateTimeStart": datetime(2023, 10, 16, 9)},
        HTTPStatus.BAD_REQUEST,
        (
            "The time slot 2023-10-16 09:00:00 has already started: "
            "the office's clock shows 2023-10-16 09:01:25 in UTC."
        ),
    ),
    ({"op": 9}, HTTPStatus.NOT_FOUND, "Operatory 9 was not found."),
    ({"ClinicNum": 3}, HTTPStatus.BAD_REQUEST, "Operatory 2 is of clinic 0, not 3."),
    ({"aptNums": [9]}, HTTPStatus.NOT_FOUND, "Appointment 9 was not found."),
    ({"recallNums": [9]}, HTTPStatus.NOT_FOUND, "Recall 9 was not found."),
    ({"aptNums": [12009]}, HTTPStatus.BAD_REQUEST, "Appointment 12009 is not marked ASAP."),
    (
        {"aptNums": [APT], "lengthMinutes": 30},
        HTTPStatus.BAD_REQUEST,
        "Appointment 11939 takes 40 minutes; the opening has 30.",
    ),
    ({"lengthMinutes": 10}, HTTPStatus.BAD_REQUEST, "Nobody on the ASAP list fits."),
    (
        {"lengthMinutes": None},
        HTTPStatus.BAD_REQUEST,
        "Operatory 2 has nothing free at 2023-10-18 14:00:00; say lengthMinutes if it has.",
    ),
    (
        {"lengthMinutes": 120},
        HTTPStatus.BAD_REQUEST,
        (
            "The time slot 2023-10-18 14:00:00 to 2023-10-18 16:00:00 in operatory 2 "
            "is taken by appointment 12010, 15:00 to 15:40."
        ),
    ),
]


@pytest.mark.parametrize(("asked", "status", "sentence"), WRONG)
def test_what_is_wrong_is_refused_in_a_sentence(
    world: World, asked: dict[str, Any], status: HTTPStatus, sentence: str
) -> None:
    """Nothing is half made."""
    world.appointment(12009, priority=Priority.NORMAL)
    world.booked(START + timedelta(hours=1), apt_num=12010)

    decided = world.open(**asked)

    assert (status, sentence) == (decided.status, decided.sentence)
    assert [] == world.rows(tables.asapcomm) + world.rows(tables.schedule) + world.rows(request)


def test_a_list_that_would_all_be_skipped_makes_no_blockout(world: World) -> None:
    """The sentence counts the reasons."""
    world.change(tables.patient, txt_msg_ok=YesNo.NO)

    decided = world.open()

    assert f"Nobody would be texted. 1: {skip.NO_TEXTS_WANTED.sentence}" == decided.sentence
    assert [] == world.rows(tables.schedule)


def test_a_dry_run_refuses_by_the_same_words(world: World) -> None:
    """What cannot be made cannot be previewed."""
    made = drafted(world, aptNums=[9])

    assert isinstance(made, Refusal)
    assert "Appointment 9 was not found." == made.sentence
