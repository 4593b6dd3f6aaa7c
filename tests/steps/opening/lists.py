"""A short ASAP list, and how to ask about an opening."""

from datetime import datetime
from typing import Any

from schemas.codes import AptStatus
from schemas.keys import ScheduleNum
from schemas.offered import OfferedOpening, OpeningBody
from tests.world.office import OP, START, World
from worker.rules.offer import Refusal
from worker.steps.opening import show
from worker.steps.opening.draft import Draft, draft
from worker.store.practice import tables

SECOND, THIRD = 12001, 12002


def put_on_list(world: World) -> None:
    """Put two more patients on the list: one unscheduled, one scheduled far away."""
    for num, status, when in (
        (SECOND, AptStatus.UNSCHED_LIST, datetime(2023, 9, 1, 9)),
        (THIRD, AptStatus.SCHEDULED, datetime(2023, 12, 1, 9)),
    ):
        world.patient(num, f_name=f"P{num}", wireless_phone=f"503555{num % 10000:04}")
        world.appointment(num, num, apt_status=status, apt_date_time=when, op=7)


def offers_of(world: World) -> list[tuple[int, datetime, int, str]]:
    """Return what stands in each offer."""
    return [
        (row["f_key"], row["date_time_sms_scheduled"], row["response_status"], row["note"])
        for row in world.rows(tables.asapcomm)
    ]


def drafted(world: World, **asked: Any) -> Draft | Refusal:
    """Work out what an opening would do."""
    body = OpeningBody.model_validate(
        {"op": OP, "dateTimeStart": START, "lengthMinutes": 60, **asked}
    )
    with world.store.reading() as transaction:
        return draft(transaction, body, world.office, world.now, may_lock=False)


def previewed(world: World, **asked: Any) -> OfferedOpening:
    """Ask what an opening would do."""
    made = drafted(world, **asked)
    assert isinstance(made, Draft)
    return show.planned(made, world.office.base_url)


def its_num(world: World) -> ScheduleNum:
    """Return the number of the newest opening, whose blockout may be gone."""
    return ScheduleNum(world.rows(tables.asapcomm)[-1]["schedule_num"])


def stands(world: World) -> OfferedOpening:
    """Read how the newest opening stands."""
    with world.store.reading() as transaction:
        shown = show.stands(transaction, its_num(world), world.office.base_url)
    assert shown is not None
    return shown
