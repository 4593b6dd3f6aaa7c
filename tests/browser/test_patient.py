"""What patients see, in Chromium: every state, with thumbs, keys and without scripts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from schemas.codes import AptStatus, ResponseStatus
from tests.browser.conftest import SIZES, Opener, barriers, keep
from tests.world.office import START, World
from tests.world.visitor import Visitor
from worker.store.practice import tables

WAS: Final = datetime(2023, 11, 15, 13, 20)
AT: Final = "Wednesday, November 15 at 1:20 PM"
MOVE: Final = f"Move my appointment from {AT} to Wednesday, October 18 at 2:00 PM"


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Return a patient who has an appointment next month, and was texted about an opening."""
    world.change(tables.appointment, apt_status=AptStatus.SCHEDULED, apt_date_time=WAS, op=9)
    return Visitor.texted(world)


def appointment_at(world: World) -> datetime:
    """Read where the appointment is."""
    at: datetime = world.rows(tables.appointment)[0]["apt_date_time"]
    return at


def heading(page: Page, words: str) -> None:
    """Expect the page's only heading of the first level to say something."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def width_of(page: Page) -> int:
    """Return the screen's width; a phone's window grows with a page that is too wide."""
    size = page.viewport_size
    assert size
    return size["width"]


def enlarge(page: Page) -> None:
    """Let all text be twice as large, as the browser's own setting does."""
    page.evaluate("""() => {
        const root = document.documentElement;
        root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px";
    }""")


def misfits(page: Page) -> list[str]:
    """Return words that are broken in two, and elements that are cut or reach over the edge."""
    found: list[str] = page.evaluate(
        """(width) => {
        const wrong = [], range = document.createRange();
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            for (const word of texts.currentNode.data.matchAll(/\\d+-\\d+|[^\\s-]+/g)) {
                range.setStart(texts.currentNode, word.index);
                range.setEnd(texts.currentNode, word.index + word[0].length);
                const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
                if (tops.size > 1) wrong.push("broken: " + word[0]);
                if (range.getBoundingClientRect().right > width) wrong.push("cut: " + word[0]);
            }
        }
        for (const each of document.body.querySelectorAll("*")) {
            const box = each.getBoundingClientRect();
            if (box.right > width + 0.5 || box.left < -0.5) wrong.push("outside: " + each.tagName);
        }
        return wrong;
    }""",
        width_of(page),
    )
    return found


