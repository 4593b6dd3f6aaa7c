"""The page that sends an opening to the list: a dry run, until the button is pressed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog
from fastapi.responses import Response
from pydantic import ValidationError

from schemas.codes import SendStatus
from schemas.keys import OpNum
from schemas.offered import OfferedOpening, OpeningBody, OpeningOffer
from schemas.operatory import Operatory
from schemas.problem import sentence
from schemas.wire import date_time_text
from worker.errors import Conflict, Forbidden, NotFound, Refused
from worker.office import Terms
from worker.queue import messages
from worker.queue.client import OUTAGES
from worker.steps.opening import show as shows
from worker.steps.opening.draft import Draft, draft
from worker.store.engine import Transaction
from worker.store.ledger import deeds, openings
from worker.store.ledger.deeds import Deed
from worker.store.ledger.openings import StoredOpening
from worker.store.practice import look_ups, looked_up, patients
from worker.web.numbers import is_whole, read_whole
from worker.web.staff.visit import Visit

_APPOINTMENT: Final = "apt-"
"""How the box of an appointment is called in the form."""

_CHANGED: Final = "You have changed the list. This is what is sent now."
_NOBODY: Final = "Nobody is chosen, so there is nothing to send."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody who gets a text."""

    num: int
    name: str
    due: str
    """When the text goes."""
    text: str
    segments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Somebody who gets none."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be sent."""

    place: str
    when: str
    listed: list[Listed]
    others: list[Listed]
    """Who fits too, and was taken off the list."""
    left_out: list[Skipped]
    selected: Listed | None
    """Whose text is shown."""
    button: str
    segments: int
    fields: Mapping[str, str]
    """What the form brings back."""


def show(visit: Visit) -> Response:
    """Show what would be sent to everybody who fits."""
    _require_sender(visit)
    return _preview(visit, _body(visit.request.query_params, ()))


def take(visit: Visit) -> Response:
    """Show it anew for who is ticked, or send it when that is what was shown."""
    _require_sender(visit)
    ticked = _ticked(visit.form)
    if not ticked:
        raise Refused(_NOBODY)
    body = _body(visit.form, ticked)
    if "send" not in visit.form:
        return _preview(visit, body)
    if visit.form.get("shown", "") != _shown(ticked):
        return _preview(visit, body, _CHANGED)
    request_id = _request_id(visit)
    with visit.parts.store.reading() as transaction:
        if openings.find(transaction, request_id) is None:
            _planned(visit, transaction, body)  # what a worker would refuse is not even asked for
    stored = _accept(visit, body, request_id)
    return visit.lead_to(visit.path(f"/sent/{stored.request_id}"))


def sent(visit: Visit) -> Response:
    """Lead to the opening once a worker has made it; until then say that it is on its way."""
    try:
        request_id = UUID(visit.request.path_params["request_id"])
    except ValueError:
        raise NotFound("There is nothing at this address.") from None
    with visit.parts.store.reading() as transaction:
        stored = openings.find(transaction, request_id)
    if stored is None:
        raise NotFound("There is nothing at this address.")
    if stored.decided_at is None:
        return visit.page("sent.html")
    if stored.schedule_num is None:
        return visit.problem(stored.status or 500, stored.sentence or "")
    return visit.lead_to(visit.path(f"/openings/{stored.schedule_num}"))


def _require_sender(visit: Visit) -> None:
    if visit.account is None or not visit.account.role.may_send:
        raise Forbidden("Your account may look, but not send.")


def _body(fields: Mapping[str, str], ticked: Collection[int]) -> OpeningBody:
    """Read the opening; an address that somebody has changed by hand is told in a sentence."""
    told = {name: fields.get(name, "") for name in ("op", "minutes")}
    numbers = {name: read_whole(text) if is_whole(text) else None for name, text in told.items()}
    if None in numbers.values():
        raise Refused("The address of this page is not complete; please open it from Openings.")
    try:
        return OpeningBody.model_validate(
            {
                "op": numbers["op"],
                "dateTimeStart": fields.get("start", ""),
                "lengthMinutes": numbers["minutes"],
                **({"aptNums": list(ticked)} if ticked else {}),
            }
        )
    except ValidationError as error:
        raise Refused(f"This opening cannot be sent: {sentence(error)}") from None


def _ticked(form: Mapping[str, str]) -> list[int]:
    numbers = (name.removeprefix(_APPOINTMENT) for name in form if name.startswith(_APPOINTMENT))
    return sorted({read_whole(text) or 0 for text in numbers if is_whole(text)})


def _shown(ticked: Collection[int]) -> str:
    return " ".join(map(str, sorted(ticked)))


