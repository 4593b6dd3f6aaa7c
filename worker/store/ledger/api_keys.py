"""API keys: pairs that may call, made, changed and ended by a command."""

import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select, update

from worker.api_key import Permission, digest
from worker.store.engine import Transaction
from worker.store.ledger.names import known_as
from worker.store.ledger.operating_tables import api_key
from worker.store.rows import columns

_LETTERS: Final = string.ascii_letters + string.digits
_DEVELOPER_LETTERS: Final = 16
_CUSTOMER_LETTERS: Final = 32
_ALL: Final = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A pair of keys, but for its secret."""

    key_num: int
    name: str
    turn: int
    developer_key: str
    permissions: str
    created_at: datetime
    ends_at: datetime | None
    used_at: datetime | None
    """When it was last, to a minute or so."""

    def is_live(self, now: datetime) -> bool:
        """Say whether it opens anything."""
        return self.ends_at is None or now < self.ends_at

    @property
    def may(self) -> frozenset[Permission]:
        """What whoever brings it may do."""
        return frozenset(map(Permission, self.permissions.split(_ALL)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digested:
    """A pair as it is found by what a request brings."""

    digest: str
    key: StoredKey


_COLUMNS: Final = columns(StoredKey, api_key)
_LIST: Final = select(*_COLUMNS).order_by(api_key.c.name, api_key.c.turn)
_NEWEST: Final = (
    select(*_COLUMNS)
    .where(api_key.c.name == bindparam("name"))
    .order_by(api_key.c.turn.desc())
    .limit(1)
)
_LIVE: Final = select(*columns(_Digested, api_key)).where(
    or_(api_key.c.ends_at.is_(None), api_key.c.ends_at > bindparam("now"))
)
_END: Final = (
    update(api_key)
    .where(
        api_key.c.name == bindparam("of_name"),
        api_key.c.turn <= bindparam("last_turn"),
        or_(api_key.c.ends_at.is_(None), api_key.c.ends_at > bindparam("moment")),
    )
    .values(ends_at=bindparam("moment"))
)


def add(
    transaction: Transaction,
    name: str,
    permissions: frozenset[Permission],
    now: datetime,
    ends_at: datetime | None,
) -> str | None:
    """Make the first pair of a name and return it, this once; None where it has one that is live."""
    newest = find_newest(transaction, name)
    if newest is not None and newest.is_live(now):
        return None
    turn = 1 if newest is None else newest.turn + 1
    may = _ALL.join(sorted(permissions))
    told = {"name": known_as(name), "turn": turn, "permissions": may, "ends_at": ends_at}
    return _insert(transaction, _letters(_DEVELOPER_LETTERS), now, **told)


def rotate(
    transaction: Transaction,
    old: StoredKey,
    now: datetime,
    old_ends_at: datetime,
    ends_at: datetime | None,
) -> str | None:
    """Make the next pair of a name and return it, this once; None where somebody else has just done so.

    The old one is good until its new end, and what it has taken the place of ends now.
    """
    told = {"name": old.name, "turn": old.turn + 1, "permissions": old.permissions}
    made = _insert(transaction, old.developer_key, now, ends_at=ends_at, **told)
    if made is not None:
        end(transaction, old.name, old.turn - 1, now)
        end(transaction, old.name, old.turn, old_ends_at)
    return made


def end(transaction: Transaction, name: str, last_turn: int, moment: datetime) -> int:
    """End a name's pairs up to a turn at a moment, unless they end before; return how many."""
    return transaction.run(_END, of_name=known_as(name), last_turn=last_turn, moment=moment)


def find_newest(transaction: Transaction, name: str) -> StoredKey | None:
    """Read the newest pair of a name; None where it never had one."""
    return transaction.read(StoredKey, _NEWEST, name=known_as(name))


def read_all(transaction: Transaction) -> list[StoredKey]:
    """Read every pair, by name, the oldest of each first."""
    return transaction.read_all(StoredKey, _LIST)


def read_live(transaction: Transaction, now: datetime) -> dict[str, StoredKey]:
    """Read the pairs that open something, by their digest."""
    return {each.digest: each.key for each in transaction.read_all(_Digested, _LIVE, now=now)}


def note_use(transaction: Transaction, key_num: int, now: datetime) -> None:
    """Write down that somebody has called with a pair."""
    transaction.change(api_key, key_num, {}, used_at=now)


def _insert(
    transaction: Transaction, developer_key: str, now: datetime, **told: object
) -> str | None:
    pair = f"{developer_key}/{_letters(_CUSTOMER_LETTERS)}"
    keys = {"developer_key": developer_key, "digest": digest(pair)}
    made = transaction.insert_once(api_key, created_at=now, used_at=None, **keys, **told)
    return None if made is None else pair


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
