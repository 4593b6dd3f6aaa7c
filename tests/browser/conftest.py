"""Real Chromium, on a phone and on a desk, in front of the service's own pages."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from tenacity import retry, retry_if_exception_message, stop_after_attempt, wait_fixed

from tests.world.office import World
from tests.world.stack import Stack
from tests.world.visitor import Visitor

SCREENSHOTS: Final = Path(__file__).parent / "screenshots"
"""What each test run has seen; git leaves it alone."""

PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 320, "height": 568},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 9; SM-J260A) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36",
}
DESK: Final[dict[str, Any]] = {"viewport": {"width": 1280, "height": 900}}
SIZES: Final = {"phone": PHONE, "desk": DESK}
Scheme = Literal["light", "dark"]

_BINARIES: Final = ("chromium", "chromium-browser", "google-chrome")
_WITHOUT: Final = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    *("PreloadTopChromeWebUI", "SpareRendererForSitePerProcess"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
"""What the browser is told to leave out.

First the pages of its own address bar, which take half a second in every new window and are never seen.
The others are playwright's own, which count no more when there is a list after theirs.
"""

_ARGUMENTS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    f"--disable-features={','.join(_WITHOUT)}",
)


def _chromium() -> str:
    """Find the browser: skip on a laptop without one, fail where everything must be there."""
    found = os.environ.get("TEST_CHROMIUM") or next(filter(None, map(shutil.which, _BINARIES)), "")
    if not found:
        sentence = "Chromium is not installed; install chromium or set TEST_CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser; until it is closed no other test of this process may run a loop of its own."""
    binary = _chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=binary, args=list(_ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Return each size of screen."""
    return str(request.param)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """Return whether the browser runs scripts."""
    return bool(request.param)


Opener = Callable[..., Page]
Window = Callable[..., Page]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Window]:
    """Return a way to the one window with some options, which has no cookies; a new one is slow."""
    pages: dict[str, Page] = {}

    def one(viewport: ViewportSize, color_scheme: Scheme = "light", **options: Any) -> Page:
        key = repr(sorted(options.items()))
        if key not in pages:
            pages[key] = browser.new_context(viewport=viewport, **options).new_page()
        page = pages[key]
        page.context.clear_cookies()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    yield one
    for page in pages.values():
        page.context.close()


@pytest.fixture
def opened(window: Window, stack: Stack) -> Opener:
    """Return a way to open an offer's link."""
    stack.app.state.patients.clock = stack.world.clock

    def open_link(visitor: Visitor, screen: str = "phone", **options: Any) -> Page:
        page = window(**{"locale": "en-US", **SIZES[screen], **options})
        page.goto(f"{stack.front.url}/a/{visitor.short_guid}")
        return page

    return open_link


@pytest.fixture
def world(world: World) -> World:
    """Return an office with an address, and a patient with an appointment next month."""
    for name, value in {
        "PracticeAddress": "12 Willow Street",
        "PracticeCity": "Quillwater",
        "PracticeST": "OR",
        "PracticeZip": "97000",
    }.items():
        world.preference(name, value)
    return world


capture: Final = retry(
    retry=retry_if_exception_message(match=".*Unable to capture screenshot"),
    stop=stop_after_attempt(5),
    wait=wait_fixed(1),
    reraise=True,
)(Page.screenshot)
"""On a machine that is busy Chromium may have no frame to show yet, and says so instead of waiting."""


@pytest.fixture(scope="session", autouse=True)
def _screenshots() -> None:
    """Have a folder for pictures; those of other processes of this run stay in it."""
    SCREENSHOTS.mkdir(exist_ok=True)


def keep(page: Page, name: str) -> None:
    """Keep what the page looks like, with a dot for each of its own pixels."""
    capture(page, path=SCREENSHOTS / f"{name}.png", full_page=True, scale="css")


def barriers(page: Page, **options: Any) -> str:
    """Return what axe complains of, in words; only that crosses over to here, the rest is much."""
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(
        "(options) => axe.run(options).then((found) => found.violations)",
        {"resultTypes": ["violations"], **options},
    )
    return AxeResults({"violations": violations}).generate_report() if violations else ""
