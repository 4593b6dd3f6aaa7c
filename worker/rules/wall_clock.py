"""The office's clock, which is set forward in spring and back in autumn.

Open Dental stores what that clock shows. In the hour that comes twice the first is meant.
"""

from datetime import UTC, datetime, timedelta, tzinfo


def instant(local: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which a zone's clock shows a time."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def shown_at(moment: datetime, zone: tzinfo) -> datetime:
    """Return what a zone's clock shows at a moment."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def is_shown(local: datetime, zone: tzinfo) -> bool:
    """Say whether a zone's clock ever shows a time: it is set forward over some."""
    return shown_at(instant(local, zone), zone) == local


def elapsed(since: datetime, until: datetime, zone: tzinfo) -> timedelta:
    """Return how long it really is from one time on a zone's clock to another."""
    return until - since - (_offset(until, zone) - _offset(since, zone))


def _offset(local: datetime, zone: tzinfo) -> timedelta:
    return local.replace(tzinfo=zone).utcoffset() or timedelta()
