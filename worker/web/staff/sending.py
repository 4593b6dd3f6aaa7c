"""The page that sends an opening to the list: a dry run, until the button is pressed."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

import structlog
from fastapi.responses import Response
from pydantic import ValidationError

from schemas.keys import OpNum
from schemas.offered import OpeningBody
from schemas.problem import sentence
from worker.errors import Conflict, NotFound, Refused
from worker.office import terms_of
from worker.queue import messages
from worker.queue.client import OUTAGES
from worker.steps.opening.draft import Draft, draft
from worker.steps.opening.show import planned
from worker.store.engine import Transaction
from worker.store.ledger import deeds, openings
from worker.store.ledger.deeds import Deed
from worker.store.ledger.openings import StoredOpening
from worker.web.numbers import is_whole, read_whole
from worker.web.staff.preview import APPOINTMENT, RECALL, Filters, laid_out, mark
from worker.web.staff.visit import Visit

_CHANGED: Final = "You have changed the list. This is what is sent now."
_NOBODY: Final = "Nobody is chosen, so there is nothing to send."

log = structlog.get_logger()


def show(visit: Visit) -> Response:
    """Show what would be sent to everybody who fits."""
    visit.sender("send")
    return _preview(visit, _body(visit.request.query_params))


def take(visit: Visit) -> Response:
    """Show it anew for who is ticked, or send it when that is what was shown."""
    visit.sender("send")
    ticked = _ticked(visit.form)
    if not ticked:
        raise Refused(_NOBODY)
    body = _body(visit.form, ticked)
    if "send" not in visit.form:
        return _preview(visit, body)
    if visit.form.get("shown", "") != mark(ticked):
        return _preview(visit, body, _CHANGED)
    request_id = _request_id(visit)
    with visit.parts.store.reading() as transaction:
        if openings.find(transaction, request_id) is None:
            made = _drafted(visit, transaction, body)
            if made.refusal is not None:  # what a worker would refuse is not even asked for
                raise Refused(made.refusal.sentence)
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


def _body(asked: Mapping[str, str], ticked: Collection[str] = ()) -> OpeningBody:
    """Read the opening; an address that somebody has changed by hand is told in a sentence."""
    numbers = {name: read_whole(asked.get(name, "")) for name in ("op", "minutes")}
    if None in numbers.values():
        raise Refused("The address of this page is not complete; please open it from Openings.")
    try:
        return OpeningBody.model_validate(
            {
                "op": numbers["op"],
                "dateTimeStart": asked.get("start", ""),
                "lengthMinutes": numbers["minutes"],
                **(_nums(ticked) if ticked else Filters.of(asked).of_body),
            }
        )
    except ValidationError as error:
        raise Refused(f"This opening cannot be sent: {sentence(error)}") from None


def _ticked(form: Mapping[str, str]) -> list[str]:
    """Return the boxes that are ticked."""
    return sorted(
        name
        for name in form
        if name.startswith((APPOINTMENT, RECALL)) and is_whole(name[len(APPOINTMENT) :])
    )


def _nums(ticked: Collection[str]) -> dict[str, list[int]]:
    """Return the numbers of what is ticked, as the API takes them."""
    found = {
        named: sorted(read_whole(one.removeprefix(kind)) or 0 for one in ticked if kind in one)
        for named, kind in (("aptNums", APPOINTMENT), ("recallNums", RECALL))
    }
    return {named: nums for named, nums in found.items() if nums}


def _preview(visit: Visit, body: OpeningBody, told: str = "") -> Response:
    """Work out what would happen, by the code by which it does."""
    everybody = body if body.is_for_everybody else _body(visit.form)
    with visit.parts.store.reading() as transaction:
        made = _drafted(visit, transaction, body)
        all_fit = made if body.is_for_everybody else _drafted(visit, transaction, everybody)
        base_url = visit.parts.settings.base_url
        preview = laid_out(
            visit, transaction, *(planned(each, base_url) for each in (made, all_fit))
        )
    refusal = made.refusal.sentence if made.refusal else ""
    return visit.page("send.html", **preview, told=refusal or told)


def _drafted(visit: Visit, transaction: Transaction, body: OpeningBody) -> Draft:
    """Work out an opening; its list may be one to which nothing is sent."""
    made = draft(transaction, body, terms_of(visit.parts.settings), visit.now, may_lock=False)
    if isinstance(made, Draft):
        return made
    raise Refused(made.sentence)


def _request_id(visit: Visit) -> UUID:
    """Read the id that the page was made with, so that it is sent once."""
    try:
        return UUID(visit.form.get("request", ""))
    except ValueError:
        raise Refused("This form is not complete, so nothing was sent.") from None


def _accept(visit: Visit, body: OpeningBody, request_id: UUID) -> StoredOpening:
    """Write the request down with who asks, once for a page, and have a worker decide it."""
    account = visit.sender("send")
    made = openings.new(request_id, body, visit.now)

    def work(transaction: Transaction) -> StoredOpening:
        if openings.write(transaction, made):
            deeds.add(
                transaction,
                Deed(
                    account=account.name,
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
            messages.ask(visit.parts.broker, stored.message)
        except OUTAGES as error:
            log.warning("request.not-queued", error=type(error).__name__)
    return stored