def _preview(visit: Visit, body: OpeningBody, told: str = "") -> Response:
    """Work out what would happen, by the code by which it does."""
    everybody = body.model_copy(update={"apt_nums": None})
    with visit.parts.store.reading() as transaction:
        made = _planned(visit, transaction, body)
        all_fit = made if body.is_for_everybody else _planned(visit, transaction, everybody)
        preview = _laid_out(visit, transaction, made, all_fit)
    return visit.page("send.html", preview=preview, told=told)


def _planned(visit: Visit, transaction: Transaction, body: OpeningBody) -> OfferedOpening:
    settings = visit.parts.settings
    made = draft(transaction, body, Terms.of(settings), visit.now, may_lock=False)
    refusal = made.refusal if isinstance(made, Draft) else made
    if isinstance(made, Draft) and refusal is None:
        return shows.planned(made, settings.base_url)
    raise Refused(refusal.sentence if refusal else "")


def _laid_out(
    visit: Visit, transaction: Transaction, made: OfferedOpening, all_fit: OfferedOpening
) -> Preview:
    people = {one.pat_num for each in (made, all_fit) for one in each.offers}
    people |= {one.pat_num for one in made.left_out}
    names = patients.names(transaction, people)

    def listed(offers: Iterable[OpeningOffer]) -> list[Listed]:
        return [
            Listed(
                num=one.f_key,
                name=names.get(one.pat_num, ""),
                due=_due(visit, one.date_time_sms_scheduled),
                text=one.text,
                segments=one.segments,
            )
            for one in offers
            if one.sms_send_status is SendStatus.SEND_NOT_ATTEMPTED
        ]

    going = listed(made.offers)
    chosen = {one.num for one in going}
    asked = visit.form.get("text", "")
    minutes = (made.date_time_end - made.date_time_start) // timedelta(minutes=1)
    return Preview(
        place=_place(transaction, made.op),
        when=f"{visit.dates.sentence(made.date_time_start)} to "
        f"{visit.dates.clock(made.date_time_end)}",
        listed=going,
        others=listed(one for one in all_fit.offers if one.f_key not in chosen)
        if made is not all_fit
        else [],
        left_out=[
            *(
                Skipped(name=names.get(one.pat_num, ""), why=one.note)
                for one in made.offers
                if one.sms_send_status is not SendStatus.SEND_NOT_ATTEMPTED
            ),
            *(Skipped(name=names.get(one.pat_num, ""), why=one.reason) for one in made.left_out),
        ],
        selected=next((one for one in going if str(one.num) == asked), next(iter(going), None)),
        button=_button(visit, len(going), made.last_text_due),
        segments=sum(one.segments for one in going),
        fields={
            "token": visit.token,
            "request": str(uuid4()),
            "op": str(made.op),
            "start": date_time_text(made.date_time_start),
            "minutes": str(minutes),
            "shown": _shown(chosen),
        },
    )


def _place(transaction: Transaction, op: int) -> str:
    row = look_ups.find(transaction, looked_up.OPERATORIES, op)
    return row.op_name if isinstance(row, Operatory) else ""


def _due(visit: Visit, due: datetime) -> str:
    """Say when a text goes: now, at a time of today, or on another day."""
    now = visit.local
    if due <= now:
        return "now"
    clock = visit.dates.clock(due)
    return clock if due.date() == now.date() else visit.dates.sentence(due)


def _button(visit: Visit, texts: int, last: datetime) -> str:
    due = _due(visit, last)
    at = "at" if last.date() == visit.local.date() else "on"
    if due == "now":
        return "Send 1 text now" if texts == 1 else f"Send {texts} texts now"
    return f"Send 1 text {at} {due}" if texts == 1 else f"Send {texts} texts, the last {at} {due}"


def _request_id(visit: Visit) -> UUID:
    """Read the id that the page was made with, so that it is sent once."""
    try:
        return UUID(visit.form.get("request", ""))
    except ValueError:
        raise Refused("This form is not complete, so nothing was sent.") from None


def _accept(visit: Visit, body: OpeningBody, request_id: UUID) -> StoredOpening:
    """Write the request down with who asks, once for a page, and have a worker decide it."""
    account = visit.account
    made = openings.new(request_id, body, visit.now)

    def work(transaction: Transaction) -> StoredOpening:
        if openings.write(transaction, made):
            deeds.add(
                transaction,
                Deed(
                    account=account.name if account else "",
                    deed=deeds.Kind.SEND,
                    op=OpNum(body.op),
                    slot_start=body.date_time_start,
                    request_id=str(request_id),
                    done_at=visit.now,
                ),
            )
        return openings.find(transaction, request_id) or made

    stored = visit.parts.store.write(work)
    if stored.asked != body:
        raise Conflict("This page has been sent already. Please open it again.")
    if stored.decided_at is None:
        try:
            messages.create_opening(visit.parts.broker, stored.message)
        except OUTAGES as error:
            log.warning("request.not-queued", error=type(error).__name__)
    return stored
