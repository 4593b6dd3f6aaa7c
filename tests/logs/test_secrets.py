"""What no log line may hold: who was texted, at which number, what the text said."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from dramatiq import Message

from tests.queue.letters import fields, letter, put
from tests.sandbox import running
from tests.world.logs import Lines, written
from tests.world.provider import reply, tell
from tests.world.stack import BODY, Stack, eventually
from worker import log
from worker.gateways.port import NoAnswer, NotSent
from worker.office import open_office
from worker.queue import kinds, messages
from worker.queue.kinds import CREATE_QUEUE, SEND, SEND_QUEUE
from worker.rules.attempt import OutgoingText, Purpose, TextKey
from worker.store.practice import tables

SECRETS = (
    "Anna",
    "Annie",
    "Miller",
    "5550100",
    "555-0100",
    "appointment opening",
    "example.test",
    "demo/demo",
)


def found(lines: Lines, stack: Stack) -> list[str]:
    """Return the secrets that were written, the links of the offers among them."""
    assert lines.all(), "nothing was written at all"
    links = [offer["short_guid"] for offer in stack.offers() if offer["short_guid"]]
    return [secret for secret in (*SECRETS, *links) if secret in lines.text()]


def test_a_text_that_is_sent(service: Stack, lines: Lines) -> None:
    """The good way writes ids only."""
    service.post()
    service.idle()

    assert [] == found(lines, service)


@pytest.mark.parametrize(
    "answer",
    [
        NotSent("No such number.", is_permanent=True, code=21211, http_status=400),
        NotSent("Busy.", is_permanent=False, code=20429, http_status=429),
        NoAnswer("ReadTimeout"),
    ],
)
def test_a_text_that_is_not_sent(service: Stack, lines: Lines, answer: NotSent | NoAnswer) -> None:
    """Neither does a provider's refusal, nor its silence."""
    service.world.gateway.answers = [answer]
    service.post()
    service.idle()
    service.world.later(minutes=5)
    service.tick()
    service.idle()

    assert [] == found(lines, service)


@pytest.mark.parametrize(
    "told", [{"wireless_phone": ""}, {"wireless_phone": "555-01"}, {"txt_msg_ok": 2}]
)
def test_a_text_that_is_skipped(service: Stack, lines: Lines, told: dict[str, object]) -> None:
    """A reason is a code, not a patient."""
    service.post({**BODY, "op": 99})
    service.world.change(tables.patient, **told)
    service.post()
    service.idle()

    assert [] == found(lines, service)


def test_what_comes_back(service: Stack, lines: Lines) -> None:
    """Receipts, patients' words and calls that nobody signed are logged by ids and codes."""
    service.post()
    service.idle()
    tell(service.world, "undelivered", 30006)
    for words in ("Anna Miller says STOP", "please don't text me, Miller", "START", "HELP"):
        reply(service.world, words)
    form = {"Body": "Anna", "From": "+15035550100", "MessageSid": "SM1"}
    service.request("POST", "/twilio/inbound", data=form)
    service.request("POST", "/twilio/status/15035550100", data=form)

    assert {"receipt.applied", "consent.stopped", "number.bad", "inbound.applied"} <= {
        *lines.events()
    }
    assert [] == found(lines, service)


@pytest.mark.parametrize("lost", [tables.smstomobile, tables.commlog, tables.schedule])
def test_a_database_that_breaks_in_the_middle(service: Stack, lines: Lines, lost: object) -> None:
    """A statement that fails after the call is logged without what it would have written."""

    def break_it() -> None:
        with service.world.store.writing() as transaction:
            lost.drop(transaction.connection)  # type: ignore[attr-defined]

    service.world.gateway.before_answer = break_it
    messages.put(service.producer, kinds.SEND, service.world.offered(), str(uuid4()))
    eventually(lambda: service.dead(SEND_QUEUE))

    assert "with unhandled exception" in lines.text()
    assert [] == found(lines, service)


def test_a_database_that_is_lost_in_the_middle(service: Stack, lines: Lines) -> None:
    """An outage after the call says no more than that."""
    service.world.gateway.before_answer = service.lose_database
    messages.put(service.producer, kinds.SEND, service.world.offered(), str(uuid4()))
    service.idle()
    service.find_database()

    assert [] == found(lines, service)


def test_an_actor_that_raises(service: Stack, lines: Lines) -> None:
    """A traceback shows lines of code, not what was in hand."""

    def fail() -> None:
        raise RuntimeError("told so")

    service.world.gateway.before_answer = fail
    messages.put(service.producer, kinds.SEND, service.world.offered(), str(uuid4()))
    eventually(lambda: service.dead(SEND_QUEUE))

    assert "told so" in lines.text()
    assert [] == found(lines, service)


