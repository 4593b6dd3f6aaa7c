"""What is being played, and how often it has been."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from worker.sandbox.behaviour import (
    Behaviour,
    CreateTurn,
    EndingTurn,
    LookTurn,
    ReceiptsTurn,
    Turn,
)

_Turn = TypeVar("_Turn", bound=Turn)


@dataclass(slots=True)
class _Part(Generic[_Turn]):
    """A turn, and how often it has come."""

    turn: _Turn
    played: int = 0

    @property
    def is_over(self) -> bool:
        return self.turn.times is not None and self.played >= self.turn.times

    def fits(self, to: str) -> bool:
        return not self.is_over and self.turn.to in {"", to} and self._draws()

    def shown(self) -> dict[str, object]:
        left = None if self.turn.times is None else self.turn.times - self.played
        return {**self.turn.model_dump(mode="json"), "played": self.played, "left": left}

    def _draws(self) -> bool:
        return random.random() < self.turn.probability  # noqa: S311 - a lot, not a secret


_AnyPart = _Part[CreateTurn] | _Part[LookTurn] | _Part[EndingTurn] | _Part[ReceiptsTurn]


class Script:
    """The behaviour of the moment; a restart forgets it."""

    def __init__(self) -> None:
        self.change(Behaviour())

    def change(self, behaviour: Behaviour) -> None:
        """Play this from now on, and nothing else."""
        self.behaviour = behaviour
        self._creates = [_Part(turn) for turn in behaviour.creates]
        self._looks = [_Part(turn) for turn in behaviour.looks]
        self._endings = [_Part(turn) for turn in behaviour.endings]
        self._receipts = [_Part(turn) for turn in behaviour.receipts]

    def next_create(self, to: str) -> CreateTurn | None:
        """Take what befalls a request to text this number."""
        return _take(self._creates, to)

    def next_look(self, to: str) -> LookTurn | None:
        """Take what befalls a request about texts to this number, or to any."""
        return _take(self._looks, to)

    def next_ending(self, to: str) -> EndingTurn | None:
        """Take how a text to this number ends."""
        return _take(self._endings, to)

    def next_receipts(self, to: str) -> ReceiptsTurn | None:
        """Take how the receipts of a text to this number come."""
        return _take(self._receipts, to)

    def shown(self) -> dict[str, object]:
        """Build the behaviour as it was told, with what has been played and what is left of it."""
        shown = {name: [part.shown() for part in parts] for name, parts in self._parts().items()}
        return {**shown, "advanced_opt_out": self.behaviour.advanced_opt_out}

    def names(self) -> list[str]:
        """Return the names of what is played and not over."""
        said = {"looks": "look ", "receipts": "receipts "}  # the others say what they are about
        return [
            f"{said.get(name, '')}{part.turn.play}"
            for name, parts in self._parts().items()
            for part in parts
            if not part.is_over
        ]

    def _parts(self) -> dict[str, Sequence[_AnyPart]]:
        return {
            "creates": self._creates,
            "looks": self._looks,
            "endings": self._endings,
            "receipts": self._receipts,
        }


def _take(parts: list[_Part[_Turn]], to: str) -> _Turn | None:
    for part in parts:
        if part.fits(to):
            part.played += 1
            return part.turn
    return None