def check(page: Page, name: str) -> None:
    """Keep the page's picture; it has no barrier that axe knows, and fits the screen's width."""
    keep(page, name)
    assert "" == barriers(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width_of(page)


def several(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Add openings on the same day and on another."""
    world.preference("WebSchedAsapTextLimit", "")
    for start in (START + timedelta(hours=2), START + timedelta(days=1, hours=-5)):
        Visitor(world, world.offered(start=start))


def taken(world: World, visitor: Visitor) -> None:
    """Let somebody else be quicker by a second."""
    shown = visitor.open()
    world.booked(START)
    visitor.accept(shown=shown)


def two_clinics(world: World, visitor: Visitor) -> None:  # noqa: ARG001
    """Offer a second time in another clinic."""
    world.preference("EasyNoClinics", "0")
    world.preference("WebSchedAsapTextLimit", "")
    told = {"address": "4410 Riverbank Avenue", "city": "Quillwater", "sms_contract_date": WAS}
    world.add(tables.clinic, clinic_num=7, description="Riverbank Dental Associates", **told)
    world.add(tables.operatory, operatory_num=3, op_name="Op 3", clinic_num=7)
    world.offered(start=START + timedelta(hours=2), op=3)


def moved_again(world: World, visitor: Visitor) -> None:
    """Let the office change what was accepted."""
    visitor.accept()
    world.change(tables.appointment, apt_date_time=WAS + timedelta(hours=1), op=9)


STATES: Final[dict[str, tuple[Callable[[World, Visitor], object], str]]] = {
    "open": (lambda _, __: None, "An opening for you"),
    "several": (several, "An opening for you"),
    "two-clinics": (two_clinics, "An opening for you"),
    "moved": (lambda _, visitor: visitor.accept(), "Your appointment is moved"),
    "rebooked": (moved_again, "Your appointment has changed"),
    "taken": (taken, "Sorry, that time is already taken"),
    "declined": (lambda _, visitor: visitor.decline(), "You declined this opening"),
    "stopped": (lambda _, visitor: visitor.stop(), "You will not be notified again"),
    "none": (
        lambda world, _: world.booked(START),
        "The time we texted you about is no longer open",
    ),
    "unscheduled": (
        lambda world, _: world.change(tables.appointment, apt_status=AptStatus.BROKEN),
        "An opening for you",
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_without_barriers(
    world: World, visitor: Visitor, opened: Opener, state: str
) -> None:
    """On a small phone and on a desk, axe finds nothing to complain of in any state."""
    bring_about, words = STATES[state]
    bring_about(world, visitor)
    for size in SIZES:
        page = opened(visitor, size)

        heading(page, words)
        check(page, f"{state}-{size}")


@pytest.mark.parametrize("state", ["two-clinics", "moved", "taken", "unscheduled"])
def test_text_twice_as_large_fits(
    world: World, visitor: Visitor, opened: Opener, state: str
) -> None:
    """At 200 % no word is broken or cut and nothing has to be pushed sideways, on small phones."""
    STATES[state][0](world, visitor)
    page = opened(visitor)
    for language in ("en", "es"):
        page.goto(f"{page.url.split('?')[0]}?lang={language}")
        enlarge(page)
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 640})

            keep(page, f"large-{state}-{width}-{language}")
            assert [] == misfits(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert width == page.evaluate("innerWidth")


@pytest.mark.parametrize(
    "name", ["Prosthodontists of Massachusetts", "Odontología Hernández-Ávila"]
)
def test_an_offices_name_twice_as_large_fits(
    world: World, visitor: Visitor, opened: Opener, name: str
) -> None:
    """At 200 % the long words of a trade, a name or a town are not broken on small phones."""
    told = {"PracticeTitle": name, "PracticeCity": "Rancho Cucamonga-Southampton"}
    for preference, value in told.items():
        world.preference(preference, value)
    visitor.accept()
    page = opened(visitor)
    enlarge(page)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 640})

        assert [] == misfits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_spanish_is_without_barriers(visitor: Visitor, opened: Opener, scheme: str) -> None:
    """A Spanish browser gets a Spanish page, by day and by night."""
    page = opened(visitor, "phone", locale="es-MX", color_scheme=scheme)

    heading(page, "Hay un horario disponible para usted")
    assert "es" == page.locator("html").get_attribute("lang")
    check(page, f"spanish-{scheme}")
    page.get_by_role("link", name="English").click()
    heading(page, "An opening for you")


def test_a_link_that_leads_nowhere(visitor: Visitor, opened: Opener) -> None:
    """A stranger's page has no barriers either, and tells nothing."""
    page = opened(visitor)
    page.goto(page.url[:-3])

    heading(page, "This link does not work")
    check(page, "missing")


def test_accepting(
    world: World,
    visitor: Visitor,
    opened: Opener,
    size: str,
    has_script: bool,  # noqa: FBT001
) -> None:
    """One tap moves the appointment, on any screen, with and without scripts."""
    page = opened(visitor, size, java_script_enabled=has_script)
    expect(page.get_by_text(MOVE)).to_be_visible()
    page.get_by_role("button", name="Accept").click()

    heading(page, "Your appointment is moved")
    expect(page.get_by_text("Wednesday, October 18 2:00 PM")).to_be_visible()
    assert START == appointment_at(world)
    assert ResponseStatus.ACCEPTED_AND_MOVED is visitor.status


def test_declining_for_good(
    visitor: Visitor,
    opened: Opener,
    has_script: bool,  # noqa: FBT001
) -> None:
    """The box and Decline work with and without scripts."""
    page = opened(visitor, java_script_enabled=has_script)
    page.get_by_label("Do not notify me about openings for this appointment").check()
    page.get_by_role("button", name="Decline").click()

    heading(page, "You will not be notified again")
    assert ResponseStatus.DECLINED_STOP_COMM is visitor.status


def test_reload_and_back_show_the_same_answer(
    world: World, visitor: Visitor, opened: Opener
) -> None:
    """After the answer a reload sends nothing, and going back shows what came of it."""
    page = opened(visitor)
    page.get_by_role("button", name="Accept").click()
    heading(page, "Your appointment is moved")
    page.reload()
    heading(page, "Your appointment is moved")
    page.go_back()
    heading(page, "Your appointment is moved")

    assert START == appointment_at(world)


def test_two_tabs_get_one_answer(world: World, visitor: Visitor, opened: Opener) -> None:
    """Declining in a tab that was open before the other accepted shows what was accepted."""
    first = opened(visitor)
    second = first.context.new_page()
    second.goto(first.url)
    first.get_by_role("button", name="Accept").click()
    heading(first, "Your appointment is moved")
    second.get_by_role("button", name="Decline").click()

    heading(second, "Your appointment is moved")
    second.close()
    assert START == appointment_at(world)


def test_a_double_click_is_one_answer(world: World, visitor: Visitor, opened: Opener) -> None:
    """An impatient thumb does no harm."""
    page = opened(visitor)
    page.get_by_role("button", name="Accept").dblclick(no_wait_after=True)

    heading(page, "Your appointment is moved")
    assert START == appointment_at(world)


def test_keys_are_enough(world: World, visitor: Visitor, opened: Opener) -> None:
    """Tab reaches language, phone, Accept, the box and Decline in that order; Enter accepts."""
    page = opened(visitor, "desk")
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText.trim() || document.activeElement.name"))  # fmt: skip
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert "none" != outline

    assert [
        "Español",
        "Phone: (503) 555-0111",
        "Accept 2:00\N{NO-BREAK SPACE}PM",
        "stop",
        "Decline",
    ] == reached
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    heading(page, "Your appointment is moved")
    assert START == appointment_at(world)


def test_a_screen_reader_hears_what_a_button_does(visitor: Visitor, opened: Opener) -> None:
    """Names and descriptions of the controls say which appointment moves where."""
    page = opened(visitor)

    accept, decline = (page.get_by_role("button", name=name) for name in ("Accept", "Decline"))
    expect(accept).to_have_accessible_name("Accept 2:00 PM")
    expect(accept).to_have_accessible_description(MOVE)
    expect(decline).to_have_accessible_description(
        f"This new time does not work for me. Keep my appointment on {AT} for now."
    )
    for landmark in ("banner", "main"):
        expect(page.get_by_role(landmark)).to_have_count(1)


def test_targets_are_as_large_as_a_thumb(visitor: Visitor, opened: Opener) -> None:
    """Buttons are at least 48 pixels high, links 44, letters 16, on the smallest screen."""
    page = opened(visitor)
    for link in page.get_by_role("link").all():
        box = link.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 48
    sizes = page.evaluate("[...document.querySelectorAll('p, a, button, label')].map(e => parseFloat(getComputedStyle(e).fontSize))")  # fmt: skip
    assert min(sizes) >= 16


def test_nothing_is_loaded_or_kept(visitor: Visitor, opened: Opener) -> None:
    """One request makes the page; no cookie and no error is left behind."""
    page = opened(visitor)
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    page.wait_for_load_state("networkidle")

    assert [page.url] == [url for url in asked if not url.endswith("/favicon.ico")]
    assert ([], []) == (said, page.context.cookies())
