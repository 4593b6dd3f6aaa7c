"""Putting a backup back, and what is done after it."""

from tests.steps.text.test_sender import send_due
from tests.world.office import World
from worker.queue import kinds
from worker.rules.hold import UNTIL_RECONCILED
from worker.steps.restored.adopt import Report
from worker.steps.restored.reconcile import reconcile_all
from worker.store.ledger import holds
from worker.store.ledger.tables import OWN
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


def is_held(world: World) -> bool:
    """Say whether the service holds everything."""
    with world.store.reading() as transaction:
        return holds.find(transaction, UNTIL_RECONCILED) is not None
