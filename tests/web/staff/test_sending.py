"""Sending an opening from the staff pages: the dry run, the button, and two at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Final

import httpx2
import pytest

from schemas.codes import YesNo
from tests.steps.opening.lists import SECOND, THIRD, put_on_list
from tests.world.office import APT, OP, World
from tests.world.stack import Stack, eventually
from tests.world.staff import Clerk, hire
from worker.rules.role import Role
from worker.store.ledger.operating_tables import deed
from worker.store.ledger.tables import opening
from worker.store.practice import tables

FIELDS: Final = {"op": str(OP), "start": "2023-10-18 14:00:00", "minutes": "60"}
PAGE: Final = f"/send?op={OP}&start=2023-10-18+14%3A00%3A00&minutes=60"

_HIDDEN: Final = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
_BOX: Final = re.compile(r'name="((?:apt|rec)-\d+)" checked')
_SECTION: Final = re.compile(r"<section.*?</section>", re.DOTALL)


@pytest.fixture(autouse=True)
def _listed(world: World) -> None:
    """Have three patients on the list."""
    put_on_list(world)


def words(answer: httpx2.Response) -> str:
    """Return a page's text; its spaces are like any others."""
    return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def form(answer: httpx2.Response) -> dict[str, str]:
    """Return what the page's form sends when nothing is changed."""
    html = answer.text.partition('class="send"')[2]
    return {**dict(_HIDDEN.findall(html)), **dict.fromkeys(_BOX.findall(html), "on")}


def follow(clerk: Clerk, answer: httpx2.Response) -> httpx2.Response:
    """Go where a browser is led, until it stays."""

    def is_there() -> bool:
        nonlocal answer
        if answer.status_code == 303:
            answer = clerk.get(answer.headers["Location"].removeprefix("/staff"))
        elif "<h1>On its way</h1>" in answer.text:
            answer = clerk.get(str(answer.url.path).removeprefix("/staff"))
        else:
            return True
        return False

    eventually(is_there)
    return answer


def written(world: World) -> list[int]:
    """Count what sending adds."""
    return [len(world.rows(table)) for table in (tables.asapcomm, opening, deed)]


def test_the_page_is_a_dry_run(anna: Clerk, world: World) -> None:
    """It tells order, times, text and cost, with everybody ticked, and writes nothing."""
    page = anna.get(PAGE)
    shown = words(page)

    assert ["P12001", "P12002", "Anna"] == re.findall(r"checked> (\w+)</label>", shown)
    assert "<span>now <small>" in shown
    assert "Send 3 texts, the last at 9:17 AM" in shown
    assert "P12001, an appointment opening has become available" in shown
    assert "billed as" in shown
    assert [0, 0, 0] == written(world)


def test_who_is_left_out_is_told_why(anna: Clerk, world: World) -> None:
    """Whoever must not be texted is on the page, with the reason that the offer's Note has."""
    world.patient(28, l_name="Quiet", f_name="Q", txt_msg_ok=YesNo.NO)
    world.appointment(12003, 28)
    shown = words(anna.get(PAGE))

    [left_out] = [part for part in _SECTION.findall(shown) if "Gets no text" in part]
    assert "Quiet, Q" in left_out
    assert "not receive texts" in left_out
    assert "Send 3 texts" in shown


def test_a_list_that_nobody_gets_a_text_of_is_shown(anna: Clerk, world: World) -> None:
    """Each reason is there and no button."""
    world.change(tables.patient, txt_msg_ok=YesNo.NO)
    page = anna.get(PAGE)

    assert "Nobody would be texted. 3: " in page.text
    assert 3 + 1 == page.text.count("is set to not receive texts")
    assert 'name="send"' not in page.text


def test_the_button_sends(anna: Clerk, service: Stack) -> None:
    """What was shown is what is sent, the page leads to the opening, and it is known who did it."""
    answer = follow(anna, anna.post("/send", {**form(anna.get(PAGE)), "send": ""}))
    service.idle()

    assert "/staff/openings/1" == answer.url.path
    rows = service.world.rows(tables.asapcomm)
    assert [SECOND, THIRD, APT] == [row["f_key"] for row in rows]
    [done] = service.world.rows(deed)
    assert ("anna", "send", OP) == (done["account"], done["deed"], done["op"])
    assert "Sent by anna at 9:01 AM." in words(anna.get("/openings/1"))


def test_the_same_page_twice_is_one_opening(anna: Clerk, service: Stack) -> None:
    """An impatient finger sends nothing twice, and leads to the same place."""
    fields = {**form(anna.get(PAGE)), "send": ""}
    first, second = (follow(anna, anna.post("/send", fields)) for _ in range(2))

    assert first.url.path == second.url.path
    assert [3, 1, 1] == written(service.world)


def test_a_changed_list_is_shown_first(anna: Clerk, service: Stack) -> None:
    """Whoever is not ticked any more is left out, after the page has said what that changes."""
    fields = form(anna.get(PAGE))
    fields.pop(f"apt-{SECOND}")
    again = anna.post("/send", {**fields, "send": ""})

    assert "You have changed the list." in again.text
    assert "Send 2 texts" in words(again)
    assert "Taken off the list" in again.text
    assert [0, 0, 0] == written(service.world)
    follow(anna, anna.post("/send", {**form(again), "send": ""}))
    assert [THIRD, APT] == [row["f_key"] for row in service.world.rows(tables.asapcomm)]


