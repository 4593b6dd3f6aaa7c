"""GET /events, and GET /asapcomms?changedSince=."""

from datetime import timedelta
from threading import Timer

import pytest

from schemas.wire import date_time_text
from tests.contract.one_text import OTHER
from tests.world.office import START
from tests.world.stack import Stack
from tests.world.visitor import Visitor


def test_the_feed_is_read_on(stack: Stack) -> None:
    """Each event comes once, and the end is the same place until something happens."""
    visitor = Visitor.texted(stack.world)
    first = stack.get("/events?limit=1").json()
    second = stack.get(f"/events?after={first['next']}").json()
    nothing = stack.get(f"/events?after={second['next']}").json()
    visitor.decline()
    then = stack.get(f"/events?after={nothing['next']}").json()

    kinds = [[one["type"] for one in each["events"]] for each in (first, second, nothing, then)]
    assert [["offer.created"], ["offer.sent"], [], ["offer.viewed", "offer.declined"]] == kinds
    assert nothing["next"] == second["next"]
    assert {"AsapCommNum": 1, "ResponseStatus": "Declined"} == then["events"][1]["data"]


def test_somebody_who_waits_is_told(stack: Stack) -> None:
    """What happens while they wait is the answer."""
    event = Timer(0.3, stack.world.offered)
    event.start()
    found = stack.get("/events?wait=20").json()
    event.join()

    assert ["offer.created"] == [one["type"] for one in found["events"]]


def test_nothing_personal_is_told(stack: Stack) -> None:
    """Neither name nor number nor text."""
    Visitor.texted(stack.world).accept()
    words = stack.get("/events").text

    assert not [
        word for word in ("Anna", "5550100", "555-0100", "opening:", "/a/") if word in words
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("after=x", "after must be the next of an earlier answer, unchanged."),
        ("after=1-", "after must be the next of an earlier answer, unchanged."),
        ("after=1-%C2%B2", "after must be the next of an earlier answer, unchanged."),
        (f"after=1-{'9' * 18}", "after must be the next of an earlier answer, unchanged."),
        ("wait=21", "wait must be from 0 to 20 seconds."),
        ("limit=0", "Limit must be from 1 to 1000."),
        ("since=1", "since is not a parameter; there are after, Limit, wait."),
    ],
)
def test_a_wrong_query_is_refused(stack: Stack, query: str, sentence: str) -> None:
    """In a sentence."""
    answer = stack.get(f"/events?{query}")

    assert (400, sentence) == (answer.status_code, answer.text)


def test_what_has_changed_is_listed(stack: Stack) -> None:
    """An offer that was answered since is listed, whenever it was entered; another is not."""
    world = stack.world
    visitor = Visitor.texted(world)
    world.patient(OTHER)
    world.appointment(OTHER, OTHER)
    Visitor.texted(world, apt=OTHER, start=START + timedelta(hours=2))
    world.later(days=1)
    since = date_time_text(world.office.local(world.now))
    visitor.decline()

    listed = stack.get(f"/asapcomms?changedSince={since}").json()
    assert [visitor.num] == [one["AsapCommNum"] for one in listed]
    assert [] == stack.get(f"/asapcomms?changedSince={since}&Offset=1").json()


def test_days_and_changes_are_not_mixed(stack: Stack) -> None:
    """One or the other."""
    answer = stack.get("/asapcomms?changedSince=2023-10-16&date=2023-10-16")

    assert (400, "Give either changedSince or days.") == (answer.status_code, answer.text)
