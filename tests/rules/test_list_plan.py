"""An opening for a list: the order, who is texted when, who is not, and who is left out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import AptStatus, FKeyType, Priority, YesNo
from schemas.keys import AptNum, AsapCommNum, PatNum, RecallNum
from schemas.wire import NEVER
from tests.rules.facts import APPOINTMENT, FACTS, NOW, PATIENT, POLICY, SLOT, at
from worker.rules import skip
from worker.rules.appointment import Appointment
from worker.rules.list_plan import (
    Member,
    Plan,
    in_order,
    once_a_patient,
    plan,
    reason_against,
)
from worker.rules.offer import Facts, Refusal
from worker.rules.pacing import AT_ONCE, OPEN_DENTAL, Pacing, Timetable
from worker.rules.preferences import Preferences
from worker.rules.quiet_hours import Hours, QuietHours
from worker.rules.window import SendWindow

WINDOW = Preferences.of({}, {}).window
ZONE = ZoneInfo("UTC")


def apt(
    num: int, status: int = AptStatus.SCHEDULED, when: str = "2023-12-01 10:00:00"
) -> Appointment:
    """Return an appointment of a patient of its own."""
    return replace(
        APPOINTMENT,
        apt_num=AptNum(num),
        pat_num=PatNum(num),
        apt_status=status,
        apt_date_time=at(when),
    )


def recall(num: int, due: str) -> Appointment:
    """Return a recall of a patient of its own."""
    made = apt(0, AptStatus.UNSCHED_LIST, f"{due} 00:00:00")
    return replace(made, pat_num=PatNum(1000 + num), recall_num=RecallNum(num))


def member(appointment: Appointment, hours: Hours | None = None, **known: Any) -> Member:
    """Put an appointment on the list."""
    patient = replace(PATIENT, pat_num=appointment.pat_num)
    texts_on = known.pop("texts_on", {})
    facts = replace(FACTS, **{"appointment": appointment, "patient": patient, **known})
    return Member(facts=facts, hours=hours or Hours(WINDOW, ZONE), texts_on=texts_on)


def timetable(pace: Pacing = OPEN_DENTAL, now: datetime = NOW) -> Timetable:
    """Return the timetable of the documentation's opening."""
    return Timetable.of(pace, WINDOW, now, SLOT.start, UTC)


def test_the_order_is_open_dentals() -> None:
    """Unscheduled, planned, the rest mixed, recalls last; each the farthest first."""
    expected = [
        apt(1, AptStatus.UNSCHED_LIST, "2023-11-02 10:00:00"),
        apt(2, AptStatus.UNSCHED_LIST, "2023-11-01 10:00:00"),
        apt(3, AptStatus.PLANNED, "2024-01-01 10:00:00"),
        apt(4, AptStatus.BROKEN, "2023-12-24 10:00:00"),
        apt(5, AptStatus.SCHEDULED, "2023-12-23 10:00:00"),
        apt(6, AptStatus.BROKEN, "2023-12-22 10:00:00"),
        recall(8, "2024-02-01"),
        recall(7, "2023-10-01"),
    ]

    assert expected == in_order(reversed(expected))


def test_who_is_not_texted_moves_nobody_back() -> None:
    """The second text is due a step after the first, whoever is skipped in between."""
    members = [
        member(apt(1, when="2023-12-03 10:00:00")),
        member(apt(2, when="2023-12-02 10:00:00"), has_refused_before=True),
        member(apt(3, when="2023-12-01 10:00:00")),
    ]

    made = plan(members, timetable())

    assert [
        (1, at("2023-10-16 09:01:25"), ""),
        (2, NEVER, skip.REFUSED_BEFORE.sentence),
        (3, at("2023-10-16 09:09:25"), ""),
    ] == [(one.appointment.apt_num, one.offer.due, one.offer.note) for one in made.planned]
    assert 2 == made.texts
    assert at("2023-10-16 09:09:25") == made.ends


def test_the_limit_counts_the_day_on_which_the_text_is_due() -> None:
    """A text that is put off to the next day counts there."""
    until_ten = QuietHours(time(9), time(10))
    late = Hours(SendWindow(time(7), time(9, 30)), ZONE, until_ten, (ZONE,))
    texts_on = {NOW.date() + timedelta(days=1): 2}

    made = plan([member(apt(1), late, texts_on=texts_on)], timetable())

    assert [skip.daily_limit(2)] == [one.offer.skip for one in made.planned]


def test_quiet_hours_put_off_one_patient_alone() -> None:
    """A patient who is left in peace is due later, and the next one as ever."""
    quiet = Hours(WINDOW, ZONE, QuietHours(time(8), time(11)), (ZONE,))
    members = [
        member(apt(1, when="2023-12-03 10:00:00"), quiet),
        member(apt(2, when="2023-12-02 10:00:00")),
    ]

    made = plan(members, timetable())

    assert [at("2023-10-16 11:00:00"), at("2023-10-16 09:09:25")] == [
        one.offer.due for one in made.planned
    ]


def test_a_recall_is_called_one() -> None:
    """What is said and written of a recall is Open Dental's of recalls."""
    one = recall(7, "2023-12-01")

    made = plan([member(one, has_refused_before=True)], timetable())

    assert [(FKeyType.RECALL, skip.RECALL_REFUSED_BEFORE)] == [
        (planned.offer.f_key_type, planned.offer.skip) for planned in made.planned
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"held_by": AsapCommNum(5)}, "AsapComm 5 already offers this time slot for recall 7."),
        ({"patient": None}, "The patient of recall 7 does not exist."),
        (
            {"appointment": replace(recall(7, "2023-12-01"), priority=Priority.NORMAL)},
            "Recall 7 is not on the ASAP list.",
        ),
        (
            {"appointment": replace(recall(7, "2023-12-01"), pattern="")},
            "Recall 7 has no length because its type has no pattern.",
        ),
    ],
)
def test_what_stands_against_a_recall_names_it(wrong: dict[str, Any], sentence: str) -> None:
    """Each refusal says the recall's number."""
    made = plan([member(**{"appointment": recall(7, "2023-12-01"), **wrong})], timetable())

    assert [sentence] == [one.refusal.sentence for one in made.left_out]


