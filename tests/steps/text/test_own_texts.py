"""Texts that are no offers go the same way as offers: once, or with a reason."""

import pytest

from schemas.codes import SmsMessageSource, YesNo
from schemas.keys import PatNum
from tests.world.office import PAT, World
from worker.gateways.port import NoAnswer, NotSent
from worker.queue import kinds
from worker.rules import skip
from worker.rules.attempt import Purpose, TextState, UnknownPolicies, UnknownPolicy
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.ledger.tables import attempt, text
from worker.store.practice import tables


def state(world: World) -> tuple[str, str]:
    """Return state and note of the only text."""
    row = world.row(text)
    return row["state"], row["note"]


def test_a_text_is_sent(world: World) -> None:
    """It is handed over, closed, and stands in the chart under its own kind."""
    world.send_text(world.say())

    (sent,) = world.gateway.texts
    assert ("15035550100", "Appointment scheduled") == (sent.recipient, sent.body)
    assert (TextState.SENT, "") == state(world)
    row = world.row(tables.smstomobile)
    assert (PAT, SmsMessageSource.VERIFY) == (row["pat_num"], row["msg_type"])
    assert 1 == len(world.rows(tables.commlog))


def test_the_provider_tells_of_it_under_its_attempt(world: World) -> None:
    """The address for receipts names the attempt."""
    world.send_text(world.say())

    (sent,) = world.gateway.texts
    assert f"https://example.test/twilio/status/{world.row(attempt)['attempt_id']}" == (
        sent.callback_url
    )


def test_twice_is_once(world: World) -> None:
    """A second message finds nothing to do."""
    num = world.say()
    world.send_text(num)
    world.send_text(num)

    assert 1 == len(world.gateway.texts)


def test_the_same_thing_is_said_once(world: World) -> None:
    """What answers the same row a second time is not written down."""
    world.say(subject=7)

    with pytest.raises(AssertionError):
        world.say(subject=7)


def test_a_text_to_nobody_known_has_no_chart(world: World) -> None:
    """Who writes from an unknown number is answered, and no patient's chart says so."""
    world.send_text(world.say(purpose=Purpose.REPLY, pat_num=PatNum(0)))

    assert (TextState.SENT, "") == state(world)
    assert ([0], []) == (
        [row["pat_num"] for row in world.rows(tables.smstomobile)],
        world.rows(tables.commlog),
    )


def test_a_confirmation_needs_consent(world: World) -> None:
    """A patient who wants no texts gets none, and the reason is kept."""
    world.change(tables.patient, txt_msg_ok=YesNo.NO)

    world.send_text(world.say())

    assert [] == world.gateway.texts
    assert (TextState.SKIPPED, skip.NO_TEXTS_WANTED.sentence) == state(world)


def test_an_answer_to_a_keyword_needs_none(world: World) -> None:
    """Who writes STOP is told that it was heard."""
    world.change(tables.patient, txt_msg_ok=YesNo.NO)

    world.send_text(world.say(purpose=Purpose.REPLY))

    assert 1 == len(world.gateway.texts)


def test_a_text_that_has_become_pointless_is_skipped(world: World) -> None:
    """Nobody is told an hour late."""
    num = world.say()
    world.later(hours=2)

    world.send_text(num)

    assert (TextState.SKIPPED, skip.EXPIRED.sentence) == state(world)


def test_a_text_that_is_not_due_waits(world: World) -> None:
    """It is found when its time has come."""
    num = world.say(due_at=world.now.replace(minute=30))
    world.send_text(num)
    before = world.sweep()[kinds.SEND_TEXT]
    world.later(minutes=30)

    assert ([], [], [num]) == (world.gateway.texts, before, world.sweep()[kinds.SEND_TEXT])


def test_a_busy_provider_is_asked_again_after_a_pause(world: World) -> None:
    """What was not taken for now is due again when the pause is over."""
    world.gateway.answers = [NotSent("busy", is_permanent=False)]
    num = world.say()
    world.send_text(num)
    world.later(seconds=10)
    during = world.sweep()[kinds.SEND_TEXT]
    world.later(seconds=6)

    assert ([], [num]) == (during, world.sweep()[kinds.SEND_TEXT])


def test_a_refused_text_says_why(world: World) -> None:
    """What the provider never takes is not tried again."""
    world.gateway.answers = [NotSent("No such number.", is_permanent=True)]
    world.send_text(world.say())

    assert (TextState.FAILED, "No such number.") == state(world)


def test_a_silent_provider_is_asked_for_the_whole_text(world: World) -> None:
    """It has no link to be known by, so its words are looked for."""
    world.gateway.answers = [NoAnswer("told so")]
    world.gateway.is_found = True
    num = world.say()
    world.send_text(num)
    unsure = state(world)
    world.later(seconds=16)

    world.settle_text(num)

    assert [("15035550100", "Appointment scheduled")] == world.gateway.asked
    assert ((TextState.UNSURE, ""), (TextState.SENT, "")) == (unsure, state(world))


def test_a_text_that_nobody_has_is_sent_again(world: World) -> None:
    """After the last look it waits again, and goes out once more."""
    world.gateway.answers = [NoAnswer("told so")]
    num = world.say()
    world.send_text(num)
    world.later(seconds=181)

    again = world.settle_text(num)
    world.send_text(num)

    assert again is not None
    assert (Purpose.CONFIRMATION, num) == (again.purpose, again.subject)
    assert 2 == len(world.gateway.texts)
    assert (TextState.SENT, "") == state(world)


def test_a_text_may_be_given_up(world: World) -> None:
    """UNKNOWN_POLICY=never holds for every text."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.NEVER))
    world.gateway.answers = [NoAnswer("told so")]
    num = world.say()
    world.send_text(num)
    world.later(seconds=181)

    assert world.settle_text(num) is None
    assert (TextState.FAILED, GIVEN_UP) == state(world)
