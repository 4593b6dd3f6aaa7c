"""End points are told of everything: signed, again after a failure or a death, under the same id."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from schemas.events import EventKind
from tests.world.kept import KeptFile
from tests.world.logs import written
from tests.world.office import NOW, World
from tests.world.receiver import LOOPBACK, Receiver, receiving
from tests.world.visitor import Visitor
from worker.errors import Conflict, NotFound, Refused
from worker.queue import kinds
from worker.rules.webhook import KEEPS_TRYING
from worker.steps import webhooks
from worker.steps.deliver import LEASE, deliver
from worker.steps.feed import give_places
from worker.store.ledger import events
from worker.store.ledger.event_tables import delivery, endpoint, event


@pytest.fixture
def small(kept_file: KeptFile) -> World:
    """Return an office on SQLite alone, for what no database does otherwise."""
    return World(kept_file.fresh())


class Died(BaseException):
    """A worker that died between its call and its record."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return another system."""
    with receiving() as running:
        yield running


def add(world: World, receiver: Receiver) -> tuple[int, str]:
    """Add an end point; returns its number and its secret."""
    added = webhooks.add(world.store, receiver.url, LOOPBACK, world.now)
    return added.endpoint_num, added.secret


def run(world: World, num: int) -> bool:
    """Deliver what is due."""
    return deliver(num, world.store, LOOPBACK, world.clock)


def happen(world: World, times: int = 1) -> None:
    """Let something happen."""
    with world.store.writing() as transaction:
        for code in range(times):
            events.tell(transaction, EventKind.SENDER_STOPPED, world.now, error_code=code)


def is_due(world: World) -> bool:
    """Say whether the clock finds something for an end point."""
    return bool(world.sweep()[kinds.DELIVER])


def test_an_accept_is_told_to_others(world: World, receiver: Receiver) -> None:
    """What happened since the end point was added, signed so that the rules' library takes it."""
    visitor = Visitor.texted(world)
    give_places(world.store, world.now)
    num, secret = add(world, receiver)
    visitor.accept()
    run(world, num)

    told = [one.verified(secret)["type"] for one in receiver.told]
    assert ["offer.viewed", "offer.accepted", "opening.filled"] == told
    assert [] == world.rows(delivery)
    assert not is_due(world)


def test_a_failure_is_tried_again_under_the_same_id(world: World, receiver: Receiver) -> None:
    """An end point that answers 500 twice gets the event a third time, when its pause is over."""
    num, secret = add(world, receiver)
    happen(world)
    receiver.answers = [500, 500]
    run(world, num)
    assert not is_due(world)
    run(world, num)
    assert 1 == len(receiver.told)
    for _ in range(2):
        world.later(minutes=6)
        assert is_due(world)
        run(world, num)

    assert 3 == len(receiver.ids)
    assert 1 == len(set(receiver.ids))
    assert 1 == len({one.verified(secret)["id"] for one in receiver.told})
    assert [] == world.rows(delivery)
    assert (0, None) == (world.row(endpoint)["failures"], world.row(endpoint)["failing_since"])


def test_a_failure_does_not_keep_others(world: World, receiver: Receiver) -> None:
    """What follows is told when the end point's own short pause is over."""
    num, _ = add(world, receiver)
    happen(world, 3)
    receiver.answers = [500, 204, 204, 204]
    run(world, num)
    world.later(seconds=6)
    run(world, num)

    assert 3 == len(set(receiver.ids))


