"""No statement reads a table that grows from end to end, on any engine."""

import ast
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from itertools import pairwise
from typing import Any, Final, NamedTuple, Self

import pytest
from sqlalchemy import (
    CompoundSelect,
    Connection,
    Delete,
    Select,
    String,
    Table,
    Update,
    event,
    select,
    text,
)

from bench import scale_rows
from schemas.keys import OpNum
from tests.architecture.sources import module_name, modules, tree
from tests.contract.engines import INNODB, MYISAM, POSTGRESQL, SQLITE, Engines
from tests.contract.plan_values import (
    A_TENTH,
    APPOINTMENTS,
    NOON,
    OTHERS,
    VALUES,
    analyze,
    fill_the_rest,
)
from tests.world.office import World
from tests.world.provider import last_attempt, reply, tell
from tests.world.visitor import Visitor
from worker.gateways.port import Accepted, CallOutcome, NoAnswer, NotSent
from worker.rules.answer import Outcome as Answered
from worker.rules.slot import Slot
from worker.steps.housekeeping import remove_old
from worker.store.engine import Store
from worker.store.ledger import event_tables, operating_tables
from worker.store.ledger import tables as own_tables
from worker.store.ledger.tables import OWN
from worker.store.practice import records, tables
from worker.store.rows import changing

Statement = Select[Any] | CompoundSelect[Any] | Update | Delete


class Step(NamedTuple):
    """How a plan comes by the rows of a table."""

    table: str
    how: str
    is_whole: bool
    """Whether it reads all of them, or may."""


OFTEN: Final = 12
"""A driver prepares after five runs, PostgreSQL weighs a plan for all values after five more."""

SCANS: Final = text("SELECT relname, seq_scan FROM pg_stat_xact_user_tables")

GROWING: Final = {
    *("appointment", "asapcomm", "commlog", "commoptout", "patient", "schedule", "scheduleop"),
    *("smstomobile", "signalod", "histappointment", "securitylog", "procedurelog", "recall"),
    *("labcase", "apptfield"),
    *OWN.tables,
} - {"asapcomms_page_secret", "asapcomms_account", "asapcomms_api_key", "asapcomms_endpoint"}
RECALL: Final = 900_000
KINDS: Final = (SQLITE, POSTGRESQL, INNODB, MYISAM)

BUILT_WHEN_RUN: Final = {
    *(
        "copies._copying",
        "backlogs.counting",
        "housekeeping._chore",
        "look_ups._statement",
        "rows._update",
    ),
}
"""They find a row by its key; what they change depends on the caller. ``work`` runs them, but for
look-ups, which have tests of their own.
"""

READS_A_COLUMN: Final = {"patients._WITH_DIGITS", "recalls._MARKED"}
"""A number may be written in any way, and no index knows them all; asked when a patient has written.

Open Dental has no index on recall.Priority; asked when somebody wants recalls for an opening.
"""

ABSENT: Final = {"offer_history._EMAILS"}
"""About a table that these databases lack; it finds rows by their key."""

NOT_FOR_REQUESTS: Final = {
    *("demo_rows", "inspection", "migrate", "practice_facts", "rights", "server_facts"),
    *("reach", "version", "checks", "migrations"),
}
"""Modules and rooms that are asked at the start, in a check-up or for the demo practice."""

STORE: Final = [
    path
    for path in modules("worker/store")
    if not NOT_FOR_REQUESTS & {path.stem, *(folder.name for folder in path.parents)}
]


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


