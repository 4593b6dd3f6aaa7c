"""Twilio, through its official client."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final, Self

import structlog
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_result,
    stop_before_delay,
    wait_exponential,
    wait_random,
)
from twilio.rest import Client

from worker.gateways import codes
from worker.gateways.connection import TIMEOUTS, NotConnected, Timeouts, TooLate, only_while
from worker.gateways.http import BoundedHttpClient, RefusedCall
from worker.gateways.port import (
    TOO_LATE,
    Accepted,
    CallOutcome,
    CannotAsk,
    CannotTell,
    Habits,
    ListedText,
    NoAnswer,
    NotSent,
    ProviderStatus,
)
from worker.rules.attempt import OutgoingText
from worker.rules.phone import without_channel
from worker.rules.segments import fingerprint
from worker.settings import Settings

LONGEST_VALIDITY: Final = timedelta(seconds=36_000)
_SHORTEST_VALIDITY: Final = timedelta(seconds=1)

_LIST_SLACK: Final = timedelta(minutes=5)
_MESSAGES_PER_PAGE: Final = 100
_LAST_MESSAGES: Final = 20
_INBOUND: Final = "inbound"
_HIDDEN_DIGITS: Final = "XXXX"
"""What stands for the last four digits where Twilio keeps no numbers."""

_REDACTED: Final = "redacted"
_UNAUTHORIZED: Final = 401
_TOO_MANY_REQUESTS: Final = 429
_REFUSED: Final = range(400, 500)

log = structlog.get_logger()


class TwilioGateway:
    """Sends by a Messaging Service where there is one, else from a number."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        messaging_service_sid: str,
        from_number: str,
        api_url: str,
        limits: Timeouts = TIMEOUTS,
    ) -> None:
        self._limits = limits
        self._http = BoundedHttpClient(api_url, limits)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self._sender: dict[str, Any] = (
            {"messaging_service_sid": messaging_service_sid}
            if messaging_service_sid
            else {"from_": from_number}
        )

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Open the account that the settings name."""
        return cls(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token.get_secret_value(),
            messaging_service_sid=settings.twilio_messaging_service_sid,
            from_number=settings.twilio_from_number,
            api_url=settings.twilio_api_url,
        )

    def send(self, text: OutgoingText, may_leave: Callable[[], bool] = lambda: True) -> CallOutcome:
        """Hand over a text; only what certainly was not sent is tried again, for seconds."""
        patient = Retrying(
            retry=retry_if_result(lambda outcome: _may_repeat(outcome) and may_leave()),
            stop=stop_before_delay(self._limits.patience),
            wait=_pause,
            retry_error_callback=_last_outcome,
        )
        with only_while(may_leave):
            return patient(self._send_once, text)

    def find(
        self, recipient: str, token: str, age: timedelta, besides: Collection[str] = ()
    ) -> Accepted | CannotTell | None:
        """Page through the texts to a number, newest first, back to before the call began."""
        until = monotonic() + self._limits.longest_send.total_seconds()
        oldest, shows_numbers, hides_bodies = None, False, False
        try:
            listed = self._client.messages.stream(to=_e164(recipient), page_size=_MESSAGES_PER_PAGE)
            for message in listed:
                told = self._http.answered_at.get()
                oldest = oldest or (told - age - _LIST_SLACK if told else None)
                if oldest and message.date_created and message.date_created < oldest:
                    break
                shows_numbers = True
                if message.sid not in besides:
                    if fingerprint(token) in fingerprint(message.body or ""):
                        return _accepted(message)
                    hides_bodies = hides_bodies or _hides_body(message)
                if monotonic() > until:
                    raise TimeoutError  # noqa: TRY301 - one road for all that ends the search
        except Exception as error:  # noqa: BLE001 - a list that cannot be read proves nothing
            raise CannotAsk(_reason(error)) from None  # the cause's words hold the number
        if hides_bodies:
            return CannotTell("the provider keeps no bodies")
        if not shows_numbers and self.habits().hides_numbers:
            return CannotTell("the provider keeps no numbers")
        return None

    def listed(self, since: datetime, now: datetime) -> Iterator[ListedText]:
        """Page through the account's texts; a provider that tells no time is taken to have ours."""
        try:
            for message in self._client.messages.stream(page_size=_MESSAGES_PER_PAGE):
                theirs = self._http.answered_at.get() or now
                created = message.date_created or theirs
                if theirs - created > now - since + _LIST_SLACK:
                    return
                yield _listed(message, theirs - created)
        except Exception as error:  # noqa: BLE001 - a list that cannot be read proves nothing
            raise CannotAsk(_reason(error)) from None

    def habits(self) -> Habits:
        """Look at the account's last texts."""
        try:
            last = self._client.messages.list(limit=_LAST_MESSAGES)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, nothing was learned
            raise CannotAsk(_reason(error)) from None
        return Habits(
            utc=self._http.answered_at.get(),
            hides_bodies=any(_hides_body(each) for each in last if not _is_inbound(each)),
            hides_numbers=any(
                _HIDDEN_DIGITS in str(each.from_ if _is_inbound(each) else each.to) for each in last
            ),
        )

    def look_up(self, sid: str) -> ProviderStatus:
        """Fetch the message; raises CannotAsk."""
        try:
            message = self._client.messages(sid).fetch()
            return ProviderStatus(str(message.status), _whole(message.error_code))
        except Exception as error:  # noqa: BLE001 - whatever went wrong, nothing was learned
            raise CannotAsk(_reason(error)) from None

    def warm_up(self) -> None:
        """Load the client's parts and open a connection."""
        _ = self._client.messages
        self._http.warm_up()

    def _send_once(self, text: OutgoingText) -> CallOutcome:
        validity = min(max(text.valid_for, _SHORTEST_VALIDITY), LONGEST_VALIDITY)
        try:
            message = self._client.messages.create(
                to=_e164(text.recipient),
                body=text.body,
                validity_period=int(validity.total_seconds()),
                status_callback=text.callback_url,
                **self._sender,
            )
            return _accepted(message) if message.sid else NoAnswer("an answer without an id")
        except NotConnected:
            return NotSent("The text provider could not be reached.", is_permanent=False)
        except TooLate:
            return TOO_LATE
        except RefusedCall as refusal:
            return _refused(refusal)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the text may be on its way
            return NoAnswer(_reason(error))


