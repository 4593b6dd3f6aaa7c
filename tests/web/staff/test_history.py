"""The staff page that looks back."""

from datetime import datetime

import pytest

from schemas.codes import ResponseStatus
from tests.web.staff.test_sending import words
from tests.world.staff import Clerk
from tests.world.visitor import Visitor
from worker.store.practice import tables


@pytest.mark.parametrize("days", ["", "?from=2023-10-01&to=2023-10-16"])
def test_what_became_of_each_is_told(anna: Clerk, days: str) -> None:
    """A line an offer, with its status in words, and the totals and pictures above."""
    world = anna.stack.world
    Visitor.texted(world)
    world.change(tables.asapcomm, response_status=ResponseStatus.ACCEPTED_AND_MOVED)
    world.change(tables.patient, l_name="Miller <b>")
    shown = words(anna.get(f"/history{days}"))

    assert "1 appointment slot filled, 1 text sent" in shown
    assert "Miller <b>, Anna" in shown
    assert "<strong>Miller <b>" not in anna.get(f"/history{days}").text
    assert "Oct 18, 2:00 PM to 2:40 PM" in shown
    assert "Week of October 16: 1 filled" in shown


def test_other_days_have_nothing(anna: Clerk) -> None:
    """Only the days that are asked for are shown."""
    Visitor.texted(anna.stack.world)

    assert "Nothing was offered" in anna.get("/history?from=2023-01-01&to=2023-01-31").text


def test_a_clinic_is_chosen(anna: Clerk) -> None:
    """An office with clinics may look at one; lines, totals and pictures are its own."""
    world = anna.stack.world
    Visitor.texted(world)
    world.preference("EasyNoClinics", "0")
    for num, name in ((7, "North <b>"), (8, "South")):
        world.add(tables.clinic, clinic_num=num, description=name, abbr=name)
    world.change(tables.asapcomm, clinic_num=7)

    assert "North &lt;b&gt;</td>" in anna.get("/history").text
    assert '<option value="7" selected>North &lt;b&gt;' in anna.get("/history?clinic=7").text
    assert "1 text sent" in anna.get("/history?clinic=7").text
    assert "Nothing was offered" in anna.get("/history?clinic=8").text


def test_the_pictures_have_words(anna: Clerk) -> None:
    """Each week of the days has its value in words, those of all clinics together."""
    world = anna.stack.world
    Visitor.texted(world).accept()
    shown = words(anna.get("/history?from=2023-10-02&to=2023-10-16"))

    assert (
        'aria-label="Filled each week. Week of October 2: none. Week of October 9: none. '
        'Week of October 16: 1 filled. "'
    ) in shown
    assert "Minutes until filled, each week. " in shown
    assert "Week of October 16: 0 minutes" in shown


def test_a_long_history_has_pages(anna: Clerk) -> None:
    """Fifty lines a page, light enough for a phone."""
    row = {"pat_num": 26, "date_time_entry": datetime(2023, 10, 10, 9), "note": "x" * 60}
    for _ in range(51):
        anna.stack.world.add(tables.asapcomm, **row)
    first, second = anna.get("/history"), anna.get("/history?page=2")

    assert [50, 1] == [page.text.count('<th role="rowheader"') for page in (first, second)]
    assert ["More", "Back"] == [
        next(word for word in ("More", "Back") if f">{word}</a>" in page.text)
        for page in (first, second)
    ]
    assert len(first.content) < 60_000


@pytest.mark.parametrize(
    "days", ["from=x", "to=2023-02-30", "from=2023-10-16&to=2023-10-01", "from=2020-01-01"]
)
def test_days_that_cannot_be_shown(anna: Clerk, days: str) -> None:
    """Whatever is wrong with the days is a sentence."""
    answer = anna.get(f"/history?{days}")

    assert 400 == answer.status_code
    assert '<p class="problem">' in answer.text
