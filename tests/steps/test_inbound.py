"""What patients write, and what follows at once."""

from datetime import timedelta

import pytest

from schemas.codes import AlertType, CommSentOrReceived, ResponseStatus, SendStatus, YesNo
from tests.world.office import PAT, START, World
from tests.world.provider import ANNA, OFFICE, reply, tell
from worker.gateways.port import NoAnswer, NotSent
from worker.rules import skip
from worker.rules.attempt import AttemptState, UnknownPolicies, UnknownPolicy
from worker.steps.inbound import Arrived, apply, take
from worker.steps.send_text import send_text
from worker.store import booking_tables as bookings
from worker.store import practice_tables as tables
from worker.store.own_tables import attempt, consent, number, text

OTHER = 27
OTHERS_APT = 11940
HELP = (
    "Example Dental: we text when an earlier appointment opens up. "
    "Call us at (503)555-0111. Reply STOP to stop."
)
UNCLEAR = "Example Dental: Reply STOP to stop texts. We have shown your message to our staff."
CONFIRMED = "Example Dental: you will get no more texts from us. Reply START to get them again."


def consents(world: World) -> list[tuple[int, str]]:
    """Return whose consent has changed, and how."""
    return [(row["pat_num"], row["what"]) for row in world.rows(consent)]


def wanted(world: World) -> list[int]:
    """Return which patients want texts, in their order."""
    return [row["txt_msg_ok"] for row in world.rows(tables.patient)]


def answers(world: World) -> list[str]:
    """Return what is answered."""
    return [row["body"] for row in world.rows(text)]


def test_a_text_is_shown_to_the_office(world: World) -> None:
    """Whatever a patient writes stands in the text window, unread, and in the commlog."""
    reply(world, "I can be there at 2")

    row = world.row(tables.smsfrommobile)
    assert (PAT, 1, "I can be there at 2", 0) == (
        row["pat_num"],
        row["match_count"],
        row["msg_text"],
        row["sms_status"],
    )
    assert (ANNA, OFFICE) == (row["mobile_phone_number"], row["sms_phone_number"])
    log = world.row(tables.commlog)
    assert row["commlog_num"] == log["commlog_num"]
    assert "Text message received: I can be there at 2" == log["note"]
    assert CommSentOrReceived.RECEIVED == log["sent_or_received"]


def test_a_strangers_text_is_shown_too(world: World) -> None:
    """A number that is nobody's has PatNum 0 and no commlog."""
    reply(world, "Who is this?", sender="15035559999")

    row = world.row(tables.smsfrommobile)
    assert (0, 0) == (row["pat_num"], row["match_count"])
    assert [] == world.rows(tables.commlog)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("See you then \U0001f44d", "See you then [thumbs up sign]"),
        ("\U0001d40e\U0001d40a \u2713 \U0001f44d\U0001f3fd", "OK \u2713 [thumbs up sign]"),
        ("\U00020bb7", "[cjk unified ideograph-20bb7]"),
    ],
)
def test_a_text_of_any_characters_is_shown(world: World, body: str, shown: str) -> None:
    """What the office's tables cannot hold is named there; other tables hold it as it is."""
    is_short = world.store.engine.dialect.name == "mysql"

    reply(world, body, sid="SM9")

    expected = shown if is_short else body
    assert expected == world.row(tables.smsfrommobile)["msg_text"]
    assert f"Text message received: {expected}" == world.row(tables.commlog)["note"]


def test_a_picture_beside_a_stop_does_not_hide_it(world: World) -> None:
    """Text OK is set to No, and the chart says by which words."""
    reply(world, "STOP \U0001f6d1 texting me \U0001f621")

    assert [YesNo.NO] == wanted(world)
    assert 2 == len(world.rows(tables.commlog))


def test_several_may_share_a_number(world: World) -> None:
    """The text is with whom the office texted last; the count says that there are others."""
    world.patient(OTHER, wireless_phone="503-555-0100")
    world.appointment(OTHERS_APT, OTHER)
    world.send(world.offered(apt=OTHERS_APT))

    reply(world, "ok")

    row = world.row(tables.smsfrommobile)
    assert (OTHER, 2) == (row["pat_num"], row["match_count"])


def test_stop_stops_everybody_with_the_number(world: World) -> None:
    """Every patient who has the number is set to not receive texts, and their charts say so."""
    world.patient(OTHER, wireless_phone="+1 503.555.0100", txt_msg_ok=YesNo.UNKNOWN)
    world.patient(28, wireless_phone="5035550101")

    reply(world, "please don't text me")

    assert [YesNo.NO, YesNo.NO, YesNo.YES] == wanted(world)
    notes = [row["note"] for row in world.rows(tables.commlog) if "Text OK" in row["note"]]
    assert 2 == len(notes)
    assert sorted([(0, "stop"), (PAT, "stop"), (OTHER, "stop")]) == sorted(consents(world))


@pytest.mark.parametrize(
    "written",
    ["971.555-0131", "cell 971-555-0131", "(971) 555-0131 x2", "+1 971 5550131", "h: 971/555/0131"],
)
def test_a_family_has_one_number(world: World, written: str) -> None:
    """However the office has written a number, a text from it is of everybody who has it."""
    world.patient(OTHER, wireless_phone="971-555-0131")
    world.patient(28, wireless_phone=written)
    world.patient(29, wireless_phone="971-555-0132")

    reply(world, "STOP", sender="19715550131")

    assert [YesNo.YES, YesNo.NO, YesNo.NO, YesNo.YES] == wanted(world)
    assert 2 == world.row(tables.smsfrommobile)["match_count"]


