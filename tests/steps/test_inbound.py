"""What patients write, and what follows at once."""

from datetime import timedelta

import pytest

from schemas.codes import CommSentOrReceived, ResponseStatus, SendStatus, YesNo
from tests.world.office import PAT, START, World
from tests.world.provider import ANNA, OFFICE, reply, tell
from worker.gateways.port import NotSent
from worker.rules import skip
from worker.steps import inbound
from worker.store.ledger.inbound import Arrived
from worker.store.ledger.tables import consent, number
from worker.store.practice import tables

OTHER = 27
OTHERS_APT = 11940


def consents(world: World) -> list[tuple[int, str]]:
    """Return whose consent has changed, and how."""
    return [(row["pat_num"], row["what"]) for row in world.rows(consent)]


def wanted(world: World) -> list[int]:
    """Return which patients want texts, in their order."""
    return [row["txt_msg_ok"] for row in world.rows(tables.patient)]


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


def test_a_text_that_no_column_holds_is_taken(world: World) -> None:
    """Whoever brings it, a callback or the provider's list: the rest of it has its effect."""
    arrived = Arrived(
        message_sid="SM" * 40,
        sender=ANNA,
        recipient="brand_of_a_dental_office_with_a_long_name_agent",
        body="STOP\x00",
        opt_out_type="",
    )
    taken = inbound.take(world.store, arrived, world.now)
    assert taken is not None
    inbound.apply(taken, world.office, world.clock)

    assert [YesNo.NO] == wanted(world)
    assert None is inbound.take(world.store, arrived, world.now)


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


def test_stop_is_recorded(world: World) -> None:
    """Who, when, by what words, and how long it took: the record says all of it."""
    reply(world, "Please don't text me again!", sid="SM7")

    row = next(row for row in world.rows(consent) if row["pat_num"] == PAT)
    assert (ANNA, "stop", "please do not text me again", "SM7") == (
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
