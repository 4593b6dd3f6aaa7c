"""What `asapcomms grants` prints, run as an administrator would run it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from tests.contract.bases import Base
from worker.store.checks.grants import Grantee, back_out, grant

GRANTEE: Final = Grantee("asapcomms", password="secret")  # noqa: S106 - a test's


def statements(base: Base, grantee: Grantee = GRANTEE) -> list[str]:
    """Return the statements that give a user its rights, without what is said of them."""
    return [line for line in grant(base.text, grantee) if not line.startswith("--")]


@contextmanager
def user(base: Base, keeps: Callable[[str], bool] = lambda _: True) -> Iterator[str]:
    """Give the service's user its rights, or some of them, and take everything back in the end."""
    base.sql(*filter(keeps, statements(base)))
    try:
        yield GRANTEE.user
    finally:
        base.sql(*(line for line in back_out(base.text, GRANTEE) if not line.startswith("--")))