def test_pending_texts_are_stopped(world: World) -> None:
    """An offer that was still to be sent is stopped, with the reason that the office knows."""
    num = world.offered()

    reply(world, "STOP")
    world.send(num)

    row = world.row(tables.asapcomm)
    assert [] == world.gateway.texts
    assert (SendStatus.DO_NOT_SEND, ResponseStatus.FAILED, skip.OPTED_OUT.sentence) == (
        row["sms_send_status"],
        row["response_status"],
        row["note"],
    )
    assert "0 texts to be sent" in world.row(tables.schedule)["note"]


def test_no_offer_is_sent_after_stop(world: World) -> None:
    """What is asked for later is not sent."""
    reply(world, "STOP")

    world.offered()

    assert SendStatus.DO_NOT_SEND == world.row(tables.asapcomm)["sms_send_status"]


def test_a_text_that_waits_at_the_provider_is_called_off(world: World) -> None:
    """A text that was handed over for later is looked at at once, and taken back."""
    world.policy(policies=UnknownPolicies(UnknownPolicy.INSURED))
    num = world.offered()
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    world.send(num)
    for seconds in (16, 60, 180):
        world.later(seconds=seconds)
        world.settle(num)
    world.send(num)
    assert AttemptState.SCHEDULED in {row["state"] for row in world.rows(attempt)}

    followed = reply(world, "stop")

    assert 1 == len(followed.attempt_ids)
    world.settle(num)
    assert 1 == len(world.gateway.called_off)


def test_stop_is_recorded(world: World) -> None:
    """Who, when, by what words, and how long it took: the record says all of it."""
    reply(world, "Please don't text me again!", sid="SM7")

    row = next(row for row in world.rows(consent) if row["pat_num"] == PAT)
    assert (ANNA, "stop", "do not text me", "SM7") == (
        row["number"],
        row["what"],
        row["words"],
        row["source"],
    )
    assert row["honoured_at"] - row["heard_at"] < timedelta(seconds=1)
    assert YesNo.YES == row["txt_msg_ok_before"]


def test_start_takes_back_what_stop_did(world: World) -> None:
    """Each patient is as before; who had never wanted texts still does not."""
    world.patient(OTHER, txt_msg_ok=YesNo.UNKNOWN)
    world.patient(28, txt_msg_ok=YesNo.NO)
    reply(world, "STOP")
    reply(world, "STOP")

    reply(world, "START")

    assert [YesNo.YES, YesNo.UNKNOWN, YesNo.NO] == wanted(world)
    assert ["fine"] == [row["state"] for row in world.rows(number)]


@pytest.mark.parametrize("words", ["START", "I have a new phone", "I'm driving", ""])
def test_a_number_that_writes_lives(world: World, words: str) -> None:
    """A number that a receipt has marked bad is texted again when its owner writes."""
    world.send(world.offered())
    tell(world, "undelivered", 30006)
    assert ["bad"] == [row["state"] for row in world.rows(number)]

    reply(world, words)

    assert ["fine"] == [row["state"] for row in world.rows(number)]


def test_a_text_alone_takes_no_stop_back(world: World) -> None:
    """Who has said STOP is not texted because of another word."""
    reply(world, "STOP")

    reply(world, "I have a new phone")

    assert ["opted-out"] == [row["state"] for row in world.rows(number)]


def test_start_alone_is_no_consent(world: World) -> None:
    """Staff have set the patient to not receive texts: START does not undo that."""
    world.change(tables.patient, txt_msg_ok=YesNo.NO)

    reply(world, "START")

    assert [YesNo.NO] == wanted(world)


def test_start_after_start_changes_nothing(world: World) -> None:
    """A STOP is taken back once: what staff decide afterwards stays."""
    reply(world, "STOP")
    reply(world, "START")
    world.change(tables.patient, txt_msg_ok=YesNo.NO)

    reply(world, "START")

    assert [YesNo.NO] == wanted(world)


def test_offers_go_again_after_start(world: World) -> None:
    """The patient is texted again."""
    reply(world, "STOP")
    reply(world, "START")

    world.send(world.offered(start=START))

    assert 1 == len(world.gateway.texts)


def test_help_is_answered(world: World) -> None:
    """Who asks gets the office's name, its number and the way out, by the road of every text."""
    world.policy(answers_keywords=True)

    followed = reply(world, "HELP")

    assert followed.text_num is not None
    send_text(followed.text_num, world.office, world.clock)
    assert [(ANNA, HELP)] == [(sent.recipient, sent.body) for sent in world.gateway.texts]


def test_a_refusal_is_confirmed(world: World) -> None:
    """One confirmation goes out, though the number is texted no more."""
    followed = reply(world, "leave me alone")

    assert followed.text_num is not None
    send_text(followed.text_num, world.office, world.clock)
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
    assert [inbound_num] == world.sweep().inbound

    apply(inbound_num or 0, world.office, world.clock)

    assert [YesNo.NO] == wanted(world)
    assert [] == answers(world)


def test_a_repeated_callback_changes_nothing(world: World) -> None:
    """The provider may bring a text twice."""
    reply(world, "STOP", sid="SM1")
    reply(world, "START", sid="SM2")

    reply(world, "STOP", sid="SM1")

    assert [YesNo.YES] == wanted(world)
    assert 2 == len(world.rows(tables.smsfrommobile))


def test_twilios_own_opt_out_is_learned(world: World) -> None:
    """A text refused with 21610 tells of a STOP that never came here: it is honoured as one."""
    num = world.offered()
    world.gateway.answers = [
        NotSent("Not sent because the patient has replied STOP.", is_permanent=True, code=21610)
    ]

    world.send(num)

    assert [YesNo.NO] == wanted(world)
    assert ["opted-out"] == [row["state"] for row in world.rows(number)]
    assert SendStatus.SEND_FAILED == world.row(tables.asapcomm)["sms_send_status"]
