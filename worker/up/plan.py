"""What is to be run, as plain data: the process that makes the plan is not the one that keeps it."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

LogFormat = Literal["auto", "console", "json"]


@dataclass(frozen=True, slots=True)
class Part:
    """One process that is to be there all the time, or that is to have run once."""

    name: str
    command: tuple[str, ...]
    probe: tuple[str, ...] = ()
    stop_stage: int = 1
    stop_seconds: float = 1.0
    runs_once: bool = False
    says_why: str = "its own lines above say why"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the supervisor needs to know; it reads no setting itself."""

    home: str
    lock: int
    began: float
    environment: Mapping[str, str]
    waves: tuple[tuple[Part, ...], ...]
    facts: str
    log_format: LogFormat

    def hand_over(self) -> int:
        """Write the plan where the program that this process turns into can read it.

        A file without a name, because a command line is for everyone to see and this may hold keys.
        """
        with tempfile.TemporaryFile("w") as file:
            json.dump(asdict(self), file)
            file.flush()
            descriptor = os.dup(file.fileno())
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - the standard library's own flag
        return descriptor

    @classmethod
    def take_over(cls, descriptor: int) -> "Plan":
        """Read what was handed over."""
        with os.fdopen(descriptor) as file:
            fields: dict[str, Any] = json.load(file)
        waves = tuple(tuple(_part(part) for part in wave) for wave in fields.pop("waves"))
        return cls(waves=waves, **fields)


def _part(fields: dict[str, Any]) -> Part:
    fields["command"] = tuple(fields["command"])
    fields["probe"] = tuple(fields["probe"])
    return Part(**fields)
