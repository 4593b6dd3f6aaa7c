"""What the demo shows, case by case: which appointment to offer, where, and what comes of it."""

from dataclasses import dataclass
from datetime import time
from typing import Final

from schemas.keys import AptNum, OpNum
from worker.demo.asap_list import AT_DAILY_LIMIT, EXAMPLE, REFUSED_BEFORE

OPERATORY: Final = OpNum(2)
"""The documentation's example; free from 14:00 to 15:00 on every day of the demo."""


@dataclass(frozen=True, slots=True)
class Case:
    """An offer to try, tomorrow or later: the text goes out, or does not for this reason."""

    apt_num: AptNum
    shows: str
    skip: str | None
    op: OpNum = OPERATORY
    start: time = time(14)


@dataclass(frozen=True, slots=True)
class RefusedCase:
    """A request to try that writes nothing: status 400, and a sentence with these words."""

    apt_num: AptNum
    shows: str
    words: str
    op: OpNum = OPERATORY
    start: time = time(14)


STORY: Final = (
    Case(EXAMPLE, "the documentation's example: broken, 40 minutes", None),
    Case(
        REFUSED_BEFORE,
        "has asked not to be contacted about this appointment",
        "refused-before",
    ),
    Case(AT_DAILY_LIMIT, "has had two texts today", "daily-limit"),
    Case(AptNum(12003), "is set to not receive texts", "no-texts-wanted"),
    Case(
        AptNum(12004),
        "was never asked about texts, which this office takes for a no",
        "no-texts-wanted",
    ),
    Case(AptNum(12005), "has a home phone only", "no-wireless-phone"),
    Case(AptNum(12006), "has a wireless phone without area code", "invalid-wireless-phone"),
    Case(AptNum(12007), "is deceased", "unable-to-receive"),
    Case(AptNum(12008), "has opted out of all automated messages", "opted-out"),
    Case(AptNum(12009), "has opted out of Web Sched ASAP", "opted-out"),
    Case(AptNum(12010), "has opted out of recall messages only, so is texted", None),
    Case(
        AptNum(12011),
        "is offered an operatory without a clinic, for which texting is off",
        "texting-off",
        op=OpNum(6),
    ),
    Case(
        AptNum(12012),
        "has an emergency visit, which may lie on Emergency blockouts",
        None,
        op=OpNum(3),
        start=time(16),
    ),
    Case(
        AptNum(12013),
        "is offered a time that is held without NS, which is no obstacle",
        None,
        op=OpNum(4),
        start=time(13),
    ),
)
"""What becomes of a patient who is offered an opening."""

REFUSED: Final = (
    RefusedCase(AptNum(12201), "an appointment that is not marked ASAP", "not marked ASAP"),
    RefusedCase(AptNum(12202), "an appointment that is complete", "is Complete"),
    RefusedCase(
        AptNum(12203),
        "a planned appointment that has been scheduled as 12204",
        "already been scheduled",
    ),
    RefusedCase(AptNum(12205), "an appointment without a length", "Pattern is empty"),
    RefusedCase(EXAMPLE, "a hidden operatory", "is hidden", op=OpNum(7)),
    RefusedCase(
        EXAMPLE, "a time that is taken", "is taken by appointment", op=OpNum(1), start=time(9)
    ),
    RefusedCase(EXAMPLE, "a time in the lunch break", "lies in the blockout", start=time(12)),
    RefusedCase(
        AptNum(12012),
        "an emergency visit at a time held for new patients",
        "lies in the blockout",
        op=OpNum(4),
        start=time(13),
    ),
)
"""Requests that are refused."""
