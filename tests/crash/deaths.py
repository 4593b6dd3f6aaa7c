"""Deaths between two statements of a step: each that leaves the database otherwise than the one before.

Where transactions are undone a death leaves what was committed last, so dying at both ends of each
transaction is dying everywhere; SQLite, which is quick, dies at every statement all the same. On MyISAM
each write to Open Dental's tables stays: there a step dies after each of them, too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import event

from tests.crash.beginning import Beginning
from tests.crash.touches import named, stays
from tests.world.office import World

_STATEMENT: Final = "before_cursor_execute"
_ENDS: Final = ("commit", "rollback")


class Killed(BaseException):
    """A worker that dies where it stands."""


def dies_everywhere(
    world: World, step: Callable[[], object], begin: Callable[[], None], *, every: int = 1
) -> Iterator[int]:
    """Run a step again and again, each time from the beginning, and die one place later.

    ``every`` leaves out statements on SQLite, where a step has many.
    """
    begin()
    beginning = Beginning(world)
    step()  # whatever is asked once in a process has been asked
    beginning.put_back()
    for statement in _places(world, step, every):
        beginning.put_back()
        try:
            with _death_before(world, statement):
                step()
        except Killed:
            yield statement
        # else it went by without one of the questions that are put once in seconds, like what time it is


def _places(world: World, step: Callable[[], object], every: int) -> list[int]:
    """Run the step once, and return the statements before which it is to die."""
    asked: list[str] = []
    ended: set[int] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    def end(_connection: Any) -> None:
        ended.add(len(asked))

    engine = world.store.engine
    event.listen(engine, _STATEMENT, note)
    for name in _ENDS:
        event.listen(engine, name, end)
    try:
        step()
    finally:
        event.remove(engine, _STATEMENT, note)
        for name in _ENDS:
            event.remove(engine, name, end)
    everywhere, is_sqlite = range(len(asked)), engine.dialect.name == "sqlite"
    with world.store.reading() as transaction:
        is_atomic = transaction.is_atomic
    both_ends = {at for at in everywhere if at == 0 or {at, at + 1} & ended}
    if not is_atomic:
        both_ends |= {at + 1 for at in everywhere[:-1] if stays(named(asked[at]))}
    return sorted({*both_ends, *everywhere[::every]} if is_sqlite else both_ends)


@contextmanager
def _death_before(world: World, statement: int) -> Iterator[None]:
    """Let so many statements through, and die at the next."""
    passed = 0

    def count(*_: Any) -> None:
        nonlocal passed
        if passed == statement:
            raise Killed
        passed += 1

    event.listen(world.store.engine, _STATEMENT, count)
    try:
        yield
    finally:
        event.remove(world.store.engine, _STATEMENT, count)
