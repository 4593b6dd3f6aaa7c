"""Counters of what was done: they count the lines of the log, which name every outcome already.

A line whose transaction is undone and done again is said twice, and counted twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from prometheus_client import Counter
from structlog.typing import EventDict, WrappedLogger

_MOST_VALUES: Final = 200
_OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class _Counted:
    """A counter, with labels that are always the same and labels from the keys of the line."""

    counter: Counter
    always: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


_TEXTS: Final = Counter(
    "asapcomms_texts",
    "What came of calls of the provider, with its code; unknown ones once more when they end.",
    ["outcome", "code"],
)
_SKIPPED: Final = Counter("asapcomms_texts_skipped", "Texts that must not go out.", ["reason"])
_ANSWERS: Final = Counter("asapcomms_answers", "Answers of patients on their page.", ["outcome"])
_INBOUND: Final = Counter("asapcomms_inbound", "Texts from patients.", ["wish"])
_RECEIPTS: Final = Counter("asapcomms_receipts", "The provider's later words.", ["status"])
_REFUSED: Final = Counter(
    "asapcomms_callbacks_refused", "Callbacks that were not signed with this office's token."
)
_DOUBLED: Final = Counter(
    "asapcomms_texts_doubled",
    "Texts of which a receipt has another id than the provider gave: it may have gone out twice.",
)
_KEPT: Final = Counter("asapcomms_kept", "Messages kept because they could not be read.")

_CODE: Final = {"code": "code"}
_REASON: Final = {"reason": "reason"}

COUNTED: Final[Mapping[str, _Counted]] = {
    "text.sent": _Counted(_TEXTS, {"outcome": "accepted", "code": ""}),
    "text.rejected": _Counted(_TEXTS, {"outcome": "rejected"}, _CODE),
    "text.unknown": _Counted(_TEXTS, {"outcome": "unknown", "code": ""}),
    "attempt.given-up": _Counted(_TEXTS, {"outcome": "given-up", "code": ""}),
    "text.skipped": _Counted(_SKIPPED, keys=_REASON),
    "confirmation.skipped": _Counted(_SKIPPED, keys=_REASON),
    "answer.ended": _Counted(_ANSWERS, keys={"outcome": "outcome"}),
    "inbound.applied": _Counted(_INBOUND, keys={"wish": "wish"}),
    "receipt.applied": _Counted(_RECEIPTS, keys={"status": "status"}),
    "callback.refused": _Counted(_REFUSED),
    "receipt.of-another": _Counted(_DOUBLED),
    "message.kept": _Counted(_KEPT),
}
"""The lines that are counted, by their event; a test holds them against those that there are."""


class Counts:
    """A step of every log line's way that counts the line and leaves it as it is."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: set[tuple[str, tuple[str, ...]]] = set()

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """Count a line."""
        counted = COUNTED.get(event["event"])
        if counted is not None:
            told = {label: str(event.get(key) or "") for label, key in counted.keys.items()}
            labels = self._bounded(event["event"], {**counted.always, **told})
            (counted.counter.labels(**labels) if labels else counted.counter).inc()
        return event

    def _bounded(self, name: str, labels: dict[str, str]) -> dict[str, str]:
        """The provider may have codes without end: after so many, the rest are one."""
        values = name, tuple(labels.values())
        with self._lock:
            if values not in self._known and len(self._known) >= _MOST_VALUES:
                return dict.fromkeys(labels, _OTHER)
            self._known.add(values)
        return labels
