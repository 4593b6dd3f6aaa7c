"""What is answered to texts from patients, and what is left to Twilio."""

import pytest

from schemas.codes import AlertType, YesNo
from tests.world.office import PAT, World
from tests.world.provider import ANNA, OFFICE, reply
from worker.queue import kinds
from worker.steps.inbound import apply, take
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.tables import text
from worker.store.practice import booking_tables as bookings
from worker.store.practice import tables

HELP = (
    "Example Dental: we text when an earlier appointment opens up. "
    "Call us at (503)555-0111. Reply STOP to stop."
)
UNCLEAR = "Example Dental: Reply STOP to stop texts. We have shown your message to our staff."
CONFIRMED = "Example Dental: you will get no more texts from us. Reply START to get them again."


def wanted(world: World) -> list[int]:
    """Return which patients want texts, in their order."""
    return [row["txt_msg_ok"] for row in world.rows(tables.patient)]


def answers(world: World) -> list[str]:
    """Return what is answered."""
    return [row["body"] for row in world.rows(text)]


def test_help_is_answered(world: World) -> None:
    """Who asks gets the office's name, its number and the way out, by the road of every text."""
    world.policy(answers_keywords=True)

    answer = reply(world, "HELP")

    assert answer is not None
    world.send_text(answer)
    assert [(ANNA, HELP)] == [(sent.recipient, sent.body) for sent in world.gateway.texts]


def test_a_refusal_is_confirmed(world: World) -> None:
    """One confirmation goes out, though the number is texted no more."""
    answer = reply(world, "leave me alone")

    assert answer is not None
    world.send_text(answer)
    assert [CONFIRMED] == [sent.body for sent in world.gateway.texts]


@pytest.mark.parametrize("word", ["STOP", " Stop\n", "cancel", "OPTOUT", "HELP", "info"])
def test_twilio_answers_its_own_words(world: World, word: str) -> None:
    """Unless told otherwise nothing is said on top of Twilio's reply, which it does not announce."""
    reply(world, word)

    assert [] == answers(world)


@pytest.mark.parametrize("words", ["please stop", "stop.", "leave me alone", "help!"])
def test_other_words_are_answered_here(world: World, words: str) -> None:
    """Twilio takes only a single word of its list; what only we understand is answered once."""
    reply(world, words)

    assert 1 == len(answers(world))


@pytest.mark.parametrize(("word", "answer"), [("STOP", CONFIRMED), ("help", HELP)])
def test_the_office_may_answer_all_words(world: World, word: str, answer: str) -> None:
    """Where Twilio's keywords are switched off the answers are ours."""
    world.policy(answers_keywords=True)

    reply(world, word)

    assert [answer] == answers(world)


def test_what_twilio_has_answered_is_not_answered(world: World) -> None:
    """OptOutType says that Twilio has answered, and what it took the text for."""
    wishes = []
    for kind in ("HELP", "STOP", "START", "STOP"):
        reply(world, "arret", opt_out_type=kind)
        wishes.append(wanted(world)[0])

    assert [] == answers(world)
    assert [YesNo.YES, YesNo.NO, YesNo.YES, YesNo.NO] == wishes


def test_others_are_not_answered(world: World) -> None:
    """Machines and people who only talk to the office get no answer from a machine."""
    for words in ("I'm driving, I'll see your message later", "ok", "HELP me", "YES", ""):
        reply(world, words)

    assert [] == answers(world)
    assert 5 == len(world.rows(tables.smsfrommobile))


def test_a_doubtful_text_is_answered_with_the_way_out(world: World) -> None:
    """What may be a refusal and may not is not guessed: the patient is told how to stop."""
    reply(world, "Stop texting me so early")
    reply(world, "too many texts")

    assert [UNCLEAR] == answers(world)
    assert [YesNo.YES] == wanted(world)


def test_a_doubtful_text_is_shown_as_an_alert(world: World) -> None:
    """Staff are asked to read each such text, and the alert has none of its words."""
    reply(world, "Take me off the waiting list")

    row = world.row(bookings.alertitem)
    assert (AlertType.GENERIC, PAT) == (row["type"], row["f_key"])
    assert "A text from 1(503)555-0100 on 10/16/2023 9:01:25 AM speaks of stopping" in str(
        row["description"]
    )
    assert "waiting" not in row["description"]


def test_who_has_stopped_is_not_told_how(world: World) -> None:
    """After STOP nothing is sent that is not asked for."""
    world.policy(answers_keywords=True)
    reply(world, "STOP")

    reply(world, "you keep texting me")

    assert [CONFIRMED] == answers(world)
    assert 1 == len(world.rows(bookings.alertitem))


def test_the_same_wish_is_answered_once_a_day(world: World) -> None:
    """Two machines do not keep each other talking."""
    world.policy(answers_keywords=True)
    for _ in range(5):
        reply(world, "HELP")
        world.later(minutes=1)
    world.later(hours=25)
    reply(world, "HELP")

    assert [HELP, HELP] == answers(world)


def test_an_old_text_is_not_answered(world: World) -> None:
    """A text that waited an hour in the queue has its effect, and no answer."""
    arrived = Arrived(
        message_sid="SM8", sender=ANNA, recipient=OFFICE, body="STOP", opt_out_type=""
    )
    inbound_num = take(world.store, arrived, world.now)
    world.later(hours=1)
    assert [inbound_num] == world.sweep()[kinds.APPLY_INBOUND]

    apply(inbound_num or 0, world.office, world.clock)

    assert [YesNo.NO] == wanted(world)
    assert [] == answers(world)
