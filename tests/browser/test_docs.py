"""The page of the API, in Chromium."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import DESK, Window, barriers, keep
from tests.world.stack import Stack

OF_SWAGGER_UI = {"heading-order": {"enabled": False}, "nested-interactive": {"enabled": False}}
"""What is in the structure that Swagger UI builds, where no style reaches."""

FORMS = ("GET /appointments List", "GET /asapcomms List offers", "POST /openings Offer an opening")
"""One with fields that choose, one whose answers are a list, and another with a body."""

ANSWER = ".live-responses-table"


@pytest.fixture
def page(window: Window, service: Stack) -> Page:
    """Return the page, shown."""
    page = window(**DESK)
    page.goto(f"{service.front.url}/docs")
    expect(page.get_by_role("button", name="Authorize").first).to_be_visible(timeout=30_000)
    return page


def authorize(page: Page, key: str) -> None:
    """Type a key."""
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_role("textbox").first.fill(key)
    page.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").click()


def forget(page: Page) -> None:
    """Clear the answer and take the key away."""
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(ANSWER)).to_have_count(0)
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_role("button", name="Remove authorization").click()
    page.get_by_role("button", name="Close").click()


def send(page: Page) -> Response:
    """Send the form, and wait until the answer is shown."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(ANSWER)
    return answered.value


def test_the_example_can_be_sent_and_nothing_bars_the_way(page: Page) -> None:
    """The page names its language, and axe finds nothing to complain of, with forms unfolded too.

    The key that the terminal shows can be typed as it is, and the example lies in the future.
    A page takes seconds to load, so all of this is seen on one.
    """
    assert "en" == page.locator("html").get_attribute("lang")
    keep(page, "docs")
    assert "" == barriers(page, rules=OF_SWAGGER_UI)
    page.get_by_role("button", name="POST /asapcomms Offer an opening").first.click()
    page.get_by_role("button", name="Try it out").click()
    keep(page, "docs-post")
    assert "" == barriers(page, rules=OF_SWAGGER_UI)

    answers = []
    for key in ("demo/demo", "ODFHIR demo/demo"):
        authorize(page, key)
        answers.append(send(page))
        keep(page, f"docs-answer-{len(answers)}")
        assert "" == barriers(page, rules=OF_SWAGGER_UI)
        forget(page)

    assert 200 == answers[0].status  # the second time it is offered already
    for answer in answers:
        assert "ODFHIR demo/demo" == answer.request.headers["authorization"]
        body = json.loads(answer.request.post_data or "")
        start = datetime.fromisoformat(body["dateTimeStart"])
        assert start > datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1)

    for name in FORMS:
        page.get_by_role("button", name=name).first.click()
    for button in reversed(page.get_by_role("button", name="Try it out").all()):
        button.click()
    keep(page, "docs-forms")
    assert "" == barriers(page, rules=OF_SWAGGER_UI)