def test_one_patient_is_offered_it_once() -> None:
    """Of two appointments of a patient the longer is offered, and the other is left out."""
    short = replace(apt(1), pattern="XX")
    long = replace(apt(2), pat_num=short.pat_num, pattern="XXXX")

    kept, left_out = once_a_patient([short, long])

    assert [long] == kept
    assert ["The opening is offered to the same patient for appointment 2."] == [
        one.refusal.sentence for one in left_out
    ]


def refused(made: Plan) -> str | None:
    """Return why a plan is not carried out."""
    refusal = reason_against(made)
    return refusal.sentence if refusal else None


def test_a_list_that_would_all_be_skipped_is_refused() -> None:
    """Nobody is texted: each reason is told with how many it stands against."""
    no_texts = replace(PATIENT, txt_msg_ok=YesNo.NO)
    members = [
        member(apt(1), has_refused_before=True),
        member(apt(2), patient=no_texts),
        member(apt(3), patient=no_texts),
    ]

    assert (
        f"Nobody would be texted. 1: {skip.REFUSED_BEFORE.sentence}; "
        f"2: {skip.NO_TEXTS_WANTED.sentence}"
    ) == refused(plan(members, timetable()))


def test_an_empty_list_is_refused() -> None:
    """Nobody who fits is nobody to write anything for."""
    assert "Nobody on the ASAP list fits." == refused(plan([], timetable()))


def test_an_opening_that_everybody_has_is_refused() -> None:
    """Where all are offered it already, the first of those offers is named."""
    made = plan([member(apt(1), held_by=AsapCommNum(9))], timetable())

    assert "AsapComm 9 already offers this time slot for appointment 1." == refused(made)


facts_of = st.fixed_dictionaries(
    {
        "has_refused_before": st.booleans(),
        "held_by": st.sampled_from([None, None, AsapCommNum(3)]),
        "policy": st.sampled_from([POLICY, POLICY, replace(POLICY, is_enabled=False)]),
    }
)
appointments = st.builds(
    apt,
    st.integers(min_value=1, max_value=500),
    st.sampled_from(
        [AptStatus.SCHEDULED, AptStatus.UNSCHED_LIST, AptStatus.BROKEN, AptStatus.PLANNED]
    ),
    st.sampled_from(["2023-11-01 09:00:00", "2023-12-01 09:00:00", "2024-01-01 09:00:00"]),
)
quiet = st.sampled_from([None, QuietHours(time(21), time(8)), QuietHours(time(12), time(15))])
lists = st.lists(st.tuples(appointments, facts_of, quiet), max_size=30)
paces = st.one_of(st.sampled_from([OPEN_DENTAL, AT_ONCE]), st.integers(1, 60).map(Pacing))
before = st.integers(min_value=0, max_value=60 * 24 * 4).map(
    lambda minutes: SLOT.start - timedelta(minutes=minutes)
)


def planned(
    listed: Sequence[tuple[Appointment, dict[str, Any], QuietHours | None]],
    pace: Pacing,
    now: datetime,
) -> Plan:
    """Plan for a list as it comes."""
    kept, _ = once_a_patient(one for one, _, _ in listed)
    known = {one: (told, quiet) for one, told, quiet in listed}
    members = [
        member(one, Hours(WINDOW, ZONE, known[one][1], (ZONE,)), now=now, **known[one][0])
        for one in kept
    ]
    return plan(members, timetable(pace, now))


@given(lists, paces, before)
def test_no_patient_is_planned_twice(
    listed: list[tuple[Appointment, dict[str, Any], QuietHours | None]],
    pace: Pacing,
    now: datetime,
) -> None:
    """However often a patient is on the list, one offer is made."""
    patients = [one.appointment.pat_num for one in planned(listed, pace, now).planned]

    assert len(patients) == len(set(patients))


@given(lists, paces, before)
def test_no_text_is_due_in_the_last_half_hour(
    listed: list[tuple[Appointment, dict[str, Any], QuietHours | None]],
    pace: Pacing,
    now: datetime,
) -> None:
    """Every text has its notice before the slot, and none is due before it is asked for."""
    made = planned(listed, pace, now)

    due = [one.offer.due for one in made.planned if one.offer.skip is None]
    assert all(now <= moment <= SLOT.start - timedelta(minutes=30) for moment in due)


@given(lists, paces, before)
def test_the_order_is_kept(
    listed: list[tuple[Appointment, dict[str, Any], QuietHours | None]],
    pace: Pacing,
    now: datetime,
) -> None:
    """The plan is in the list's order, and who needs no peace is due in that order."""
    made = planned(listed, pace, now)

    shown = [one.appointment for one in made.planned]
    in_peace = {one for one, _, quiet in listed if quiet}
    due = [
        one.offer.due
        for one in made.planned
        if one.offer.skip is None and one.appointment not in in_peace
    ]
    assert in_order(shown) == shown
    assert sorted(due) == due


def test_facts_of_an_opening_are_those_of_its_offers() -> None:
    """A member is decided about as a single request is."""
    facts: Facts = replace(FACTS, held_by=AsapCommNum(1))
    made = plan([Member(facts=facts, hours=Hours(WINDOW, ZONE), texts_on={})], timetable())

    assert isinstance(made.left_out[0].refusal, Refusal)
    assert "offered-already" == made.left_out[0].refusal.code
