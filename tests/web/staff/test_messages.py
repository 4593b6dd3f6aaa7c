"""The staff page of the office's texts: shown, tried, and saved where Open Dental keeps them."""

from typing import Final

import httpx2
import pytest

from tests.web.staff.test_sending import form, words
from tests.world.office import World
from tests.world.staff import Clerk, hire
from worker.rules.role import Role
from worker.store.ledger.operating_tables import saved_text
from worker.store.practice import tables
from worker.store.practice.templates import TEMPLATE

GOOD: Final = "[NameF], [OfficeName] has [Date] at [Time] free:\r\n[AsapURL]"


@pytest.fixture(autouse=True)
def _clinics(world: World) -> None:
    """Have an office with two clinics, of which one has set a blank text."""
    world.preference("EasyNoClinics", "0")
    for num, name in ((7, "North <b>"), (8, "South")):
        world.add(tables.clinic, clinic_num=num, description=name)
    world.add(tables.clinicpref, clinic_num=8, pref_name=TEMPLATE, value_string="")


def fill(clerk: Clerk, text: str, button: str, path: str = "/messages/7") -> httpx2.Response:
    """Write a text into the form of a page and press a button."""
    return clerk.post(path, {**form(clerk.get(path)), "text": text, button: ""})


def kept(world: World) -> dict[int, str]:
    """Return the texts that clinics have of their own."""
    return {row["clinic_num"]: row["value_string"] for row in world.rows(tables.clinicpref)}


def test_each_clinic_is_shown(anna: Clerk) -> None:
    """The practice's text, a clinic's that has none, and a blank one, which counts."""
    shown = words(anna.get("/messages"))

    assert "Example Dental, the practice" in shown
    assert "North &lt;b&gt;" in anna.get("/messages").text
    assert 1 == shown.count("The practice's text.")
    assert "The text is blank, so there is nothing to send." in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[NameF], come at [Time] on [Date] to [OfficeName].", "There is no [AsapURL]"),
        (f"{GOOD} [Doctor]", "[Doctor] is no tag"),
        (f"{GOOD} or bit.ly/x", "bit.ly shortens links"),
        (f"{GOOD} \N{SMILING FACE WITH OPEN MOUTH}", "(smiling face with open mouth)"),
        ("[NameF], [Date] at [Time]: [AsapURL]", "carriers and US rules for texts (TCPA)"),
        (f"{GOOD} {'long ' * 80}", "carriers advise at most 320"),
    ],
)
def test_what_is_wrong_is_said_before_it_is_saved(
    anna: Clerk, world: World, text: str, said: str
) -> None:
    """Whichever button is pressed, a text is shown with every remark first."""
    for button in ("try", "save"):
        answer = fill(anna, text, button)

        assert said in words(answer)
        assert {8: ""} == kept(world)
    assert ("Save this text" in answer.text) is ("Wrong:" not in answer.text)


def test_a_text_is_saved_once_it_was_shown(anna: Clerk, world: World) -> None:
    """It is shown as a patient gets it; then it is kept, with who has saved it and what was there."""
    tried = fill(anna, GOOD, "save", "/messages/8")
    assert "Anna, South has" in words(tried)
    assert "Nothing is saved yet." in tried.text
    saved = anna.post("/messages/8", {**form(tried), "text": GOOD, "save": ""})
    shown = words(anna.get(saved.headers["Location"].removeprefix("/staff")))

    assert {8: GOOD} == kept(world)
    assert "It is saved." in shown
    assert "Saved by anna on Monday, October 16 at 9:01 AM." in shown
    assert [("anna", 8, "")] == [
        (row["account"], row["clinic_num"], row["text_before"]) for row in world.rows(saved_text)
    ]


def test_the_practices_text_again(anna: Clerk, world: World) -> None:
    """A clinic gives up its own."""
    answer = fill(anna, "", "practice", "/messages/8")

    assert 303 == answer.status_code
    assert {} == kept(world)
    assert "an appointment opening has become available" in anna.get("/messages/8").text


def test_who_was_slower_is_told(anna: Clerk, world: World) -> None:
    """What another has saved meanwhile is not written over."""
    tried = fill(anna, GOOD, "try", "/messages/8")
    world.change(tables.clinicpref, value_string="[AsapURL] is another's")
    answer = anna.post("/messages/8", {**form(tried), "text": GOOD, "save": ""})

    assert 409 == answer.status_code
    assert "Somebody has changed this text" in answer.text
    assert {8: "[AsapURL] is another's"} == kept(world)


def test_whoever_may_look_changes_nothing(stranger: Clerk, world: World) -> None:
    """An account that only looks sees the text without the form, and no button works."""
    hire(stranger.stack, "eve", Role.LOOK)
    stranger.sign_in("eve")

    assert "<textarea" not in stranger.get("/messages/7").text
    for button in ("save", "practice"):
        assert 403 == stranger.send("/messages/8", "/messages", **{button: ""}).status_code
    assert {8: ""} == kept(world)


@pytest.mark.parametrize(
    ("path", "change", "status"),
    [
        ("/messages/7", {"token": "x", "save": ""}, 403),
        ("/messages/99", {"save": ""}, 404),
        ("/messages/x", {"save": ""}, 404),
        ("/messages/0", {"practice": ""}, 400),
        ("/messages/7", {"text": "x" * 70_000}, 413),
    ],
)
def test_what_cannot_be_saved_is_a_sentence(
    anna: Clerk, world: World, path: str, change: dict[str, str], status: int
) -> None:
    """Whatever is changed by hand is refused, and nothing is half made."""
    answer = anna.post(path, {**form(anna.get("/messages/7")), "text": GOOD, **change})

    assert status == answer.status_code
    assert {8: ""} == kept(world)
