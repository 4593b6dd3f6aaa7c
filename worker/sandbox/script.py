"""What is being played, and how often it has been."""

import random
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from worker.sandbox.behaviour import Behaviour, Turn
from worker.sandbox.reserved import act

_Turn = TypeVar("_Turn", bound=Turn)


@dataclass(slots=True)
class _Part:
    """A turn, and how often it has come."""

    turn: Turn
    played: int = 0

    @property
    def is_over(self) -> bool:
        return self.turn.times is not None and self.played >= self.turn.times

    def fits(self, to: str) -> bool:
        is_meant = not self.is_over and self.turn.to in {"", to}
        return is_meant and random.random() < self.turn.probability  # noqa: S311 - a lot, no secret

    def shown(self) -> dict[str, object]:
        left = None if self.turn.times is None else self.turn.times - self.played
        return {**self.turn.model_dump(mode="json"), "played": self.played, "left": left}


class Script:
    """The behaviour of the moment; a restart forgets it."""

    def __init__(self) -> None:
        self.change(Behaviour())

    def change(self, behaviour: Behaviour) -> None:
        """Play this from now on, and nothing else."""
        self.behaviour = behaviour
        self._parts = {
            name: [_Part(turn) for turn in turns]
            for name, turns in behaviour
            if isinstance(turns, tuple)
        }

    def next(self, kind: type[_Turn], to: str) -> _Turn | None:
        """Take what befalls a text to this number: its own if it is reserved, else the first that fits."""
        turn = act(to).turn
        if isinstance(turn, kind):
            return turn
        for part in chain.from_iterable(self._parts.values()):
            if isinstance(part.turn, kind) and part.fits(to):
                part.played += 1
                return part.turn
        return None

    def shown(self) -> dict[str, object]:
        """Build the behaviour as it was told, with what has been played and what is left of it."""
        shown = {name: [part.shown() for part in parts] for name, parts in self._parts.items()}
        return {**shown, "advanced_opt_out": self.behaviour.advanced_opt_out}

    def names(self) -> list[str]:
        """Return the names of what is played and not over."""
        said = {"looks": "look ", "receipts": "receipts "}  # the others say what they are about
        return [
            f"{said.get(name, '')}{part.turn.play}"
            for name, parts in self._parts.items()
            for part in parts
            if not part.is_over
        ]
