"""Accounts of the staff pages: who may sign in, and what they may do there."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import bindparam, delete, select

from worker.rules.role import Role
from worker.store.engine import Transaction
from worker.store.ledger.names import known_as
from worker.store.ledger.operating_tables import account
from worker.store.rows import columns

_HASHER: Final = PasswordHasher()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in."""

    account_num: int
    name: str
    role: Role
    signed_in_at: datetime | None = None
    """When it was last."""


_COLUMNS: Final = columns(Account, account)
_LIST: Final = select(*_COLUMNS).order_by(account.c.name)
_FIND: Final = select(*_COLUMNS).where(account.c.account_num == bindparam("num"))
_NAMED: Final = select(*_COLUMNS).where(account.c.name == bindparam("name"))
_HASH: Final = select(account.c.password_hash).where(account.c.account_num == bindparam("num"))
_ANY: Final = select(account.c.account_num).limit(1)
_REMOVE: Final = delete(account).where(account.c.name == bindparam("name_gone"))


def add(transaction: Transaction, name: str, password: str, role: Role, now: datetime) -> bool:
    """Make an account; False where the name is taken."""
    made = transaction.insert_once(
        account,
        name=known_as(name),
        password_hash=_HASHER.hash(password),
        role=role,
        created_at=now,
        signed_in_at=None,
    )
    return made is not None


def remove(transaction: Transaction, name: str) -> bool:
    """Remove an account; False where there is none of this name."""
    return bool(transaction.run(_REMOVE, name_gone=known_as(name)))


def read_all(transaction: Transaction) -> list[Account]:
    """Read every account, by name."""
    return transaction.read_all(Account, _LIST)


def exist(transaction: Transaction) -> bool:
    """Say whether there is any account."""
    return transaction.value(_ANY) is not None


def find(transaction: Transaction, account_num: int) -> Account | None:
    """Read an account; None where it was removed."""
    return transaction.read(Account, _FIND, num=account_num)


def find_named(transaction: Transaction, name: str) -> tuple[Account | None, str]:
    """Read the account of a name, and what a password is held against."""
    found = transaction.read(Account, _NAMED, name=known_as(name))
    known = None if found is None else transaction.value(_HASH, num=found.account_num)
    return found, known or _nobody()


def sign_in(transaction: Transaction, account_num: int, now: datetime) -> None:
    """Write down that somebody has signed in."""
    transaction.change(account, account_num, {}, signed_in_at=now)


def is_password(password_hash: str, password: str) -> bool:
    """Say whether a password is the one; it takes some 50 ms on purpose."""
    try:
        return _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return a hash of no password, so that a name that is not known takes as long as one that is."""
    return _HASHER.hash("")
