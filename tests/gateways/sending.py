"""A gateway with short limits, and a text to send by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from worker.gateways.connection import Timeouts
from worker.gateways.port import CallOutcome
from worker.gateways.twilio import TwilioGateway
from worker.rules.attempt import OutgoingText, Purpose, TextKey
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, SANDBOX_NUMBER

PATIENT = "15035550100"
TOKEN = "k3J9dQ2x"  # noqa: S105 - the end of a link in a text
TEXT = OutgoingText(
    key=TextKey(Purpose.OFFER, 1),
    attempt_id="a",
    recipient=PATIENT,
    body=f"An opening {TOKEN}",
    token=TOKEN,
    began_at=datetime(2026, 11, 26, tzinfo=UTC),
    valid_for=timedelta(hours=2),
    callback_url="https://example.test/twilio/status/a",
)
AGE = timedelta(seconds=20)
"""How long ago its call began, when it is looked for."""

SHORT = Timeouts(patience=timedelta(seconds=0.3))
"""For a provider that answers at once, on a machine that is busy."""

PATIENT_LIMITS = Timeouts(patience=timedelta(seconds=10))
"""For a provider that will accept the text in the end."""


def gateway(url: str, limits: Timeouts = SHORT, **changes: Any) -> TwilioGateway:
    """Build a gateway to a provider."""
    told = {
        "account_sid": SANDBOX_ACCOUNT_SID,
        "auth_token": SANDBOX_AUTH_TOKEN,
        "messaging_service_sid": "",
        "from_number": SANDBOX_NUMBER,
    }
    return TwilioGateway(api_url=url, limits=limits, **{**told, **changes})


def outcome_of(url: str, limits: Timeouts = SHORT) -> CallOutcome:
    """Send a text."""
    return gateway(url, limits).send(TEXT)
