"""What a patient's text asks of us: to stop, to start again, for help, or nothing.

Stop words are Twilio's and those of 47 CFR 64.1200(a)(10), which also takes any other words that a
reasonable person would understand as a wish for no more texts.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


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

_UNMISTAKABLE: Final = STOP_WORDS - {"cancel", "end"}
"""One of these counts as a sentence of its own; "Cancel. I am sick." is about the appointment."""

_COURTESIES: Final = frozenset(
    {
        *("please", "pls", "plz", "kindly", "thanks", "thank", "you", "thx", "ty", "sorry"),
        *("now", "immediately", "just", "ok", "okay", "hi", "hello", "hey", "no"),
    }
)

_NOT_A_WORD: Final = re.compile(r"[^a-z0-9' ]+")
_SENTENCE_END: Final = re.compile(r"[.!?;\n\r]+")

_TEXTS: Final = r"(?:texts?|texting|txts?|txting|messages?|messaging|msgs?|sms|offers?|spam|alerts?|notifications?|reminders?)"
_NOT: Final = r"(?:do not|don't|dont|never)"
_OBJECT: Final = r"(?: me| us| my| this| anymore| any more| again|$)"

_REFUSALS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        (
            r"(?<!n't )(?<!dont )(?<!not )(?<!never )\b(?:stop|quit|cease)"
            r"(?! by\b| in\b| over\b| at\b| for\b)"
            rf"(?: \w+){{0,4}}? (?:{_TEXTS}|contacting|bothering|spamming|harassing)\b"
        ),
        r"(?<!n't )(?<!dont )(?<!not )(?<!never )\b(?:stop|quit) sending\b",
        (
            rf"\b{_NOT}(?: ever)?(?: please)? (?:text|txt|message|msg|contact|sms|bother|spam|disturb)"
            rf"{_OBJECT}"
        ),
        rf"\b{_NOT} send(?: \w+){{0,4}} {_TEXTS}\b",
        (
            rf"\b{_NOT} (?:want|need|wish|like|care)(?: to (?:get|receive|be|have)| for| you to)?"
            rf"(?: \w+){{0,3}} (?:{_TEXTS}|texted|messaged|contacted|text me|message me)\b"
        ),
        rf"\bno more (?:\w+ ){{0,2}}{_TEXTS}\b",
        rf"^no {_TEXTS}\b",
        rf"\bnot interested in (?:\w+ ){{0,3}}{_TEXTS}\b",
        (
            r"\b(?:remove|delete|unlist) (?:me|(?:my|this) (?:\w+ )?(?:number|phone|cell|name|contact))\b"
            r"(?! from (?:the |your |my )?(?:schedule|calendar|books?|appointment))"
        ),
        (
            r"\btake (?:me|my (?:\w+ )?(?:number|phone|name)|this number) (?:off|out)\b"
            r"(?! (?:of )?(?:the |your |my )?(?:schedule|calendar|books?|appointment))"
        ),
        r"\bwrong (?:number|person|phone|patient)\b",
        (
            r"\b(?:isn't|isnt|is not|no longer|not) (?:her|his|their|my|the right|the correct)"
            r"(?: \w+)? (?:number|phone)\b"
        ),
        r"\blose (?:my|this) number\b",
        r"\bleave (?:me|us) alone\b",
        r"\b(?:unsubscribe|opt out|optout|opt me out|opting out|unsubscribed|opted out)\b",
        r"\brevoke (?:\w+ ){0,2}(?:consent|permission)\b",
        r"\b(?:fuck|piss|screw|bugger) off\b",
        r"\bgo away\b",
        r"\bno (?:me )?(?:envie|envien|mande|manden|escriba|escriban|textee|texteen)\b",
        r"\bno mas (?:mensajes|textos)\b",
        r"\bdej(?:e|en|a) de (?:enviar|mandar|escribir|textear)",
    )
)

_AUTO_REPLIES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:i'm|im|i am|is) (?:currently |now )?driving\b",
        r"\bwhile (?:i'm |i am )?driving\b",
        r"\bauto(?:matic|mated)? ?(?:reply|response|responder|message)\b",
        r"\bautoreply\b",
        r"\bout of (?:the )?office\b",
        (
            r"\b(?:number|inbox|mailbox|line|phone) (?:is |does )?(?:not |un)(?:be |being |currently )?"
            r"(?:monitored|accept|receive)"
        ),
        r"\bthis number does not accept\b",
        r"\b(?:reply|text|txt|send) (?:stop|help|yes|unsubscribe|quit)\b",
        r"\b(?:can't|cannot|cant) talk right now\b",
        r"\bthank(?:s| you) for (?:contacting|messaging|texting|your message|reaching out)\b",
        (
            r"\bwill (?:get back to|reply to|respond to) (?:you|your message)\b.*"
            r"\b(?:as soon as|when|shortly|later)\b"
        ),
    )
)


def hear(body: str) -> Heard:
    """Say what a text asks for; a wish for no more texts goes before all else but a machine's words."""
    said = _plain(body)
    core = _without_courtesies(said)
    if core in STOP_WORDS:
        return Heard(Wish.STOP, core)
    if core in START_WORDS:
        return Heard(Wish.START, core)
    if core in HELP_WORDS:
        return Heard(Wish.HELP, core)
    for pattern in _AUTO_REPLIES:
        if found := pattern.search(said):
            return Heard(Wish.AUTO_REPLY, found[0])
    return _refusal(body, said) or Heard(Wish.NONE)


def _refusal(body: str, said: str) -> Heard | None:
    for sentence in _SENTENCE_END.split(body):
        core = _without_courtesies(_plain(sentence))
        if core in _UNMISTAKABLE:
            return Heard(Wish.REFUSAL, core)
    for pattern in _REFUSALS:
        if found := pattern.search(said):
            return Heard(Wish.REFUSAL, found[0].strip())
    return None


def _plain(body: str) -> str:
    """Take away case, accents, signs and double spaces."""
    folded = unicodedata.normalize("NFKD", body.replace("\u2019", "'")).casefold()
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = _NOT_A_WORD.sub(" ", letters.replace("-", " ")).split()
    return " ".join(word.strip("'") for word in words if word.strip("'"))


def _without_courtesies(said: str) -> str:
    """Take away politeness at both ends, and the same word said again: "please STOP STOP"."""
    words = said.split()
    while words and words[0] in _COURTESIES:
        words.pop(0)
    while words and words[-1] in _COURTESIES:
        words.pop()
    return words[0] if words and len(set(words)) == 1 else " ".join(words)
