"""What the provider's list does not say, or says of others, after a restore."""

from datetime import timedelta
from uuid import UUID

import pytest

from schemas.codes import SendStatus
from tests.steps.text.restoring import Backup, everything_due, reconcile
from tests.steps.text.test_sender import offers_to
from tests.world.office import PAT, World
from tests.world.provider import last_attempt
from worker.gateways.port import Habits, ListedText, NoAnswer
from worker.rules.attempt import AttemptState, UnknownPolicies, UnknownPolicy
from worker.steps.text.reconcile import GIVEN_UP
from worker.store.ledger import tables as own
from worker.store.practice import tables


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
