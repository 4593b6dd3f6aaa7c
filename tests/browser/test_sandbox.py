"""The sandbox's page, in Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, Window, keep
from tests.sandbox.running import PATIENT, Sandbox, running

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEADINGS = {
    "/": "Sandbox texts",
    f"/conversations/{PATIENT}": "(503) 555-0100",
    "/numbers": "Numbers that act",
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Return a sandbox that has a text with a link in it."""
    with running(tmp_path) as ready:
        ready.send(
            "Ann, an appointment opening has become available on 9/13/2022 at 4:00 PM at Example "
            "Dental. Visit http://127.0.0.1:8000/a/uJ4tq0Zr1cXw to reserve it."
        )
        yield ready


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", HEADINGS)
def test_every_page_is_without_barriers(
    window: Window, sandbox: Sandbox, size: str, path: str, scheme: Literal["light", "dark"]
) -> None:
    """On a small phone and on a desk each page shows one heading of the first level in one main part."""
    page = window(**SIZES[size], color_scheme=scheme)
    page.goto(f"{sandbox.url}{path}")

    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[path])
    expect(page.get_by_role("main")).to_have_count(1)
    keep(page, f"sandbox-{path.strip('/').partition('/')[0] or 'list'}-{size}-{scheme}")
    found = Axe().run(page)
    assert 0 == found.violations_count, found.generate_report()
