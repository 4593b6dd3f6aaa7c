"""The picture of the watch page in the README, which is made here and shows the page as it is.

``MAKE_PICTURE=1 .venv/bin/python -m pytest tests/browser/test_picture.py`` makes it anew.
"""

import os
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import Browser, expect

from schemas.keys import AsapCommNum
from tests.architecture.sources import ROOT
from tests.browser.conftest import capture
from tests.web.staff.test_sending import PAGE, follow, form
from tests.world.stack import Stack
from tests.world.staff import Clerk, hire
from tests.world.visitor import Visitor
from worker.store.practice import tables
from worker.web.staff.session import COOKIE

PICTURE: Final = ROOT / "docs" / "watch.png"
STRUCTURE: Final = Path(__file__).with_name("watch.txt")
LIGHT: Final = 100_000
"""Bytes: nobody should wait for it."""

_NAMES: Final = ("Nora Quillfeather", "Silas Brambleby", "Greta Thistlewick", "Odell Marchpane")


class Watched(NamedTuple):
    """An opening at work."""

    cookie: str
    second: Visitor


@pytest.fixture
def watched(service: Stack) -> Watched:
    """Have an opening of four that the first has declined, and the second was texted about."""
    world = service.world
    service.app.state.staff.clock = service.app.state.patients.clock = world.clock
    world.change(tables.operatory, op_name="Harbor 1")
    world.change(tables.appointment, priority=0)
    for num, name in enumerate(_NAMES):
        given, family = name.split()
        phone = f"503555010{num}"
        world.patient(100 + num, f_name=given, l_name=family, wireless_phone=phone)
        world.appointment(13000 + num, 100 + num)
    hire(service, "anna")
    anna = Clerk(service)
    anna.sign_in("anna")
    follow(anna, anna.post("/send", {**form(anna.get(PAGE)), "send": ""}))
    service.idle()
    first, second = (AsapCommNum(row["asap_comm_num"]) for row in world.rows(tables.asapcomm)[:2])
    Visitor(world, first).decline()
    world.later(minutes=8)
    world.send(second)
    world.later(minutes=3)
    return Watched(anna.cookies[COOKIE], Visitor(world, second))


def test_the_picture_shows_the_page(browser: Browser, service: Stack, watched: Watched) -> None:
    """What is seen when somebody takes it is built as in the picture, which is there and light."""
    context = browser.new_context(locale="en-US", viewport={"width": 720, "height": 480})
    url = service.front.url
    context.add_cookies([{"name": COOKIE, "value": watched.cookie, "url": f"{url}/staff"}])
    page = context.new_page()
    num = service.world.rows(tables.schedule)[-1]["schedule_num"]
    page.goto(f"{url}/staff/openings/{num}")
    stop = page.get_by_role("button", name="Stop the texts that wait")
    expect(stop).to_be_visible()
    watched.second.accept()
    expect(page.get_by_text("Filled by Brambleby, Silas at 9:12")).to_be_visible(timeout=10_000)
    expect(stop).to_be_hidden()
    built = page.locator("body").aria_snapshot()
    if os.environ.get("MAKE_PICTURE"):
        capture(page, path=PICTURE, full_page=True)
        STRUCTURE.write_text(f"{built}\n")
    context.close()

    assert f"{built}\n" == STRUCTURE.read_text()
    assert 1_000 < PICTURE.stat().st_size < LIGHT
