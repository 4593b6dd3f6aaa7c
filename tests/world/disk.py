"""A disk without room: SQLite's file grows no further, while what is in it can still be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from worker.store.engine import Store


@contextmanager
def full(*stores: Store) -> Iterator[None]:
    """Leave a database the pages that it has; rows still fit into the room on those."""

    def stop_growing(connection: Any, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # below what it has means what it has

    for store in stores:
        event.listen(store.engine, "connect", stop_growing)
        store.close()
    try:
        yield
    finally:
        for store in stores:
            event.remove(store.engine, "connect", stop_growing)
            store.close()
