"""Whether a callback comes from Twilio: its signature, by Twilio's own validator."""

from collections.abc import Iterable
from typing import Final

from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

HEADER: Final = SIGNATURE_HEADER


class _Form(dict[str, list[str]]):
    """Parameters as the validator reads them: a name may come more than once."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


class SignatureVerifier:
    """Knows the addresses that Twilio calls, and the tokens it may sign with.

    An address is a configured one and never what a request says of itself: whoever can reach us
    can send any Host or X-Forwarded-Proto. A text keeps the address that it was sent with, so those
    of before are good too; around a change of tokens both the old and the new one are.
    """

    def __init__(self, base_urls: Iterable[str], tokens: Iterable[str]) -> None:
        self._base_urls = tuple(base_urls)
        self._validators = [RequestValidator(token) for token in tokens if token]

    def holds(self, path: str, parameters: Iterable[tuple[str, str]], signature: str) -> bool:
        """Say whether a form that was posted to a path, with its query, was signed by Twilio."""
        form = _Form()
        for name, value in parameters:
            form.setdefault(name, []).append(value)
        return any(
            one.validate(base_url + path, form, signature)
            for base_url in self._base_urls
            for one in self._validators
        )
