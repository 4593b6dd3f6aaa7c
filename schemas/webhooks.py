"""End points, as they are added and listed."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel


def _instant(given: object) -> datetime:
    """Read a moment; one at the very end of the calendar may be none in UTC."""
    try:
        read = datetime.fromisoformat(str(given))
        if read.tzinfo is not None:
            return read.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("must be a moment with its offset from UTC, as 2026-12-24T14:00:00Z")


class _Asked(BaseModel, extra="forbid"):
    pass


class _Shown(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, frozen=True)

    endpoint_num: int
    url: str


class EndpointPost(_Asked):
    """Add an end point."""

    url: str = Field(
        description="Where events go, by https.", examples=["https://example.com/asapcomms"]
    )


class ReplayPost(_Asked):
    """Tell an end point again."""

    since: Annotated[datetime, BeforeValidator(_instant)] = Field(
        description="From when on; an instant with its offset, as ...T14:00:00Z."
    )


class AddedEndpoint(_Shown):
    """An end point with its secret, which is shown this once."""

    secret: str = Field(description="Verifies what comes; keep it as a password.")


class Endpoint(_Shown):
    """An end point."""

    created_at: datetime
    failing_since: datetime | None = Field(description="Since when nothing was taken, if so.")
    paused_at: datetime | None = Field(description="Since when nothing is tried any more, if so.")


class Replayed(BaseModel):
    """How much an end point is told again."""

    events: int
