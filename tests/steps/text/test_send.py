"""Sending a due offer: what the provider gets, and what the tables say afterwards."""

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from schemas.codes import AptStatus, ResponseStatus, SendStatus
from tests.world.office import APT, PAT, START, World
from worker.gateways.connection import TIMEOUTS
from worker.gateways.port import NoAnswer, NotSent
from worker.rules import skip
from worker.rules.attempt import LEASE, AttemptState
from worker.store.ledger.tables import attempt
from worker.store.practice import tables

BUSY = NotSent("The text provider asked to slow down.", is_permanent=False, code=20429)
LANDLINE = NotSent(
    "Not sent because the wireless phone is a landline.", is_permanent=True, code=21635
)
SILENCE = NoAnswer("ReadTimeout")


def statuses(world: World) -> tuple[int, int]:
    """Return what the only offer says."""
    row = world.row(tables.asapcomm)
    return row["sms_send_status"], row["response_status"]


def test_the_patient_gets_the_text(world: World) -> None:
    """The provider is handed the rendered text and the patient's number, once."""
    world.send(world.offered())

    (text,) = world.gateway.texts
    assert "15035550100" == text.recipient
    assert re.fullmatch(
        r"Anna, an appointment opening has become available on 10/18/2023 at 2:00 PM at "
        r"Example Dental\. Visit https://example\.test/a/[A-Za-z0-9]{12} to reserve it\.",
        text.body,
    )


def test_a_text_is_valid_until_the_slot(world: World) -> None:
    """The provider is told to drop a text that it still holds when the slot begins."""
    world.send(world.offered())

    now_local = world.office.local(world.now)
    assert START - now_local == world.gateway.texts[0].valid_for


def test_a_sent_offer_says_so(world: World) -> None:
    """Accepted by the provider is SendSuccessful, waiting for the patient."""
    world.send(world.offered())

    row = world.row(tables.asapcomm)
    assert (SendStatus.SEND_SUCCESSFUL, ResponseStatus.PENDING_RSVP) == statuses(world)
    assert datetime(2023, 10, 16, 9, 1, 25) == row["date_time_sms_sent"]
    assert row["short_guid"] in world.gateway.texts[0].body
    assert (
        "1 text sent, 0 texts to be sent\r\n0 emails sent 0 emails to be sent"
        == (world.row(tables.schedule)["note"])
    )


def test_the_chart_shows_the_text(world: World) -> None:
    """A sent text has its row in smstomobile, joined to the offer."""
    world.send(world.offered())

    row = world.row(tables.smstomobile)
    expected = {
        "pat_num": PAT,
        "guid_message": world.row(tables.asapcomm)["guid_message_to_mobile"],
        "guid_batch": row["guid_message"],
        "sms_phone_number": "15035550199",
        "mobile_phone_number": "15035550100",
        "is_time_sensitive": 1,
        "msg_type": 9,
        "msg_text": world.gateway.texts[0].body,
        "sms_status": 1,
        "msg_parts": 1,
        "clinic_num": 0,
        "date_time_sent": datetime(2023, 10, 16, 9, 1, 25),
    }
    assert expected == {name: row[name] for name in expected}


def test_the_commlog_holds_the_text(world: World) -> None:
    """A sent text is written into the patient's commlog under the type for texts."""
    world.add(tables.definition, category=27, item_order=1, item_value="")
    for_texts = world.add(tables.definition, category=27, item_order=2, item_value="TEXT")

    world.send(world.offered())

    row = world.row(tables.commlog)
    assert (PAT, for_texts, 5, 1, 1, 0) == tuple(
        row[name]
        for name in ("pat_num", "comm_type", "mode_", "sent_or_received", "comm_source", "user_num")
    )
    assert f"Text message sent: {world.gateway.texts[0].body}" == row["note"]


def test_a_text_is_sent_once(world: World) -> None:
    """A second message for the same offer finds nothing to do."""
    num = world.offered()
    world.send(num)

    world.send(num)

    assert 1 == len(world.gateway.texts)


