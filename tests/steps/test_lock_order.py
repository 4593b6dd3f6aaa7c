"""One order of locks on every road, and another try where the database had to choose a victim."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import update

from schemas.keys import ClinicNum, OpNum, PatNum, ScheduleNum
from tests.world.office import NOW, OP, PAT, START, World
from tests.world.provider import ANNA, last_attempt, reply, tell
from tests.world.visitor import Visitor
from worker.errors import Conflict, Deadlocked, OutOfOrder, Unavailable
from worker.gateways.port import NotSent
from worker.queue import kinds
from worker.rules.hold import EVERY_CLINIC
from worker.rules.rate_limit import RateLimits
from worker.steps import feed, hold, known_number, webhooks
from worker.steps.end_blockout import end, sweep_blockouts
from worker.steps.housekeeping import remove_old
from worker.steps.opening.stop import stop
from worker.store import locks
from worker.store.engine import Transaction
from worker.store.practice import tables

REFUSED: Final = NotSent("No.", is_permanent=True, code=21610)
WHILE_IT_WAITS: Final = 1.0
FAMILY: Final = 4
ROUNDS: Final = 3
A_DAY: Final = timedelta(days=1)

Take = Callable[[Transaction], None]


def slot(transaction: Transaction) -> None:
    """Take the lock of an operatory's day."""
    locks.take_slot(transaction, OpNum(OP), [START.date()])


def patient(transaction: Transaction, pat_num: int = PAT) -> None:
    """Take a patient's lock."""
    locks.take_patient(transaction, PatNum(pat_num))


def clinic(transaction: Transaction) -> None:
    """Take a clinic's lock."""
    locks.take_clinic(transaction, ClinicNum(0))


def sender(transaction: Transaction) -> None:
    """Take a sender's lock."""
    locks.take_sender(transaction, "1")


def write(transaction: Transaction) -> None:
    """Change a row."""
    transaction.run(update(tables.patient).values(txt_msg_ok=1))


@pytest.mark.parametrize(
    "taken",
    [
        (patient, slot),
        (clinic, patient),
        (sender, clinic),
        (sender, slot),
        (patient, lambda transaction: patient(transaction, PAT - 1)),
        (write, slot),
        (write, patient),
    ],
)
def test_a_lock_that_comes_too_late_is_refused(world: World, taken: tuple[Take, ...]) -> None:
    """Whoever breaks the order hears of it each time, not when two happen to meet."""

    def work(transaction: Transaction) -> None:
        for take in taken:
            take(transaction)

    with pytest.raises(OutOfOrder):
        world.store.write(work)


def test_locks_in_their_order_are_taken(world: World) -> None:
    """The same again is no second lock, and clinic and sender may follow what was written."""
    with world.store.writing() as transaction:
        for take in (slot, slot, patient, patient, write, clinic, sender, slot):
            take(transaction)


def deed_while_a_patient_is_locked(world: World, deed: Callable[[], object]) -> None:
    """Begin something while another decides about the patient, who then changes the rows."""
    with ThreadPoolExecutor(1) as pool:
        with world.store.writing() as transaction:
            patient(transaction)
            done = pool.submit(deed)
            time.sleep(WHILE_IT_WAITS)
            transaction.run(update(tables.asapcomm).values(note="decided"))
            transaction.run(update(tables.patient).values(language="en"))
        done.result(30)


@pytest.fixture
def undone(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Unavailable]:
    """Return what the database has undone or refused to wait for, as it happens."""
    found: list[Unavailable] = []
    begin = world.store._begin

    def note(*, writes: bool) -> object:
        return _Noting(begin(writes=writes), found)

    monkeypatch.setattr(world.store, "_begin", note)
    return found


class _Noting:
    """A transaction whose end is looked at."""

    def __init__(self, inner: object, found: list[Unavailable]) -> None:
        self._inner, self._found = inner, found

    def __enter__(self) -> Transaction:
        begun: Transaction = self._inner.__enter__()  # type: ignore[attr-defined]
        return begun

    def __exit__(self, *error: object) -> bool:
        try:
            return bool(self._inner.__exit__(*error))  # type: ignore[attr-defined]
        except Unavailable as unavailable:
            self._found.append(unavailable)
            raise


def test_a_refusal_waits_for_the_patient_with_empty_hands(
    world: World, undone: list[Unavailable]
) -> None:
    """Recording an opt-out holds no row for which the patient's decider could wait."""
    if world.store.engine.dialect.name == "sqlite":
        return  # one writer at a time
    called = threading.Event()
    world.gateway.answers = [REFUSED]
    num = world.offered()
    go_on = threading.Event()

    def answer() -> None:
        called.set()
        go_on.wait(30)

    world.gateway.before_answer = answer
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(world.send, num)
        called.wait(30)
        deed_while_a_patient_is_locked(world, go_on.set)
        sent.result(30)

    assert ([], 0) == (undone, len(world.sweep()[kinds.RECONCILE]))


