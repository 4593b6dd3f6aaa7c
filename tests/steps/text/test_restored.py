"""After a restore nothing goes out twice, on every kind of database, wherever the work dies."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from schemas.codes import ResponseStatus, SendStatus
from schemas.offered import OpeningBody
from tests.steps.text.restoring import Backup, everything_due, is_held, reconcile
from tests.steps.text.test_sender import offers_to
from tests.world.office import OP, START, World
from worker.gateways.port import CannotAsk, ListedText, NoAnswer
from worker.store.ledger import openings
from worker.store.ledger import tables as own
from worker.store.practice import tables


def test_what_was_sent_after_the_backup_is_not_sent_again(world: World) -> None:
    """Offers, one without an answer, and a confirmation; what was not sent goes out."""
    nums = offers_to(world, 4)
    text_num = world.say()
    world.gateway.answers = [NoAnswer("timeout")]
    world.send(nums[0])
    backup = Backup(world)
    sent_at = world.now
    for num in nums[1:3]:
        world.send(num)
    world.send_text(text_num)
    world.later(hours=3)
    backup.restore()
    world.gateway.is_found = True

    report = reconcile(world)
    assert (4, 4, [], []) == (report.looked_at, report.adopted, report.unknown, report.doubled)
    assert 1 == report.waiting
    everything_due(world)

    assert 5 == len(world.gateway.texts) == len({text.body for text in world.gateway.texts})
    offers = world.rows(tables.asapcomm)
    assert {ResponseStatus.PENDING_RSVP} == {row["response_status"] for row in offers}
    assert [SendStatus.SEND_SUCCESSFUL] * 4 == [row["sms_send_status"] for row in offers]
    assert sent_at.replace(tzinfo=None, microsecond=0) == offers[1]["date_time_sms_sent"]
    assert 5 == len(world.rows(tables.smstomobile))
    assert not is_held(world)


def test_nothing_is_sent_meanwhile(world: World) -> None:
    """A worker that is at work at that moment finds it held."""
    num = world.offered()
    shown = world.gateway.listed

    def listed(*asked: Any) -> Iterator[ListedText]:
        world.send(num)
        yield from shown(*asked)

    world.gateway.listed = listed  # type: ignore[method-assign,assignment]
    reconcile(world)
    assert [] == world.gateway.texts
    world.send(num)
    assert 1 == len(world.gateway.texts)


def test_run_twice_it_finds_nothing_more(world: World) -> None:
    """What is adopted is known."""
    (num,) = offers_to(world, 1)
    backup = Backup(world)
    world.send(num)
    backup.restore()

    assert [1, 0] == [reconcile(world).adopted for _ in range(2)]
    assert 1 == len(world.rows(own.attempt)) == len(world.rows(tables.smstomobile))


def test_it_may_die_at_any_write(world: World) -> None:
    """The hold, which is its first, stays until it has been run to its end; nothing is sent twice."""
    nums = offers_to(world, 2)
    backup, before = Backup(world), world.now
    for num in nums:
        world.send(num)
    handed_over = list(world.gateway.texts)
    world.gateway.is_found = True
    for dies_at in count(2):
        world.now = before + timedelta(minutes=30)
        world.gateway.texts = list(handed_over)
        backup.restore()
        has_died = died_at_write(world, dies_at)
        everything_due(world, rounds=2)
        reconcile(world)
        everything_due(world, rounds=2)

        assert 2 == len(world.gateway.texts), dies_at
        assert 2 == len(world.rows(tables.smstomobile)), dies_at
        assert not is_held(world)
        if not has_died:
            break
    assert dies_at > 10


def died_at_write(world: World, number: int) -> bool:
    """Reconcile, and die right before a write, whose number is given; say whether there was one."""
    left = number

    class Died(BaseException):
        """As by kill -9."""

    def on_write(*noted: Any) -> None:
        nonlocal left
        if noted[2].startswith(("INSERT", "UPDATE", "DELETE")):
            left -= 1
            if not left:
                raise Died

    event.listen(world.store.engine, "before_cursor_execute", on_write)
    try:
        reconcile(world)
    except Died:
        return True
    finally:
        event.remove(world.store.engine, "before_cursor_execute", on_write)
    return False


def test_a_provider_that_does_not_answer_leaves_it_held(world: World) -> None:
    """A list that was read half-way proves nothing."""
    nums = offers_to(world, 2)
    backup = Backup(world)
    for num in nums:
        world.send(num)
    backup.restore()
    world.gateway.can_be_asked = False

    with pytest.raises(CannotAsk):
        reconcile(world)
    everything_due(world)
    assert is_held(world)
    world.gateway.can_be_asked = True
    assert 2 == reconcile(world).adopted
    everything_due(world)
    assert 2 == len(world.gateway.texts)


def test_what_staff_offered_is_known_by_its_words(world: World) -> None:
    """It had no link in the backup; it gets the one that its patient has."""
    world.recall()
    num = world.offered_by_staff()
    backup = Backup(world)
    world.send(num)
    link = world.row(tables.asapcomm)["short_guid"]
    backup.restore()

    report = reconcile(world)
    everything_due(world)

    assert (1, []) == (report.adopted, report.unknown)
    assert link == world.row(tables.asapcomm)["short_guid"]
    assert 1 == len(world.gateway.texts)


def test_signs_that_the_provider_writes_otherwise_are_no_matter(world: World) -> None:
    """Smart Encoding changes quotes and dashes of what staff offered, and of a confirmation."""
    world.recall()
    num = world.offered_by_staff()
    words = "Anna\u2019s dentist \u2013 an opening\u2026 [AsapURL] \u201cBye\u201d "
    world.change(tables.asapcomm, template_text=words)
    text_num = world.say(body="Appointment scheduled\u00a0\u2013 see you! ")
    backup = Backup(world)
    world.send(num)
    world.send_text(text_num)
    backup.restore()
    world.gateway.keeps = smart_encoded

    report = reconcile(world)
    everything_due(world)

    assert (2, []) == (report.adopted, report.unknown)
    assert 2 == len(world.gateway.texts)


def smart_encoded(words: str) -> str:
    """Write what the GSM alphabet lacks by what it has, as Twilio does, and no space at the end."""
    for sign, plain in zip(
        "\u2019\u2013\u2026\u201c\u201d\u00a0", ("'", "-", "...", '"', '"', " "), strict=True
    ):
        words = words.replace(sign, plain)
    return words.strip()


def test_a_link_that_was_made_while_it_was_held_is_no_matter(world: World) -> None:
    """A message that still lay on the queue gave the offer a link that nobody has."""
    world.recall()
    num = world.offered_by_staff()
    backup = Backup(world)
    world.send(num)
    link = world.row(tables.asapcomm)["short_guid"]
    backup.restore()
    world.gateway.can_be_asked = False
    with pytest.raises(CannotAsk):
        reconcile(world)
    world.send(num)
    world.gateway.can_be_asked = True

    assert 1 == reconcile(world).adopted
    assert link == world.row(tables.asapcomm)["short_guid"]


def test_a_request_without_an_answer_is_decided_first(world: World) -> None:
    """Its link is in the backup, and was sent with the answer that is not."""
    request_id = uuid4()
    world.text(request_id=request_id)
    link = world.row(tables.asapcomm)["short_guid"]
    world.remove(tables.asapcomm, tables.schedule, tables.scheduleop, own.attempt)
    world.remove(tables.smstomobile, tables.commlog)
    world.change(own.request, decided_at=None, asap_comm_num=None, status=None, open_until=None)
    assert [link] == [row["short_guid"] for row in world.rows(own.request)]

    report = reconcile(world)
    world.ask(request_id=request_id)
    everything_due(world)

    assert (1, []) == (report.adopted, report.unknown)
    assert 1 == len(world.gateway.texts) == len(world.rows(tables.asapcomm))


def test_an_opening_without_an_answer_is_decided_first(world: World) -> None:
    """Its links are made anew then, and those that were sent take their place."""
    for n in range(3):
        world.patient(100 + n, wireless_phone=f"503555{n:04}")
        world.appointment(12_000 + n, 100 + n)
    request_id = uuid4()
    asked = OpeningBody.model_validate({"op": OP, "dateTimeStart": START, "lengthMinutes": 60})
    with world.store.writing() as transaction:
        openings.add(transaction, request_id, asked, world.now)
    backup = Backup(world)
    world.open(request_id=request_id)
    everything_due(world, rounds=12)
    before = [(text.recipient, text.token) for text in world.gateway.texts]
    backup.restore()

    report = reconcile(world)
    everything_due(world, rounds=30)

    assert (len(before), []) == (report.adopted, report.unknown)
    links = {row["short_guid"] for row in world.rows(tables.asapcomm)}
    assert {link for _, link in before} <= links
    assert 4 == len(world.gateway.texts) == len({text.recipient for text in world.gateway.texts})
    assert 2 <= len(before) < 4


def test_what_is_sent_is_counted_in_its_month(world: World) -> None:
    """A restore gives no clinic more than it may send."""
    world.policy(limits=type(world.office.limits)(segments_per_month=2))
    nums = offers_to(world, 3)
    backup = Backup(world)
    world.send(nums[0])
    backup.restore()
    reconcile(world)
    everything_due(world)

    assert 2 == len(world.gateway.texts)
