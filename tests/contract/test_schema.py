"""Open Dental's tables stay as they are, and versions whose columns differ are worked with."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, select

from schemas.codes import SendStatus
from tests.contract import bases, opendental
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.contract.opendental import Storage
from tests.world.office import START, World
from tests.world.provider import last_attempt, reply, tell
from tests.world.visitor import Visitor
from worker.gateways.port import NoAnswer
from worker.steps.warm_up import warm_up
from worker.store.ledger.tables import OWN
from worker.store.migrate import plan, upgrade
from worker.store.practice import asapcomms, tables

STRICT = "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO"


def run_everything(world: World) -> None:
    """Offer, send, skip, refuse, settle a text that was not confirmed, and hear what comes back."""
    world.preference("WebSchedAsapTextLimit", "")
    warm_up(world.office, world.now)
    world.send(world.offered())
    world.ask()
    world.patient(27, txt_msg_ok=2)
    world.appointment(27, 27)
    world.offered(apt=27)
    world.blockout(START.replace(hour=8), START.replace(hour=9), "NS")
    world.appointment(28, appointment_type_num=1)
    late = world.offered(apt=28, start=START.replace(hour=16))
    world.booked(START.replace(hour=16))
    world.send(late)
    world.appointment(29)
    unknown = world.offered(apt=29, start=START.replace(hour=10))
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    world.gateway.is_found = True
    world.send(unknown)
    world.later(seconds=16)
    world.sweep()
    world.settle(unknown)
    Visitor(world, unknown).accept()
    with world.store.reading() as transaction:
        asapcomms.find(transaction, unknown)
    world.recall()
    Visitor.recalled(world, start=START.replace(hour=12)).accept()
    tell(world, "undelivered", 30003, of=last_attempt(world, unknown).attempt_id)
    world.offered(start=START.replace(hour=11))
    for words in ("STOP", "START", "ok"):
        reply(world, words)


def sent(world: World) -> list[int]:
    """Read what became of each offer."""
    asapcomm = tables.asapcomm
    with world.store.reading() as transaction:
        rows = transaction.all(
            select(asapcomm.c.sms_send_status).order_by(asapcomm.c.asap_comm_num)
        )
    return [row["sms_send_status"] for row in rows]


EVERYTHING = [
    SendStatus.SEND_SUCCESSFUL,
    SendStatus.DO_NOT_SEND,
    SendStatus.DO_NOT_SEND,
    SendStatus.SEND_SUCCESSFUL,
    SendStatus.SEND_SUCCESSFUL,
    SendStatus.DO_NOT_SEND,
]


@pytest.fixture(params=["InnoDB", "MyISAM"])
def storage(request: pytest.FixtureRequest) -> Storage:
    """Return a storage engine that offices have."""
    engine: Storage = request.param
    return engine


@pytest.fixture
def base(engines: Engines, storage: Storage) -> Iterator[Base]:
    """Return an Open Dental database that was not migrated."""
    with bases.open_dental(engines, storage) as made:
        yield made


@pytest.fixture
def sql_mode(base: Base) -> Iterator[Callable[[str], None]]:
    """Return a way to choose the server's mode for a test."""
    ((before,),) = base.sql("SELECT @@global.sql_mode")

    def choose(mode: str) -> None:
        base.sql(f"SET GLOBAL sql_mode = '{mode}'")

    yield choose
    base.sql(f"SET GLOBAL sql_mode = '{before}'")


def schema_of(base: Base) -> dict[str, str]:
    """Return how Open Dental's tables are made, whatever their counters stand at."""
    engine = create_engine(base.url)
    found = opendental.dump(engine)
    engine.dispose()
    return {name: re.sub(r" AUTO_INCREMENT=\d+", "", made) for name, made in found.items()}


def engines_of(base: Base) -> dict[str, str]:
    """Return the storage engine of each of our tables."""
    rows = base.sql(
        "SELECT table_name, engine FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_name LIKE 'asapcomms_%'"
    )
    return {str(name): str(engine) for name, engine in rows}


def test_open_dentals_tables_are_never_altered(base: Base) -> None:
    """After a migration and every step, the dump of their definitions is the same."""
    before = schema_of(base)

    upgrade(base.settings())
    with base.opened() as store:
        world = World.on(store)
        run_everything(world)

        assert EVERYTHING == sent(world)
    assert before == schema_of(base)


@pytest.mark.parametrize("mode", ["", STRICT])
def test_columns_of_other_versions_are_filled(
    base: Base, sql_mode: Callable[[str], None], mode: str
) -> None:
    """Columns that this service does not know get zeros, ones that a version lacks are left out."""
    base.sql(
        "ALTER TABLE asapcomm ADD COLUMN UserNum bigint NOT NULL, DROP COLUMN EmailTemplateType",
        "ALTER TABLE asapcomm ADD COLUMN Reason varchar(20) NOT NULL, "
        "ADD COLUMN DateTimeSeen datetime NOT NULL, ADD COLUMN Share decimal(5,2) NOT NULL",
        "ALTER TABLE appointment ADD COLUMN ItemOrderPlanned int NOT NULL, "
        "ADD COLUMN IsMirrored tinyint NOT NULL",
        "ALTER TABLE commlog ADD COLUMN Colour enum('red', 'blue') NOT NULL",
    )
    sql_mode(mode)

    upgrade(base.settings())
    with base.opened() as store:
        world = World.on(store)
        run_everything(world)

        assert EVERYTHING == sent(world)
    rows = base.sql("SELECT UserNum, Reason, CAST(DateTimeSeen AS char), Share FROM asapcomm")
    assert {(0, "", "0001-01-01 00:00:00", 0)} == set(rows)


def test_our_tables_are_innodb(base: Base) -> None:
    """Whatever engine the server prefers, the rows that are locks have transactions."""
    base.sql("SET GLOBAL default_storage_engine = MyISAM")
    try:
        upgrade(base.settings())
    finally:
        base.sql("SET GLOBAL default_storage_engine = InnoDB")

    assert {"InnoDB"} == set(engines_of(base).values())
    assert len(OWN.tables) + 1 == len(engines_of(base))


def test_a_table_of_ours_that_is_not_innodb_is_moved(base: Base) -> None:
    """A table that somebody restored on another engine is put right, and the plan says so."""
    base.migrated().sql("ALTER TABLE asapcomms_version ENGINE = MyISAM")

    planned = plan(base.settings())
    upgrade(base.settings())

    assert ("asapcomms_version",) == planned.moved
    assert {"InnoDB"} == set(engines_of(base).values())
    assert plan(base.settings()).is_empty
