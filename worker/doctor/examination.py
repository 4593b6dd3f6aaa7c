"""The whole check-up, part by part."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from worker.doctor import (
    broker,
    database,
    keys,
    office,
    owner,
    processes,
    provider,
    sender,
    webhooks,
)
from worker.doctor import settings as wishes
from worker.doctor.finding import Finding, Findings, Part
from worker.errors import AsapError, CannotStart
from worker.gateways.twilio import TwilioGateway
from worker.settings import Settings, load_settings
from worker.store.checks.version import is_current
from worker.store.engine import Store, Transaction

Look = Callable[[Transaction, Settings, datetime], list[Finding]]
"""A part of the check-up that reads this service's own tables."""

_OWN: Final = (sender.examine, keys.examine, webhooks.examine, processes.examine)


def examine(clock: Callable[[], datetime]) -> list[Finding]:
    """Look at everything, changing nothing; what cannot be looked at is a finding."""
    try:
        settings = load_settings()
    except CannotStart as error:
        return wishes.unreadable(error)
    findings, their_clock = _database(settings, clock)
    return [
        *wishes.examine(settings, clock()),
        *findings,
        *broker.examine(settings),
        *provider.examine(settings, TwilioGateway.of(settings), their_clock),
    ]


def _database(
    settings: Settings, clock: Callable[[], datetime]
) -> tuple[list[Finding], Callable[[], datetime]]:
    """Look at the database; its clock is returned too, or this machine's where it cannot be read."""
    try:
        store = Store.open(settings.database)
    except CannotStart as error:
        return [Findings(Part.DATABASE).wrong_of(error)], clock
    try:
        findings, has_practice = database.examine(store, settings, clock)
        if not has_practice:
            return findings, clock
        findings += [*office.examine(store, settings), *owner.examine(store, settings)]
        return [*findings, *examine_own(store, settings)], store.now
    finally:
        store.close()


def examine_own(store: Store, settings: Settings, looks: Iterable[Look] = _OWN) -> list[Finding]:
    """Look into our own tables; that they are not there, or away, has been said by then."""
    try:
        with store.reading() as transaction:
            if not is_current(transaction):
                return []
            now = store.now()
            return [each for look in looks for each in look(transaction, settings, now)]
    except AsapError:
        return []
