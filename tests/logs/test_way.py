"""The lines of one text's way, from the POST to the provider."""

import asyncio

import pytest

from tests.queue.letters import letter
from tests.world.logs import Lines, written
from tests.world.office import World
from tests.world.provider import tell
from tests.world.stack import BODY, Stack, eventually, settings_of
from worker.gateways.port import NoAnswer, NotSent
from worker.office import tell_guess
from worker.queue import middleware as again
from worker.settings import Settings
from worker.web.app import build_app

ASYNC = {"Prefer": "respond-async"}


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a worker that tries again at once."""
    monkeypatch.setattr(again, "AGAIN_SECONDS", 0.01)


def test_the_way_of_a_text_can_be_followed(service: Stack, lines: Lines) -> None:
    """Each step says what it has done."""
    service.post()
    service.idle()

    assert {"request.answered", "text.claimed", "text.sent"} <= set(lines.events())


def test_every_line_of_a_way_names_its_request(service: Stack, lines: Lines) -> None:
    """One id leads through all processes."""
    service.post()
    service.idle()
    (request,) = service.requests()

    assert {request["request_id"]} == {line["request_id"] for line in lines.all()}


def test_every_line_of_a_way_names_its_message(service: Stack, lines: Lines) -> None:
    """Beside the request stands the message that is on its way, web's own lines included."""
    service.post()
    service.idle()

    assert [] == lines.without("message_id")


def test_two_ways_are_told_apart(service: Stack, lines: Lines) -> None:
    """The second request's lines do not carry the first one's id."""
    service.post()
    service.post({**BODY, "op": 99})
    service.idle()
    answered = lines.of("request.answered")

    assert [200, 404] == [line["status"] for line in answered]
    assert len({line["request_id"] for line in answered}) == 2


@pytest.mark.parametrize(
    "answer",
    [
        NotSent("No such number.", is_permanent=True, code=21211, http_status=400),
        NotSent("Busy.", is_permanent=False, code=20429, http_status=429),
        NoAnswer("ReadTimeout"),
    ],
)
def test_a_way_that_ends_badly_can_be_followed(
    service: Stack, lines: Lines, answer: NotSent | NoAnswer
) -> None:
    """What the provider did is one more line with the same ids."""
    service.world.gateway.answers = [answer]
    service.post()
    service.idle()

    assert {"text.rejected", "text.unknown"} & set(lines.events())
    assert [] == lines.without("request_id")


def test_a_refusal_can_be_followed(service: Stack, lines: Lines) -> None:
    """The status stands beside the request."""
    service.post({**BODY, "op": 99})
    service.idle()

    assert [404] == [line["status"] for line in lines.of("request.answered")]
    assert [] == lines.without("request_id")


@pytest.mark.parametrize("status", ["sending", "sent", "delivered", "undelivered"])
def test_a_receipt_can_be_followed(service: Stack, lines: Lines, status: str) -> None:
    """What the provider says later belongs to the same way."""
    service.post()
    service.idle()
    (request,) = service.requests()
    tell(service.world, status, 30006 if status == "undelivered" else None)

    assert [request["request_id"]] == [line["request_id"] for line in lines.of("receipt.applied")]
    assert [] == lines.without("request_id")


def test_a_receipt_that_is_asked_for_can_be_followed(service: Stack, lines: Lines) -> None:
    """Neither does the clock's question break the way."""
    service.post()
    service.idle()
    service.world.later(minutes=6)
    service.tick()
    service.idle()

    asked = lines.of("receipt.asked-for") + lines.of("receipt.not-told")
    assert asked
    assert [] == [line for line in asked if not line.get("request_id")]


def test_the_web_process_says_when_it_runs(world: World, redis_url: str) -> None:
    """Its start and its end stand in the log, as the clock's do."""
    app = build_app(settings_of(world, redis_url), world.store)

    async def start_and_end() -> None:
        async with app.router.lifespan_context(app):
            await asyncio.sleep(0)

    with written() as lines:
        asyncio.run(start_and_end())

    assert ["web.started", "web.stopped"] == lines.events()


def test_a_skip_can_be_followed(service: Stack, lines: Lines) -> None:
    """A text that is not sent at the last moment says so with its code."""
    service.post(headers=ASYNC)
    service.world.later(days=3)
    service.idle()

    assert [] == lines.without("request_id")


def test_a_nudge_names_the_request(service: Stack, lines: Lines) -> None:
    """What the clock puts on the queue again belongs to the same way."""
    service.world.now = service.world.now.replace(hour=5)
    service.post()
    service.idle()
    service.world.later(hours=4)
    service.tick()
    service.idle()

    assert {"row.nudged", "text.sent"} <= set(lines.events())
    strangers = [line["event"] for line in lines.without("request_id")]
    assert {"rows.removed"} >= set(strangers)  # the locks of a day that is over


def test_a_lost_request_is_nudged_by_its_name(stack: Stack, lines: Lines) -> None:
    """A request that no worker has seen is named when the clock finds it."""
    stack.post(headers=ASYNC)
    stack.redis.flushall()
    stack.tick()
    (request,) = stack.requests()

    assert [request["request_id"]] == [line["request_id"] for line in lines.of("row.nudged")]


@pytest.mark.usefixtures("quick_retries")
def test_a_retry_names_what_is_tried_again(service: Stack, lines: Lines) -> None:
    """The lines of an outage carry both ids too."""
    service.lose_database()
    service.producer.enqueue(letter())
    eventually(lambda: "message.waits" in lines.events())
    service.find_database()
    service.idle()

    assert [] == lines.without("request_id")
    assert [] == lines.without("message_id")


def test_a_kept_message_is_named(service: Stack, lines: Lines) -> None:
    """The line leads to the message kept aside, with the reason."""
    message = letter(op="2")
    service.producer.enqueue(message)
    service.idle()
    (line,) = lines.of("message.kept")

    assert (message.message_id, message.kwargs["request_id"], "op must be a whole number.") == (
        line["message_id"],
        line["request_id"],
        line["reason"],
    )


def test_one_message_leaves_nothing_to_the_next(service: Stack, lines: Lines) -> None:
    """A thread that has worked on one message forgets its ids."""
    for _ in range(12):
        service.producer.enqueue(letter())
    service.idle()
    service.producer.enqueue(letter(request_id="none"))
    service.idle()

    assert ["message.kept"] == [line["event"] for line in lines.without("request_id")]


def test_every_line_says_when_and_how_bad(service: Stack, lines: Lines) -> None:
    """Time, level, process: what a collector sorts by."""
    service.post()
    service.idle()

    assert [] == [
        line for line in lines.all() if not {"timestamp", "level", "process"} <= set(line)
    ]


@pytest.mark.parametrize(
    ("machine", "is_told", "events"),
    [
        ("Etc/UTC", False, ["zone.guessed"]),
        ("GMT", False, ["zone.guessed"]),
        ("UTC", True, []),
        ("America/Denver", False, []),
    ],
)
def test_a_guessed_zone_is_said(*, machine: str, is_told: bool, events: list[str]) -> None:
    """A server in UTC whose office nobody has placed warns at each start."""
    settings = Settings(_env_file=None, time_zone=machine)  # type: ignore[call-arg]
    if not is_told:
        settings.model_fields_set.discard("time_zone")  # as on a machine that keeps this zone

    with written() as lines:
        tell_guess(settings)

    assert events == lines.events()