def test_a_text_on_its_way_is_nobody_elses(world: World) -> None:
    """While one worker waits for the provider, another leaves the offer alone."""
    num = world.offered()
    world.gateway.before_answer = lambda: world.send(num) if len(world.gateway.texts) == 1 else None

    world.send(num)

    assert 1 == len(world.gateway.texts)


def test_no_transaction_is_open_during_the_call(world: World) -> None:
    """The database can be written to while the provider is called, and shows the attempt."""
    num = world.offered()
    seen = []

    def meanwhile() -> None:
        world.preference("PracticeTitle", "changed meanwhile")
        seen.append(world.row(attempt)["state"])

    world.gateway.before_answer = meanwhile

    world.send(num)

    assert [AttemptState.DISPATCHING] == seen


def test_an_offer_that_is_not_due_waits(world: World) -> None:
    """A text scheduled for the morning is not sent at night."""
    world.now = world.now.replace(hour=23)
    num = world.offered()

    world.send(num)

    assert [] == world.gateway.texts


def test_a_due_text_outside_the_window_is_put_off(world: World) -> None:
    """A text that was delayed past the end of the window waits for the next day's start."""
    world.now = world.now.replace(hour=21, minute=59)
    num = world.offered()
    world.later(minutes=10)

    world.send(num)

    assert [] == world.gateway.texts
    assert datetime(2023, 10, 17, 7) == world.row(tables.asapcomm)["date_time_sms_scheduled"]


LATER: list[tuple[str, Any, skip.Skip]] = [
    ("slot taken", lambda world: world.booked(START), skip.SLOT_TAKEN),
    ("patient note in it", lambda world: world.booked(START, apt_status=7), skip.SLOT_TAKEN),
    (
        "slot blocked",
        lambda world: world.blockout(START, START.replace(hour=15), "NS"),
        skip.SLOT_BLOCKED,
    ),
    (
        "blockout moved",
        lambda world: world.change(tables.schedule, start_time=time(15), stop_time=time(16)),
        skip.SLOT_MOVED,
    ),
    ("blockout removed", lambda world: world.remove(tables.schedule), skip.SLOT_REMOVED),
    ("appointment gone", lambda world: world.remove(tables.appointment), skip.APPOINTMENT_GONE),
    (
        "no longer ASAP",
        lambda world: world.change(tables.appointment, priority=0),
        skip.NO_LONGER_ASAP,
    ),
    (
        "completed meanwhile",
        lambda world: world.change(tables.appointment, apt_status=AptStatus.COMPLETE),
        skip.NO_LONGER_ASAP,
    ),
    (
        "opted out",
        lambda world: world.add(tables.commoptout, pat_num=PAT, opt_out_sms=1),
        skip.OPTED_OUT,
    ),
    ("deceased", lambda world: world.change(tables.patient, pat_status=5), skip.UNABLE_TO_RECEIVE),
    (
        "too late",
        lambda world: setattr(world, "now", world.now.replace(day=18, hour=13, minute=31)),
        skip.TOO_SHORT_NOTICE,
    ),
    (
        "after the slot",
        lambda world: setattr(world, "now", world.now.replace(day=18, hour=14, minute=2)),
        skip.AFTER_SLOT,
    ),
    (
        "too long",
        lambda world: world.change(tables.asapcomm, template_text="[NameF]" * 401),
        skip.TOO_LONG,
    ),
]


@pytest.mark.parametrize(
    ("happens", "reason"), [case[1:] for case in LATER], ids=[case[0] for case in LATER]
)
def test_what_has_changed_stops_the_text(world: World, happens: Any, reason: skip.Skip) -> None:
    """Everything is checked again at the moment of sending; the row says why nothing went out."""
    num = world.offered()
    happens(world)

    world.send(num)

    row = world.row(tables.asapcomm)
    failed = SendStatus.SEND_FAILED if reason is skip.TOO_LONG else SendStatus.DO_NOT_SEND
    assert [] == world.gateway.texts
    assert (failed, ResponseStatus.FAILED) == statuses(world)
    assert (reason.sentence, world.office.local(world.now)) == (
        row["note"],
        row["date_time_sms_sent"],
    )


def test_an_expired_offer_is_expired(world: World) -> None:
    """A worker that was down for more than a week sends nothing."""
    num = world.offered()
    world.later(days=10)

    world.send(num)

    assert (SendStatus.DO_NOT_SEND, ResponseStatus.EXPIRED) == statuses(world)


