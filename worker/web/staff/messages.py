"""The page of the office's texts: each clinic's, what is wrong with it, and another in its place."""

from typing import Final

from fastapi.responses import Response

from schemas.keys import ClinicNum
from worker.errors import NotFound
from worker.rules.segments import count_segments
from worker.rules.template_check import TAGS
from worker.steps import templates
from worker.steps.templates import Change, OfficeText, mark
from worker.store.ledger import saved_texts
from worker.store.ledger.saved_texts import SavedText
from worker.web.numbers import read_whole
from worker.web.staff.visit import Visit

_LOOK_FIRST: Final = "This is what patients would get. Nothing is saved yet."
_IS_SAVED: Final = "It is saved. The next opening is offered with it."
_WAS_SO: Final = "It was so already."


def show(visit: Visit) -> Response:
    """Show the text of each clinic, with what is to be said of it."""
    with visit.parts.store.reading() as transaction:
        texts = list(templates.overview(transaction, visit.parts.settings.base_url, visit.local))
    return visit.page("messages.html", texts=texts, whose=_whose)


def show_one(visit: Visit) -> Response:
    """Show one text, and the form that tries and saves another."""
    return _shown(visit, None, "")


def take(visit: Visit) -> Response:
    """Try a text; save it when what it looks like has been shown."""
    account = visit.sender("change texts")
    clinic_num, form = _num(visit), visit.form
    text = form.get("text", "").rstrip("\r\n")
    change = Change(
        clinic_num=clinic_num,
        text=None if "practice" in form else text,
        account=account.name,
        seen=form.get("seen", ""),
    )
    if change.text is not None and ("save" not in form or form.get("shown") != mark(text)):
        return _shown(visit, text, _LOOK_FIRST if "save" in form else "")
    parts = visit.parts
    is_other = templates.save(parts.store, change, parts.settings.base_url, visit.local)
    return visit.lead_to(visit.path(f"/messages/{clinic_num}", saved=int(is_other)))


def _shown(visit: Visit, tried: str | None, told: str) -> Response:
    """Show a text that is tried, or the one that is there."""
    clinic_num, base_url = _num(visit), visit.parts.settings.base_url
    with visit.parts.store.reading() as transaction:
        kept = templates.of_clinic(transaction, clinic_num, base_url, visit.local)
        text = kept
        if tried is not None:
            text = templates.of_clinic(transaction, clinic_num, base_url, visit.local, tried)
        saved = saved_texts.last(transaction, clinic_num)
    outcome = {"1": _IS_SAVED, "0": _WAS_SO}.get(visit.request.query_params.get("saved", ""), "")
    return visit.page(
        "message.html",
        text=text,
        title=_whose(text),
        segments=count_segments,
        is_own=kept.is_own,
        is_changed=text.text != kept.text,
        told=told or outcome,
        tags=TAGS,
        seen=mark(kept.text),
        shown=mark(text.text),
        saved=saved,
        said=_said(visit, saved) if saved else "",
    )


def _num(visit: Visit) -> ClinicNum:
    num = read_whole(visit.request.path_params["clinic_num"])
    if num is None:
        raise NotFound("There is no such clinic.")
    return ClinicNum(num)


def _whose(text: OfficeText) -> str:
    if text.clinic_num:
        return text.office or f"Clinic {text.clinic_num}"
    return f"{text.office}, the practice" if text.office else "The practice"


def _said(visit: Visit, saved: SavedText) -> str:
    who = saved.account or "the command asapcomms templates"
    return f"Saved by {who} on {visit.dates.sentence(saved.saved_local)}."
