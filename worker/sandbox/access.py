"""Who may use the API: the account of the settings, with its token."""

import binascii
from base64 import b64decode
from hmac import compare_digest

from fastapi import Request

from worker.sandbox.errors import TwilioError
from worker.settings import Settings


class Access:
    """A dependency that lets only the account itself through."""

    def __init__(self, settings: Settings) -> None:
        token = settings.twilio_auth_token.get_secret_value()
        self._sid = settings.twilio_account_sid
        self._pair = f"{self._sid}:{token}".encode()

    async def __call__(self, request: Request, account_sid: str) -> None:
        """Raise Twilio's 20003 unless the account in the path signed in with its token."""
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            pair = b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            pair = b""
        known = scheme.lower() == "basic" and compare_digest(pair, self._pair)
        if not known or account_sid != self._sid:
            raise TwilioError(20003)
