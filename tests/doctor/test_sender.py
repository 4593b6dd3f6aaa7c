"""A sender that is stopped is something wrong, with what to do about it."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from schemas.keys import ClinicNum
from tests.doctor.reading import bad, notes, settings, wrong
from tests.world.office import NOW, World
from worker.cli import app
from worker.doctor import own
from worker.rules.hold import EVERY_CLINIC
from worker.settings import Settings
from worker.steps.dead_letter import keep
from worker.store.engine import Store
from worker.store.ledger import holds, senders


def stop(world: World, told: Settings, code: int, *, is_by_receipt: bool = False) -> None:
    """Stop the sender of some settings."""
    with world.store.writing() as transaction:
        senders.stop(
            transaction,
            told.sender_key,
            code,
            is_by_receipt=is_by_receipt,
            now=NOW,
            probe_at=NOW + timedelta(minutes=5),
        )


def test_a_sender_that_works(world: World) -> None:
    """There is nothing to do."""
    assert [] == bad(own.examine(world.store, settings(), [own.sending]))


def test_a_sender_that_is_stopped(world: World) -> None:
    """The finding names code, reason, and the command that helps."""
    stop(world, settings(), 30034, is_by_receipt=True)

    found = own.examine(world.store, settings(), [own.sending])

    (sentence,) = wrong(found)
    assert "code 30034" in sentence
    assert "not registered with the carriers" in sentence
    assert "asapcomms release-sender" in found[0].todo


def test_another_sender_is_not_stopped(world: World) -> None:
    """Whoever changes the sender starts anew."""
    stop(world, settings(), 21606)

    assert [] == bad(
        own.examine(
            world.store, settings(twilio_messaging_service_sid="MG" + "0" * 32), [own.sending]
        )
    )


def test_a_hold_is_told_with_its_reason(world: World) -> None:
    """A hold that somebody has forgotten is a practice that texts nobody."""
    with world.store.writing() as transaction:
        for clinic_num in (EVERY_CLINIC, ClinicNum(3)):
            holds.place(transaction, clinic_num, held_by="anna@front", why="A storm", now=NOW)

    _, everything, clinic = own.examine(world.store, settings(), [own.sending])

    told = "is held since 2023-10-16 09:01 UTC by anna@front: A storm."
    assert [f"Sending {told}", f"Sending of clinic 3 {told}"] == wrong([everything, clinic])
    assert "`asapcomms release`" in everything.todo
    assert "`asapcomms release --clinic 3`" in clinic.todo


def test_a_database_that_is_not_ready(tmp_path_factory: pytest.TempPathFactory) -> None:
    """That is said elsewhere."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.db'}")

    assert [] == own.examine(store, settings(), [own.sending])
    store.close()


def test_release(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command releases the sender, once."""
    url = world.store.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    stop(world, settings(), 20003)

    said = [CliRunner().invoke(app, ["release-sender"]).stdout for _ in range(2)]

    assert ["The sender sends again.\n", "The sender was not stopped.\n"] == said
    with world.store.reading() as transaction:
        assert senders.find_stopped(transaction, settings().sender_key) is None


def test_messages_that_were_kept_are_counted(world: World) -> None:
    """What they asked for was not done."""
    keep("1", "asapcomm", "create-asapcomm", [[], {}], "Wrong.", world.store, NOW)

    (sentence,) = notes(own.examine(world.store, settings(), [own.sending]))
    assert sentence.startswith("Messages that could not be read: 1.")
