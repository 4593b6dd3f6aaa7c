"""What an owner asks of offers that were made: how many openings were filled, how soon, at what cost."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Final

from schemas.codes import ResponseStatus
from schemas.history import Figures
from schemas.keys import ClinicNum
from schemas.wire import is_never

WORDS: Final[Mapping[ResponseStatus, str]] = {
    ResponseStatus.UNABLE_TO_SEND: "Unable to send",
    ResponseStatus.AWAITING_TRANSMIT: "Sending",
    ResponseStatus.PENDING_RSVP: "Sent",
    ResponseStatus.VIEWED: "Viewed",
    ResponseStatus.VIEWED_NOT_AVAILABLE: "Viewed but taken",
    ResponseStatus.ACCEPTED_AND_MOVED: "Appointment made",
    ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE: "Accepted but taken",
    ResponseStatus.DECLINED: "Declined time slot",
    ResponseStatus.CHOSE_DIFFERENT_SLOT: "Chose different time",
    ResponseStatus.EXPIRED: "Expired",
    ResponseStatus.FAILED: "Failed",
    ResponseStatus.DECLINED_STOP_COMM: 'Declined, checked "Do not contact"',
}
"""What Open Dental's history window says of each ResponseStatus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the figures need of one offer."""

    opening: Hashable
    """What is the same for all offers of one opening."""
    clinic_num: ClinicNum
    entered: datetime
    """An instant, in the office's zone."""
    slot_start: datetime
    was_start: datetime
    """When the appointment was before; "never" for one that was not on the schedule."""
    response_status: ResponseStatus
    text: str | None = None
    """What the text is known by, where it was sent."""
    accepted: datetime | None = None
    """The instant of the acceptance, where the patient has the opening and the instant is known."""
    said_stop: bool = False
    """Whether the patient has answered by refusing all texts."""

    @property
    def is_filled(self) -> bool:
        """Whether its patient has the opening."""
        return self.response_status == ResponseStatus.ACCEPTED_AND_MOVED


def status_words(status: ResponseStatus) -> str:
    """Return what the history says of a status; a number that nobody knows by its digits."""
    return WORDS.get(status, status.name)


def figures(offers: Iterable[Offered]) -> Figures:
    """Count what came of the openings that these offers were made of."""
    by_opening = _by_opening(offers)
    every = [offer for made in by_opening for offer in made]
    filled = [made for made in by_opening if any(offer.is_filled for offer in made)]
    minutes = [spent for made in filled if (spent := _minutes(made)) is not None]
    texts = len({offer.text for offer in every if offer.text is not None})
    days = [
        (offer.was_start - offer.slot_start) / timedelta(days=1)
        for offer in every
        if offer.is_filled and not is_never(offer.was_start)
    ]
    return Figures(
        openings_offered=len(by_opening),
        openings_filled=len(filled),
        minutes_until_filled_10=_at(minutes, 1),
        minutes_until_filled_50=_at(minutes, 5),
        minutes_until_filled_90=_at(minutes, 9),
        texts_sent=texts,
        texts_per_fill=round(texts / len(filled), 1) if filled else None,
        too_late=_count(every, ResponseStatus.ACCEPTED_AND_NOT_AVAILABLE),
        opt_outs=sum(
            offer.said_stop or offer.response_status == ResponseStatus.DECLINED_STOP_COMM
            for offer in every
        ),
        days_moved=round(median(days), 1) if days else None,
    )


def by_week(offers: Iterable[Offered]) -> dict[tuple[date, ClinicNum], Figures]:
    """Count by the Monday of the week in which an opening was first offered, and its clinic."""
    groups: dict[tuple[date, ClinicNum], list[Offered]] = {}
    for made in _by_opening(offers):
        day = made[0].entered.date()
        monday = day - timedelta(days=day.weekday())
        groups.setdefault((monday, made[0].clinic_num), []).extend(made)
    return {group: figures(groups[group]) for group in sorted(groups)}


def _by_opening(offers: Iterable[Offered]) -> list[list[Offered]]:
    """Put the offers of one opening together, the first that was made first."""
    openings: dict[Hashable, list[Offered]] = {}
    for offer in sorted(offers, key=lambda one: one.entered.astimezone(UTC)):
        openings.setdefault(offer.opening, []).append(offer)
    return list(openings.values())


def _minutes(made: Sequence[Offered]) -> float | None:
    """Return how long it took from the first offer to the acceptance; never less than nothing."""
    accepted = [offer.accepted for offer in made if offer.is_filled and offer.accepted]
    if not accepted:
        return None
    spent = min(accepted).astimezone(UTC) - made[0].entered.astimezone(UTC)
    return max(spent, timedelta()) / timedelta(minutes=1)


def _at(values: Sequence[float], tenth: int) -> float | None:
    """Return the value that so many tenths do not exceed: one of them, none between two."""
    if not values:
        return None
    return round(sorted(values)[ceil(len(values) * tenth / 10) - 1], 1)


def _count(offers: Iterable[Offered], status: ResponseStatus) -> int:
    return sum(offer.response_status == status for offer in offers)