@pytest.fixture(scope="module", params=KINDS)
def world(
    request: pytest.FixtureRequest, engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Return an office of some months on each kind of database, with its statistics."""
    store = engines.fresh(request.param, tmp_path_factory.mktemp("plans"))
    with store.writing() as transaction:
        scale_rows.fill(transaction.connection, APPOINTMENTS)
        fill_the_rest(transaction.connection)
    with store.writing() as transaction:
        analyze(transaction.connection)
    made = World(store)
    made.now = NOON
    yield made
    made.store.close()


def declared() -> dict[str, Statement]:
    """Return every statement that stands in a module of the store, by its place."""
    found = {}
    for path in STORE:
        for name, value in vars(import_module(module_name(path))).items():
            if isinstance(value, Select | CompoundSelect | Update | Delete):
                found[f"{path.stem}.{name}"] = value
    return {name: value for name, value in found.items() if name not in ABSENT}


def values_of(name: str, statement: Statement) -> dict[str, object]:
    """Return values for a statement's parameters; a name without one is an error that tells it."""
    needed = [key for key, bind in statement.compile().binds.items() if bind.required]
    return {key: {**VALUES, **OTHERS.get(name, {})}[key] for key in needed}


def run_declared(world: World, ran: Ran) -> None:
    """Run every statement that is declared, and take back what it changes where that is possible.

    And the one that changes a row, for each table: there is no row with this key.
    """
    for name, statement in declared().items():
        ran.name = name
        with world.store.engine.connect() as connection:
            connection.execute(statement, values_of(name, statement)).close()
    for table in changed():
        (key,) = table.primary_key.columns
        nobody = "nobody" if isinstance(key.type, String) else -1
        statement, told = changing(table, nobody, {}, {key.key: nobody})
        ran.name = f"change {table.name}"
        with world.store.engine.connect() as connection:
            connection.execute(statement, told).close()


def changed() -> list[Table]:
    """Return every table of which a row is changed by its key."""
    named = {
        call.args[0].id
        for path in modules("worker/store")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "change"
        and isinstance(call.args[0], ast.Name)
    }
    known = {**vars(tables), **vars(own_tables), **vars(event_tables), **vars(operating_tables)}
    return [known[name] for name in sorted(named)]


def work(world: World) -> None:
    """Offer and send: accepted, refused by the provider, and left without an answer."""
    answers: Sequence[CallOutcome] = (
        Accepted("SM1", "", 1, ""),
        NotSent("No.", is_permanent=True),
        NoAnswer("timeout"),
    )
    for turn, answer in enumerate(answers):
        op, start = scale_rows.gap(turn)
        num = world.offered(apt=APPOINTMENTS + 1 + turn, op=op, start=start)
        world.gateway.answers.append(answer)
        world.send(num)
    Visitor(world, num).accept()
    schedule_recall(world, len(answers))
    world.later(seconds=16)
    world.sweep()
    world.settle(num)
    tell(world, "sent", of=last_attempt(world, num).attempt_id)
    for words in ("STOP", "START", "HELP"):
        reply(world, words, sender=last_attempt(world, num).recipient)
    remove_old(world.store, world.office.zone, 400, world.now)


def schedule_recall(world: World, turn: int) -> None:
    """Offer a recall's patient an opening, send, and schedule it."""
    op, start = scale_rows.gap(turn)
    pat_num = scale_rows.patients(APPOINTMENTS)
    world.recall(RECALL, pat_num, time_pattern_override="/XX/")
    visitor = Visitor.recalled(world, recall_num=RECALL, pat_num=pat_num, start=start, op=op)
    assert Answered.MOVED is visitor.accept()


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


def test_no_growing_table_is_read_in_full(world: World) -> None:
    """What the service runs finds its rows through an index, but for what is known to read more."""
    with Ran(world.store) as ran:
        run_declared(world, ran)
        ran.name = "work"
        work(world)

    read = {
        name: [step.how for step in steps if step.is_whole and step.table in GROWING]
        for name, steps in ran.plans()
    }
    whole = {name.partition(":")[0]: steps for name, steps in read.items() if steps}
    assert whole.keys() == READS_A_COLUMN, whole


def test_plans_for_any_value_are_good_too(world: World) -> None:
    """What PostgreSQL runs often it plans once for all values, and still reads no table in full."""
    if world.store.engine.dialect.name != "postgresql":
        return
    with world.store.engine.connect() as connection:
        scans = [("", scanned(connection))]
        for name, statement in declared().items():
            for _ in range(OFTEN):
                connection.execute(statement, values_of(name, statement))
            scans.append((name, scanned(connection)))

    read = {name: after - before for (_, before), (name, after) in pairwise(scans)}
    whole = {name: tables for name, tables in read.items() if tables}
    assert whole.keys() == READS_A_COLUMN, whole


def scanned(connection: Connection) -> set[tuple[str, int]]:
    """Return how often each growing table was read in full, by PostgreSQL's own count."""
    return {(name, scans) for name, scans in connection.execute(SCANS) if name in GROWING}


def test_the_slot_check_begins_with_its_day(world: World) -> None:
    """A look at a slot costs as much as its day is full, not as the operatory is old."""
    op, start = scale_rows.gap(0)
    slot = Slot(OpNum(op), start, start + timedelta(minutes=20))
    with Ran(world.store) as ran, world.store.reading() as transaction:
        records.in_the_way(transaction, slot)

    ((_, steps),) = ran.plans()
    read = [step for step in steps if step.table in GROWING]
    assert ["appointment", "schedule", "scheduleop"] == [step.table for step in read]
    assert "AptDateTime" in read[0].how
    assert "SchedDate" in read[1].how


def test_a_full_read_is_noticed(world: World) -> None:
    """A statement without a fitting index does not pass."""
    careless = select(tables.appointment.c.apt_num).where(tables.appointment.c.note == "x")
    with Ran(world.store) as ran, world.store.reading() as transaction:
        transaction.all(careless)

    ((_, steps),) = ran.plans()
    assert [("appointment", True)] == [(step.table, step.is_whole) for step in steps]


def test_statements_built_when_run_are_known() -> None:
    """A statement that is built inside a function is one that these tests run."""
    builders = {"select", "update", "delete"}
    found = {
        f"{path.stem}.{function.name}"
        for path in STORE
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in builders
    }

    assert BUILT_WHEN_RUN == found