def test_none_is_missing_after_deaths(
    small: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over three hundred events with failures and killed workers each comes, under one id."""
    world = small
    num, secret = add(world, receiver)
    happen(world, 300)
    receiver.answers = [500 if turn % 7 == 0 else 204 for turn in range(1000)]
    record = "worker.steps.deliver._record"
    for turn in range(200):
        with monkeypatch.context() as patch:
            if turn % 3 == 0:
                patch.setattr(record, _die)
            try:
                run(world, num)
            except Died:
                assert not is_due(world)
                world.later(seconds=LEASE.total_seconds())
        world.later(minutes=5)
        if not world.rows(delivery):
            break

    codes = [one.verified(secret)["data"]["ErrorCode"] for one in receiver.told]
    assert set(range(300)) == set(codes)
    assert 300 == len(set(receiver.ids))
    assert len(codes) > 300


def _die(*_: object) -> None:
    raise Died


def test_two_do_not_deliver_the_same(world: World, receiver: Receiver) -> None:
    """Who comes while another delivers finds nothing to do."""
    num, _ = add(world, receiver)
    happen(world)

    def serve(handler: BaseHTTPRequestHandler) -> None:
        run(world, num)
        handler.send_error(500)

    receiver.serve = serve
    run(world, num)

    assert 1 == len(receiver.told)


def test_an_end_point_that_is_away_for_days_is_paused(small: World, receiver: Receiver) -> None:
    """It is tried for three days, then an alarm says so; a replay brings all of it."""
    world = small
    num, secret = add(world, receiver)
    happen(world, 3)
    begun = world.now
    receiver.answers = [503] * 5000
    with written() as lines:
        while world.row(endpoint)["paused_at"] is None:
            run(world, num)
            happen(world)
            world.later(hours=1)
    happened = len(world.rows(event))
    tried = len(receiver.told)

    assert KEEPS_TRYING <= world.now - begun < KEEPS_TRYING + timedelta(hours=3)
    assert 1 == len(lines.of("webhook.paused"))
    assert [] == world.rows(delivery)
    happen(world)
    run(world, num)
    assert tried == len(receiver.told)

    receiver.answers, receiver.told = [], []
    assert happened + 1 == webhooks.replay(world.store, num, begun, world.now)
    while run(world, num):
        pass
    assert happened + 1 == len({one.verified(secret)["id"] for one in receiver.told})


def test_one_that_is_gone_is_paused_at_once(small: World, receiver: Receiver) -> None:
    """410 says that nothing more is wanted."""
    world = small
    num, _ = add(world, receiver)
    happen(world)
    receiver.answers = [410]
    run(world, num)

    assert world.now == world.row(endpoint)["paused_at"]


def test_an_event_that_is_never_taken_is_given_up(small: World, receiver: Receiver) -> None:
    """After three days, while others are taken: the end point is not paused for it."""
    world = small
    num, _ = add(world, receiver)
    happen(world)
    receiver.refused = {world.row(event)["event_id"]}
    with written() as lines:
        for _ in range(90):
            run(world, num)
            happen(world)
            world.later(hours=1)
            if lines.of("webhook.given-up"):
                break

    assert KEEPS_TRYING <= world.now - NOW < KEEPS_TRYING + timedelta(hours=6)
    poison = world.rows(event)[0]["event_num"]
    assert poison not in {row["event_num"] for row in world.rows(delivery)}
    assert world.row(endpoint)["paused_at"] is None


def test_both_secrets_sign_for_a_day(small: World, receiver: Receiver) -> None:
    """Whoever has the old one still knows what comes; a day later only the new one signs."""
    world = small
    num, old = add(world, receiver)
    new = webhooks.rotate(world.store, num, world.now).secret
    happen(world)
    run(world, num)
    world.later(days=1)
    happen(world)
    run(world, num)

    first, second = receiver.told
    assert 2 == len(first.headers["webhook-signature"].split())
    assert 1 == len(second.headers["webhook-signature"].split())
    assert first.verified(old) == first.verified(new)
    assert second.verified(new)
    assert old != new


def test_a_replay_tells_what_was_told(world: World, receiver: Receiver) -> None:
    """From a moment on, under the ids they had."""
    num, _ = add(world, receiver)
    happen(world)
    run(world, num)
    world.later(hours=1)
    since = world.now
    happen(world)
    run(world, num)
    assert 1 == webhooks.replay(world.store, num, since, world.now)
    run(world, num)

    first, second, again = receiver.ids
    assert (second, second != first) == (again, True)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com",
        "https://",
        "https://user:pw@example.com/",
        "https://example.com/#x",
        "https://exa mple.com",
        f"https://example.com/{'x' * 500}",
        "http://example.com/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.0.0.7:8443/",
    ],
)
def test_an_address_that_cannot_be_told_is_refused(url: str) -> None:
    """Before anything is asked of the database."""
    with pytest.raises(Refused):
        webhooks.add(None, url, (), None)  # type: ignore[arg-type]


def test_what_is_not_there_is_said(world: World, receiver: Receiver) -> None:
    """An end point twice, or none."""
    num, _ = add(world, receiver)
    with pytest.raises(Conflict):
        add(world, receiver)
    webhooks.remove(world.store, num)
    for ask in (
        lambda: webhooks.remove(world.store, num),
        lambda: webhooks.rotate(world.store, num, world.now),
        lambda: webhooks.replay(world.store, num, world.now, world.now),
    ):
        with pytest.raises(NotFound):
            ask()
    assert [] == webhooks.read_all(world.store)
