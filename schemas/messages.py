"""The queue messages, for producers too: import this, or copy the three lines it documents."""

from typing import Any, Final
from uuid import UUID

from pydantic import Field

from schemas.asapcomm import AsapCommPost
from schemas.offered import OpeningBody

NAMESPACE: Final = "dramatiq"
"""What a broker calls its keys by itself; a deployment may name another, and tell its producers."""

QUEUE: Final = "asapcomm"
ACTOR: Final = "create-asapcomm"
OPENING_ACTOR: Final = "create-opening"


class CreateAsapComm(AsapCommPost):
    """Ask the worker to offer an opening; sent with dramatiq as keyword arguments.

    The same ``request_id`` twice is one request, so a producer may enqueue again when in doubt.
    """

    request_id: UUID = Field(description="Made up by the producer: a random UUID.")

    def kwargs(self) -> dict[str, Any]:
        """Return the keyword arguments of the dramatiq message, as JSON knows them."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class CreateOpening(OpeningBody):
    """Ask the worker to offer an opening to a list; the same ``request_id`` twice is one opening."""

    request_id: UUID = Field(description="Made up by the producer: a random UUID.")

    @property
    def body(self) -> OpeningBody:
        """What is asked, whoever asks."""
        return OpeningBody.model_validate(self.model_dump(by_alias=True, exclude={"request_id"}))

    def kwargs(self) -> dict[str, Any]:
        """Return the keyword arguments of the dramatiq message, as JSON knows them."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)
