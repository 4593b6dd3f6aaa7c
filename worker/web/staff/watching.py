"""The page of one opening: who was texted, who has answered, and the button that stops it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from anyio import CapacityLimiter, to_thread
from fastapi.responses import Response, StreamingResponse

from schemas.codes import ResponseStatus, SendStatus
from schemas.keys import AsapCommNum, OpNum, ScheduleNum
from schemas.offered import OfferedOpening, OpeningOffer
from schemas.wire import is_never
from worker.errors import NotFound
from worker.office import FrontDesk, wall_time
from worker.rules.sending import SENT
from worker.steps.opening import show as shows
from worker.steps.opening.stop import stop
from worker.store.ledger import deeds, fills
from worker.store.ledger.deeds import Deed
from worker.store.practice import look_ups, looked_up, patients
from worker.web.numbers import read_whole
from worker.web.staff.visit import TEMPLATES, Visit

LOOK_SECONDS: Final = 1.0
STREAM_SECONDS: Final = 8.0
"""A browser asks again by itself after that, so that a server that stops is not held up for longer."""

_DONE: Final = {
    ResponseStatus.ACCEPTED_AND_MOVED: "Took the appointment",
    ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE: "Accepted too late",
    ResponseStatus.CHOSE_DIFFERENT_SLOT: "Took another opening",
    ResponseStatus.VIEWED: "Has opened the link, no answer yet",
    ResponseStatus.VIEWED_NOT_AVAILABLE: "Opened the link after it was taken",
    ResponseStatus.DECLINED: "Declined",
    ResponseStatus.DECLINED_STOP_COMM: "Declined, and wants no more texts about this",
    ResponseStatus.EXPIRED: "Did not answer in time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One patient."""

    name: str
    state: str
    note: str
    is_filled: bool


def show(visit: Visit) -> Response:
    """Show how an opening stands."""
    num = _num(visit)
    return visit.page("watch.html", **_sight(visit, num), here=f"/openings/{num}")


def halt(visit: Visit) -> Response:
    """Send nothing more of an opening, and write down who has said so."""
    account = visit.sender("stop texts")
    num, parts = _num(visit), visit.parts
    with parts.store.reading() as transaction:
        opening = shows.stands(transaction, num, parts.settings.base_url)
    if opening is None:
        raise _missing()
    done = Deed(
        account=account.name,
        deed=deeds.Kind.STOP,
        op=OpNum(opening.op),
        slot_start=opening.date_time_start,
        done_at=visit.now,
    )
    with parts.store.writing() as transaction:
        deeds.add(transaction, done)
    stop(num, FrontDesk.of(parts.settings, parts.store), visit.now)
    return visit.lead_to(visit.path(f"/openings/{num}"))


def events(visit: Visit, again: Callable[[], Visit | None], limiter: CapacityLimiter) -> Response:
    """Tell a browser of each change as it happens (server-sent events)."""
    num = _num(visit)

    def look() -> str | None:
        now = again()
        if now is None:
            return None
        return TEMPLATES.fragment("_watched.html", **_sight(now, num), standstill=now.standstill)

    async def stream() -> AsyncIterator[str]:
        known: str | None = ""
        until = asyncio.get_running_loop().time() + STREAM_SECONDS
        yield "retry: 500\n\n"
        app = visit.request.app
        while asyncio.get_running_loop().time() < until and not app.state.is_stopping:
            shown = await to_thread.run_sync(look, limiter=limiter)
            if shown is None:
                yield "event: signed-out\ndata:\n\n"
                return
            if shown != known:
                known = shown
                yield "".join(f"data: {line}\n" for line in shown.splitlines()) + "\n"
            await asyncio.sleep(LOOK_SECONDS)

    headers = {**TEMPLATES.headers, "X-Accel-Buffering": "no"}  # nginx would keep it back
    return StreamingResponse(stream(), headers=headers, media_type="text/event-stream")


def _num(visit: Visit) -> ScheduleNum:
    num = read_whole(visit.request.path_params["schedule_num"])
    if num is None:
        raise _missing()
    return ScheduleNum(num)


def _missing() -> NotFound:
    return NotFound("There is no such opening, or it is over.")


def _sight(visit: Visit, num: ScheduleNum) -> dict[str, Any]:
    """Return an opening as it stands, for the page's templates."""
    with visit.parts.store.reading() as transaction:
        opening = shows.stands(transaction, num, visit.parts.settings.base_url)
        if opening is None:
            raise _missing()
        names = patients.names(transaction, {one.pat_num for one in opening.offers})
        done = deeds.of_opening(transaction, OpNum(opening.op), opening.date_time_start, num)
        place = look_ups.find(transaction, looked_up.OPERATORIES, opening.op)
        filled = fills.accepted(transaction, [AsapCommNum(opening.filled_by)])
    lines = [_line(visit, one, names.get(one.pat_num, "")) for one in opening.offers]
    when = visit.dates.sentence(opening.date_time_start)
    return {
        "title": ", ".join(filter(None, [getattr(place, "op_name", ""), when])),
        "summary": _summary(visit, opening, lines, next(iter(filled.values()), None)),
        "lines": lines,
        "deeds": [_said(visit, one) for one in done],
        "waiting": opening.texts_to_send,
    }


def _line(visit: Visit, offer: OpeningOffer, name: str) -> Line:
    is_filled = offer.response_status is ResponseStatus.ACCEPTED_AND_MOVED
    return Line(name=name, state=_state(visit, offer), note=offer.note, is_filled=is_filled)


def _state(visit: Visit, offer: OpeningOffer) -> str:
    """Say in words where somebody stands."""
    if offer.response_status in _DONE:
        return _DONE[offer.response_status]
    if offer.sms_send_status in SENT:
        return f"Texted {_at(visit, offer.date_time_sms_sent)}, no answer yet"
    if offer.sms_send_status is SendStatus.SEND_NOT_ATTEMPTED:
        return f"Gets a text {_at(visit, offer.date_time_sms_scheduled)}"
    if offer.sms_send_status is SendStatus.SEND_FAILED:
        return "Could not be texted"
    return "Not texted"


def _summary(
    visit: Visit, opening: OfferedOpening, lines: list[Line], accepted: datetime | None
) -> str:
    taken = next((one.name for one in lines if one.is_filled), None)
    if taken is not None and accepted is not None:
        when = _at(visit, wall_time(accepted, visit.parts.settings.zone))
        return f"Filled by {taken} {when}."
    if taken is not None:  # accepted before this service was there, or very long ago
        return f"Filled by {taken}."
    if opening.texts_to_send:
        last = _at(visit, opening.last_text_due)
        waiting = opening.texts_to_send
        return f"{opening.texts_sent} texted, {waiting} still to be texted, the last {last}."
    return f"{opening.texts_sent} texted, nobody else is going to be."


def _at(visit: Visit, moment: datetime) -> str:
    if is_never(moment):
        return ""
    if moment.date() == visit.local.date():
        return f"at {visit.dates.clock(moment)}"
    return f"on {visit.dates.sentence(moment)}"


def _said(visit: Visit, done: Deed) -> str:
    at = wall_time(done.done_at, visit.parts.settings.zone)
    what = "Sent" if done.deed == deeds.Kind.SEND else "Stopped"
    return f"{what} by {done.account} {_at(visit, at)}."
