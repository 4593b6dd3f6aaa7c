"""What one accept costs the database, and does not grow unseen."""

from datetime import timedelta

import pytest

from tests.contract.engines import KINDS, Engines
from tests.contract.one_text import OTHER, noted
from tests.world.office import START, World
from tests.world.visitor import Visitor
from worker.rules.answer import Answer, Outcome
from worker.steps.answer import answer, confirmation_of
from worker.store.ledger.tables import text
from worker.store.remembered import Remembered

MOST = 29
"""Statements and commits together, with the confirmation that is put on the queue."""


@pytest.mark.parametrize("kind", KINDS)
def test_one_accept_is_short(engines: Engines, kind: str) -> None:
    """The page is read once before the answer is kept, and what it hangs on once under the locks."""
    world = World.on(engines.store(kind))
    world.store._memory = Remembered(60)
    world.preference("WebSchedVerifyASAPType", "1")
    assert Outcome.MOVED is Visitor.texted(world).accept()  # loads what is loaded once
    world.patient(OTHER)
    world.appointment(OTHER, OTHER)
    visitor = Visitor.texted(world, apt=OTHER, start=START + timedelta(hours=2))
    asked = visitor.asked(visitor.open(), Answer.ACCEPT)

    with noted(world.store.engine) as found:
        stored = answer(asked, world.office.desk, world.now)
        text_num = confirmation_of(stored, world.office.desk) if stored else None

    world.store._memory = Remembered(0)
    assert stored is not None
    assert Outcome.MOVED is stored.outcome
    assert text_num == world.rows(text)[-1]["text_num"]
    assert len(found) <= MOST, found
    assert 2 == found.count("COMMIT")
    assert 4 == found.count("SELECT asapcomm")  # link, page, page again, others in the slot
