"""What patients see, in Chromium: every state, with thumbs, keys and without scripts."""

from datetime import datetime
from typing import Final

import pytest
from playwright.sync_api import expect

from schemas.codes import AptStatus, ResponseStatus
from tests.browser.conftest import Opener, keep
from tests.world.office import START, World
from tests.world.visitor import Visitor
from worker.store import practice_tables as tables

WAS: Final = datetime(2023, 11, 15, 13, 20)


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Return a patient who has an appointment next month, and was texted about an opening."""
    world.change(tables.appointment, apt_status=AptStatus.SCHEDULED, apt_date_time=WAS, op=9)
    return Visitor.texted(world)


def appointment_at(world: World) -> datetime:
    """Read where the appointment is."""
    at: datetime = world.rows(tables.appointment)[0]["apt_date_time"]
    return at


def test_accepting(
    world: World,
    visitor: Visitor,
    opened: Opener,
    size: str,
    has_script: bool,  # noqa: FBT001
) -> None:
    """One tap moves the appointment, on any screen, with and without scripts."""
    page = opened(visitor, size, java_script_enabled=has_script)
    expect(page.get_by_text("Move my 11/15/2023 1:20")).to_be_visible()
    keep(page, f"open-{size}")
    page.get_by_role("button", name="Accept").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your appointment is made")
    expect(page.get_by_text("It is now on Wednesday, October 18, 2023 at 2:00")).to_be_visible()
    keep(page, f"moved-{size}")
    assert START == appointment_at(world)
    assert ResponseStatus.ACCEPTED_AND_MOVED is visitor.status
