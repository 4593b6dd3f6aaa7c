"""Send a text at most once: claim it, call the provider, record what came of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Final

import structlog

from worker import traces
from worker.gateways.port import TOO_LATE, Accepted, CallOutcome, NoAnswer, NotSent
from worker.metrics.durations import PROVIDER_CALL
from worker.office import Office
from worker.rules.attempt import LEASE, OutgoingText, TextKey
from worker.steps.link import callback_url
from worker.steps.text.claim import claim_due
from worker.steps.text.record import record

_NAMES: Final = {Accepted: "accepted", NotSent: "rejected", NoAnswer: "unknown"}
"""An outcome as the ledger names it."""

log = structlog.get_logger()


def send(key: TextKey, office: Office, clock: Callable[[], datetime]) -> None:
    """Send a text if it is due and nobody else is sending it; run twice, it is sent once."""
    text = claim_due(key, office, clock)
    if text is not None:
        hand_over(text, office, clock)


def hand_over(text: OutgoingText, office: Office, clock: Callable[[], datetime]) -> None:
    """Call the provider with no transaction open, and record what came of it.

    Whoever stood still until the lease was over, before the call or on the way to it, has not sent
    it and must not: others have looked for it by then, and may have sent it.
    """

    def is_ours() -> bool:
        return clock() < text.began_at + LEASE

    text = replace(text, callback_url=callback_url(office.base_url, text.attempt_id))
    outcome = _call(text, office, is_ours) if is_ours() else TOO_LATE
    if outcome is TOO_LATE:
        log.warning("text.too-late", **text.ids)
    record(text, outcome, office, clock())


def _call(text: OutgoingText, office: Office, is_ours: Callable[[], bool]) -> CallOutcome:
    began = monotonic()
    with traces.span("call the provider", "CLIENT", **text.key.ids):
        outcome = office.gateway.send(text, is_ours)
    PROVIDER_CALL.labels(_NAMES[type(outcome)]).observe(monotonic() - began)
    return outcome
