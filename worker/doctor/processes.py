"""Whether a worker and a clock live, and how much waits for them."""

from datetime import datetime
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.rules.health import Health, ProcessKind, trouble, waiting
from worker.settings import Settings
from worker.store.engine import Transaction
from worker.store.health import look

_MAKE: Final = Findings(Part.PROCESSES)
_TODO: Final = (
    "Start it, with the settings of this deployment; if it runs, its log says what keeps it."
)


def examine(transaction: Transaction, settings: Settings, now: datetime) -> list[Finding]:
    """Report each kind of process."""
    health = look(transaction, settings.zone, settings.sender_key, now)
    return [_finding(health, kind) for kind in ProcessKind]


def _finding(health: Health, kind: ProcessKind) -> Finding:
    """It is wrong where work waits; where nothing does, nobody may have been started yet."""
    wrong, waits = trouble(health, kind), waiting(health)
    if wrong is None:
        return _MAKE.ok(f"A {kind} lives and works.")
    is_known = any(each.kind is kind for each in health.processes)
    make = _MAKE.wrong if is_known or waits != "nothing" else _MAKE.note
    return make(f"Of the {kind} processes {wrong}. What waits: {waits}.", _TODO)