def test_the_front_desk_chooses_from_everybody(anna: Clerk, world: World) -> None:
    """By provider and hygiene, as the API's parameters do; what is no choice is everybody."""
    world.change(tables.appointment, prov_hyg=5)
    world.add(tables.provider, prov_num=5, abbr="HYG5")
    world.add(tables.provider, prov_num=6, abbr="DOC6")

    def told(choice: str) -> str:
        return words(anna.get(f"{PAGE}&{choice}"))

    assert '<option value="5" selected>HYG5</option>' in told("provider=5")
    assert "Send 3 texts" in told("provider=5&hygiene=0")
    assert "Nobody on the ASAP list fits." in told("provider=6")
    assert "Nobody on the ASAP list fits." in told("hygiene=1")
    assert "Send 3 texts" in told("provider=x&hygiene=x")


def test_recalls_come_last_and_are_sent(anna: Clerk, service: Stack) -> None:
    """With recalls everybody is ticked; whoever is taken off can be put back."""
    world = service.world
    world.patient(29, f_name="Rea", l_name="Called", wireless_phone="5035550129")
    world.recall(7, 29)
    world.recall(8, APT)
    page = anna.get(f"{PAGE}&recalls=1")
    assert ["apt-12001", "apt-12002", f"apt-{APT}", "rec-7"] == _BOX.findall(page.text)
    assert "recall</small>" in page.text
    fields = form(page)
    del fields["apt-12001"]
    again = anna.post("/send", {**fields, "again": ""})
    assert {"apt-12002", f"apt-{APT}", "rec-7"} == set(_BOX.findall(again.text))
    assert 'name="apt-12001">' in again.text
    follow(anna, anna.post("/send", {**form(again), "send": ""}))

    assert [THIRD, APT, 7] == [row["f_key"] for row in world.rows(tables.asapcomm)]


def test_the_text_of_another_is_shown(anna: Clerk) -> None:
    """Each name brings its own text."""
    answer = anna.post("/send", {**form(anna.get(PAGE)), "text": f"apt-{APT}"})

    assert "Text to Anna" in answer.text
    assert "Anna, an appointment opening" in words(answer)


def test_two_at_once_send_it_once(anna: Clerk, service: Stack) -> None:
    """Of two people who press the button in the same moment one is told; nobody gets two texts."""
    hire(service, "ben")
    ben = Clerk(service)
    ben.sign_in("ben")
    pages = [(clerk, {**form(clerk.get(PAGE)), "send": ""}) for clerk in (anna, ben)]
    with ThreadPoolExecutor() as pool:
        sent = list(pool.map(lambda each: each[0].post("/send", each[1]), pages))
    ends = [follow(clerk, answer) for (clerk, _), answer in zip(pages, sent, strict=True)]

    good, told = sorted(ends, key=lambda answer: answer.status_code)
    assert 200 == good.status_code
    assert 400 <= told.status_code < 500
    assert '<p class="problem">' in told.text
    assert 1 == words(good).count("Sent by ")
    assert 3 == len(service.world.rows(tables.asapcomm))


def test_whoever_may_look_sends_nothing(stranger: Clerk, world: World) -> None:
    """Neither page nor button is for an account that only looks."""
    hire(stranger.stack, "eve", Role.LOOK)
    stranger.sign_in("eve")

    assert 403 == stranger.get(PAGE).status_code
    assert 403 == stranger.send("/send", **FIELDS, **{f"apt-{APT}": "on"}).status_code
    assert [0, 0, 0] == written(world)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": "2023-10-01 14:00:00"}, "clock shows"),
        ({"start": "soon"}, "dateTimeStart"),
        ({"minutes": "0"}, "lengthMinutes"),
        ({"minutes": "-5"}, "not complete"),
        ({"op": "99"}, "99"),
        ({"op": "x"}, "not complete"),
        ({"request": "x"}, "not complete"),
        ({"token": "x"}, "nothing was done"),
        ({"apt-1": "on", "shown": "apt-1"}, "1"),
    ],
)
def test_what_cannot_be_sent_is_a_sentence(
    anna: Clerk, world: World, change: dict[str, str], said: str
) -> None:
    """Whatever is changed by hand in the form is refused, and nothing is half made."""
    fields = {**form(anna.get(PAGE)), "send": ""}
    if "apt-1" in change:
        fields = {name: value for name, value in fields.items() if not name.startswith("apt-")}
    answer = anna.post("/send", {**fields, **change})

    assert 400 <= answer.status_code < 500
    assert said in answer.text
    assert [0, 0, 0] == written(world)


def test_nobody_ticked_is_nothing_to_send(anna: Clerk, world: World) -> None:
    """An empty list is told, and sends nothing."""
    fields = {name: it for name, it in form(anna.get(PAGE)).items() if not name.startswith("apt-")}

    assert "Nobody is chosen" in anna.post("/send", {**fields, "send": ""}).text
    assert [0, 0, 0] == written(world)


@pytest.mark.parametrize("path", ["/sent/x", "/sent/00000000-0000-4000-8000-000000000000"])
def test_what_was_never_sent(anna: Clerk, path: str) -> None:
    """An address that somebody has made up leads nowhere."""
    assert 404 == anna.get(path).status_code


def test_a_long_list_stays_small(anna: Clerk, world: World) -> None:
    """With two hundred patients the page is no heavier than a phone can bear."""
    for num in range(30_000, 30_200):
        name = {"l_name": f"Lastname{num}", "f_name": f"First{num}"}
        world.patient(num, wireless_phone=f"50355{num}", **name)
        world.appointment(num, num)
    answer = anna.get(PAGE)

    assert "Send 203 texts" in answer.text
    assert len(answer.content) < 60_000
