"""API keys: pairs of a developer's and a customer's key, and who calls with them."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from pydantic import BaseModel, SecretStr


class Permission(StrEnum):
    """What an API key may do; the names are Open Dental's."""

    READ_ALL = "ReadAll"
    TEXTING_ASAP = "TextingASAP"
    WEBHOOKS = "Webhooks"
    """Ours: who may say where events go. A key has it only where it is named."""


USUAL: Final = frozenset({Permission.READ_ALL, Permission.TEXTING_ASAP})
"""What a key may do that names nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whoever calls the API, and what they may do."""

    identity: str = field(repr=False)
    """What stays the same when the pair is changed; of a pair in the settings it is the pair."""
    permissions: frozenset[Permission]
    key_num: int = 0
    """The row of the pair; 0 is one of the settings."""


class ApiKey(BaseModel, frozen=True):
    """A developer's key with a customer's key, and what the pair may do."""

    developer: SecretStr
    customer: SecretStr
    permissions: frozenset[Permission]

    @classmethod
    def parse(cls, text: str) -> "ApiKey":
        """Read ``developerKey/customerKey[:Permission+Permission]``; none means the usual two."""
        pair, _, named = text.strip().partition(":")
        developer, slash, customer = pair.partition("/")
        if not (developer and slash and customer) or "/" in customer:
            raise ValueError("each key is written developerKey/customerKey[:Permission+Permission]")
        try:
            permissions = frozenset(Permission(name) for name in named.split("+") if name)
        except ValueError:
            known = ", ".join(Permission)
            raise ValueError(f"a permission is not known; there are {known}") from None
        return cls(
            developer=SecretStr(developer),
            customer=SecretStr(customer),
            permissions=permissions or USUAL,
        )

    @property
    def pair(self) -> str:
        """The two keys as a client sends them."""
        return f"{self.developer.get_secret_value()}/{self.customer.get_secret_value()}"


def digest(pair: str) -> str:
    """Return what a pair is known by without being it.

    A pair that this service has made has some 280 bits of chance in it, so nobody finds it by trying,
    and a slow hash as of passwords would only cost each request its 50 ms. Digests are compared in
    place of keys: how long that takes tells nothing about a key.
    """
    return sha256(pair.encode()).hexdigest()
