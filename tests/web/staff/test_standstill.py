"""Whoever waits for texts that do not go out is told why."""

from datetime import timedelta

import httpx2
import pytest

from schemas.keys import ClinicNum
from tests.web.staff.test_sending import PAGE, words
from tests.web.staff.test_watching import sent  # noqa: F401 - a fixture
from tests.world.staff import Clerk
from worker.rules.hold import EVERY_CLINIC
from worker.steps import hold as step
from worker.store.ledger import senders
from worker.store.practice import tables
from worker.web.staff.session import COOKIE

HELD = "No text goes out since Oct 16, 9:01 AM: bob@server holds them. The office moves."


def hold(clerk: Clerk, clinic_num: ClinicNum = EVERY_CLINIC) -> None:
    """Hold what goes out."""
    world = clerk.stack.world
    step.hold(world.store, clinic_num, who="bob@server", why="The office moves.", now=world.now)


def release(clerk: Clerk) -> None:
    """Let it go again."""
    world = clerk.stack.world
    step.release(world.store, EVERY_CLINIC, who="bob@server", now=world.now)


@pytest.mark.parametrize("page", ["", PAGE, "/openings/5001", "/history", "/messages"])
def test_a_hold_is_told_on_each_page(sent: Clerk, page: str) -> None:  # noqa: F811
    """Once on a page, until it is released."""
    assert "No text" not in words(sent.get(page))
    hold(sent)
    assert 1 == words(sent.get(page)).count(HELD)
    release(sent)
    assert "No text" not in words(sent.get(page))


def test_a_clinic_is_named(anna: Clerk) -> None:
    """By its name, and by its number where it has none."""
    for num, name in ((3, "<Harbor>"), (4, "")):
        anna.stack.world.add(tables.clinic, clinic_num=num, description=name)
    hold(anna, ClinicNum(3))
    hold(anna, ClinicNum(4))

    shown = words(anna.get())

    assert "No text of <Harbor> goes out since" in shown
    assert "No text of clinic 4 goes out since" in shown
    assert "<Harbor>" not in anna.get().text


def test_a_stopped_sender_is_told(anna: Clerk) -> None:
    """With the code by which whoever is asked finds out more."""
    world = anna.stack.world
    with world.store.writing() as transaction:
        senders.stop(
            transaction,
            anna.stack.parts.settings.sender_key,
            30034,
            is_by_receipt=False,
            now=world.now,
            probe_at=world.now + timedelta(minutes=1),
        )

    assert "the provider takes none (its code 30034)" in words(anna.get())


def test_strangers_are_told_nothing(stranger: Clerk) -> None:
    """Who holds and why is for the office."""
    hold(stranger)

    assert "No text" not in words(stranger.get("/sign-in"))


def test_a_page_that_is_open_is_told(sent: Clerk) -> None:  # noqa: F811
    """What watches an opening says so while it is looked at."""
    url = f"{sent.stack.front.url}/staff/openings/5001/events?again=1"
    headers = {"Cookie": f"{COOKIE}={sent.cookies[COOKIE]}"}
    with httpx2.stream("GET", url, headers=headers, timeout=20, verify=False) as stream:
        told = filter(None, stream.iter_lines())
        first = next(line for line in told if "texted" in line)
        hold(sent)
        later = next(line for line in told if "No text goes out" in line)

    assert first
    assert "bob@server" in later
