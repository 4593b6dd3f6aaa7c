"""Who may save the office's texts: not the service's user, unless an administrator lets it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pytest

from schemas.keys import ClinicNum
from tests.contract import bases, granted
from tests.contract.bases import Base
from tests.contract.engines import Engines
from tests.world.office import World
from worker.errors import Forbidden
from worker.steps import templates
from worker.steps.templates import Change
from worker.store.checks.grants import grant
from worker.store.engine import Store
from worker.store.practice import tables

OTHER: Final = "[NameF]: [Date] [Time] is free at [OfficeName], see [AsapURL]"
ASIDE: Final = "-- Only to save texts by `asapcomms templates --set`: "


@pytest.fixture(params=["InnoDB", "MyISAM", "postgresql"])
def office(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Base]:
    """Return an office with a clinic, whose tables are the administrator's."""
    with bases.migrated(engines, request.param) as base:
        with base.opened() as store:
            world = World.on(store)
            world.preference("EasyNoClinics", "0")
            world.add(tables.clinic, clinic_num=1, description="North")
        yield base


def save(store: Store, text: str | None, clinic_num: int) -> bool:
    """Save a text."""
    now = datetime(2026, 3, 5, 9)
    return templates.save(
        store, Change(clinic_num=ClinicNum(clinic_num), text=text), "https://texts.example", now
    )


@pytest.mark.parametrize(("clinic_num", "table"), [(0, "preference"), (1, "clinicpref")])
def test_a_user_without_the_right_is_told_how_to_get_it(
    office: Base, clinic_num: int, table: str
) -> None:
    """One sentence with the table's name, and no text of which half is saved."""
    with granted.user(office) as user, office.opened(user) as store:
        with pytest.raises(Forbidden) as error:
            save(store, OTHER, clinic_num)
        assert error.value.sentence == (
            f"The service's database user may not change {table}; "
            "`asapcomms grants` prints the line that lets it."
        )
        assert [] == World(store).rows(tables.signalod)


def test_the_printed_lines_are_enough(office: Base) -> None:
    """With them a text is saved, changed and taken back, and the workstations are told."""
    lines = [line.removeprefix(ASIDE) for line in grant(office.text, granted.GRANTEE)]
    with granted.user(office) as user:
        office.sql(*(line for line in lines if line.startswith("GRANT")))
        with office.opened(user) as store:
            done = [
                save(store, OTHER, 0),
                save(store, f"{OTHER} now", 0),
                save(store, OTHER, 1),
                save(store, f"{OTHER} now", 1),
                save(store, None, 1),
            ]

            assert [True] * 5 == done
            assert 5 == len(World(store).rows(tables.signalod))
