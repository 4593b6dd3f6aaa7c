"""Whether the provider answers, accepts the account and shows its texts; nothing is sent."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.doctor.settings import sends_by_twilio, uses_sandbox_account
from worker.gateways.port import CannotAsk, Gateway, Habits
from worker.rules.attempt import UnknownPolicies, UnknownPolicy
from worker.settings import SANDBOX_NUMBER, Settings

_MAKE: Final = Findings(Part.GATEWAY)

_CLOCK: Final = (
    "Let the database's machine take its time from the network (NTP): texts go out at hours that are "
    "good by its clock."
)
_REFUSED: Final = ("HTTP status 401", "HTTP status 403", "HTTP status 404")


def examine(settings: Settings, gateway: Gateway, clock: Callable[[], datetime]) -> list[Finding]:
    """Report on the provider, by asking for the account's last texts; the clock is the database's."""
    if uses_sandbox_account(settings) and "twilio_api_url" not in settings.model_fields_set:
        return [
            _MAKE.note(
                "No Twilio account is set: only `asapcomms up` sends, to its sandbox.",
                "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_MESSAGING_SERVICE_SID or "
                "TWILIO_FROM_NUMBER.",
            )
        ]
    try:
        habits = gateway.habits()
    except CannotAsk as error:
        return [_unanswered(settings, str(error))]
    return [*_account(settings, habits, clock())]


def _account(settings: Settings, habits: Habits, now: datetime) -> Iterator[Finding]:
    yield _MAKE.ok(f"{settings.twilio_api_url} accepts the account.")
    yield _target(settings)
    if _lacks_sender(settings):
        yield _MAKE.wrong(
            "No sender is set: Twilio would refuse every text.",
            "Set TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM_NUMBER.",
        )
    if habits.utc is not None:
        yield _MAKE.clocks("provider", habits.utc - now, "the database", _CLOCK)
    yield from _proof(habits, settings.unknown_policy)


def _proof(habits: Habits, policies: UnknownPolicies) -> Iterator[Finding]:
    """Say what is hidden, where it decides whether a text is sent again."""
    hidden = {"bodies": habits.hides_bodies, "numbers": habits.hides_numbers}
    what = " and no ".join(name for name, is_hidden in hidden.items() if is_hidden)
    wanted = {policies.everywhere, *policies.of_clinic.values()}
    if what and wanted != {UnknownPolicy.NEVER}:
        yield _MAKE.note(
            f"The provider keeps no {what} of texts, so a text whose answer was lost cannot be "
            "looked for: it is given up and not sent again.",
            "Set UNKNOWN_POLICY=never, which says so; or switch Message Redaction off for the "
            "account that sends.",
        )


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


def _lacks_sender(settings: Settings) -> bool:
    is_named = settings.twilio_from_number not in {"", SANDBOX_NUMBER}
    return sends_by_twilio(settings) and not (settings.twilio_messaging_service_sid or is_named)
