"""What the front desk sees, in Chromium, on a phone and on a desk, by day and by night."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from schemas.codes import AptStatus, ResponseStatus, ScheduleType, YesNo
from tests.browser.conftest import PHONE, SIZES, Window, keep
from tests.browser.test_patient import check, enlarge, heading, misfits
from tests.world.office import START, World, a_patient, an_appointment
from tests.world.stack import Stack
from tests.world.staff import PASSWORD, Clerk, hire
from tests.world.visitor import Visitor
from worker.rules.hold import EVERY_CLINIC
from worker.steps.hold import hold
from worker.store.practice import tables
from worker.web.staff.session import COOKIE

FREE: Final = "2 on the ASAP list fit"

WIDTHS: Final = {"phone": 390, "desk": 1200}
LOOKS: Final = [("phone", "dark"), ("desk", "light")]
"""Each page is looked at on a phone by night and on a desk by day."""

SMALL: Final[dict[str, Any]] = {"viewport": PHONE["viewport"]}

Desk = Callable[..., Page]


def looks(screen: str, **options: Any) -> dict[str, Any]:
    """Return what a window of the front desk is like."""
    view = {"viewport": {"width": WIDTHS[screen], "height": 844}}
    return {"locale": "en-US", **SIZES[screen], **view, **options}


@pytest.fixture
def door(window: Window, stack: Stack) -> Desk:
    """Return a way to come to the staff pages, where anna may sign in."""
    stack.app.state.staff.clock = stack.world.clock
    hire(stack, "anna")

    def come(screen: str = "desk", **options: Any) -> Page:
        page = window(**looks(screen, **options))
        page.goto(f"{stack.front.url}/staff/sign-in")
        return page

    return come


def sign_in(page: Page) -> None:
    """Sign in as anna."""
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Openings")


@pytest.fixture
def desk(window: Window, stack: Stack) -> Desk:
    """Return a way to open a page where anna has signed in, with the cookie that she got."""
    stack.app.state.staff.clock = stack.world.clock
    hire(stack, "anna")
    anna = Clerk(stack)
    anna.sign_in("anna")

    def sit_down(path: str, screen: str = "desk", **options: Any) -> Page:
        page = window(**looks(screen, **options))
        page.context.add_cookies(
            [
                {
                    "name": COOKIE,
                    "value": anna.cookies[COOKIE],
                    "domain": "127.0.0.1",
                    "path": "/staff",
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )
        page.goto(f"{stack.front.url}/staff{path}")
        return page

    return sit_down


@pytest.fixture(autouse=True)
def _morning(world: World) -> None:
    """Have two operatories with a morning and an afternoon, and two patients on the list."""
    world.change(tables.operatory, prov_dentist=1, op_name="North 2")
    world.add(
        tables.operatory, operatory_num=3, op_name="Hygiene with a longer name", prov_dentist=1
    )
    world.add(tables.provider, prov_num=1, abbr="DOC")
    for day in range(3):
        for start, stop in ((time(9), time(12)), (time(13), time(17))):
            world.add(
                tables.schedule,
                sched_date=START.date() + timedelta(days=day),
                start_time=start,
                stop_time=stop,
                sched_type=ScheduleType.PROVIDER,
                prov_num=1,
            )
    world.add(tables.patient, **a_patient(27, f_name="Ben", wireless_phone="(503) 555-0101"))
    world.add(tables.appointment, **an_appointment(12000, 27, apt_date_time=datetime(2023, 9, 20)))
    taken = {"apt_status": AptStatus.SCHEDULED, "priority": 0, "op": 2}
    for num, at in ((13000, time(9)), (13001, time(10, 0)), (13002, time(14))):
        world.add(tables.patient, **a_patient(num))
        when = datetime.combine(START.date(), at)
        world.add(tables.appointment, **an_appointment(num, num, apt_date_time=when, **taken))


def test_signing_in_with_a_wrong_password(door: Desk, size: str) -> None:
    """The page says what is wrong, keeps the name, and has no barriers."""
    page = door(size)
    sign_in(page)
    page.get_by_role("button", name="Sign out").click()
    heading(page, "Sign in")
    check(page, f"staff-sign-in-{size}")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill("guessed")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_have_text("Name or password is not right.")
    expect(page.get_by_label("Name")).to_have_value("anna")
    check(page, f"staff-sign-in-wrong-{size}")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_openings_are_without_barriers(desk: Desk, size: str, scheme: str) -> None:
    """Days, operatories and gaps fit any screen, by day and by night, and axe finds nothing."""
    page = desk("?date=2023-10-18", size, color_scheme=scheme)

    expect(page.get_by_role("heading", level=2)).to_have_text("Wednesday, October 18")
    expect(page.get_by_text(FREE).first).to_be_visible()
    check(page, f"staff-openings-{size}-{scheme}")


def test_the_openings_at_twice_the_size(desk: Desk, world: World) -> None:
    """Nothing is broken or cut on a small phone whose text is large, nor why no text goes out."""
    told = {"who": "anna@front", "why": "The office is closed for the storm."}
    hold(world.store, EVERY_CLINIC, **told, now=world.now)
    page = desk("?date=2023-10-18", "phone", **SMALL)
    enlarge(page)

    check(page, "staff-openings-large")
    assert [] == misfits(page)


SEND: Final = "/send?op=2&start=2023-10-18+13%3A00%3A00&minutes=60"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_dry_run_is_without_barriers(desk: Desk, world: World, size: str, scheme: str) -> None:
    """List, text, cost and who is left out fit any screen, and axe finds nothing."""
    world.patient(28, l_name="Quiet", f_name="Mia", txt_msg_ok=YesNo.NO)
    world.appointment(12003, 28)
    page = desk(SEND, size, color_scheme=scheme)

    expect(page.get_by_role("button", name="Send 2 texts, the last at 9:09")).to_be_visible()
    check(page, f"staff-send-{size}-{scheme}")
    page.get_by_role("checkbox", name="Ben").uncheck()
    page.get_by_role("button", name="Update the list").click()
    expect(page.get_by_role("button", name="Send 1 text now")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Ben")).not_to_be_checked()
    check(page, f"staff-send-changed-{size}-{scheme}")


def test_large_text_fits(desk: Desk) -> None:
    """Nothing of the dry run is broken or cut on a small phone whose text is large."""
    page = desk(SEND, "phone", **SMALL)
    enlarge(page)

    keep(page, "staff-send-large")
    assert [] == [one for one in misfits(page) if "http" not in one]  # a link is one long word


def test_sending_and_watching(
    door: Desk,
    service: Stack,
    size: str,
    has_script: bool,  # noqa: FBT001
) -> None:
    """From the door to the gap, the sent texts and who has answered, which comes by itself."""
    page = door(size, java_script_enabled=has_script)
    sign_in(page)
    page.goto(f"{service.front.url}/staff?date=2023-10-18")
    page.get_by_role("link", name="1:00 PM to 2:00 PM").click()
    page.get_by_role("button", name="Send 2 texts").click()
    heading(page, "North 2, Wednesday, October 18 at 1:00 PM")
    service.idle()
    expect(page.get_by_text("Texted at 9:01 AM, no answer yet")).to_be_visible(timeout=10_000)
    if has_script:  # axe is one
        check(page, f"staff-watch-{size}")
    with service.world.store.writing() as transaction:
        transaction.change(tables.asapcomm, 1, {}, response_status=ResponseStatus.DECLINED)

    expect(page.get_by_text("Declined").first).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="Stop the texts that wait").click()
    expect(page.get_by_text("Stopped by anna at 9:01 AM.")).to_be_visible()
    expect(page.get_by_role("button", name="Stop the texts that wait")).to_have_count(0)
    if has_script:
        check(page, f"staff-watch-stopped-{size}")
    page.get_by_role("link", name="Openings").click()
    expect(page.get_by_role("link", name="Wednesday, October 18 at 1:00")).to_be_visible()
    if has_script:
        check(page, f"staff-openings-offered-{size}")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_history_is_without_barriers(desk: Desk, world: World, size: str, scheme: str) -> None:
    """Totals, pictures and lines fit any screen, and axe finds nothing."""
    visitor = Visitor.texted(world, start=START + timedelta(hours=2))
    world.later(minutes=7)
    visitor.accept()
    page = desk("/history", size, color_scheme=scheme)

    heading(page, "History")
    for name in ("Filled each week", "Minutes until filled"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    page.get_by_text("Message").last.click()
    expect(page.get_by_text("an appointment opening has become available")).to_be_visible()
    check(page, f"staff-history-{size}-{scheme}")


def test_the_history_at_twice_the_size(desk: Desk) -> None:
    """The days can be chosen on a small phone whose text is large."""
    page = desk("/history", "phone", **SMALL)
    enlarge(page)

    check(page, "staff-history-large")
    assert [] == misfits(page)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_messages_are_without_barriers(desk: Desk, size: str, scheme: str) -> None:
    """The texts, what is wrong with one that is tried, and what patients would get."""
    page = desk("/messages", size, color_scheme=scheme)
    check(page, f"staff-messages-{size}-{scheme}")
    page.get_by_role("link", name="the practice").click()
    heading(page, "Example Dental, the practice")
    page.get_by_label("Text of an offer").fill("[NameF] \N{SPARKLES} [Day]: bit.ly/x")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("There is no [AsapURL]")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    check(page, f"staff-message-wrong-{size}-{scheme}")


def test_keys_are_enough_for_a_message(desk: Desk, world: World) -> None:
    """From the list of texts to one that is saved, without a pointer and without scripts."""
    page = desk("/messages/0", "desk", java_script_enabled=False)
    page.get_by_label("Text of an offer").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Today only.")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    page.get_by_label("Text of an offer").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("It is saved.")).to_be_visible()
    keep(page, "staff-message-saved")
    assert "Today only." in {row["value_string"][-11:] for row in world.rows(tables.preference)}


def test_keys_are_enough_to_send(desk: Desk, service: Stack) -> None:
    """A box is taken away, the list is shown anew, and sent, by keys alone."""
    page = desk(SEND, "desk", java_script_enabled=False)
    page.get_by_role("checkbox", name="Ben").focus()
    page.keyboard.press("Space")
    for name in ("Send 2 texts", "Send 1 text now"):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
    heading(page, "North 2, Wednesday, October 18 at 1:00 PM")

    assert 1 == len(service.world.rows(tables.asapcomm))


def test_keys_are_enough_for_the_openings(desk: Desk) -> None:
    """The first key leads past the head of the page; days are links."""
    page = desk("", "desk", java_script_enabled=False)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=2)).to_have_text("Wednesday, October 18")
