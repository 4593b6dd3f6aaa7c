"""After a restore nothing goes out twice, on every kind of database, wherever the work dies."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from schemas.codes import ResponseStatus, SendStatus
from schemas.offered import OpeningBody
from tests.steps.text.test_sender import offers_to, send_due
from tests.world.office import OP, PAT, START, World
from tests.world.provider import last_attempt
from worker.gateways.port import CannotAsk, Habits, ListedText, NoAnswer
from worker.queue import kinds
from worker.rules.attempt import AttemptState, UnknownPolicies, UnknownPolicy
from worker.rules.hold import UNTIL_RECONCILED
from worker.steps.restored.reconcile import reconcile_all
from worker.steps.restored.report import Report
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.ledger import holds, openings
from worker.store.ledger import tables as own
from worker.store.ledger.tables import OWN
from worker.store.practice import tables
from worker.store.practice.tables import PRACTICE


class Backup:
    """Every row of a database, as a dump has it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tables = [*PRACTICE.sorted_tables, *OWN.sorted_tables]
        self._rows = world.all_rows(*self._tables)

    def restore(self) -> None:
        """Put them back; what came since is gone."""
        with self._world.store.writing() as transaction:
            for table in self._tables:
                transaction.run(table.delete())
                if self._rows[table]:
                    transaction.connection.execute(table.insert(), self._rows[table])


def reconcile(world: World) -> Report:
    """Do what the command does."""
    return reconcile_all(
        world.office,
        world.clock,
        pause=lambda: None,
        tell=lambda _: None,
        before_release=lambda: None,
    )


def everything_due(world: World, rounds: int = 6) -> None:
    """Send all that the clock finds, and look after what is open, for some minutes."""
    for _ in range(rounds):
        world.later(seconds=61)
        send_due(world)
        for text_num in world.sweep()[kinds.SEND_TEXT]:
            world.send_text(text_num)
        for found in world.sweep()[kinds.RECONCILE]:
            world.settle_attempt(found.attempt_id)


def bodies(world: World) -> list[str]:
    """Return what was handed over, sorted."""
    return sorted(text.body for text in world.gateway.texts)


def is_held(world: World) -> bool:
    """Say whether the service holds everything."""
    with world.store.reading() as transaction:
        return holds.find(transaction, UNTIL_RECONCILED) is not None


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

    assert 5 == len(world.gateway.texts) == len(set(bodies(world)))
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


def test_what_the_backup_does_not_know_is_told(world: World) -> None:
    """And hinders nothing."""
    backup = Backup(world)
    world.text(request_id=UUID(int=1))
    backup.restore()

    report = reconcile(world)

    assert (0, ["SM" + "1".zfill(32)]) == (report.adopted, report.unknown)
    assert [] == world.rows(own.attempt)


def test_a_text_that_was_given_up_is_taken_up(world: World) -> None:
    """The list shows after all that it went out."""
    num = world.offered()
    world.policy(policies=UnknownPolicies(UnknownPolicy.NEVER))
    world.gateway.answers = [NoAnswer("timeout")]
    world.send(num)
    world.later(seconds=181)
    world.settle(num)
    assert AttemptState.GIVEN_UP is last_attempt(world, num).state

    assert 1 == reconcile(world).adopted
    row = world.row(tables.asapcomm)
    assert (SendStatus.SEND_SUCCESSFUL, "") == (row["sms_send_status"], row["note"])


def test_two_texts_of_one_link_are_told(world: World) -> None:
    """That is what should never be."""
    num = world.offered()
    world.send(num)
    world.gateway.texts.append(world.gateway.texts[0])

    assert ["SM" + "2".zfill(32)] == reconcile(world).doubled


@pytest.mark.parametrize("hides_numbers", [False, True])
def test_where_bodies_are_hidden_doubt_is_not_sent_again(world: World, hides_numbers: bool) -> None:  # noqa: FBT001
    """Only to a number that got no text at all, where numbers are shown."""
    nums = offers_to(world, 2)
    text_num = world.say(recipient="15035550000")
    backup = Backup(world)
    world.send(nums[0])
    backup.restore()
    world.gateway.told = Habits(None, hides_bodies=True, hides_numbers=hides_numbers)

    report = reconcile(world)
    everything_due(world)

    assert (3 if hides_numbers else 2) == report.given_up
    assert (1 if hides_numbers else 2) == len(world.gateway.texts)
    assert GIVEN_UP in world.rows(tables.asapcomm)[0]["note"]
    assert {GIVEN_UP} == {
        row["note"] for row in world.rows(own.text) if row["text_num"] == text_num
    }


def wrote(to: str, body: str = "Please stop texting me") -> ListedText:
    """Write a patient's text a minute ago."""
    return ListedText(
        sid="SM" + to.zfill(32),
        sender="15035550100",
        recipient=to,
        body=body,
        segments=1,
        age=timedelta(minutes=1),
        is_inbound=True,
        hides_body=False,
        hides_number=False,
    )


def test_what_patients_wrote_is_heard_and_not_answered(world: World) -> None:
    """A stop counts before anything is sent; once, however often this is run."""
    world.policy(answers_keywords=True)
    world.offered()
    world.gateway.received = [wrote("15035550199")]

    assert [1, 0] == [reconcile(world).heard for _ in range(2)]
    everything_due(world)
    assert [] == world.gateway.texts
    assert [] == world.rows(own.text)
    assert PAT in {row["pat_num"] for row in world.rows(own.consent)}


def test_what_was_written_to_another_office_is_none_of_ours(world: World) -> None:
    """Offices may share an account; a number that has sent a text of ours is ours."""
    world.policy(sender="")
    backup = Backup(world)
    world.text()
    backup.restore()
    world.gateway.received = [wrote("15035550111"), wrote("15035550199", "Yes")]

    report = reconcile(world)

    assert 1 == report.heard
    assert ["Yes"] == [row["body"] for row in world.rows(own.inbound)]


def test_a_link_of_another_office_is_not_told(world: World) -> None:
    """Its address is another."""
    backup = Backup(world)
    world.policy(base_url="https://another.test")
    world.text()
    world.policy(base_url="https://example.test")
    backup.restore()

    assert [] == reconcile(world).unknown


def test_where_numbers_alone_are_hidden_links_still_prove(world: World) -> None:
    """What is known by its number is in doubt, and an offer by its link is not."""
    first, second = offers_to(world, 2)
    text_num = world.say()
    backup = Backup(world)
    world.send(first)
    world.send_text(text_num)
    backup.restore()
    world.gateway.told = Habits(None, hides_bodies=False, hides_numbers=True)

    report = reconcile(world)
    everything_due(world)

    assert (1, 1, 1) == (report.adopted, report.given_up, report.waiting)
    assert 3 == len(world.gateway.texts)
    assert second == world.gateway.texts[2].key.subject


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
