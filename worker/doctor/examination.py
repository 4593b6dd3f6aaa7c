"""The whole check-up, part by part."""

from collections.abc import Callable
from datetime import datetime

from worker.doctor import broker, database, office, provider, sender
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
    return [
        *wishes.examine(settings, clock()),
        *_database(settings, clock),
        *broker.examine(settings),
        *provider.examine(settings, TwilioGateway.of(settings), clock()),
    ]


def _database(settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    try:
        store = Store.open(settings.database)
    except CannotStart as error:
        return [Findings(Part.DATABASE).wrong_of(error)]
    try:
        findings, has_practice = database.examine(store, settings, clock)
        if not has_practice:
            return findings
        return [*findings, *office.examine(store, settings), *sender.examine(store, settings)]
    finally:
        store.close()
