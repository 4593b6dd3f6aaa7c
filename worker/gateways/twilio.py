"""Twilio, through its official client."""

from datetime import UTC, datetime, timedelta
from ssl import SSLCertVerificationError
from typing import Any, Final

import requests
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_result,
    stop_before_delay,
    wait_exponential_jitter,
)
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NewConnectionError,
    SSLError,
)

from worker.gateways import codes
from worker.gateways.http import CONNECT_SECONDS, READ_SECONDS, BoundedHttpClient, Throttled
from worker.gateways.port import Accepted, CannotAsk, NoAnswer, NotSent, Outcome, Text

PATIENCE: Final = timedelta(seconds=3)
"""How long known-not-sent failures are tried again within one attempt."""

LONGEST_SEND: Final = PATIENCE + timedelta(seconds=CONNECT_SECONDS + READ_SECONDS)
"""The last call of an attempt may begin when the patience has just not run out."""

LONGEST_VALIDITY: Final = timedelta(seconds=36_000)
_SHORTEST_VALIDITY: Final = timedelta(seconds=1)

_LIST_SLACK: Final = timedelta(minutes=5)
_SERVER_ERROR: Final = 500
_MESSAGES_PER_PAGE: Final = 100


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
    ) -> None:
        self._http = BoundedHttpClient(api_url)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self._sender: dict[str, Any] = (
            {"messaging_service_sid": messaging_service_sid}
            if messaging_service_sid
            else {"from_": from_number}
        )

    def send(self, text: Text) -> Outcome:
        """Hand over a text; only what certainly was not sent is tried again, for seconds."""
        patient = Retrying(
            retry=retry_if_result(_may_repeat),
            stop=stop_before_delay(PATIENCE),
            wait=_pause,
            retry_error_callback=_last_outcome,
        )
        return patient(self._send_once, text)

    def find(self, recipient: str, token: str, since: datetime) -> Accepted | None:
        """Go through Twilio's list of texts to the number; raises CannotAsk.

        Neither From nor DateSent can narrow the list: both are empty while a text is queued.
        """
        try:
            listed = self._client.messages.stream(to=_e164(recipient), page_size=_MESSAGES_PER_PAGE)
            for message in listed:
                if (message.date_created or datetime.now(UTC)) < since - _LIST_SLACK:
                    return None
                if token in (message.body or ""):
                    return _accepted(message)
        except (TwilioException, Throttled, requests.RequestException, ValueError) as error:
            raise CannotAsk(type(error).__name__) from error
        return None

    def warm_up(self) -> None:
        """Load the client's parts and open a connection."""
        _ = self._client.messages
        self._http.warm_up()

    def _send_once(self, text: Text) -> Outcome:
        validity = min(max(text.valid_for, _SHORTEST_VALIDITY), LONGEST_VALIDITY)
        try:
            message = self._client.messages.create(
                to=_e164(text.recipient),
                body=text.body,
                validity_period=int(validity.total_seconds()),
                **self._sender,
            )
        except Throttled as error:
            return NotSent(
                codes.sentence(20429),
                is_permanent=False,
                code=20429,
                http_status=429,
                retry_after=error.retry_after,
            )
        except TwilioRestException as error:
            return _refusal(error)
        except requests.RequestException as error:
            return _broken_call(error)
        except (TwilioException, ValueError, AttributeError) as error:
            return NoAnswer(f"an answer that cannot be read ({type(error).__name__})")
        return _accepted(message) if message.sid else NoAnswer("an answer without an id")


def _e164(digits: str) -> str:
    return f"+{digits}"


def _accepted(message: Any) -> Accepted:  # noqa: ANN401 - Twilio's MessageInstance
    return Accepted(
        sid=str(message.sid),
        sender=str(message.from_ or "").removeprefix("+"),
        segments=int(message.num_segments or 0),
        body=str(message.body or ""),
    )


def _refusal(error: TwilioRestException) -> NotSent | NoAnswer:
    """A 4xx with a code was not sent; a 5xx may have been (Twilio's page on error 20500)."""
    if error.status >= _SERVER_ERROR or not error.code:
        return NoAnswer(f"HTTP status {error.status}", error.status)
    return NotSent(
        codes.sentence(error.code),
        is_permanent=codes.is_permanent(error.code),
        code=error.code,
        http_status=error.status,
    )


def _broken_call(error: requests.RequestException) -> NotSent | NoAnswer:
    """Only a connection that never stood proves that nothing was sent."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    not_trusted = isinstance(reason, SSLError) and isinstance(
        reason.args[0], SSLCertVerificationError
    )
    if not_trusted or isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return NotSent("The text provider could not be reached.", is_permanent=False)
    return NoAnswer(type(error).__name__)


def _may_repeat(outcome: Outcome) -> bool:
    return isinstance(outcome, NotSent) and not outcome.is_permanent


_backoff = wait_exponential_jitter(initial=0.2, max=1, jitter=0.2)


def _pause(state: RetryCallState) -> float:
    """Wait as long as the provider asks; a wait beyond the patience ends the attempt at once."""
    outcome = state.outcome.result() if state.outcome else None
    asked = outcome.retry_after if isinstance(outcome, NotSent) else None
    return asked.total_seconds() if asked else _backoff(state)


def _last_outcome(state: RetryCallState) -> Outcome:
    if state.outcome is None:
        raise LookupError("a call ended without an outcome")
    outcome: Outcome = state.outcome.result()
    return outcome
