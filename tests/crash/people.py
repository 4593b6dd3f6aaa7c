"""Patients on the ASAP list with an opening each, for a house of real processes."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from schemas.messages import CreateAsapComm
from tests.world.office import World
from worker.store.practice import tables

_FIRST: Final = 5000
"""Keys from here on; the world's own patient and appointment lie below."""

_OPERATORIES: Final = 8
_HOURS: Final = 8
_OPENS: Final = time(13)
_MORNING: Final = 9
_NUMBERS: Final = 100
"""Numbers of an area code that are reserved for fiction: 555-0100 to 555-0199."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A patient's appointment, the opening that is offered, and the request for it."""

    apt_num: int
    op: int
    start: datetime
    key: UUID
    """Its Idempotency-Key, from which the web process makes the request's id."""
    opening: UUID | None = None
    """The request that offers the opening to a list, where the patient is on one."""

    @property
    def request_id(self) -> UUID:
        """The request's id, whichever way it is asked for."""
        return self.opening or uuid5(NAMESPACE_URL, f"demo/demo\n{self.key}")

    @property
    def answered_by(self) -> str:
        """The id of the row that names the offer."""
        return str(uuid5(self.opening, f"apt/{self.apt_num}") if self.opening else self.request_id)

    @property
    def message(self) -> CreateAsapComm:
        """The message that asks for the offer."""
        return CreateAsapComm(
            request_id=self.request_id, op=self.op, aptNum=self.apt_num, dateTimeStart=self.start
        )

    @property
    def body(self) -> dict[str, object]:
        """The JSON of the POST."""
        return {"op": self.op, "aptNum": self.apt_num, "dateTimeStart": f"{self.start}"}


def open_all_day(world: World) -> None:
    """Let texts go out at any hour: the test runs when it runs."""
    world.preference("AutomaticCommunicationTimeStart", "01-01-0001 00:00:00")
    world.preference("AutomaticCommunicationTimeEnd", "01-01-0001 00:00:00")
    for op in range(_OPERATORIES):
        world.add(tables.operatory, operatory_num=100 + op, op_name=f"Op {100 + op}")


def morning() -> ZoneInfo:
    """Return a time zone in which it is after nine: openings are today's, and over after the test."""
    east = _MORNING - datetime.now(UTC).hour
    east += 24 if east < -12 else 0
    return ZoneInfo(f"Etc/GMT{-east:+}" if east else "Etc/GMT")


def invite(world: World, first: int, count: int) -> list[Guest]:
    """Add patients who wait for an earlier time, and return whom to invite to which opening."""
    return [_invite(world, index) for index in range(first, first + count)]


def listed(guests: list[Guest]) -> list[Guest]:
    """Put guests on one list, which is offered the opening of the first."""
    first = guests[0]
    return [
        replace(one, op=first.op, start=first.start, opening=first.request_id) for one in guests
    ]


def _invite(world: World, index: int) -> Guest:
    num = _FIRST + index
    number = f"({200 + index // _NUMBERS}) 555-{100 + index % _NUMBERS:04}"
    world.patient(num, wireless_phone=number)
    world.appointment(num, num, pattern="/" * 6)
    day, place = divmod(index, _OPERATORIES * _HOURS)
    hour, op = divmod(place, _OPERATORIES)
    today = datetime.combine(world.office.local(datetime.now(UTC)), _OPENS)
    return Guest(num, 100 + op, today + timedelta(days=day, hours=hour), uuid4())
