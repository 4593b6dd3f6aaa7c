"""``asapcomms templates``: the office's texts for openings, listed, checked and set."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from schemas.keys import ClinicNum
from worker.errors import Refused
from worker.steps import templates
from worker.steps.templates import Change, OfficeText
from worker.store.engine import Store

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Told:
    """What the command has to say."""

    texts: Sequence[OfficeText]
    outcome: str = ""

    @property
    def has_wrong(self) -> bool:
        """Whether a text cannot work."""
        return any(text.checked.refusal is not None for text in self.texts)


def answer(
    store: Store,
    base_url: str,
    now_local: datetime,
    *,
    clinic_num: ClinicNum | None,
    text: str | None,
    uses_practice: bool,
    is_dry: bool,
) -> Told:
    """Do what the command was given; raises AsapError with what is wrong with it.

    No clinic is all of them, and the practice where a text is set.
    """
    if text is not None and uses_practice:
        raise Refused("Give either --set or --use-practice.")
    if uses_practice and not clinic_num:
        raise Refused("--use-practice needs the --clinic that is to have the practice's text.")
    changes = text is not None or uses_practice
    if is_dry and not changes:
        raise Refused("--dry-run is for --set and --use-practice: without them nothing is changed.")
    if clinic_num is None and not changes:
        with store.reading() as transaction:
            return Told(list(templates.overview(transaction, base_url, now_local)))
    clinic_num = clinic_num or ClinicNum(0)
    with store.reading() as transaction:
        shown = text
        if uses_practice:
            shown = templates.of_clinic(transaction, ClinicNum(0), base_url, now_local).text
        one = templates.of_clinic(transaction, clinic_num, base_url, now_local, shown)
    if uses_practice:
        one = replace(one, is_own=False)
    if not changes:
        return Told([one])
    if is_dry:
        return Told([one], "Nothing was saved.")
    change = Change(clinic_num=clinic_num, text=text)
    was_other = templates.save(store, change, base_url, now_local)
    return Told([one], "It is saved." if was_other else "It was so already.")


def lines(told: Told) -> Iterator[str]:
    """Write it for a person, a text after the other."""
    for number, text in enumerate(told.texts):
        if number:
            yield ""
        yield from _text(text)
    if told.outcome:
        yield ""
        yield told.outcome


def as_json(told: Told) -> str:
    """Write it for a machine."""
    return json.dumps([asdict(text) for text in told.texts], indent=2, ensure_ascii=False)


def _text(text: OfficeText) -> Iterator[str]:
    whose = f"Clinic {text.clinic_num}" if text.clinic_num else "The practice"
    named = f", {text.office}" if text.office else ""
    kept = "" if text.is_own else ": the practice's text"
    yield f"{whose}{named}{kept}"
    yield f"{_INDENT}{text.text}"
    segments = text.checked.segments
    longest = len(text.checked.longest)
    plural = "" if segments == 1 else "s"
    yield f"{_INDENT}At its longest {longest} signs, {segments} segment{plural}."
    for remark in text.checked.remarks:
        yield f"{_INDENT}{'WRONG' if remark.is_fatal else 'note '}  {remark.sentence}"
    for preview in text.previews:
        yield f"{_INDENT}> {preview}"
