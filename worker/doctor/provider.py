"""Whether the provider answers and accepts the account; nothing is sent."""

from datetime import datetime
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.doctor.settings import sends_by_twilio, uses_sandbox_account
from worker.gateways.port import CannotAsk, Gateway
from worker.settings import Settings

_MAKE: Final = Findings(Part.GATEWAY)

_RECIPIENT: Final = "15005550006"
"""A number of Twilio's own for tests; its list of texts is short."""

_TOKEN: Final = "asapcomms-doctor"  # noqa: S105 - no text holds it
_REFUSED: Final = ("HTTP status 401", "HTTP status 403", "HTTP status 404")


def examine(settings: Settings, gateway: Gateway, now: datetime) -> list[Finding]:
    """Report on the provider, by asking for the texts to a number that has none."""
    if uses_sandbox_account(settings) and "twilio_api_url" not in settings.model_fields_set:
        return [
            _MAKE.note(
                "No Twilio account is set: only `asapcomms up` sends, to its sandbox.",
                "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_MESSAGING_SERVICE_SID or "
                "TWILIO_FROM_NUMBER.",
            )
        ]
    try:
        gateway.find(_RECIPIENT, _TOKEN, now)
    except CannotAsk as error:
        return [_unanswered(settings, str(error))]
    return [
        _MAKE.ok(f"{settings.twilio_api_url} accepts the account."),
        _target(settings),
        *_sender(settings),
    ]


def _unanswered(settings: Settings, reason: str) -> Finding:
    if reason.startswith(_REFUSED):
        return _MAKE.wrong(
            f"{settings.twilio_api_url} does not accept the account or its token ({reason}).",
            "Correct TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.",
        )
    if reason.startswith("HTTP status"):
        return _MAKE.wrong(
            f"{settings.twilio_api_url} answers with an error ({reason}).",
            "Check TWILIO_API_URL; Twilio's status page says whether it is Twilio's own trouble.",
        )
    return _MAKE.wrong(
        f"{settings.twilio_api_url} does not answer ({reason}).",
        "Check TWILIO_API_URL, and that this machine may reach it.",
    )


def _target(settings: Settings) -> Finding:
    if sends_by_twilio(settings):
        return _MAKE.ok("Texts go out by Twilio.")
    return _MAKE.note(
        "Texts go to a Twilio-compatible service, not to Twilio: they may reach no phone.",
        "Leave TWILIO_API_URL out to send by Twilio.",
    )


def _sender(settings: Settings) -> list[Finding]:
    default = Settings.model_fields["twilio_from_number"].default
    if settings.twilio_messaging_service_sid or not sends_by_twilio(settings):
        return []
    if settings.twilio_from_number in {"", default}:
        return [
            _MAKE.wrong(
                "No sender is set: Twilio would refuse every text.",
                "Set TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM_NUMBER.",
            )
        ]
    return []
