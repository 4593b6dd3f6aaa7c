"""What happens, as other systems are told of it: ids and states, and nothing about a person."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from schemas.wire import WallTime


class EventKind(StrEnum):
    """What has happened."""

    OFFER_CREATED = "offer.created"
    OFFER_SENT = "offer.sent"
    OFFER_DELIVERED = "offer.delivered"
    OFFER_FAILED = "offer.failed"
    OFFER_SKIPPED = "offer.skipped"
    OFFER_VIEWED = "offer.viewed"
    OFFER_ACCEPTED = "offer.accepted"
    OFFER_DECLINED = "offer.declined"
    OFFER_EXPIRED = "offer.expired"
    OPENING_FILLED = "opening.filled"
    OPENING_ENDED = "opening.ended"
    SENDER_STOPPED = "sender.stopped"
    PATIENT_STOPPED = "patient.stopped"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Take what a newer service tells of by its name; it is in no list of the known ones."""
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown


MEANINGS: Final = {
    EventKind.OFFER_CREATED: "an offer was written, whether or not it may be texted",
    EventKind.OFFER_SENT: "the provider has taken the text",
    EventKind.OFFER_DELIVERED: "the provider says that the text has arrived",
    EventKind.OFFER_FAILED: "the text was refused, could not be delivered, or nobody knows of it",
    EventKind.OFFER_SKIPPED: "the text was not sent; the offer's Note says why",
    EventKind.OFFER_VIEWED: "the patient has opened the page",
    EventKind.OFFER_ACCEPTED: "the patient has accepted; ResponseStatus says whether in time",
    EventKind.OFFER_DECLINED: "the patient keeps the appointment, or wants no more offers for it",
    EventKind.OFFER_EXPIRED: "nobody has answered the offer by its DateTimeExpire",
    EventKind.OPENING_FILLED: "an appointment was moved into the opening",
    EventKind.OPENING_ENDED: "the office has stopped it, or its blockout was taken off the schedule",
    EventKind.SENDER_STOPPED: "nothing is sent any more, as every text of the sender would fail",
    EventKind.PATIENT_STOPPED: "a patient wants no more texts at all",
}
"""What each says, for people."""


class EventData(BaseModel):
    """Whom or what an event is about; what does not belong to its kind is left out."""

    model_config = ConfigDict(alias_generator=to_pascal, validate_by_name=True, frozen=True)

    asap_comm_num: int | None = Field(default=None, description="The offer.")
    response_status: str | None = Field(
        default=None, description="What the event has made of the offer's."
    )
    attempt_id: str | None = Field(
        default=None, description="The call of the provider that the event is about."
    )
    request_id: str | None = Field(
        default=None, description="The request that the offer was made for."
    )
    schedule_num: int | None = Field(default=None, description="The blockout.")
    op: int | None = Field(default=None, description="The opening's operatory.")
    date_time_start: WallTime | None = Field(
        default=None, description="The opening's start, on the office's clock."
    )
    apt_num: int | None = Field(default=None, description="The appointment.")
    recall_num: int | None = Field(default=None, description="The recall.")
    pat_num: int | None = Field(default=None, description="The patient.")
    error_code: int | None = Field(default=None, description="The provider's code.")


class Event(BaseModel):
    """One thing that has happened; the same body goes to end points."""

    id: str = Field(description="The same wherever and however often the event is told.")
    type: EventKind
    timestamp: datetime = Field(description="When it happened, in UTC.")
    data: dict[str, Any] = Field(description="Ids and states.")

    @property
    def about(self) -> EventData:
        """The ids and states as values of Python's own."""
        return EventData.model_validate(self.data)


class Feed(BaseModel):
    """A part of the feed, oldest first."""

    events: list[Event]
    next: str = Field(description="What to give as after for what follows; means nothing else.")
