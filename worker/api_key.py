"""API keys: pairs of a developer's and a customer's key, with what they may do."""

from enum import StrEnum
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
