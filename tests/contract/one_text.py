"""What one text asks of the database, from its POST to its record: ``python -m tests.contract.one_text``.

Written anew by that command; a test holds the list against the code.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Engine, event

from schemas.messages import CreateAsapComm
from tests.contract.engines import KINDS, Engines
from tests.world.office import APT, OP, START, World
from worker.steps.create import create
from worker.steps.link import new_short_guid
from worker.steps.text.hand_over import hand_over
from worker.store.ledger import requests
from worker.store.remembered import Remembered

OTHER: Final = 77

LIST: Final = Path(__file__).with_name("one_text.txt")

_FIRST_TABLE: Final = re.compile(
    r"(?:FROM|INTO|UPDATE)\s+[`\"(]*(?:SELECT.*?FROM\s+)?[`\"]?(\w+)", re.DOTALL
)


def statements(world: World) -> list[str]:
    """Send one text after another has loaded what is loaded once; return what the second asked."""
    world.store._memory = Remembered(60)
    _text(world, APT)
    world.patient(OTHER)
    world.appointment(OTHER, OTHER)
    with noted(world.store.engine) as found:
        _text(world, OTHER)
    world.store._memory = Remembered(0)
    return found


def _text(world: World, apt: int) -> None:
    message = CreateAsapComm(request_id=uuid4(), op=OP, aptNum=apt, dateTimeStart=START)
    world.store.write(
        lambda transaction: requests.add(
            transaction, message.request_id, message, new_short_guid(), world.now
        )
    )
    decided = create(message, world.office, world.now, may_call=lambda: True)
    assert decided.claimed is not None
    hand_over(decided.claimed, world.office, world.clock)


@contextmanager
def noted(engine: Engine) -> Iterator[list[str]]:
    """Note each statement by its verb and table, and each commit, in their order."""
    found: list[str] = []

    def on_statement(*told: Any) -> None:
        statement = str(told[2])
        verb = statement.split(maxsplit=1)[0]
        table = _FIRST_TABLE.search(statement)
        if table and "julianday" not in statement and "clock_timestamp" not in statement:
            found.append(f"{verb} {table[1]}")

    def on_commit(_: Any) -> None:
        found.append("COMMIT")

    event.listen(engine, "before_cursor_execute", on_statement)
    event.listen(engine, "commit", on_commit)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", on_statement)
        event.remove(engine, "commit", on_commit)


def kept(kind: str) -> list[str]:
    """Return the list of a kind of database as it is kept."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [line.partition(": ")[2] for line in lines if line.startswith(f"{kind}: ")]


def main() -> None:
    """Write the list as the code has it today."""
    engines = Engines()
    lines = []
    for kind in KINDS:
        world = World.on(engines.store(kind))
        lines += [f"{kind}: {each}" for each in statements(world)]
    engines.close()
    LIST.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
