"""What a receiver of webhooks needs: whether a call is the service's, and what it tells."""

from collections.abc import Mapping

from pydantic import ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from asapcomms.errors import NotOurs
from schemas.events import Event

__all__ = ["Event", "NotOurs", "verify"]


def verify(body: bytes, headers: Mapping[str, str], *secrets: str) -> Event:
    """Return the event that a call tells; raises NotOurs.

    The body is as it came, byte by byte; a call of more than five minutes ago is refused. Several
    secrets are given while they change, and one that has signed is enough.
    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    if not secrets:
        raise ValueError("a secret is needed to verify with")
    for known in [Webhook(secret) for secret in secrets]:
        if _has_signed(known, body, headers):
            try:
                return Event.model_validate_json(body)
            except ValidationError as error:
                raise NotOurs("The call is signed, but tells no event.") from error
    raise NotOurs("No known secret has signed this call just now.")


def _has_signed(known: Webhook, body: bytes, headers: Mapping[str, str]) -> bool:
    """A signature or a body that cannot even be read makes the library stumble by a ValueError."""
    try:
        known.verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True