@pytest.mark.parametrize("words", ["STOP", "START"])
def test_an_inbound_text_waits_for_the_patient_with_empty_hands(
    world: World, undone: list[Unavailable], words: str
) -> None:
    """A wish of the patient's changes no row before it has the patient's lock."""
    if world.store.engine.dialect.name == "sqlite":
        return
    world.offered()
    if words == "START":
        reply(world, "STOP")

    deed_while_a_patient_is_locked(world, lambda: reply(world, words))

    assert [] == undone


def test_a_receipt_waits_for_the_patient_with_empty_hands(
    world: World, undone: list[Unavailable]
) -> None:
    """So does a receipt that says the number has opted out."""
    if world.store.engine.dialect.name == "sqlite":
        return
    world.send(world.offered())

    deed_while_a_patient_is_locked(world, lambda: tell(world, "undelivered", 21610))

    assert [] == undone


def test_a_deadlocks_victim_tries_again(world: World, undone: list[Unavailable]) -> None:
    """Two who take rows crosswise both come to their end."""
    if world.store.engine.dialect.name == "sqlite":
        return
    both = threading.Barrier(2, timeout=30)
    tried: list[str] = []

    def work(transaction: Transaction, first: Take, second: Take) -> None:
        is_first_try = len(tried) < 2
        tried.append("")
        first(transaction)
        if is_first_try:
            both.wait()
        transaction.locks.clear()  # as if the order were not there
        second(transaction)

    with ThreadPoolExecutor(2) as pool:
        ways = ((slot, patient), (patient, slot))
        done = [pool.submit(world.store.write, lambda t, way=way: work(t, *way)) for way in ways]
        for each in done:
            each.result(30)

    assert 2 + len(undone) == len(tried)
    assert {Deadlocked} == {
        type(each) for each in undone
    }  # a victim that is quick may be one again


def later_roads(world: World) -> list[Callable[[int, int], object]]:
    """Return the roads of openings for a list, of events and end points, of holds and of the office."""
    opened: list[ScheduleNum] = []
    endpoint = webhooks.add(world.store, "https://8.8.8.8/told", (), world.now).endpoint_num

    def offer_list(_number: int, turn: int) -> None:
        decided = world.open(dateTimeStart=START.replace(hour=16 + turn, minute=0))
        opened.extend(filter(None, [decided.schedule_num]))
        for num in decided.due:
            world.send(num)

    def stop_lists(_number: int, _turn: int) -> None:
        for num in opened.copy():
            stop(num, world.office.desk, world.now)

    def hold_and_release(_number: int, _turn: int) -> None:
        with suppress(Conflict):  # another turn holds it
            hold.hold(world.store, EVERY_CLINIC, who="anna", why="A storm", now=world.now)
            hold.release(world.store, EVERY_CLINIC, who="anna", now=world.now)

    return [
        offer_list,
        stop_lists,
        hold_and_release,
        lambda *_: feed.give_places(world.store, world.now),
        lambda *_: webhooks.replay(world.store, endpoint, NOW - A_DAY, world.now),
        lambda *_: known_number.clear(ANNA, world.office.desk, world.now),
        lambda *_: remove_old(world.store, world.office.zone, 1, world.now),
    ]


def test_every_road_at_once_comes_to_its_end(world: World) -> None:
    """Offers, texts, refusals, answers, STOPs, receipts and ends meet, and nobody is turned away."""
    world.policy(keeps_blockouts=False, limits=RateLimits(segments_per_month=1000))
    for number in range(FAMILY):  # they share their phone
        world.patient(600 + number)
        world.appointment(600 + number, 600 + number)
    visitors = [
        Visitor.texted(world, apt=600 + number, start=START.replace(hour=8 + number))
        for number in range(FAMILY)
    ]
    attempts = [last_attempt(world, visitor.num).attempt_id for visitor in visitors]
    world.gateway.answers = [REFUSED] * (ROUNDS * FAMILY)

    def offer_and_send(number: int, turn: int) -> None:
        decided = world.ask(apt=600 + number, start=START.replace(hour=12 + turn, minute=0))
        if decided.asap_comm_num:
            world.send(decided.asap_comm_num)

    def end_blockouts(_number: int, _turn: int) -> None:
        for num in sweep_blockouts(world.office.desk, world.now):
            end(num, world.office.desk, world.now)

    roads: list[Callable[[int, int], object]] = [
        offer_and_send,
        lambda number, _: visitors[number].open(),
        lambda number, _: visitors[number].accept(),
        lambda number, _: visitors[number].decline(),
        lambda _, turn: reply(world, ("STOP", "START")[turn % 2]),
        lambda number, turn: tell(
            world, ("sent", "undelivered", "failed")[turn % 3], 21610, of=attempts[number]
        ),
        lambda number, _: world.expire(visitors[number].num),
        end_blockouts,
        *later_roads(world),
    ]
    with ThreadPoolExecutor(len(roads)) as pool:
        done = [
            pool.submit(road, number, turn)
            for turn in range(ROUNDS)
            for number in range(FAMILY)
            for road in roads
        ]
        for each in done:
            each.result(120)

    world.later(seconds=10)
    left = world.sweep()
    waiting = {kinds.SEND, kinds.SEND_TEXT, kinds.EXPIRE, kinds.ASK_RECEIPT, kinds.DELIVER}
    assert {} == {kind.actor: rows for kind, rows in left.items() if rows and kind not in waiting}
