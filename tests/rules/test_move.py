"""What an appointment becomes, field by field."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any, Final

import pytest

from schemas.codes import AptStatus, PatStatus, Priority
from schemas.keys import AptNum, ClinicNum, OpNum
from schemas.wire import NEVER
from tests.rules.facts import NOW, PATIENT, SLOT, at
from worker.rules.move import (
    Chair,
    CurrentAppointment,
    Moved,
    MovingPatient,
    ProviderHours,
    assigned,
    moved,
    status_after_move,
)

WAS: Final = CurrentAppointment(
    apt_num=AptNum(11939),
    pat_num=PATIENT.pat_num,
    apt_status=AptStatus.SCHEDULED,
    apt_date_time=at("2023-11-15 10:00"),
    op=OpNum(1),
    prov_num=11,
    prov_hyg=12,
    is_hygiene=0,
    confirmed=99,
    date_time_asked_to_arrive=NEVER,
    proc_descript="Comp",
    date_t_stamp=NOW,
)
CHAIR: Final = Chair(
    op=SLOT.op,
    clinic_num=ClinicNum(3),
    prov_dentist=1,
    prov_hygienist=2,
    is_hygiene=0,
    set_prospective=0,
)
WHO: Final = MovingPatient(
    clinic_num=ClinicNum(4), pat_status=PatStatus.PATIENT, ask_to_arrive_early=0
)
UNCONFIRMED: Final = 19


def move(
    chair: Chair = CHAIR, who: MovingPatient = WHO, now: str = "2023-10-16 09:00", **was: Any
) -> Moved:
    """Move the appointment into the slot of the example."""
    hours = was.pop("hours", ())
    return moved(replace(WAS, **was), SLOT, chair, hours, who, unconfirmed=UNCONFIRMED, now=at(now))


def hours(prov_num: int, start: str, stop: str, *, is_hygienist: bool = False) -> ProviderHours:
    """Let a provider work in the operatory on the day."""
    return ProviderHours(
        prov_num=prov_num,
        is_secondary=int(is_hygienist),
        start=at(f"2023-10-18 {start}"),
        stop=at(f"2023-10-18 {stop}"),
    )


def test_time_and_operatory_are_the_slots() -> None:
    """The appointment lies where the opening is."""
    assert (SLOT.start, SLOT.op) == (move().apt_date_time, move().op)


@pytest.mark.parametrize(
    "status", [AptStatus.SCHEDULED, AptStatus.BROKEN, AptStatus.UNSCHED_LIST, AptStatus.PLANNED]
)
def test_whatever_it_was_it_is_scheduled(status: AptStatus) -> None:
    """Broken, unscheduled and the copy of a planned one become Scheduled."""
    assert AptStatus.SCHEDULED is move(apt_status=status).apt_status


def test_it_leaves_the_asap_list() -> None:
    """Priority is Normal again."""
    assert Priority.NORMAL is move().priority


@pytest.mark.parametrize(("of_chair", "expected"), [(3, 3), (0, 4)])
def test_the_clinic_is_the_chairs(of_chair: int, expected: int) -> None:
    """An operatory without a clinic leaves it to the patient's."""
    assert expected == move(replace(CHAIR, clinic_num=ClinicNum(of_chair))).clinic_num


@pytest.mark.parametrize(
    ("dentist", "hygienist", "expected"), [(1, 2, (1, 2)), (0, 2, (11, 2)), (1, 0, (1, 12))]
)
def test_providers_are_replaced_by_those_there(
    dentist: int, hygienist: int, expected: tuple[int, int]
) -> None:
    """Who works in the operatory takes over; where nobody does, the provider stays."""
    after = move(replace(CHAIR, prov_dentist=dentist, prov_hygienist=hygienist))

    assert expected == (after.prov_num, after.prov_hyg)


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        ("08:00", "17:00", 7),
        ("14:00", "17:00", 7),
        ("08:00", "14:01", 7),
        ("08:00", "14:00", 1),
        ("14:01", "17:00", 1),
    ],
)
def test_the_schedule_goes_before_the_defaults(start: str, stop: str, expected: int) -> None:
    """Who has hours in the operatory at the start is its provider; hours' end is not in."""
    assert (expected, 2) == assigned(CHAIR, [hours(7, start, stop)], SLOT.start)


