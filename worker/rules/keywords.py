"""What a patient's text asks of us: to stop, to start again, for help, or nothing.

Stop words are Twilio's and those of 47 CFR 64.1200(a)(10), which also takes any other words that a
reasonable person would understand as a wish for no more texts.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from worker.rules import english, reaction, spanish
from worker.rules.speech import clauses, plain


class Wish(StrEnum):
    """What a text from a patient asks for."""

    STOP = "stop"
    """By one of the words that Twilio and carriers act upon as well."""
    REFUSAL = "refusal"
    """In plain language, which nobody but us acts upon."""
    START = "start"
    HELP = "help"
    AUTO_REPLY = "auto-reply"
    """A telephone or an office said it, not a person."""
    UNCLEAR = "unclear"
    """It speaks of stopping, and may mean it or not."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Heard:
    """A wish, and the words that made us think so."""

    wish: Wish
    words: str = ""


STOP_WORDS: Final = frozenset(
    {
        *("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke"),
        *("optout", "opt out"),
    }
)
START_WORDS: Final = frozenset({"start", "unstop", "optin", "opt in"})
"""Twilio's YES is left out: it may be an answer to something else, and consent must be plain."""

HELP_WORDS: Final = frozenset({"help", "info"})

_KEYWORDS: Final = {
    **dict.fromkeys(STOP_WORDS, Wish.STOP),
    **dict.fromkeys(START_WORDS, Wish.START),
    **dict.fromkeys(HELP_WORDS, Wish.HELP),
}
_UNMISTAKABLE: Final = (STOP_WORDS - {"cancel", "end"}) | english.BARE | spanish.BARE
"""One of these counts as a clause of its own; "Cancel. I am sick." is about the appointment."""

_COURTESIES: Final = spanish.COURTESIES | {
    *("please", "kindly", "thanks", "thank", "you", "sorry", "guys", "sir", "maam", "everyone"),
    *("now", "immediately", "just", "ok", "okay", "hi", "hello", "hey", "no", "stopsign", "oh"),
    *(
        "omg",
        "god",
        "ugh",
        "already",
        "but",
        "so",
        "lol",
        "all",
        "yes",
        "again",
        "forever",
        "seriously",
        "and",
        "wtf",
        "well",
    ),
}

Phrases = tuple[tuple[str, ...], ...]


@cache
def _compiled(several: Phrases) -> tuple[re.Pattern[str], ...]:
    """Compile them when they are first needed; it takes a tenth of a process' start."""
    return tuple(re.compile(pattern) for patterns in several for pattern in patterns)


_KEEPS: Final = (reaction.INSTRUCTIONS, english.KEEPS, spanish.KEEPS)
_QUALIFIED: Final = (english.QUALIFIED, spanish.QUALIFIED)
_REFUSALS: Final = (english.REFUSALS, spanish.REFUSALS)
_NAMED: Final = (english.NAMED, spanish.NAMED)
_MACHINES: Final = (english.MACHINES, spanish.MACHINES, reaction.INSTRUCTIONS)
_DOUBTS: Final = (english.DOUBTS, spanish.DOUBTS)
_NAME: Final = re.compile(r"(?<=[\w,'\u2019] )[A-Z][a-z]+")
_NO_NAMES: Final = frozenset(
    {
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january"),
        *("february", "march", "april", "may", "june", "july", "august", "september", "october"),
        *("november", "december", "medicaid", "medicare", "delta", "english", "spanish", "dr"),
    }
)


def hear(body: str) -> Heard:
    """Say what a text asks for; a wish for no more texts goes before all else."""
    if reaction.is_reaction(body):
        return Heard(Wish.NONE)
    said = plain(body)
    core = _core(" ".join(clauses(said)))
    if core in _KEYWORDS:
        return Heard(_KEYWORDS[core], core)
    if core in _UNMISTAKABLE:
        return Heard(Wish.REFUSAL, core)
    left, _ = _without(_KEEPS, said)
    left, doubt = _without(_QUALIFIED, left)
    refusal = _found(_REFUSALS, left) or _bare(left) or _somebody_else(body, left)
    if refusal:
        return Heard(Wish.REFUSAL, refusal)
    if machine := _found(_MACHINES, said):
        return Heard(Wish.AUTO_REPLY, machine)
    doubt = doubt or _found(_DOUBTS, left)
    return Heard(Wish.UNCLEAR, doubt) if doubt else Heard(Wish.NONE)


def _without(phrases: Phrases, said: str) -> tuple[str, str]:
    """Strike words out, and return what is left with the first that were struck out."""
    first = ""
    for pattern in _compiled(phrases):
        if found := pattern.search(said):
            first = first or found[0].strip()
            said = " ".join(pattern.sub(" _ ", said).split())
    return said, first


def _found(phrases: Phrases, said: str) -> str:
    matches = (pattern.search(said) for pattern in _compiled(phrases))
    return next((found[0].strip() for found in matches if found), "")


def _bare(said: str) -> str:
    """Find a stop word that is a clause of its own, perhaps with a number after it."""
    spoken = [re.sub(r"(?: \d+)+$", "", clause) for clause in clauses(said)]
    cores = (*spoken, *map(_core, spoken))
    return next((core for core in cores if core in _UNMISTAKABLE), "")


def _somebody_else(body: str, said: str) -> str:
    names = {name.casefold() for name in _NAME.findall(body)} - _NO_NAMES
    for pattern in _compiled(_NAMED):
        for found in pattern.finditer(said):
            if found["who"] in names:
                return found[0].strip()
    return ""


def _core(said: str) -> str:
    """Take away politeness at both ends, and the same word said again: "please STOP STOP"."""
    words = said.split()
    while words and words[-1] in _COURTESIES:
        words.pop()
    while words and words[0] in _COURTESIES and " ".join(words) not in _UNMISTAKABLE:
        words.pop(0)
    return words[0] if words and len(set(words)) == 1 else " ".join(words)
