"""What is found of a database: SQLite, and MariaDB and PostgreSQL as they can be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.contract import bases
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.doctor.reading import bad, notes, settings, wrong
from tests.world.office import World
from worker.doctor import database
from worker.doctor.finding import Finding
from worker.store.engine import Store


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def examined(store: Store, zone: str = "UTC", ahead: float = 0) -> list[Finding]:
    """Examine a database with this machine's clock some seconds ahead."""
    told = settings(time_zone=zone)
    findings, _ = database.examine(store, told, lambda: utc_now() + timedelta(seconds=ahead))
    return findings


@pytest.fixture
def office_base(engines: Engines) -> Iterator[Base]:
    """Return a migrated Open Dental database on MyISAM, whose server keeps UTC."""
    with bases.migrated(engines) as made:
        before = made.sql("SELECT @@global.time_zone")[0][0]
        made.sql("SET GLOBAL time_zone = '+00:00'")
        yield made
        made.sql(f"SET GLOBAL time_zone = '{before}'")


def test_a_sqlite_database_that_is_well(world: World) -> None:
    """What `up` makes has nothing wrong."""
    findings, has_practice = database.examine(world.store, settings(), utc_now)

    assert ([], True) == (bad(findings), has_practice)


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    """There is one finding, and the practice is not looked at."""
    store = Store.open(f"sqlite:///{tmp_path / 'none.db'}")

    findings, has_practice = database.examine(store, settings(), utc_now)

    assert ([f"There is no database at {tmp_path / 'none.db'}."], False) == (
        wrong(findings),
        has_practice,
    )


def test_an_open_dental_database(office_base: Base) -> None:
    """Its server, version and storage engine are told."""
    with office_base.opened() as store:
        found = examined(store)

    said = [finding.found for finding in found]
    assert "It is an Open Dental database of version 24.1.60.0." in said
    assert "The clocks of the server and of this machine agree." in said
    assert "The server keeps the office's time (UTC)." in said
    (note,) = notes(found)
    assert note.startswith("Open Dental's tables are MyISAM, without transactions")
    assert [] == wrong(found)


def test_our_tables_on_another_engine_are_wrong(office_base: Base) -> None:
    """A lock without transactions locks nothing."""
    office_base.sql("ALTER TABLE asapcomms_lock ENGINE = MyISAM")

    with office_base.opened() as store:
        assert ["asapcomms_lock must be InnoDB and is not."] == wrong(examined(store))


def test_clocks_that_differ(office_base: Base) -> None:
    """More than five seconds is a note with its direction."""
    with office_base.opened() as store:
        ahead, behind, near = (notes(examined(store, ahead=by)) for by in (-60, 60, 3))

    assert "The server's clock is 60 seconds ahead of this machine's." in ahead
    assert "The server's clock is 60 seconds behind this machine's." in behind
    assert 1 == len(near)


def test_another_time_zone_than_the_office(office_base: Base) -> None:
    """Open Dental stores its server's wall time, so a difference is told."""
    with office_base.opened() as store:
        found = notes(examined(store, zone="America/Los_Angeles"))

    assert any("on the server and" in each and "in America/Los_Angeles" in each for each in found)


def test_a_server_in_the_offices_zone(office_base: Base) -> None:
    """A server that was set to the office's zone is well, whatever its clock's difference."""
    office_base.sql("SET GLOBAL time_zone = '+09:00'")

    with office_base.opened() as store:
        found = [finding.found for finding in examined(store, zone="Asia/Tokyo", ahead=90)]

    assert "The server keeps the office's time (Asia/Tokyo)." in found


def test_a_tiny_packet(office_base: Base) -> None:
    """A server that takes only short statements is told so."""
    before = office_base.sql("SELECT @@global.max_allowed_packet")[0][0]
    office_base.sql("SET GLOBAL max_allowed_packet = 16384")
    try:
        with office_base.opened() as store:
            found = notes(examined(store))
    finally:
        office_base.sql(f"SET GLOBAL max_allowed_packet = {before}")

    assert any(each.startswith("max_allowed_packet is 16384 bytes") for each in found)


def test_a_server_that_takes_no_writes(office_base: Base) -> None:
    """A replica is told apart."""
    office_base.sql("SET GLOBAL read_only = 1")
    try:
        with office_base.opened() as store:
            found = wrong(examined(store))
    finally:
        office_base.sql("SET GLOBAL read_only = 0")

    assert ["The server is read-only; it may be a replica."] == found


def test_rights_that_are_missing(office_base: Base) -> None:
    """They are listed by right, with every table."""
    with (
        office_base.user("SELECT ON {base}.*", "INSERT ON {base}.commlog") as user,
        office_base.opened(user) as store,
    ):
        insert, update, delete = wrong(examined(store))

    assert insert.startswith("The user may not insert into appointment, asapcomm,")
    assert "commlog" not in insert
    assert update.startswith("The user may not update appointment, asapcomm,")
    assert delete.startswith("The user may not delete from asapcomms_try, schedule, scheduleop.")


def test_a_user_who_sees_nothing(office_base: Base) -> None:
    """An office's database that the user may not look into is not taken for an empty one."""
    with (
        office_base.user("SELECT ON {base}.recall") as user,
        office_base.opened(user) as store,
    ):
        findings, has_practice = database.examine(store, settings(), utc_now)

    assert "The user may not read Open Dental's tables" in wrong(findings)[0]
    assert not has_practice


def test_a_table_that_may_not_be_read_is_not_called_missing(office_base: Base) -> None:
    """MariaDB hides it, but the rights say that it is there for others."""
    with office_base.user("SELECT ON {base}.preference") as user, office_base.opened(user) as store:
        found = wrong(examined(store))

    assert [] == [each for each in found if "lacks" in each]
    assert any(each.startswith("The user may not read") for each in found)


def test_a_postgresql_database(engines: Engines) -> None:
    """One that was made by the migration is well, and lacking rights are found there too."""
    with bases.empty(engines, "postgresql") as base:
        with base.migrated().opened() as store:
            World.on(store)
            assert [] == bad(examined(store))
        grants = ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public",)
        with base.user(*grants) as user, base.opened(user) as store:
            (sentence,) = wrong(examined(store))

    assert sentence.startswith(
        "The user may not use the sequences of appointment, asapcomm, commlog"
    )
