"""Reading findings in tests."""

from collections.abc import Iterable
from typing import Any

from worker.doctor.finding import Finding, State
from worker.settings import Settings

ACCOUNT = "AC" + "a" * 32


def settings(**told: Any) -> Settings:
    """Return settings that nobody's .env has a say in."""
    return Settings(_env_file=None, **{"time_zone": "UTC", **told})  # type: ignore[call-arg]


def bad(findings: Iterable[Finding]) -> list[tuple[State, str]]:
    """Return what is not well, by its sentence."""
    return [(each.state, each.found) for each in findings if each.state is not State.OK]


def wrong(findings: Iterable[Finding]) -> list[str]:
    """Return the sentences of what is wrong."""
    return [found for state, found in bad(findings) if state is State.WRONG]


def notes(findings: Iterable[Finding]) -> list[str]:
    """Return the sentences of what should be known."""
    return [found for state, found in bad(findings) if state is State.NOTE]
