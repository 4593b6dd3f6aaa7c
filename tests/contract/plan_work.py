"""Everything that the store can be asked: its statements, and work that builds some more."""

import ast
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

from sqlalchemy import CompoundSelect, Delete, Select, String, Table, Update

from bench import scale_rows
from tests.architecture.sources import module_name, modules, tree
from tests.contract.plan_values import APPOINTMENTS, OTHERS, VALUES
from tests.contract.plans import Ran
from tests.world.office import World
from tests.world.provider import last_attempt, reply, tell
from tests.world.visitor import Visitor
from worker.gateways.port import Accepted, CallOutcome, NoAnswer, NotSent
from worker.rules.answer import Outcome as Answered
from worker.steps.housekeeping import remove_old
from worker.store.ledger import event_tables, operating_tables
from worker.store.ledger import tables as own_tables
from worker.store.practice import tables
from worker.store.rows import changing

Statement = Select[Any] | CompoundSelect[Any] | Update | Delete

RECALL: Final = 900_000
BUILT_WHEN_RUN: Final = {
    *(
        "copies.copy",
        "backlogs.counting",
        "housekeeping._chore",
        "look_ups._statement",
        "rows._update",
    ),
}
"""They find a row by its key; what they change depends on the caller. ``work`` runs them, but for
look-ups, which have tests of their own.
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
