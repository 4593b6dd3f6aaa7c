"""What became of an offer, in the order in which it came about."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from schemas.keys import AsapCommNum
from tests.world.office import RECALL, START, World
from tests.world.visitor import Visitor
from worker.explain import report
from worker.explain.timeline import _ANSWERS, _OUTCOMES, Part, Timeline, timeline
from worker.gateways.port import NoAnswer, NotSent
from worker.rules.answer import Answer, Outcome
from worker.steps.answer import answer
from worker.store.ledger import tables as own_tables
from worker.store.practice import tables

NAME = "Anna"
NUMBER = "15035550100"


def told(world: World, num: AsapCommNum, link_base: str | None = None) -> Timeline:
    """Tell an offer's timeline."""
    with world.store.reading() as transaction:
        found = timeline(transaction, num, world.office.zone, link_base)
    assert found is not None
    return found


def sentences(found: Timeline, part: Part) -> list[str]:
    """Return what is said of a part."""
    return [entry.sentence for entry in found.entries if entry.part is part]


def test_a_sent_text_is_told_from_request_to_acceptance(world: World) -> None:
    """Each step stands once, in order."""
    num = world.offered()
    world.later(seconds=1)
    world.send(num)

    found = told(world, num)

    assert [
        Part.REQUEST,
        Part.DECISION,
        Part.BLOCKOUT,
        Part.ATTEMPT,
        Part.ATTEMPT,
    ] == [entry.part for entry in found.entries]
    assert "the provider took the text as" in found.entries[-1].sentence
    assert "1 text sent" in sentences(found, Part.BLOCKOUT)[0]
    assert "The text was sent. The patient has not answered." == found.end


def test_an_offer_for_a_recall_is_told(world: World) -> None:
    """Its number is a recall's, and what has become of it is told like any other."""
    world.recall()
    visitor = Visitor.recalled(world)
    visitor.accept()

    found = told(world, visitor.num)

    assert f"Offer {visitor.num} for recall {RECALL}" == found.title
    assert "it did not come through this service's API or queue" in found.entries[0].sentence
    assert re.search(
        r"the appointment was moved to \d{4}-\d\d-\d\d \d\d:\d\d.* \(appointment \d+\)",
        sentences(found, Part.ANSWER)[-1],
    )
    assert Part.CONFIRMATION in {entry.part for entry in found.entries}


def test_times_are_on_the_offices_clock(world: World) -> None:
    """Whoever reads it compares with the office's own notes."""
    world = World(world.store, "America/Los_Angeles")
    world.now = datetime(2023, 10, 16, 18, 1, 25, tzinfo=UTC)

    found = told(world, world.offered())

    assert "America/Los_Angeles" == found.zone.key
    assert {datetime(2023, 10, 16, 11, 1, 25)} == {entry.at_local for entry in found.entries}


def test_a_skip_says_its_reason(world: World) -> None:
    """The sentence of Note stands where it was decided."""
    world.change(tables.patient, txt_msg_ok=2)

    found = told(world, world.offered())

    assert "is set to not receive texts" in sentences(found, Part.DECISION)[0]
    assert "No text goes out." == found.end


def test_a_skip_at_sending_says_its_reason(world: World) -> None:
    """What was decided later stands later."""
    num = world.offered()
    world.change(tables.patient, txt_msg_ok=2)
    world.later(seconds=5)
    world.send(num)

    found = told(world, num)

    assert Part.NOTE is found.entries[-1].part
    assert ["The offer was made; its text was due at once."] == sentences(found, Part.DECISION)


def test_a_refusal_is_told_with_code_and_meaning(world: World) -> None:
    """Status and code are there for the provider's support, the meaning for the office."""
    num = world.offered()
    world.gateway.answers = [NotSent("landline", is_permanent=True, code=21635, http_status=400)]
    world.send(num)

    last = sentences(told(world, num), Part.ATTEMPT)[-1]

    assert "HTTP 400, code 21635" in last
    assert "landline" in last


@pytest.mark.parametrize(
    ("later", "said"),
    [(0, "The provider is asked at 09:01:40."), (200, "no trace of it at any look")],
)
def test_an_unknown_attempt_says_when_it_is_asked_about(
    world: World, later: int, said: str
) -> None:
    """Nobody has to guess what the service is waiting for, or what it found."""
    num = world.offered()
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    world.send(num)
    if later:
        world.later(seconds=later)
        world.settle(num)

    last = sentences(told(world, num), Part.ATTEMPT)[-1]

    assert "ended without an answer" in last
    assert said in last