def test_a_producer_that_tells_too_much(service: Stack, lines: Lines) -> None:
    """What a message holds by mistake is kept in the database, not written to a log."""
    service.producer.enqueue(letter(request_id="Anna Miller"))
    service.producer.enqueue(letter(op="Anna Miller", aptNum="(503) 555-0100"))
    service.producer.enqueue(letter("Anna Miller"))
    put(service, fields(kwargs="Anna Miller"))
    put(service, b"Anna Miller, (503) 555-0100")
    service.idle()

    assert (4, 1) == (len(service.kept()), service.dead(CREATE_QUEUE))
    assert [] == found(lines, service)


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((), {"phone": "(503) 555-0100", "request_id": "Anna Miller"}),
        ((), {"asap_comm_num": "(503) 555-0100"}),
        ((), {"asap_comm_num": 1, "Anna Miller": 1}),
        ((), {"asap_comm_num": 1, "request_id": ["Anna Miller"]}),
        (("Anna", "Miller", "(503) 555-0100"), {}),
    ],
)
def test_wrong_arguments_of_any_actor(
    service: Stack, lines: Lines, args: tuple[str, ...], kwargs: dict[str, object]
) -> None:
    """Dramatiq's own lines name the actor, and nothing that its message holds."""
    wrong: Message[None] = Message(
        SEND_QUEUE, SEND.actor, args, kwargs, {}, message_id="Anna Miller"
    )

    service.producer.enqueue(wrong)
    eventually(lambda: service.dead(SEND_QUEUE))

    assert "Failed to process message send-asapcomm with unhandled exception" in lines.text()
    assert [] == found(lines, service)


def test_names_and_options_that_tell_too_much(service: Stack, lines: Lines) -> None:
    """Neither a field's name nor an option's value is written to a log."""
    names: dict[str, Any] = {"Anna Miller": 1}
    service.producer.enqueue(letter(**names))
    for name in ("eta", "time_limit"):
        put(service, fields(options={"redis_message_id": str(uuid4()), name: "(503) 555-0100"}))
    put(service, fields(actor_name="Anna Miller"))
    service.idle()

    assert (1, 1) == (len(service.kept()), len(service.offers()))
    assert 1 == service.dead(CREATE_QUEUE)
    assert "Traceback" not in lines.text()
    assert [] == found(lines, service)


@pytest.mark.parametrize("made_at", ["Anna Miller", None, ["Anna"], -1, 1e300])
def test_a_message_that_says_no_moment(service: Stack, lines: Lines, made_at: object) -> None:
    """It is worked on all the same, as one that was made just now."""
    put(service, fields(message_timestamp=made_at))
    service.idle()

    assert (1, 0) == (len(service.offers()), service.dead(CREATE_QUEUE))
    assert "Traceback" not in lines.text()
    assert [] == found(lines, service)


def test_a_terminal_shows_no_values_either() -> None:
    """A traceback for people has lines of code, and not what the variables hold."""
    patient = "Anna Miller"
    with written() as lines:
        log.configure("test", "console")
        at_once = logging.StreamHandler(lines.stream)
        at_once.setFormatter(logging.getLogger().handlers[0].formatter)
        logging.getLogger().handlers[:] = [at_once]
        try:
            int("told so", base=len(patient))
        except ValueError:
            logging.getLogger("dramatiq").exception("It failed.")

    assert "told so" in lines.text()
    assert patient not in lines.text()


def test_a_client_that_tells_too_much(service: Stack, lines: Lines) -> None:
    """Neither does a refused body leave its words in a log."""
    service.post({**BODY, "op": "Anna Miller"})
    service.post(headers={"Idempotency-Key": "Anna Miller"})
    service.get("/asapcomms/Anna", headers={"Authorization": "ODFHIR Miller/Annie"})
    service.idle()

    assert [] == found(lines, service)


def test_a_bug_of_the_web_process(service: Stack, lines: Lines) -> None:
    """A 500 is logged with its traceback, without the rows it was about."""
    num = service.world.offered()
    with service.world.store.writing() as transaction:
        tables.asapcomm.drop(transaction.connection)
    service.get(f"/asapcomms/{num}")
    eventually(lambda: lines.of("request.failed"))

    assert [secret for secret in SECRETS if secret in lines.text()] == []


def test_twilios_own_client_is_silent(tmp_path: Path) -> None:
    """It would log every request with the number it goes to."""
    with written(), running.running(tmp_path) as sandbox, written() as lines:
        settings = running.settings_in(tmp_path).model_copy(update={"twilio_api_url": sandbox.url})
        office = open_office(settings)
        hour = timedelta(hours=1)
        office.gateway.send(
            OutgoingText(
                key=TextKey(Purpose.OFFER, 1),
                attempt_id="a",
                recipient="15035550100",
                body="Anna",
                began_at=office.store.now(),
                valid_for=hour,
                callback_url="https://example.test/",
            )
        )
        found = office.gateway.find("15035550100", "Anna", hour)
        office.store.close()

    assert (True, ["text.accepted"]) == (found is not None, lines.events())
    assert "5550100" not in lines.text()


@pytest.mark.parametrize("name", ["twilio.http_client", "urllib3.connectionpool", "uvicorn.access"])
def test_talkative_loggers_are_silent(lines: Lines, name: str) -> None:
    """Libraries that log addresses or numbers are not heard below a warning."""
    logging.getLogger(name).info("POST /Messages.json To=+15035550100")

    assert lines.text() == ""
