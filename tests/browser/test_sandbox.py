"""The sandbox's page, in Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, Scheme, Window, barriers, keep
from tests.sandbox.running import PATIENT, Sandbox, running

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HEADINGS = {
    "/": "Sandbox texts",
    f"/conversations/{PATIENT}": "(503) 555-0100",
    "/numbers": "Numbers that act",
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Return the sandbox of all who look, which has a text with a link in it."""
    with running(tmp_path_factory.mktemp("sandbox")) as ready:
        ready.send(
            "Ann, an appointment opening has become available on 9/13/2022 at 4:00 PM at Example "
            "Dental. Visit http://127.0.0.1:8000/a/uJ4tq0Zr1cXw to reserve it."
        )
        yield ready


@pytest.mark.parametrize("path", HEADINGS)
def test_every_page_is_without_barriers(
    window: Window, sandbox: Sandbox, size: str, path: str
) -> None:
    """On a small phone and on a desk each page shows one heading of the first level in one main part.

    By day and by night axe finds nothing to complain of.
    """
    page = window(**SIZES[size])
    page.goto(f"{sandbox.url}{path}")

    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[path])
    expect(page.get_by_role("main")).to_have_count(1)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        keep(page, f"sandbox-{path.strip('/').partition('/')[0] or 'list'}-{size}-{scheme}")
        assert "" == barriers(page)
