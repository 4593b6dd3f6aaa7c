"""End points: added, listed, given a new secret, removed, and told again; by command or by API."""

from collections.abc import Collection
from datetime import datetime
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from schemas.webhooks import AddedEndpoint, Endpoint
from worker.errors import Conflict, NotFound, Refused
from worker.rules import webhook
from worker.rules.webhook import Network
from worker.store.engine import Store
from worker.store.ledger import webhooks

MOST: Final = 20
"""Each event is handed over to each of them."""


def add(store: Store, url: str, allowed: Collection[Network], now: datetime) -> AddedEndpoint:
    """Add an end point, which is told of what happens from now on; its secret is shown this once."""
    try:
        known = webhook.read_url(url.strip())
    except ValueError as error:
        raise Refused(str(error), "wrong-url") from None
    _refuse_own_network(known, allowed)
    secret = webhook.new_secret()
    with store.writing() as transaction:
        there = webhooks.read_all(transaction)
        if any(one.url == known for one in there):
            raise Conflict("There is an end point with this address already.", "endpoint-known")
        if len(there) >= MOST:
            raise Conflict(f"There are {MOST} end points, which is the most.", "too-many-endpoints")
        num = webhooks.add(transaction, known, secret, now)
    return AddedEndpoint(endpoint_num=num, url=known, secret=secret)


def read_all(store: Store) -> list[Endpoint]:
    """Read every end point, without its secret."""
    with store.reading() as transaction:
        known = webhooks.read_all(transaction)
    return [Endpoint.model_validate(one, from_attributes=True) for one in known]


def rotate(store: Store, num: int, now: datetime) -> AddedEndpoint:
    """Give an end point a new secret; for a day both sign."""
    secret = webhook.new_secret()
    with store.writing() as transaction:
        known = webhooks.find(transaction, num)
        if known is None:
            raise _unknown(num)
        if not webhooks.rotate(transaction, known, secret, now):
            raise Conflict("Somebody else has just given it a new secret.", "endpoint-changed")
    return AddedEndpoint(endpoint_num=num, url=known.url, secret=secret)


def remove(store: Store, num: int) -> None:
    """Remove an end point; what it has not taken yet is not told any more."""
    with store.writing() as transaction:
        if not webhooks.remove(transaction, num):
            raise _unknown(num)


def replay(store: Store, num: int, since: datetime, now: datetime) -> int:
    """Tell an end point again of what happened since, also one that is paused; says of how much."""
    with store.writing() as transaction:
        count = webhooks.replay(transaction, num, since, now)
    if count is None:
        raise _unknown(num)
    return count


def _refuse_own_network(url: str, allowed: Collection[Network]) -> None:
    """An address that is written as a number can be refused at once; a name is looked at each time."""
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    if not is_tls and not allowed:
        raise Refused("An end point is called by https.", "wrong-url")
    try:
        ip_address(host)
    except ValueError:
        return
    if not webhook.may_reach(host, allowed, is_tls=is_tls):
        raise Refused(
            "This address is not one that webhooks may go to; WEBHOOK_NETWORKS allows networks of "
            "your own.",
            "wrong-url",
        )


def _unknown(num: int) -> NotFound:
    return NotFound(f"End point {num} was not found.", "no-endpoint")
