"""Everything a step needs of one office, as one value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from worker.gateways.port import Gateway
from worker.rules.attempt import UnknownPolicies
from worker.rules.quiet_hours import QuietHours
from worker.rules.rate_limit import RateLimits
from worker.rules.webhook import Network
from worker.settings import Settings
from worker.store import remembered
from worker.store.engine import Store
from worker.store.pool import Pool

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Local:
    """An office's clock."""

    zone: ZoneInfo

    def local(self, now: datetime) -> datetime:
        """Return a moment as the office's clock shows it."""
        return wall_time(now, self.zone)


@dataclass(frozen=True, kw_only=True)
class FrontDesk(Local):
    """What answering a patient needs of one office; it sends nothing."""

    store: Store
    last_accept: timedelta = timedelta(minutes=5)
    keeps_blockouts: bool = True

    @staticmethod
    def of(settings: Settings, store: Store) -> "FrontDesk":
        """Build the front desk of the one office of a deployment."""
        return FrontDesk(
            store=store,
            zone=settings.zone,
            last_accept=timedelta(minutes=settings.last_accept_minutes),
            keeps_blockouts=settings.keep_blockouts,
        )


@dataclass(frozen=True, kw_only=True)
class Terms(Local):
    """What planning an opening needs to know of one office; it writes and sends nothing."""

    base_url: str
    requires_subscription: bool
    quiet_hours: QuietHours | None
    booking_buffer: timedelta = timedelta()
    most_ahead: timedelta | None = None
    """How far away an opening may be; None is any day."""
    too_late_first: bool = False
    """Whether those who came too late before are offered an opening first."""


@dataclass(frozen=True, kw_only=True)
class Office(FrontDesk, Terms):
    """The office's database, clock, sender and policies; it answers patients and plans openings too."""

    gateway: Gateway
    sender: str
    looks: Sequence[float]
    policies: UnknownPolicies
    max_attempts: int
    sender_key: str
    """What the sender is called in our own tables."""
    limits: RateLimits
    answers_keywords: bool = False
    """Whether Twilio leaves its own keywords to this service."""
    webhook_networks: Sequence[Network] = ()
    """Where webhooks may go besides public addresses."""

    @property
    def desk(self) -> FrontDesk:
        """The part of the office that answers patients."""
        return self


def wall_time(now: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment as a zone's clock shows it, to the second, as Open Dental stores it."""
    return now.astimezone(zone).replace(tzinfo=None, microsecond=0)


def terms_of(settings: Settings) -> Terms:
    """Read the terms of the one office of a deployment."""
    return Terms(
        zone=settings.zone,
        base_url=settings.base_url,
        requires_subscription=settings.require_subscription,
        quiet_hours=settings.quiet_hours,
        booking_buffer=timedelta(minutes=settings.booking_buffer_minutes),
        most_ahead=timedelta(days=settings.most_days_ahead) or None,
        too_late_first=settings.who_came_too_late_first,
    )


def tell_guess(settings: Settings) -> None:
    """Warn where the office's clock is a guess: offers and texts would be hours off."""
    if settings.guesses_zone:
        log.warning("zone.guessed", time_zone=settings.time_zone, set="TIME_ZONE")


def open_office(settings: Settings) -> Office:
    """Open the database and the provider named in the settings; raises CannotStart."""
    from worker.gateways.twilio import TwilioGateway

    store = Store.open(settings.database, remembered.SECONDS, Pool.of(settings))
    return office_of(settings, store, TwilioGateway.of(settings))


def office_of(settings: Settings, store: Store, gateway: Gateway) -> Office:
    """Build the one office of a deployment."""
    parts = {**vars(FrontDesk.of(settings, store)), **vars(terms_of(settings))}
    return Office(
        **parts,
        gateway=gateway,
        sender=settings.twilio_from_number.removeprefix("+"),
        looks=settings.unknown_looks_seconds,
        policies=settings.unknown_policy,
        max_attempts=settings.max_attempts,
        sender_key=settings.sender_key,
        limits=RateLimits(
            segments_per_second=settings.segments_per_second,
            texts_per_week=settings.texts_per_week,
            segments_per_month=settings.segments_per_clinic_and_month,
        ),
        webhook_networks=settings.webhook_networks,
        answers_keywords=settings.keyword_replies == "asapcomms",
    )
