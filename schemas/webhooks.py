"""End points, as they are added and listed."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

_WIRE = ConfigDict(alias_generator=to_camel, validate_by_name=True, frozen=True)


class EndpointPost(BaseModel):
    """Add an end point."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(description="Where events go, by https.")


class ReplayPost(BaseModel):
    """Tell an end point again."""

    model_config = ConfigDict(extra="forbid")

    since: datetime = Field(
        description="From when on; an instant with its offset, as ...T14:00:00Z."
    )


class AddedEndpoint(BaseModel):
    """An end point with its secret, which is shown this once."""

    model_config = _WIRE

    endpoint_num: int
    url: str
    secret: str = Field(description="Verifies what comes; keep it as a password.")


class Endpoint(BaseModel):
    """An end point."""

    model_config = _WIRE

    endpoint_num: int
    url: str
    created_at: datetime
    failing_since: datetime | None = Field(description="Since when nothing was taken, if so.")
    paused_at: datetime | None = Field(description="Since when nothing is tried any more, if so.")


class Replayed(BaseModel):
    """How much an end point is told again."""

    events: int
