"""An office's database as release 0001 of the tables left it in the middle of its work.

``old_release.json`` holds its rows. Of eight openings, each offered to a patient of its own, the
first was not decided, the second was due, the third's worker died before its call, the fourth and
the seventh had no answer from the provider, the fifth's link was open, the sixth was to be tried
again, and the eighth waited at the provider, which that release could ask to keep a text for later.
Of two confirmations one was due and one had no answer.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, inspect
from sqlalchemy.types import TypeEngine

from schemas.codes import ResponseStatus
from schemas.keys import AsapCommNum
from tests.contract.engines import KINDS, POSTGRESQL, Engines
from tests.crash import copies
from tests.world.gateway import KeepingGateway
from tests.world.office import World
from tests.world.visitor import Visitor
from worker.gateways.port import Accepted
from worker.queue import kinds
from worker.rules.answer import Outcome
from worker.rules.attempt import OPEN
from worker.steps.create import create
from worker.store import migrate
from worker.store.engine import Store
from worker.store.ledger.tables import OWN, VERSION_TABLE, attempt
from worker.store.practice import tables

ROWS: Final = json.loads(Path(__file__).with_name("old_release.json").read_text())
OLD: Final = "0001"

AT_THE_PROVIDER: Final = {"IYFk24TM3fgA": "P4", "WtJajwdCZJe9": "P5", "VXyvvDUuFruf": "P8"}
"""The links of the texts that it had before."""

CONFIRMED: Final = "Appointment scheduled"


class Provider(KeepingGateway):
    """Has what it was given before, and what it is given now."""

    def find(
        self,
        recipient: str,
        token: str,
        age: timedelta,  # noqa: ARG002
        besides: Collection[str] = (),
    ) -> Accepted | None:
        """Find what it had before by its link."""
        self.asked.append((recipient, token))
        if token not in AT_THE_PROVIDER:
            return None
        found = Accepted(f"SM{token}", "15035550199", 1, f"Visit https://example.test/a/{token}")
        return None if found.sid in besides else found


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, engines: Engines, tmp_path: Path) -> Iterator[Store]:
    """Return that office's database, which nobody has brought up to date."""
    made = engines.fresh(request.param, tmp_path)
    with made.engine.begin() as connection:
        OWN.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
        migrate._choose_innodb(connection)
        command.upgrade(migrate._config(connection), OLD)
    fill(made)
    yield made
    made.close()


def fill(store: Store) -> None:
    """Write the rows, Open Dental's with its zeros where none is named."""
    with store.engine.begin() as connection:
        for name in ROWS.keys() & OWN.tables.keys():
            table = Table(name, MetaData(), autoload_with=connection)
            connection.execute(table.insert(), [read(table, row) for row in ROWS[name]])
    with store.writing() as transaction:
        for name in ROWS.keys() - OWN.tables.keys():
            table = tables.PRACTICE.tables[name]
            for row in ROWS[name]:
                transaction.insert(table, **read(table, row))
    if store.engine.dialect.name == POSTGRESQL:
        with store.engine.begin() as connection:
            count_on(connection)


def count_on(connection: Connection) -> None:
    """Count new rows behind the ones that brought their own numbers."""
    connection.exec_driver_sql(
        "SELECT setval((quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass, "
        "20000) FROM pg_sequences"
    )


def read(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Read the moments of a row."""
    return {name: _read(table.c[name].type, value) for name, value in row.items()}


def _read(kind: TypeEngine[Any], value: object) -> object:
    known = getattr(kind, "impl", kind).python_type
    if not isinstance(value, str) or known not in (datetime, date, time):
        return value
    moment = known.fromisoformat(value)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    return moment if getattr(kind, "timezone", False) else moment.replace(tzinfo=None)


def be_migrated(store: Store, folder: Path) -> None:
    """Bring it up to date as an operator does."""
    url = store.engine.url.render_as_string(hide_password=False)
    told = {"DATABASE_URL": url, "TIME_ZONE": "UTC"}
    assert 0 == copies.run(("asapcomms", "migrate"), folder, told).returncode


def work_on(world: World) -> None:
    """Do what the clock finds, until the last look has long been and nothing is due any more."""
    for _ in range(12):
        world.later(seconds=30)
        due = world.sweep()
        for request in due[kinds.CREATE]:
            create(request.message, world.office, world.now)
        for offer in due[kinds.SEND]:
            world.send(offer.asap_comm_num)
        for text_num in due[kinds.SEND_TEXT]:
            world.send_text(text_num)
        for overdue in due[kinds.RECONCILE]:
            world.settle_attempt(overdue.attempt_id)


def handed_over(provider: Provider) -> Counter[str]:
    """Count the texts by the patient's first name, or by what they say."""
    return Counter(text.body.partition(",")[0] for text in provider.texts)


@pytest.mark.processes
def test_each_text_of_an_old_release_goes_out_once(store: Store, tmp_path: Path) -> None:
    """Whatever it had begun is ended by the new one, and the open links work.

    Its migration may be run twice: the second one finds nothing to do and changes no row.
    """
    be_migrated(store, tmp_path)
    before = World(store).all_rows(*OWN.tables.values())
    be_migrated(store, tmp_path)
    assert before == World(store).all_rows(*OWN.tables.values())
    assert OWN.tables.keys() <= set(inspect(store.engine).get_table_names())

    world, provider = World(store), Provider()
    world.policy(gateway=provider)
    work_on(world)

    begun_anew = ("P1", "P2", "P3", "P6", "P7")
    assert Counter({**dict.fromkeys(begun_anew, 1), CONFIRMED: 2}) == handed_over(provider)
    assert not [row for row in world.rows(attempt) if row["state"] in OPEN]
    status = {row["response_status"] for row in world.rows(tables.asapcomm)}
    assert {ResponseStatus.PENDING_RSVP} == status
    for row in world.rows(tables.asapcomm):
        assert Outcome.MOVED == Visitor(world, AsapCommNum(row["asap_comm_num"])).accept()
