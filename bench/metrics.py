"""What an answer to Prometheus takes, when nothing of it is kept and the history is long."""

import time
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, String, cast, literal

from bench import scale_rows
from bench.figures import WARM_UPS, Figure, Group, Target
from bench.progress import Step
from bench.scale import NAMES
from bench.scale_engines import Database, Kind, prepared
from bench.scale_rows import NOW, number
from bench.scale_times import later
from worker.metrics.standing import exposition
from worker.rules.attempt import AttemptState, Purpose
from worker.rules.health import Health
from worker.store.health import look
from worker.store.ledger.tables import attempt, receipt, request

_TARGET: Final = Target(50)
_SENDER: Final = "+15005550006"


def measure(folder: Path, kinds: Sequence[Kind], sizes: Sequence[int], runs: int) -> list[Group]:
    """Return milliseconds by engine, for the largest of the sizes."""
    with prepared(folder, kinds, [max(sizes)], WARM_UPS) as databases:
        figures = [_figure(database, runs) for database in databases]
        offers = max(sizes) * scale_rows.OFFERS_PER_APPOINTMENT
    return [Group(f"/metrics with {offers:,} offers, nothing kept, ms", figures)]


def _figure(database: Database, runs: int) -> Figure:
    offers = database.appointments * scale_rows.OFFERS_PER_APPOINTMENT
    with database.store.writing() as transaction:
        _fill_ledger(transaction.connection, offers)
        if database.kind == "postgresql":
            transaction.connection.exec_driver_sql("ANALYZE")  # it does so by itself in time
    taken = []

    def see() -> Health:
        with database.store.reading() as transaction:
            return look(transaction, ZoneInfo("UTC"), _SENDER, NOW.replace(tzinfo=UTC))

    with Step.named(f"metrics: {NAMES[database.kind]}") as step:
        for run in range(-WARM_UPS, runs):
            began = time.perf_counter()
            exposition(see)
            if run >= 0:
                taken.append(1000 * (time.perf_counter() - began))
                step.tell(run + 1, runs)
    return Figure(NAMES[database.kind], taken, _TARGET)


def _fill_ledger(connection: Connection, offers: int) -> None:
    """Write what the service has written for those offers: all of them are decided and told of."""
    text = cast(number, String)
    asked = {
        "request_id": literal("request-") + text,
        "op": 1,
        "apt_num": number + 1,
        "slot_start": NOW,
        "short_guid": text,
        "received_at": NOW,
        "decided_at": later(NOW, -number),
        "status": 200,
        "sentence": "",
        "asap_comm_num": number + 1,
    }
    tried = {
        "attempt_id": literal("attempt-") + text,
        "purpose": Purpose.OFFER.value,
        "subject": number + 1,
        "attempt_no": 1,
        "state": AttemptState.ACCEPTED.value,
        "recipient": text,
        "token": text,
        "body": "",
        "began_at": NOW,
        "lease_owner": "",
        "tries": 0,
    }
    heard = {
        "attempt_id": literal("attempt-") + text,
        "message_sid": text,
        "status": "delivered",
        "error_code": 0,
        "sender": "1",
        "received_at": NOW,
        "applied_at": later(NOW, -number),
    }
    with scale_rows.counting(connection, offers):
        for table, values in ((request, asked), (attempt, tried), (receipt, heard)):
            scale_rows.write(connection, table, offers, values)
