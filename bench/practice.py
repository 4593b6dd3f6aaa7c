"""Patients to be texted: invented ones, added to the demo practice."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from schemas.codes import AptStatus, Priority, YesNo
from worker.store.engine import Store
from worker.store.practice.tables import appointment, operatory, patient

_FIRST: Final = 500_000
"""Keys from here on are not the demo practice's."""

_OPERATORIES: Final = 6
_CLINIC: Final = 1
_OPENS: Final = time(8)
_SLOTS_A_DAY: Final = 12
_PATTERN: Final = "//XXXX//"
_SLOT: Final = timedelta(minutes=45)
_NUMBERS: Final = 100
"""Numbers of an area code that are reserved for fiction: 555-0100 to 555-0199."""


@dataclass(frozen=True, slots=True)
class Invitee:
    """An appointment on the ASAP list, an opening for it, and the number that will be texted."""

    apt_num: int
    op: int
    starts_at_local: datetime
    number: str

    @property
    def body(self) -> dict[str, object]:
        """The JSON of the POST."""
        return {
            "op": self.op,
            "aptNum": self.apt_num,
            "dateTimeStart": f"{self.starts_at_local:%Y-%m-%d %H:%M:%S}",
        }


def number(index: int) -> str:
    """Return a number of fiction."""
    return f"+1{200 + index // _NUMBERS}555{100 + index % _NUMBERS:04}"


def insert(database: str, count: int) -> list[Invitee]:
    """Add patients with an appointment each, and return whom to invite to which opening."""
    tomorrow = datetime.combine(datetime.now().date(), _OPENS) + timedelta(days=1)  # noqa: DTZ005 - the office is here
    invitees = [_invitee(index, tomorrow) for index in range(count)]
    store = Store.open(database)
    with store.writing() as transaction:
        for op in sorted({invitee.op for invitee in invitees}):
            transaction.insert(
                operatory, operatory_num=op, op_name=f"Bench {op}", clinic_num=_CLINIC
            )
        for invitee in invitees:
            transaction.insert(
                patient,
                pat_num=invitee.apt_num,
                f_name="Anna",
                l_name="Invented",
                wireless_phone=invitee.number.removeprefix("+1"),
                txt_msg_ok=YesNo.YES,
                clinic_num=_CLINIC,
            )
            transaction.insert(
                appointment,
                apt_num=invitee.apt_num,
                pat_num=invitee.apt_num,
                apt_status=AptStatus.BROKEN,
                priority=Priority.ASAP,
                pattern=_PATTERN,
                apt_date_time=invitee.starts_at_local - timedelta(days=30),
                clinic_num=_CLINIC,
            )
    store.close()
    return invitees


def _invitee(index: int, tomorrow: datetime) -> Invitee:
    slot, op = divmod(index, _OPERATORIES)
    days, turn = divmod(slot, _SLOTS_A_DAY)
    starts_at_local = tomorrow + timedelta(days=days) + turn * _SLOT
    return Invitee(_FIRST + index, _FIRST + op, starts_at_local, number(index))
