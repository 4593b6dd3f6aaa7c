"""What a patient's text asks of us: to stop, to start again, for help, or nothing.

Stop words are Twilio's and those of 47 CFR 64.1200(a)(10), which also takes any other words that a
reasonable person would understand as a wish for no more texts.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from worker.rules import reaction
from worker.rules.concepts import Read, read
from worker.rules.lexicon import listed
from worker.rules.likeness import likeness, reason
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
_UNMISTAKABLE: Final = listed(
    """stop stopall unsubscribe quit revoke optout remove unlist desist cease enough suficiente alto
    baja parar pare paren para basta detener detente detengan detenga detenganse cancelar desuscribir
    desuscribirme desuscribirse desuscribanme eliminar quitar quitarme salir borrar parenle parale
    cesar terminar equivocado equivocada dejenme blocked unsub dejense callense"""
)
"""One of these refuses as a clause of its own; "Cancel. I am sick." is about the appointment."""

_COURTESIES: Final = listed(
    """please kindly thanks thank you sorry guys sir maam everyone now immediately just ok okay hi
    hello hey no stopsign oh omg god ugh already but so lol all yes again forever seriously and wtf
    well ya todo por favor gracias hola senores disculpe perdon
    de"""
)


_REFUSAL: Final = 0.4
"""How likely a refusal must be: one that is not heard is worse than an offer that is missed."""
_DOUBT: Final = 0.45
"""How likely it must be that a text is a refusal or unclear, so that its sender is asked."""

_INSTRUCTIONS: Final = tuple(map(re.compile, reaction.INSTRUCTIONS))
_MACHINES: Final = tuple(map(re.compile, reaction.MACHINES))


def hear(body: str) -> Heard:
    """Say what a text asks for; a wish for no more texts goes before all else."""
    if reaction.is_reaction(body):
        return Heard(Wish.NONE)
    said = plain(body)
    core = _core(" ".join(clauses(said)))
    if core in _KEYWORDS:
        return Heard(_KEYWORDS[core], core)
    words = spoken(said, body)
    if bare := _bare(words.text):
        return Heard(Wish.REFUSAL, bare)
    like = likeness(words)
    if like.refusal > _REFUSAL:
        return Heard(Wish.REFUSAL, reason(words))
    machine = next((found[0] for each in _MACHINES if (found := each.search(said))), "")
    if machine or "_" in words.concepts:
        return Heard(Wish.AUTO_REPLY, machine or said)
    return Heard(Wish.UNCLEAR if like.refusal + like.unclear > _DOUBT else Wish.NONE)


def spoken(said: str, body: str) -> Read:
    """Read a text, made plain, without the instructions that it quotes."""
    for instruction in _INSTRUCTIONS:
        said = instruction.sub(" _ ", said)
    return read(said, body)


def _bare(said: str) -> str:
    """Find a stop word that is a clause of its own, perhaps with a number after it."""
    spoken = [re.sub(r"(?: \d+)+$", "", clause) for clause in clauses(said)]
    return next((core for core in map(_core, spoken) if core in _UNMISTAKABLE), "")


def _core(said: str) -> str:
    """Take away politeness at both ends, and the same word said again: "please STOP STOP"."""
    words = said.split()
    while words and words[-1] in _COURTESIES:
        words.pop()
    while words and words[0] in _COURTESIES:
        words.pop(0)
    return words[0] if words and len(set(words)) == 1 else " ".join(words)
