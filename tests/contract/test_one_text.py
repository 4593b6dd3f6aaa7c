"""What one text costs the database is counted, on every kind, and does not grow unseen."""

import pytest

from tests.contract import one_text
from tests.contract.engines import KINDS, Engines
from tests.world.office import World

MOST_STATEMENTS = 31
MOST_COMMITS = 4


@pytest.mark.parametrize("kind", KINDS)
def test_one_text_asks_what_is_listed(engines: Engines, kind: str) -> None:
    """From the POST to the record, statement by statement."""
    world = World.on(engines.store(kind))

    assert one_text.kept(kind) == one_text.statements(world)


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_is_short(kind: str) -> None:
    """Statements and commits together have a bound, and commits one of their own."""
    listed = one_text.kept(kind)

    assert 0 < len(listed) <= MOST_STATEMENTS
    assert listed.count("COMMIT") <= MOST_COMMITS
