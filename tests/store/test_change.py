"""Changing a row that is still as expected, and reading rows as frozen values, on every database."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum

import pytest
from sqlalchemy import bindparam, case, literal, select

from tests.contract.engines import KINDS, Engines
from worker.store import rows
from worker.store.engine import Store
from worker.store.ledger.senders import StoppedSender
from worker.store.ledger.tables import number, sender

NOW = datetime(2023, 10, 16, 9, tzinfo=UTC)
LATER = NOW.replace(hour=10)
PHONE = "15035550100"


class Colour(StrEnum):
    """Words that a row may hold."""

    RED = "red"


class Size(IntEnum):
    """Numbers that a row may hold."""

    SMALL = 1


@dataclass(frozen=True, slots=True)
class Thing:
    """A row of such a table."""

    colour: Colour
    size: Size | None
    is_new: bool
    name: str


@dataclass(frozen=True, slots=True)
class Owned:
    """A row that holds such a thing beside its owner."""

    owner: int
    thing: Thing


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A value of which no row holds anything."""

    hint: str = "none"


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, engines: Engines) -> Store:
    """Return a database of each kind with one bad number and one sender that works."""
    made = engines.store(request.param)
    with made.writing() as transaction:
        transaction.insert_once(number, number=PHONE, state="bad", code=7, since=NOW)
        transaction.insert_once(sender, sender="+1")
    return made


def changed(store: Store, expected: list[str], code: object) -> tuple[bool, int]:
    """Change the number's code if its state is as expected; return what was said and what is there."""
    with store.writing() as transaction:
        said = transaction.change(number, PHONE, {"state": expected}, code=code)
        return said, transaction.value(select(number.c.code))


def test_a_row_as_expected_is_changed(store: Store) -> None:
    """One of some values is as expected."""
    assert (True, 8) == changed(store, ["opted-out", "bad"], 8)


def test_a_row_that_has_changed_stays(store: Store) -> None:
    """Whoever comes second is told so."""
    assert (False, 7) == changed(store, ["opted-out"], 8)


def test_nothing_is_never_as_expected(store: Store) -> None:
    """Where no value would do, no row is changed."""
    assert (False, 7) == changed(store, [], 8)


def test_another_row_stays(store: Store) -> None:
    """The row is found by its primary key."""
    with store.writing() as transaction:
        assert not transaction.change(number, "1", {"state": ["bad"]}, code=8)
        assert 7 == transaction.value(select(number.c.code))


def test_an_expression_is_a_value_too(store: Store) -> None:
    """What is new may depend on what is there."""
    new = case((number.c.code == 7, bindparam("new_code")), else_=number.c.code)

    assert [(True, 1), (True, 1)] == [
        changed(store, ["bad"], rows.Through(new, code)) for code in (1, 2)
    ]


def test_an_unknown_name_is_an_error(store: Store) -> None:
    """A column that is spelt wrong is not left out."""
    with pytest.raises(KeyError, match="cod"), store.writing() as transaction:
        transaction.change(number, PHONE, {}, code=8, cod=8)


def test_null_can_be_expected(store: Store) -> None:
    """A sender is stopped once: the second finds that its time is written."""
    with store.writing() as transaction:
        twice = [
            transaction.change(sender, "+1", {"stopped_at": None}, stopped_at=at)
            for at in (NOW, LATER)
        ]
        assert ([True, False], NOW) == (twice, transaction.value(select(sender.c.stopped_at)))


def test_of_many_at_once_one_is_the_one(store: Store) -> None:
    """Compare and set is a claim: it is true for one of all who come together."""

    def claim(_: int) -> bool:
        with store.writing() as transaction:
            return transaction.change(number, PHONE, {"state": ["bad"]}, state="fine")

    with ThreadPoolExecutor(8) as pool:
        assert 1 == list(pool.map(claim, range(16))).count(True)


def test_a_row_is_read_as_a_frozen_value(store: Store) -> None:
    """Columns of a dataclass's names make it, and their numbers are what it says they are."""
    with store.writing() as transaction:
        transaction.change(
            sender, "+1", {}, stopped_at=NOW, code=3, is_by_receipt=1, probe_at=LATER
        )
        found = transaction.read(StoppedSender, select(*rows.columns(StoppedSender, sender)))

    assert StoppedSender(stopped_at=NOW, code=3, is_by_receipt=True, probe_at=LATER) == found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("red", 1, 1, "a"), Thing(Colour.RED, Size.SMALL, is_new=True, name="a")),
        (("red", None, 0, None), Thing(Colour.RED, None, is_new=False, name="")),
    ],
)
def test_codes_become_members(row: tuple[object, ...], expected: Thing) -> None:
    """Words and numbers become members of their enumeration, and a text that is NULL an empty one."""
    found = rows.read(Thing, dict(zip(("colour", "size", "is_new", "name"), row, strict=True)))

    assert (expected, type(expected.colour)) == (found, type(found.colour))


def test_a_value_within_a_value_is_of_the_same_row() -> None:
    """What belongs together has a value of its own, also where its columns stand among others."""
    row = {"owner": 5, "colour": "red", "size": 1, "is_new": 1, "name": "a", "other": 0}

    assert Owned(5, Thing(Colour.RED, Size.SMALL, is_new=True, name="a")) == rows.read(Owned, row)


def test_what_has_a_default_may_be_no_column() -> None:
    """A value may know more than its row, but nothing that is needed may be missing."""
    assert [] == rows.columns(Unwritten, number)
    assert Unwritten() == rows.read(Unwritten, {})
    with pytest.raises(KeyError, match="owner"):
        rows.read(Owned, {})


def test_an_unknown_word_is_an_error() -> None:
    """A state that nobody knows is not taken for another."""
    with pytest.raises(ValueError, match="blue"):
        rows.read(Thing, {"colour": "blue", "size": 1, "is_new": 1, "name": ""})


def test_a_question_without_rows_has_no_value(store: Store) -> None:
    """No row is None, and no rows are an empty list."""
    nothing = select(*rows.columns(StoppedSender, sender)).where(literal(0) == 1)
    with store.reading() as transaction:
        assert transaction.read(StoppedSender, nothing) is None
        assert [] == transaction.read_all(StoppedSender, nothing)
