"""Whatever the list: what a dry run says is what then happens, to the second, and nobody is bothered twice."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.codes import AptStatus, FKeyType, ResponseStatus, SendStatus, YesNo
from schemas.keys import AsapCommNum
from schemas.offered import OfferedOpening
from tests.steps.opening.lists import drafted, stands
from tests.world.office import OP, World
from worker.rules.offer import Refusal
from worker.rules.quiet_hours import QuietHours
from worker.rules.wall_clock import instant
from worker.steps.opening import show
from worker.store.ledger import tables as own
from worker.store.practice import tables

ZONE: Final = ZoneInfo("America/New_York")
NIGHTS: Final = [date(2023, 10, 16), date(2023, 11, 4), date(2024, 3, 9)]
"""A common one, and those before the clock is set back and forward."""

BANDS: Final = {AptStatus.UNSCHED_LIST: 0, AptStatus.PLANNED: 1}
WRITTEN: Final = (
    *(tables.asapcomm, tables.schedule, tables.scheduleop, tables.smstomobile, tables.commlog),
    *(tables.patient, tables.appointment, tables.recall, tables.recalltype),
    *(own.attempt, own.request, own.opening, own.trial, own.lock),
)

PATIENT: Final = st.fixed_dictionaries(
    {
        "status": st.sampled_from(
            [AptStatus.SCHEDULED, AptStatus.UNSCHED_LIST, AptStatus.PLANNED, AptStatus.BROKEN]
        ),
        "days": st.integers(-20, 20),
        "steps": st.sampled_from([4, 8, 12, 13]),
        "area": st.sampled_from(["212", "212", "503", "503", ""]),
        "texts": st.sampled_from([YesNo.YES, YesNo.YES, YesNo.YES, YesNo.NO]),
        "sent_today": st.sampled_from([0, 0, 0, 1, 2]),
        "has_refused": st.sampled_from([False, False, False, False, True]),
        "also": st.sampled_from([None, None, "appointment", "recall"]),
    }
)
OPENINGS: Final = st.fixed_dictionaries(
    {
        "night": st.sampled_from(NIGHTS),
        "minute": st.integers(0, 24 * 60 - 1),
        "second": st.integers(0, 59),
        "ahead": st.integers(6, 800).map(lambda steps: 5 * steps),
        "window": st.sampled_from([("07", "22"), ("07", "22"), ("00", "00"), ("20", "02")]),
        "quiet": st.sampled_from([None, None, "21:00-08:00"]),
        "pacing": st.sampled_from(["open-dental", "open-dental", "at-once", 7, 120]),
        "named": st.booleans(),
    }
)
DAY: Final[dict[str, Any]] = {
    "night": NIGHTS[0],
    "minute": 21 * 60 + 50,
    "second": 25,
    "ahead": 12 * 60,
    "window": ("07", "22"),
    "quiet": None,
    "pacing": "open-dental",
    "named": True,
}
"""Ten minutes before the window ends: the last texts share its end."""
MIXED: Final[list[dict[str, Any]]] = [
    {
        "status": status,
        "days": days,
        "steps": 8,
        "area": "212",
        "texts": texts,
        "sent_today": 0,
        "has_refused": False,
        "also": also,
    }
    for status, days, texts, also in (
        (AptStatus.SCHEDULED, 9, YesNo.YES, None),
        (AptStatus.BROKEN, -3, YesNo.YES, "recall"),
        (AptStatus.UNSCHED_LIST, 0, YesNo.NO, None),
        (AptStatus.PLANNED, 2, YesNo.YES, "appointment"),
        (AptStatus.UNSCHED_LIST, 5, YesNo.YES, None),
    )
]


def arrange(world: World, opening: dict[str, Any], patients: list[dict[str, Any]]) -> Any:
    """Put patients on the list; returns what is asked for."""
    world.remove(*WRITTEN)
    world.gateway.texts.clear()
    quiet = opening["quiet"]
    world.policy(zone=ZONE, quiet_hours=QuietHours.parse(quiet) if quiet else None)
    for name, hour in zip(("Start", "End"), opening["window"], strict=True):
        world.preference(f"AutomaticCommunicationTime{name}", f"01-01-0001 {hour}:00:00")
    now = datetime.combine(opening["night"], datetime.min.time()) + timedelta(
        minutes=opening["minute"], seconds=opening["second"]
    )
    world.now = instant(now, ZONE)
    apt_nums, recall_nums = [], []
    for num, told in enumerate(patients, start=101):
        phone = f"{told['area']}5550{num}" if told["area"] else ""
        world.patient(num, f_name=f"P{num}", wireless_phone=phone, txt_msg_ok=told["texts"])
        when = now + timedelta(days=told["days"], hours=num - 100)
        asked = {"apt_status": told["status"], "op": 0, "pattern": "X" * told["steps"]}
        world.appointment(num, num, apt_date_time=when, **asked)
        apt_nums.append(num)
        if told["also"] == "appointment":
            world.appointment(num + 100, num, apt_date_time=when, **{**asked, "pattern": "XX"})
            apt_nums.append(num + 100)
        if told["also"] == "recall":
            world.recall(num, num)
            recall_nums.append(num)
        before = [(SendStatus.SEND_SUCCESSFUL, now, ResponseStatus.EXPIRED)] * told["sent_today"]
        if told["has_refused"]:
            ago = now - timedelta(days=9)
            before.append((SendStatus.SEND_SUCCESSFUL, ago, ResponseStatus.DECLINED_STOP_COMM))
        for status, sent, answer in before:
            world.add(
                tables.asapcomm,
                f_key=num,
                f_key_type=FKeyType.BROKEN,
                pat_num=num,
                sms_send_status=status,
                date_time_sms_sent=sent,
                date_time_entry=sent,
                response_status=answer,
            )
    start = (now + timedelta(minutes=opening["ahead"])).replace(second=0)
    names = {"aptNums": apt_nums, "recallNums": recall_nums or None, "lengthMinutes": None}
    return {
        "op": OP,
        "dateTimeStart": start - timedelta(minutes=start.minute % 5),
        "pacing": opening["pacing"],
        **(names if opening["named"] else {}),
    }


def go_through(world: World, said: OfferedOpening) -> list[tuple[datetime, str]]:
    """Try to send everything right before and at each planned moment; what went out, and when."""
    nums = [AsapCommNum(one.asap_comm_num) for one in stands(world).offers]
    gone = []
    moments = sorted(
        {instant(one.date_time_sms_scheduled, ZONE) for one in said.offers if _waits(one)}
    )
    for moment in [each for due in moments for each in (due - timedelta(seconds=1), due)]:
        world.now = max(world.now, moment)
        for num in nums:
            before = len(world.gateway.texts)
            world.send(num)
            for text in world.gateway.texts[before:]:
                body = re.sub(r"/a/\w+", "/a/xxxxxxxxxxxx", text.body)
                gone.append((world.office.local(world.now), f"{text.recipient} {body}"))
    return gone


def _waits(one: Any) -> bool:
    return bool(one.sms_send_status is SendStatus.SEND_NOT_ATTEMPTED)


def keeps_its_promise(
    world: World, opening: dict[str, Any], patients: list[dict[str, Any]]
) -> None:
    """Say what an opening would do, do it, and let its time pass."""
    asked = arrange(world, opening, patients)
    old = len(world.rows(tables.asapcomm))
    drawn = drafted(world, **asked)
    decided = world.open(**asked)
    refusal = drawn if isinstance(drawn, Refusal) else drawn.refusal
    if refusal is not None or isinstance(drawn, Refusal):
        assert refusal is not None
        assert (refusal.status, refusal.sentence) == (decided.status, decided.sentence)
        assert old == len(world.rows(tables.asapcomm))
        assert [] == world.rows(tables.schedule)
        return
    said = show.planned(drawn, world.office.base_url)
    planned = [one for one in said.offers if _waits(one)]

    gone = go_through(world, said)

    phones = {row["pat_num"]: f"1{row['wireless_phone']}" for row in world.rows(tables.patient)}
    assert sorted(
        (one.date_time_sms_scheduled, f"{phones[one.pat_num]} {one.text}") for one in planned
    ) == sorted(gone)
    everybody = [one.pat_num for one in said.offers]
    assert len(everybody) == len(set(everybody))
    assert all(moment < said.date_time_start for moment, _ in gone)
    _is_in_order(world, said, opening)
    done = {one.pat_num: one for one in stands(world).offers}
    assert {one.pat_num for one in planned} == {
        num for num, one in done.items() if one.sms_send_status is SendStatus.SEND_SUCCESSFUL
    }
    for one in said.offers:
        if not _waits(one):
            told = {"sms_send_status", "response_status", "note", "date_time_sms_scheduled"}
            assert one.model_dump(include=told) == done[one.pat_num].model_dump(include=told)


def _is_in_order(world: World, said: OfferedOpening, opening: dict[str, Any]) -> None:
    """Unscheduled, planned, the rest, recalls; the farthest first; nobody before whom he follows."""
    apts = {row["apt_num"]: row for row in world.rows(tables.appointment)}

    def place(one: Any) -> Any:
        if one.f_key_type is FKeyType.RECALL:
            return 3, 0.0, one.f_key
        apt = apts[one.f_key]
        return BANDS.get(apt["apt_status"], 2), -apt["apt_date_time"].timestamp(), one.f_key

    assert sorted(said.offers, key=place) == said.offers
    if opening["quiet"] is None:
        due = [one.date_time_sms_scheduled for one in said.offers if _waits(one)]
        assert sorted(due) == due


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return one office on SQLite, whose list is another in each example."""
    made = World.at(tmp_path_factory.mktemp("promise"))
    yield made
    made.store.close()


@settings(max_examples=50, deadline=None, database=None)
@given(opening=OPENINGS, patients=st.lists(PATIENT, min_size=2, max_size=6))
@example(opening=DAY, patients=MIXED)
def test_an_opening_does_what_its_dry_run_says(
    office: World, opening: dict[str, Any], patients: list[dict[str, Any]]
) -> None:
    """Order, second and words; no patient twice, nobody after the slot has begun."""
    keeps_its_promise(office, opening, patients)


def test_on_every_kind_of_database(world: World) -> None:
    """One list of everything, late in the evening."""
    keeps_its_promise(world, DAY, MIXED)

    assert 4 == len(world.gateway.texts)
