"""Every form of the staff pages, whoever sends it: what is not a page's own does nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.steps.opening.lists import put_on_list
from tests.web.staff.test_sending import PAGE, form, words
from tests.world import logs
from tests.world.logs import Lines
from tests.world.office import World
from tests.world.stack import Stack
from tests.world.staff import Clerk, dismiss, hire
from worker.rules.role import Role
from worker.store import dialects, engine
from worker.store.ledger.tables import OWN
from worker.store.practice.tables import PRACTICE
from worker.web.staff import pages

OPEN = {"/staff/sign-in", "/staff/sign-out"}
NUMBERS = {"{schedule_num}": "1", "{clinic_num}": "0"}
EVERYTHING = {"save": "", "send": "", "text": "x", "apt-11939": "on", "minutes": "60", "op": "2"}


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Return what the service writes."""
    with logs.written() as lines:
        yield lines


def forms() -> list[str]:
    """Return the addresses that take a form and do something, as the service has them."""
    routes: list[Any] = pages.router.routes
    paths = [one.path for one in routes if "POST" in one.methods and one.path not in OPEN]
    for name, number in NUMBERS.items():
        paths = [path.replace(name, number) for path in paths]
    return [path.removeprefix("/staff") for path in paths]


def everything(world: World) -> dict[Any, Any]:
    """Read whatever a form could change."""
    return world.all_rows(*OWN.sorted_tables, *PRACTICE.sorted_tables)


def test_there_are_forms() -> None:
    """What the other tests go through."""
    assert ["/messages/0", "/openings/1/stop", "/send"] == sorted(forms())


def test_no_form_of_another_site_does_anything(anna: Clerk) -> None:
    """Without the token of a page of the same session it is refused in a sentence."""
    before = everything(anna.stack.world)
    for path in forms():
        answer = anna.post(path, EVERYTHING)

        assert (403, True) == (answer.status_code, "nothing was done" in answer.text), path
    assert before == everything(anna.stack.world)


def test_no_form_of_a_removed_account_does_anything(anna: Clerk) -> None:
    """Whoever has it open still, with a good token, is led to the door."""
    hire(anna.stack, "ben")
    token = anna.token()
    dismiss(anna.stack, "anna")
    before = everything(anna.stack.world)
    for path in forms():
        answer = anna.post(path, {**EVERYTHING, "token": token})

        assert 400 <= answer.status_code < 500 or answer.headers["Location"].endswith("/sign-in")
    assert before == everything(anna.stack.world)


def test_no_form_of_whoever_may_look_does_anything(stranger: Clerk) -> None:
    """The role is asked for each time, whatever the page has shown."""
    hire(stranger.stack, "eve", Role.LOOK)
    stranger.sign_in("eve")
    before = everything(stranger.stack.world)
    for path in forms():
        assert 403 == stranger.send(path, **EVERYTHING).status_code
    assert before == everything(stranger.stack.world)


@pytest.mark.parametrize(
    ("ticks", "status", "said"),
    [(600, 400, "at most"), (1_500, 400, "no form of these pages"), (6_000, 413, "")],
)
def test_more_ticks_than_anybody_makes(
    anna: Clerk, service: Stack, ticks: int, status: int, said: str
) -> None:
    """A list that is too long is a sentence, and nothing is sent."""
    put_on_list(service.world)
    fields = {**form(anna.get(PAGE)), "send": ""}
    before = everything(service.world)
    many = {f"apt-{20_000 + num}": "on" for num in range(ticks)}
    answer = anna.post("/send", {**fields, **many})

    assert status == answer.status_code
    assert said in words(answer)
    assert before == everything(service.world)


def test_a_form_in_an_outage_says_when_to_come_again(
    anna: Clerk, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the API does: a page for the person, seconds for a machine, and a line of the log."""
    anna.stack.world.offered()
    told = {"token": anna.token()}
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_SECONDS", 0)
    monkeypatch.setattr(dialects, "BUSY_TIMEOUT_SECONDS", 0)
    with anna.stack.world.store.writing():
        answer = anna.post("/openings/1/stop", told)

    assert (503, "5") == (answer.status_code, answer.headers.get("Retry-After"))
    assert 1 == len(lines.of("request.unavailable"))
