"""A small office: one chair, one patient, one appointment; each test changes what it is about."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from typing import Final, TypeVar

from hypothesis import strategies as st

from schemas.codes import AptStatus, PatStatus, Priority, YesNo
from schemas.keys import AptNum, ClinicNum, OpNum, PatNum
from worker.rules.appointment import Appointment
from worker.rules.availability import Blockout, Booking
from worker.rules.offer import Facts, Operatory
from worker.rules.preferences import Preferences
from worker.rules.sending import SendFacts
from worker.rules.slot import Slot
from worker.rules.template import OfficeContact
from worker.rules.texting import Patient, TextingPolicy

World = TypeVar("World")


def at(text: str) -> datetime:
    """Read a time on the office's clock."""
    return datetime.fromisoformat(text)


def booking(
    start: str, end: str, status: int = AptStatus.SCHEDULED, apt_num: int = 20001
) -> Booking:
    """Put an appointment on the day of the opening."""
    return Booking(AptNum(apt_num), status, at(f"2023-10-18 {start}"), at(f"2023-10-18 {end}"))


def blockout(start: str, end: str, flags: str = "", blockout_type: int = 253) -> Blockout:
    """Put a blockout on the day of the opening."""
    return Blockout(blockout_type, flags, at(f"2023-10-18 {start}"), at(f"2023-10-18 {end}"))


def go_wrong(world: World, wrongs: Sequence[Callable[[World], World]]) -> World:
    """Let everything go wrong at once; the first in the list has the last word."""
    return reduce(lambda so_far, wrong: wrong(so_far), reversed(wrongs), world)


NOW: Final = at("2023-10-16 09:01:25")
SLOT: Final = Slot(OpNum(2), at("2023-10-18 14:00:00"), at("2023-10-18 14:40:00"))
PATIENT: Final = Patient(
    pat_num=PatNum(26),
    f_name="Ann",
    wireless_phone="(503) 555-0100",
    txt_msg_ok=YesNo.YES,
    pat_status=PatStatus.PATIENT,
    opt_out_sms=0,
)
POLICY: Final = TextingPolicy(is_enabled=True, treats_unknown_as_no=True)
APPOINTMENT: Final = Appointment(
    apt_num=AptNum(11939),
    pat_num=PATIENT.pat_num,
    apt_status=AptStatus.BROKEN,
    pattern="//XXXX//",
    apt_date_time=at("2023-09-15 10:00:00"),
    priority=Priority.ASAP,
    appointment_type_num=0,
    is_already_scheduled=False,
)
CONTACT: Final = OfficeContact(
    name="Example Dental", phone="5033635432", fax="", address="12 Elm St, Salem, OR 97301"
)
FACTS: Final = Facts(
    now=NOW,
    due=NOW,
    slot=SLOT,
    operatory=Operatory(SLOT.op, is_hidden=False, clinic_num=ClinicNum(0)),
    appointment=APPOINTMENT,
    patient=PATIENT,
    preferences=Preferences.of({}, {}),
    policy=POLICY,
    office=CONTACT,
    is_subscribed_to_asap=True,
    is_subscribed_to_texting=True,
    held_by=None,
    bookings=(),
    blockouts=(),
    allowed_blockouts=frozenset(),
    has_refused_before=False,
    texts_on_due_day=0,
)
SEND_FACTS: Final = SendFacts(
    now=NOW,
    expires=SLOT.link_expires(),
    slot=SLOT,
    appointment=APPOINTMENT,
    patient=PATIENT,
    policy=POLICY,
    bookings=(),
    blockouts=(),
    allowed_blockouts=frozenset(),
    has_refused_before=False,
    texts_sent_today=0,
    text_limit=2,
)

moments = st.datetimes(min_value=at("1900-01-01 00:00:00"), max_value=at("2200-01-01 00:00:00"))
patterns = st.text(alphabet="X/", min_size=1, max_size=255)
slots = st.builds(Slot.for_pattern, st.just(SLOT.op), moments, patterns)