def _hides_body(message: Any) -> bool:  # noqa: ANN401 - Twilio's MessageInstance
    """Whether the words of a text are not shown; one of pictures alone never had any."""
    words = fingerprint(str(message.body or "")).lower()
    is_hidden = _REDACTED in words or not any(map(str.isalnum, words.replace("x", "")))
    return is_hidden and str(message.num_media or "0") == "0"


def _is_inbound(message: Any) -> bool:  # noqa: ANN401 - Twilio's MessageInstance
    return str(message.direction) == _INBOUND


def _e164(digits: str) -> str:
    return f"+{digits}"


def _accepted(message: Any) -> Accepted:  # noqa: ANN401 - Twilio's MessageInstance
    segments = str(message.num_segments)
    return Accepted(
        sid=str(message.sid),
        sender=without_channel(str(message.from_ or "")),
        segments=int(segments) if segments.isdecimal() else 0,
        body=str(message.body or ""),
    )


def _listed(message: Any, age: timedelta) -> ListedText:  # noqa: ANN401 - Twilio's MessageInstance
    recipient = without_channel(str(message.to or ""))
    return ListedText(
        sid=str(message.sid),
        sender=without_channel(str(message.from_ or "")),
        recipient=recipient,
        body=str(message.body or ""),
        segments=_accepted(message).segments,
        age=age,
        is_inbound=_is_inbound(message),
        hides_body=_hides_body(message),
        hides_number=_HIDDEN_DIGITS in recipient,
    )


def _whole(code: object) -> int | None:
    return int(text) if (text := str(code)).isdecimal() else None


def _refused(refusal: RefusedCall) -> NotSent | NoAnswer:
    """A 429, and a 4xx with a code, was not sent; a 5xx may have been (Twilio's pages on 20429, 20500)."""
    code = refusal.code
    if refusal.status == _TOO_MANY_REQUESTS:
        code = codes.TOO_MANY_REQUESTS
    if refusal.status == _UNAUTHORIZED and code is not None and not codes.is_listed(code):
        code = codes.NOT_AUTHORIZED  # whatever is wrong with the token, it is for every text
    if refusal.status not in _REFUSED or code is None:
        return NoAnswer(str(refusal), refusal.status)
    meaning = codes.of_refusal(code)
    if meaning.action is codes.Action.ASK:
        return NoAnswer(f"{refusal}, code {code}", refusal.status)
    if not codes.is_listed(code):
        log.error("provider.code-not-listed", code=code, http_status=refusal.status)
    return NotSent(
        meaning.sentence,
        is_permanent=meaning.action is not codes.Action.TRY_AGAIN,
        code=code,
        http_status=refusal.status,
        retry_after=refusal.retry_after,
    )


def _reason(error: Exception) -> str:
    """Name what went wrong; an error's own words may hold a number."""
    return str(error) if isinstance(error, RefusedCall) else type(error).__name__


def _may_repeat(outcome: CallOutcome) -> bool:
    return isinstance(outcome, NotSent) and not outcome.is_permanent


_backoff = wait_exponential(multiplier=0.2, max=1) + wait_random(0, 0.2)


def _pause(state: RetryCallState) -> float:
    """Wait as long as the provider asks; a wait beyond the patience ends the attempt at once."""
    outcome = state.outcome.result() if state.outcome else None
    asked = outcome.retry_after if isinstance(outcome, NotSent) else None
    return asked.total_seconds() if asked else _backoff(state)


def _last_outcome(state: RetryCallState) -> CallOutcome:
    if state.outcome is None:
        raise LookupError("a call ended without an outcome")
    outcome: CallOutcome = state.outcome.result()
    return outcome
