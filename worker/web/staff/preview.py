"""What the page that sends an opening shows: the list in its order, times, texts, and who gets none."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final, Self
from uuid import uuid4

from schemas.codes import FKeyType, SendStatus
from schemas.offered import OfferedOpening, OpeningOffer
from schemas.operatory import Operatory
from schemas.provider import Provider
from schemas.wire import date_time_text
from worker.store.engine import Transaction
from worker.store.portion import Portion
from worker.store.practice import look_ups, looked_up, patients
from worker.web.numbers import read_whole
from worker.web.staff.visit import Visit

APPOINTMENT: Final = "apt-"
RECALL: Final = "rec-"
"""How the box of an appointment, or of a recall, is called in the form."""

_KINDS: Final = {
    FKeyType.SCHEDULED_APPT: "scheduled",
    FKeyType.UNSCHEDULED_APPT: "unscheduled",
    FKeyType.PLANNED_APPT: "planned",
    FKeyType.BROKEN: "broken",
    FKeyType.RECALL: "recall",
}

_MOST_PROVIDERS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Whom of everybody the front desk wants (the filters of Open Dental's ASAP list)."""

    provider: str = ""
    hygiene: str = ""
    recalls: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """Read them from an address or a form; what is not one of them counts as everybody."""
        provider, hygiene = asked.get("provider", ""), asked.get("hygiene", "")
        return cls(
            provider=provider if read_whole(provider) else "",
            hygiene=hygiene if hygiene in {"1", "0"} else "",
            recalls="1" if asked.get("recalls", "") else "",
        )

    @property
    def told(self) -> dict[str, str]:
        """What a form brings back of them."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value}

    @property
    def of_body(self) -> dict[str, object]:
        """How the API calls them."""
        return {
            "ProvNum": read_whole(self.provider) if self.provider else None,
            "isHygiene": self.hygiene == "1" if self.hygiene else None,
            "withRecalls": bool(self.recalls),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody who gets a text."""

    box: str
    """How it is called in the form."""
    name: str
    kind: str
    due: str
    """When the text goes."""
    text: str
    segments: int


def laid_out(
    visit: Visit, transaction: Transaction, made: OfferedOpening, all_fit: OfferedOpening
) -> dict[str, object]:
    """Lay out what would be sent, of all who fit, for the page's template."""
    people = {one.pat_num for each in (made, all_fit) for one in each.offers}
    people |= {one.pat_num for one in made.left_out}
    names = patients.names(transaction, people)

    def listed(offers: Iterable[OpeningOffer]) -> list[Listed]:
        return [
            Listed(
                box=_box(one),
                kind=_KINDS[one.f_key_type],
                name=names.get(one.pat_num, ""),
                due=_due(visit, one.date_time_sms_scheduled),
                text=one.text,
                segments=one.segments,
            )
            for one in offers
            if one.sms_send_status is SendStatus.SEND_NOT_ATTEMPTED
        ]

    going = listed(made.offers)
    chosen = {one.box for one in going}
    filters = Filters.of(visit.form or visit.request.query_params)
    asked = visit.form.get("text", "")
    minutes = (made.date_time_end - made.date_time_start) // timedelta(minutes=1)
    opening = {
        "op": str(made.op),
        "start": date_time_text(made.date_time_start),
        "minutes": str(minutes),
    }
    return {
        "place": _place(transaction, made.op),
        "when": f"{visit.dates.sentence(made.date_time_start)} to "
        f"{visit.dates.clock(made.date_time_end)}",
        "listed": going,
        # who fits too, and was taken off the list
        "others": listed(one for one in all_fit.offers if _box(one) not in chosen),
        "left_out": [
            *(
                (names.get(one.pat_num, ""), one.note)
                for one in made.offers
                if one.sms_send_status is not SendStatus.SEND_NOT_ATTEMPTED
            ),
            *((names.get(one.pat_num, ""), one.reason) for one in made.left_out),
        ],
        # whose text is shown
        "selected": next((one for one in going if one.box == asked), next(iter(going), None)),
        "button": _button(visit, len(going), made.last_text_due),
        "segments": sum(one.segments for one in going),
        # what the form brings back
        "fields": {
            "token": visit.token,
            "request": str(uuid4()),
            **opening,
            **filters.told,
            "shown": mark(chosen),
        },
        # in the form that chooses from everybody
        "opening": opening,
        "chosen": filters,
        "providers": _providers(transaction),
    }


def _box(offer: OpeningOffer) -> str:
    is_recall = offer.f_key_type is FKeyType.RECALL
    return f"{RECALL if is_recall else APPOINTMENT}{offer.f_key}"


def _providers(transaction: Transaction) -> list[Provider]:
    """Return the dentists and hygienists to choose from."""
    rows = look_ups.list_rows(transaction, looked_up.PROVIDERS, {}, Portion(_MOST_PROVIDERS))
    return [one for one in rows if isinstance(one, Provider) and not one.is_hidden]


def _place(transaction: Transaction, op: int) -> str:
    row = look_ups.find(transaction, looked_up.OPERATORIES, op)
    return row.op_name if isinstance(row, Operatory) else ""


def _due(visit: Visit, due: datetime) -> str:
    """Say in a word when a text goes, of which none is due later than tomorrow's window."""
    now = visit.local
    if due <= now:
        return "now"
    clock = visit.dates.clock(due)
    return clock if due.date() == now.date() else f"{due:%a} {clock}"


def _button(visit: Visit, texts: int, last: datetime) -> str:
    if last <= visit.local:
        return "Send 1 text now" if texts == 1 else f"Send {texts} texts now"
    is_today = last.date() == visit.local.date()
    at = "at" if is_today else "on"
    due = visit.dates.clock(last) if is_today else visit.dates.sentence(last)
    return f"Send 1 text {at} {due}" if texts == 1 else f"Send {texts} texts, the last {at} {due}"


def mark(ticked: Collection[str]) -> str:
    """Tell a list of boxes from others."""
    return hashlib.sha256(" ".join(sorted(ticked)).encode()).hexdigest()[:16]
