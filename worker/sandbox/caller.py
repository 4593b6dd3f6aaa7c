"""Makes a callback as Twilio does: signed, with its token, and again where its rules say so."""

import asyncio
import hmac
from base64 import b64encode
from collections.abc import Mapping
from uuid import uuid4

from worker.sandbox.post import Address, address, post

_MOST_AT_ONCE = 32


def signature(url: str, form: Mapping[str, str], auth_token: str) -> str:
    """Sign an address and a form as X-Twilio-Signature: HMAC-SHA1 of the address and the sorted parameters."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return b64encode(hmac.digest(auth_token.encode(), signed.encode(), "sha1")).decode()


class Caller:
    """Calls the office's service, so many times at once and no more."""

    def __init__(self, auth_token: str) -> None:
        self._auth_token = auth_token
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)

    async def call(self, url: str, form: Mapping[str, str]) -> tuple[str, bytes]:
        """Post a form to exactly this address; return the status, or why there is none, and a body."""
        where = address(url)
        headers = {
            "X-Twilio-Signature": signature(where.url, form, self._auth_token),
            "I-Twilio-Idempotency-Token": str(uuid4()),
        }
        async with self._places:
            return await self._try(where, form, headers)

    async def _try(
        self, where: Address, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[str, bytes]:
        report, body = "timeout", b""
        try:
            async with asyncio.timeout(where.total_seconds):
                for _ in range(where.retries + 1):
                    kind, report, body = await post(where, form, headers)
                    if kind not in where.retries_on:
                        break
        except TimeoutError:
            pass  # the report says what the last try came to
        return report, body
