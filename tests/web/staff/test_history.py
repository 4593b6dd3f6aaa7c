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

    assert "1 filled, 1 text sent" in shown
    assert "Miller <b>, Anna" in shown
    assert "<strong>Miller <b>" not in anna.get(f"/history{days}").text
    assert "Offered Wednesday, October 18 at 2:00 PM" in shown
    assert "Week of October 16: 1 filled" in shown


def test_other_days_have_nothing(anna: Clerk) -> None:
    """Only the days that are asked for are shown."""
    Visitor.texted(anna.stack.world)

    assert "Nothing was offered" in anna.get("/history?from=2023-01-01&to=2023-01-31").text


def test_a_long_history_has_pages(anna: Clerk) -> None:
    """A hundred lines a page, light enough for a phone."""
    row = {"pat_num": 26, "date_time_entry": datetime(2023, 10, 10, 9), "note": "x" * 60}
    for _ in range(101):
        anna.stack.world.add(tables.asapcomm, **row)
    first, second = anna.get("/history"), anna.get("/history?page=2")

    assert [100, 1] == [page.text.count('class="row"') for page in (first, second)]
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