def test_a_hygienists_hours_name_the_hygienist() -> None:
    """Hours of a hygienist leave the dentist to the operatory."""
    there = [hours(8, "08:00", "17:00", is_hygienist=True)]

    assert (1, 8) == assigned(CHAIR, there, SLOT.start)
    assert 8 == move(hours=there).prov_hyg


@pytest.mark.parametrize(
    ("of_chair", "dentist", "hygienist", "was"), list(product((0, 1), repeat=4))
)
def test_hygiene_flag(of_chair: int, dentist: int, hygienist: int, was: int) -> None:
    """A hygiene operatory sets it; elsewhere the only provider there decides, else it stays."""
    chair = replace(CHAIR, is_hygiene=of_chair, prov_dentist=dentist, prov_hygienist=hygienist)
    by_provider = {(1, 0): 0, (0, 1): 1}.get((dentist, hygienist), was)

    assert (1 if of_chair else by_provider) == move(chair, is_hygiene=was).is_hygiene


@pytest.mark.parametrize(
    ("was_at", "now", "expected"),
    [
        ("2023-11-15 10:00", "2023-10-16 09:00", UNCONFIRMED),
        ("2023-11-15 10:00", "2023-10-18 09:00", 99),
        ("2023-10-18 14:00", "2023-10-16 09:00", 99),
        ("2023-10-18 14:05", "2023-10-16 09:00", UNCONFIRMED),
    ],
)
def test_confirmation_starts_again(was_at: str, now: str, expected: int) -> None:
    """Another time needs another confirmation, unless it is today."""
    assert expected == move(now=now, apt_date_time=at(was_at)).confirmed


def test_without_definitions_confirmed_stays() -> None:
    """An office without a list of confirmations keeps what the appointment has."""
    after = moved(WAS, SLOT, CHAIR, (), WHO, unconfirmed=0, now=NOW)

    assert WAS.confirmed == after.confirmed


@pytest.mark.parametrize(
    ("early", "asked", "was_at", "expected"),
    [
        (15, NEVER, "2023-11-15 10:00", at("2023-10-18 13:45")),
        (15, at("2023-11-15 09:30"), "2023-11-15 10:00", at("2023-10-18 13:45")),
        (0, at("2023-11-15 09:30"), "2023-11-15 10:00", at("2023-10-18 13:30")),
        (0, NEVER, "2023-11-15 10:00", NEVER),
        (0, at("2023-11-15 09:30"), "0001-01-01 00:00", NEVER),
    ],
)
def test_asked_to_arrive(early: int, asked: Any, was_at: str, expected: Any) -> None:
    """The patient's own minutes go first, then the old distance, then nothing."""
    after = move(
        who=replace(WHO, ask_to_arrive_early=early),
        date_time_asked_to_arrive=asked,
        apt_date_time=at(was_at),
    )

    assert expected == after.date_time_asked_to_arrive


@pytest.mark.parametrize(
    ("status", "set_prospective", "expected"),
    [
        (PatStatus.PATIENT, 1, PatStatus.PROSPECTIVE),
        (PatStatus.PATIENT, 0, PatStatus.PATIENT),
        (PatStatus.PROSPECTIVE, 0, PatStatus.PATIENT),
        (PatStatus.PROSPECTIVE, 1, PatStatus.PROSPECTIVE),
        (PatStatus.NON_PATIENT, 1, PatStatus.NON_PATIENT),
        (PatStatus.INACTIVE, 0, PatStatus.INACTIVE),
    ],
)
def test_prospective(status: PatStatus, set_prospective: int, expected: PatStatus) -> None:
    """An operatory for prospective patients makes one, another ends it."""
    chair = replace(CHAIR, set_prospective=set_prospective)

    assert expected == status_after_move(replace(WHO, pat_status=status), chair)


def test_the_length_is_not_among_the_changes() -> None:
    """Pattern stays, and so does everything that is not named."""
    assert "pattern" not in Moved.__slots__
    assert SLOT.end - SLOT.start == timedelta(minutes=40)