def test_a_receipt_is_told_with_its_meaning(world: World) -> None:
    """The provider's later word stands where it came."""
    num = world.offered()
    world.send(num)
    world.later(minutes=2)
    world.add(
        own_tables.receipt,
        attempt_id=world.row(own_tables.attempt)["attempt_id"],
        message_sid="SM1",
        status="undelivered",
        error_code=30006,
        sender="",
        received_at=world.now,
    )

    (entry,) = (entry for entry in told(world, num).entries if entry.part is Part.RECEIPT)

    assert datetime(2023, 10, 16, 9, 3, 25) == entry.at_local
    landline = "The number cannot receive texts (landline)."
    assert f"The provider says undelivered (code 30006). {landline}" == entry.sentence


def test_a_confirmation_is_told_with_its_attempts(world: World) -> None:
    """What was texted about an answer belongs to the offer."""
    num = world.offered()
    world.send(num)
    world.later(minutes=3)
    world.send_text(world.say(subject=num))

    found = told(world, num)

    assert ["A confirmation was to be texted; it is sent."] == sentences(found, Part.CONFIRMATION)
    assert 4 == len(sentences(found, Part.ATTEMPT))


@pytest.mark.parametrize(
    ("said", "answered", "came"),
    [
        (
            Answer.ACCEPT,
            "The patient accepted.",
            "the appointment was moved to 2023-10-18 14:00, operatory 2 (appointment 11939).",
        ),
        (Answer.DECLINE, "The patient declined.", "the appointment stays where it was"),
        (Answer.STOP, "The patient asked for no more offers.", "no more offers are made"),
    ],
)
def test_the_patients_answer_is_told(world: World, said: Answer, answered: str, came: str) -> None:
    """What was said, and what it has led to."""
    num = world.offered()
    world.send(num)
    world.later(minutes=2)
    visitor = Visitor(world, num)
    answer(visitor.asked(visitor.look(), said), world.office.desk, world.now)

    first, then = sentences(told(world, num), Part.ANSWER)

    assert answered == first
    assert came in then


def test_every_answer_has_its_words() -> None:
    """Nothing that a patient can do leaves the timeline speechless."""
    assert set(Answer) == _ANSWERS.keys()
    assert set(Outcome) == _OUTCOMES.keys()


def test_an_offer_of_another_program_is_told_as_such(world: World) -> None:
    """What this service did not make has no request."""
    num = world.add(tables.asapcomm, date_time_entry=datetime(2023, 1, 2, 3, 4, 5))

    found = told(world, AsapCommNum(num))

    assert "did not come through this service" in sentences(found, Part.DECISION)[0]
    assert "is not there any more" in sentences(found, Part.BLOCKOUT)[0]


def test_nobody_is_named_unless_asked_for(world: World) -> None:
    """Neither name, number nor the text's words are in it, however it is printed."""
    num = world.offered()
    world.send(num)

    said = report.as_json(told(world, num)) + str(told(world, num))

    assert NAME not in said
    assert NUMBER not in said
    assert "/a/" not in said


def test_names_are_told_when_asked_for(world: World) -> None:
    """Who was texted, at which number, and what."""
    num = world.offered()
    world.send(num)

    found = json.loads(report.as_json(told(world, num, "https://example.test")))

    assert ("26 Anna", f"+{NUMBER}") == (found["patient"], found["number"])
    assert world.gateway.texts[0].body == found["text"]


def test_there_may_be_no_such_offer(world: World) -> None:
    """A number that nobody has is no timeline."""
    with world.store.reading() as transaction:
        assert timeline(transaction, AsapCommNum(77), world.office.zone) is None


def test_a_confirmation_is_told_with_the_offer_that_was_accepted(world: World) -> None:
    """Its calls are told as its own, and the link's own offer tells of none."""
    world.preference("WebSchedAsapTextLimit", "")
    link = Visitor.texted(world)
    accepted = Visitor.texted(world, start=START + timedelta(hours=2))
    link.accept(num=accepted.num)
    world.send_text(world.row(own_tables.text)["text_num"])

    found, other = told(world, accepted.num), told(world, link.num)

    begun, ended = sentences(found, Part.ATTEMPT)[2:]
    assert ["A confirmation was to be texted; it is sent."] == sentences(found, Part.CONFIRMATION)
    assert begun.startswith("Attempt 1 of the confirmation was written down by")
    assert ended.startswith("Attempt 1 of the confirmation: the provider took the text as")
    assert [] == sentences(other, Part.CONFIRMATION)
    assert 2 == len(sentences(other, Part.ATTEMPT))
