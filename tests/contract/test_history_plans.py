"""The history costs what its days hold, not what the office has had."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from schemas.keys import ClinicNum
from tests.contract.plan_values import NOON
from tests.contract.test_plans import GROWING, Ran, world
from tests.world.office import World
from worker.steps import history
from worker.steps.history import Days
from worker.store.portion import Portion

__all__ = ["world"]

TODAY: Final = NOON.date()
MOST_STATEMENTS: Final = 12
CLINICS: Final = (None, ClinicNum(0))


def whole(ran: Ran) -> list[str]:
    """Return what reads a growing table in full."""
    return [
        f"{name}: {step.how}"
        for name, plan in ran.plans()
        for step in plan
        if step.is_whole and step.table in GROWING
    ]


@pytest.mark.parametrize("clinic_num", CLINICS)
def test_a_page_is_found_by_keys(world: World, clinic_num: ClinicNum | None) -> None:
    """Names, times and texts hang on its lines, and are read by theirs."""
    with Ran(world.store) as ran, world.store.reading() as transaction:
        found = history.page(transaction, Days(TODAY, TODAY, clinic_num), Portion(100))

    assert found.offers
    assert found.texts_sent
    assert len(list(ran.plans())) <= MOST_STATEMENTS
    assert [] == whole(ran)


@pytest.mark.parametrize("clinic_num", CLINICS)
def test_figures_are_counted_by_keys(world: World, clinic_num: ClinicNum | None) -> None:
    """Of a few days; a year of an office is most of what it has."""
    days = Days(TODAY - timedelta(days=1), TODAY, clinic_num)
    with Ran(world.store) as ran, world.store.reading() as transaction:
        found = history.weeks(transaction, days, ZoneInfo("UTC"))

    assert found.together.openings_offered
    assert len(list(ran.plans())) <= MOST_STATEMENTS
    assert [] == whole(ran)
