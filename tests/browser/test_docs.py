"""The page of the API, in Chromium."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, keep
from tests.world.stack import Stack

OF_SWAGGER_UI = {"heading-order": {"enabled": False}, "nested-interactive": {"enabled": False}}
"""What is in the structure that Swagger UI builds, where no style reaches."""

KEYS = ("demo/demo", "ODFHIR demo/demo")


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """Return the page, shown."""
    context = browser.new_context(**DESK)
    page = context.new_page()
    page.goto(f"{stack.front.url}/docs")
    expect(page.get_by_role("button", name="Authorize").first).to_be_visible(timeout=30_000)
    yield page
    context.close()


def open_post(page: Page) -> None:
    """Unfold the form of POST."""
    page.get_by_role("button", name="POST /asapcomms Offer an opening").first.click()
    page.get_by_role("button", name="Try it out").click()


def test_the_page_is_without_barriers(page: Page) -> None:
    """It names its language, and axe finds nothing to complain of, with a form unfolded too."""
    assert "en" == page.locator("html").get_attribute("lang")
    keep(page, "docs")
    folded = Axe().run(page, options={"rules": OF_SWAGGER_UI})
    assert 0 == folded.violations_count, folded.generate_report()
    open_post(page)
    keep(page, "docs-post")
    unfolded = Axe().run(page, options={"rules": OF_SWAGGER_UI})
    assert 0 == unfolded.violations_count, unfolded.generate_report()


@pytest.mark.parametrize("key", KEYS)
def test_the_example_can_be_sent(page: Page, key: str) -> None:
    """The key that the terminal shows can be typed as it is, and the example lies in the future."""
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_role("textbox").first.fill(key)
    page.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").click()
    open_post(page)
    page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(".live-responses-table")

    [request] = sent
    assert "ODFHIR demo/demo" == request.headers["authorization"]
    body = json.loads(request.post_data or "")
    start = datetime.fromisoformat(body["dateTimeStart"])
    assert start > datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1)
