"""Watching an opening: who was texted and answered, as it happens, and stopping it."""

from datetime import time

import httpx2
import pytest

from schemas.codes import ResponseStatus, ScheduleType
from schemas.keys import AsapCommNum
from tests.steps.opening.lists import SECOND, put_on_list
from tests.web.staff.test_sending import PAGE, follow, form, words
from tests.world.office import START, World
from tests.world.stack import Stack
from tests.world.staff import Clerk, dismiss, hire
from tests.world.visitor import Visitor
from worker.rules.role import Role
from worker.rules.skip import STOPPED
from worker.store.ledger.operating_tables import deed
from worker.store.practice import tables
from worker.web.staff.session import COOKIE, IDLE


def work_until_five(world: World) -> None:
    """Have somebody in the operatory from the opening on."""
    world.change(tables.operatory, prov_dentist=1)
    world.add(tables.provider, prov_num=1, abbr="DOC")
    world.add(
        tables.schedule,
        schedule_num=5000,
        sched_date=START.date(),
        start_time=START.time(),
        stop_time=time(17),
        sched_type=ScheduleType.PROVIDER,
        prov_num=1,
    )


@pytest.fixture
def sent(anna: Clerk, service: Stack) -> Clerk:
    """Return anna's browser, who has sent an opening to three patients; one text is out."""
    put_on_list(service.world)
    work_until_five(service.world)
    follow(anna, anna.post("/send", {**form(anna.get(PAGE)), "send": ""}))
    service.idle()
    return anna


def test_an_opening_is_watched(sent: Clerk) -> None:
    """It says who was texted when and who comes next, and the first page leads to it."""
    shown = words(sent.get("/openings/5001"))

    assert "1 texted, 2 still to be texted, the last at 9:17 AM." in shown
    assert "Texted at 9:01 AM, no answer yet" in shown
    assert "Gets a text at 9:17 AM" in shown
    assert 2 == sent.get("?date=2023-10-18").text.count('href="/staff/openings/5001"')
    assert "Being offered now" in sent.get("?date=2023-10-18").text


def test_who_fills_it_is_named(sent: Clerk) -> None:
    """The page tells what became of each."""
    sent.stack.world.change(
        tables.asapcomm, response_status=ResponseStatus.ACCEPTED_AND_MOVED, sms_send_status=2
    )

    assert "Filled by P12001." in words(sent.get("/openings/5001"))


def test_when_it_was_filled_is_told(sent: Clerk) -> None:
    """Who takes the opening by the link in the text is named with the time, and the rest is over."""
    world = sent.stack.world
    world.later(minutes=7)
    first = next(row for row in world.rows(tables.asapcomm) if row["f_key"] == SECOND)
    Visitor(world, AsapCommNum(first["asap_comm_num"])).accept()
    shown = words(sent.get("/openings/5001"))

    assert "Filled by P12001 at 9:08 AM." in shown
    assert "Took the appointment" in shown
    assert "Stop the texts that wait" not in shown
    ahead = words(sent.get("?date=2023-10-18"))
    assert 'Op 2, Wednesday, October 18 at 2:00 PM</a> <span class="quiet">filled' in ahead
    assert "Being offered now" not in ahead


def test_stopping_is_written_down(sent: Clerk) -> None:
    """What waits is not sent, its Note says so, and it is known who has stopped it."""
    answer = follow(sent, sent.send("/openings/5001/stop", "/openings/5001"))

    assert "1 texted, nobody else is going to be." in words(answer)
    assert "Stopped by anna at 9:01 AM." in words(answer)
    assert STOPPED.sentence in words(answer)
    assert "Stop the texts that wait" not in answer.text
    assert ["send", "stop"] == [row["deed"] for row in sent.stack.world.rows(deed)]


def test_whoever_may_look_stops_nothing(sent: Clerk) -> None:
    """An account that only looks sees the page without the button."""
    hire(sent.stack, "eve", Role.LOOK)
    eve = Clerk(sent.stack)
    eve.sign_in("eve")

    assert "Stop the texts that wait" not in eve.get("/openings/5001").text
    assert 403 == eve.send("/openings/5001/stop", "/openings/5001").status_code
    assert 1 == len(sent.stack.world.rows(deed))


@pytest.mark.parametrize("num", ["0", "99", "x", "9" * 30])
def test_an_opening_that_is_not_there(anna: Clerk, num: str) -> None:
    """A number that somebody has made up is a sentence."""
    for below in ("", "/events"):
        assert below or "no such opening" in anna.get(f"/openings/{num}").text
    assert 404 == anna.send(f"/openings/{num}/stop").status_code


def test_a_page_that_comes_again_keeps_nobody_signed_in(sent: Clerk) -> None:
    """Nobody has clicked, so after eight hours the session is over."""
    world = sent.stack.world
    for _ in range(3):
        world.now += IDLE / 2.5
        sent.get("/openings/5001?again=1")

    assert 303 == sent.get("/openings/5001").status_code


def test_changes_come_by_themselves(sent: Clerk) -> None:
    """The browser is told at once of what happens, and of the end of its session."""
    world = sent.stack.world
    url = f"{sent.stack.front.url}/staff/openings/5001/events?again=1"
    headers = {"Cookie": f"{COOKIE}={sent.cookies[COOKIE]}"}
    with httpx2.stream("GET", url, headers=headers, timeout=20) as stream:
        assert "text/event-stream" in stream.headers["Content-Type"]
        assert "set-cookie" not in stream.headers
        told = filter(None, stream.iter_lines())
        assert "retry: 500" == next(told)
        first = next(told)
        world.change(tables.asapcomm, response_status=ResponseStatus.DECLINED)
        later = next(line for line in told if "Declined" in line)
        dismiss(sent.stack, "anna")
        last = next(line for line in told if line.startswith("event"))

    assert first.startswith("data: ")
    assert later
    assert "event: signed-out" == last
