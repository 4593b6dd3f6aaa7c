"""How an engine comes by the rows of what a store has run."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import Connection, event

from tests.contract.plan_values import A_TENTH
from worker.store.engine import Store
from worker.store.ledger.tables import OWN


class Step(NamedTuple):
    """How a plan comes by the rows of a table."""

    table: str
    how: str
    is_whole: bool
    """Whether it reads all of them, or may."""


GROWING: Final = {
    *("appointment", "asapcomm", "commlog", "commoptout", "patient", "schedule", "scheduleop"),
    *("smstomobile", "signalod", "histappointment", "securitylog", "procedurelog", "recall"),
    *("labcase", "apptfield"),
    *OWN.tables,
} - {"asapcomms_page_secret", "asapcomms_account", "asapcomms_api_key", "asapcomms_endpoint"}


class Ran:
    """The reads and updates that a store ran, as its driver had them."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._found: dict[str, tuple[str, Any]] = {}
        self.name = "work"

    def __enter__(self) -> Self:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, *noted: Any) -> None:
        statement, parameters = noted[2:4]
        if "clock_timestamp" not in statement and re.match(
            r"SELECT .*\bFROM \W?\w|UPDATE |DELETE ", statement, re.DOTALL
        ):
            self._found.setdefault(statement, (self.name, parameters))

    def plans(self) -> Iterator[tuple[str, list[Step]]]:
        """Ask how each statement is run; named by its place in the code, else by its words."""
        with self._engine.connect() as connection:
            for statement, (name, parameters) in self._found.items():
                yield f"{name}: {statement}", list(explain(connection, statement, parameters))


def explain(connection: Connection, statement: str, parameters: Any) -> Iterator[Step]:
    """Ask an engine how it would run a statement."""
    match connection.dialect.name:
        case "sqlite":
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                yield from sqlite_step(str(row.detail))
        case "postgresql":
            plan = f"EXPLAIN (FORMAT JSON) {statement}"
            (found,) = connection.exec_driver_sql(plan, parameters).scalar_one()
            yield from postgresql_steps(found["Plan"], may_stop=False)
        case _:
            for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters):
                if row.table is not None:
                    rows = int(
                        str(row.rows or 0).split()[0]
                    )  # with a filter: "10 (0%)"; none of a union
                    whole = row.type in {"ALL", "index"} or rows > A_TENTH
                    yield Step(plain(row.table), str(tuple(row)), whole)


def sqlite_step(detail: str) -> Iterator[Step]:
    """Read a line of SQLite's: SCAN reads in full, SEARCH looks up."""
    if found := re.match(r"(SCAN|SEARCH) (\w+)", detail):
        yield Step(plain(found[2]), detail, found[1] == "SCAN")


def postgresql_steps(node: dict[str, Any], *, may_stop: bool) -> Iterator[Step]:
    """Read a tree of PostgreSQL's; an index without a condition is read until a limit stops it."""
    kind, conditions = node["Node Type"], [node[key] for key in node if key.endswith("Cond")]
    if table := node.get("Relation Name"):
        is_whole = kind == "Seq Scan" or ("Index" in kind and not conditions and not may_stop)
        yield Step(table, f"{kind} {conditions}", is_whole)
    for below in node.get("Plans", ()):
        yield from postgresql_steps(below, may_stop=kind == "Limit")


def plain(alias: str) -> str:
    """Return the table behind an alias of SQLAlchemy's."""
    return re.sub(r"_\d+$", "", alias)
