"""Why no text goes out at the moment, for who would wonder at the front desk."""

from collections.abc import Iterator
from datetime import datetime

from schemas.clinic import Clinic
from worker.office import wall_time
from worker.rules.hold import Hold
from worker.settings import Settings
from worker.store.engine import Transaction
from worker.store.ledger import holds, senders
from worker.store.practice import look_ups, looked_up
from worker.web.patient.wording import Dates


def reasons(transaction: Transaction, settings: Settings, dates: Dates) -> Iterator[str]:
    """Say of each hold, and of a sender that is stopped, since when and why."""

    def since(moment: datetime) -> str:
        return dates.short(wall_time(moment, settings.zone))

    for hold in holds.in_force(transaction):
        whose = "" if hold.is_of_every_clinic else f" of {_clinic(transaction, hold)}"
        yield f"No text{whose} goes out since {since(hold.held_at)}: {hold.held_by} holds them. {hold.why}"
    if stopped := senders.find_stopped(transaction, settings.sender_key):
        yield (
            f"No text goes out since {since(stopped.stopped_at)}: the provider takes none "
            f"(its code {stopped.code}). One is tried now and then, and all follow when it is taken."
        )


def _clinic(transaction: Transaction, hold: Hold) -> str:
    found = look_ups.find(transaction, looked_up.CLINICS, hold.clinic_num)
    name = found.description if isinstance(found, Clinic) else ""
    return name or f"clinic {hold.clinic_num}"
