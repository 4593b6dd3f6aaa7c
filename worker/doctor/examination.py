"""The whole check-up, part by part."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from worker.doctor import broker, database, office, own, provider
from worker.doctor import settings as wishes
from worker.doctor.finding import Finding, Findings, Part
from worker.errors import CannotStart
from worker.gateways.twilio import TwilioGateway
from worker.settings import Settings, load_settings
from worker.store.engine import Store


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
    with closing(store):
        findings, has_practice = database.examine(store, settings, clock)
        if not has_practice:
            return findings, clock
        findings += [*office.examine(store, settings), *broker.examine_owner(store, settings)]
        return [*findings, *own.examine(store, settings)], store.now