def test_texts_of_the_day_count_at_sending(world: World) -> None:
    """A patient who has had two texts since the offer was made gets no third."""
    world.preference("WebSchedAsapTextLimit", "9")
    nums = []
    for apt, hour in ((701, 9), (702, 10), (703, 11)):
        world.appointment(apt)
        nums.append(world.offered(apt=apt, start=START.replace(hour=hour)))
    world.preference("WebSchedAsapTextLimit", "2")

    for num in nums:
        world.send(num)

    assert 2 == len(world.gateway.texts)
    assert skip.daily_limit(2).sentence == world.rows(tables.asapcomm)[-1]["note"]


def test_a_permanent_refusal_fails_the_offer(world: World) -> None:
    """A number that can never be texted ends the offer with the provider's reason."""
    world.gateway.answers = [LANDLINE]

    world.send(world.offered())

    assert (SendStatus.SEND_FAILED, ResponseStatus.FAILED) == statuses(world)
    assert LANDLINE.sentence == world.row(tables.asapcomm)["note"]
    assert [] == world.rows(tables.smstomobile)


def test_a_refusal_for_now_is_tried_again_later(world: World) -> None:
    """A text that was not taken for now waits its pause, then goes out as a second attempt."""
    world.gateway.answers = [BUSY]
    num = world.offered()
    world.send(num)
    world.send(num)  # too early: nothing happens
    world.later(seconds=15)

    world.send(num)

    assert 2 == len(world.gateway.texts)
    assert world.gateway.texts[0].body == world.gateway.texts[1].body
    assert ["rejected", "accepted"] == [row["state"] for row in world.rows(attempt)] or [
        "accepted",
        "rejected",
    ] == [row["state"] for row in world.rows(attempt)]


def test_retries_end_with_the_slot(world: World) -> None:
    """A provider that is busy until the slot leaves an offer that explains itself."""
    world.gateway.answers = [BUSY] * 5000
    num = world.offered()
    for _ in range(160):
        world.send(num)
        world.later(minutes=20)

    assert (SendStatus.DO_NOT_SEND, ResponseStatus.FAILED) == statuses(world)
    assert skip.TOO_SHORT_NOTICE.sentence == world.row(tables.asapcomm)["note"]


def test_a_call_without_an_answer_is_not_repeated(world: World) -> None:
    """A silent provider may have the text: the offer waits for a receipt."""
    world.gateway.answers = [SILENCE]
    num = world.offered()
    world.send(num)
    world.later(hours=1)

    world.send(num)

    assert 1 == len(world.gateway.texts)
    assert (SendStatus.SENT_AWAITING_RECEIPT, ResponseStatus.PENDING_RSVP) == statuses(world)


def test_a_lease_outlives_every_call() -> None:
    """Nobody takes over an attempt whose call may still be going on."""
    assert LEASE > TIMEOUTS.longest_send


def test_links_are_never_alike(world: World) -> None:
    """Each offer has a link of its own."""
    world.preference("WebSchedAsapTextLimit", "")
    for n in range(20):
        world.appointment(800 + n)
        world.send(world.offered(apt=800 + n, start=START + timedelta(days=n)))

    assert 20 == len({row["short_guid"] for row in world.rows(tables.asapcomm)})


def test_an_unknown_offer_is_no_work(world: World) -> None:
    """A message for an offer that does not exist does nothing."""
    world.appointment(APT + 1)

    world.send(999)  # type: ignore[arg-type]

    assert [] == world.gateway.texts


@pytest.mark.parametrize(
    ("f_name", "begin"),
    [("Zoë ", "Zoë, an"), ("", "An appointment"), ("Jo\nhttps://evil.example", "Jo, an")],
)
def test_a_name_is_tidied_before_it_goes_out(world: World, f_name: str, begin: str) -> None:
    """A patient without a name is not addressed, and a name holds neither link nor line break."""
    world.change(tables.patient, f_name=f_name)

    world.send(world.offered())

    (text,) = world.gateway.texts
    assert text.body.startswith(begin)
    assert "evil" not in text.body
