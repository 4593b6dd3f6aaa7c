"""End points, as they are added and listed."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


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

    since: datetime = Field(
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
