"""A patient's move on Open Dental databases that differ: columns, tables and rights."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from schemas.codes import AptStatus
from tests.contract import bases, granted
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.world.office import APT, World
from tests.world.visitor import Visitor
from worker.rules.answer import Outcome
from worker.store.migrate import upgrade

if TYPE_CHECKING:
    from tests.contract.opendental import Storage


@pytest.fixture(params=["InnoDB", "MyISAM"])
def base(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return an Open Dental database with our tables."""
    storage: Storage = request.param
    with bases.migrated(engines, storage) as made:
        yield made


def three_moves(world: World) -> list[Outcome | None]:
    """Move a broken appointment, and schedule a planned one and a recall."""
    world.preference("WebSchedAsapTextLimit", "")
    world.patient(27)
    world.appointment(900_050, 27, apt_status=AptStatus.PLANNED)
    first = Visitor.texted(world).accept()
    later = Visitor.texted(world, apt=900_050, start=world.now.replace(tzinfo=None, day=19))
    world.recall()
    recalled = Visitor.recalled(world, start=world.now.replace(tzinfo=None, day=20))
    return [first, later.accept(), recalled.accept()]


def test_columns_that_nobody_told_us_of_are_copied(base: Base) -> None:
    """History and the copy of a planned appointment have all that the original has."""
    base.sql(
        "ALTER TABLE appointment ADD COLUMN Mood varchar(20) NOT NULL, ADD COLUMN Share decimal(5,2)",
        "ALTER TABLE histappointment ADD COLUMN Mood varchar(20) NOT NULL, "
        "ADD COLUMN Share decimal(5,2) NOT NULL, ADD COLUMN Own datetime NOT NULL, "
        "DROP COLUMN ProvBarText",
    )
    with base.opened() as store:
        world = World.on(store)
        base.sql(
            "UPDATE appointment SET Mood = 'calm', InsPlan1 = 8, ColorOverride = -7, "
            "SecurityHash = 'x'"
        )
        world.patient(27)
        world.appointment(900_050, 27, apt_status=AptStatus.PLANNED)
        base.sql(
            "UPDATE appointment SET Mood = 'eager', InsPlan1 = 9, SecurityHash = 'y' "
            "WHERE AptNum = 900050"
        )
        moved = Visitor.texted(world).accept()
        later = world.now.replace(tzinfo=None, day=19)
        planned = Visitor.texted(world, apt=900_050, start=later).accept()

    assert [Outcome.MOVED] * 2 == [moved, planned]
    kept = base.sql(
        "SELECT AptNum = %d, Mood, InsPlan1, ColorOverride, Share, CAST(Own AS char) "
        "FROM histappointment ORDER BY HistApptNum".replace("%d", str(APT))
    )
    assert [
        (1, "calm", 8, -7, 0, "0001-01-01 00:00:00"),
        (0, "eager", 9, 0, 0, "0001-01-01 00:00:00"),
    ] == kept
    copied = base.sql(
        "SELECT Mood, InsPlan1, SecurityHash FROM appointment WHERE NextAptNum = 900050"
    )
    assert [("eager", 9, "")] == copied


def test_tables_that_are_missing_are_done_without(base: Base) -> None:
    """Without alerts, and what hangs on an appointment, a move is a move."""
    base.sql("DROP TABLE alertitem, procedurelog, labcase, apptfield")
    with base.opened() as store:
        assert [Outcome.MOVED] * 3 == three_moves(World.on(store))


@pytest.mark.parametrize("forbidden", ["", "alertitem", "procedurelog", "labcase", "apptfield"])
def test_the_rights_that_are_printed_are_enough_to_move(base: Base, forbidden: str) -> None:
    """Who has them may let patients answer; what is optional may be kept back."""
    with base.opened() as store:
        World.on(store)
    with granted.user(base, lambda line: not forbidden or f"`{forbidden}`" not in line) as user:
        upgrade(base.settings(user))
        with base.opened() as ours:
            World(ours).preference("WebSchedAsapTextLimit", "")
            World(ours).patient(27)
            World(ours).appointment(900_050, 27, apt_status=AptStatus.PLANNED)
            World(ours).recall()
        with base.opened(user) as store:
            world = World(store)
            first = Visitor.texted(world).accept()
            start = world.now.replace(tzinfo=None, day=19)
            with base.opened() as ours:
                by_staff = World(ours).offered_by_staff(start=start.replace(day=20))
            world.send(by_staff)
            assert [Outcome.MOVED] * 3 == [
                first,
                Visitor.texted(world, apt=900_050, start=start).accept(),
                Visitor(world, by_staff).accept(),
            ]
