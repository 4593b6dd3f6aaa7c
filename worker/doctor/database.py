"""Whether the database can be reached, is Open Dental's, and lets this service do its work there."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.settings import Settings
from worker.store.checks import server_facts
from worker.store.checks.inspection import Inspection, inspect_store
from worker.store.checks.server_facts import ServerFacts
from worker.store.checks.unreachable import Problem
from worker.store.engine import Store
from worker.store.ledger.tables import OWN, VERSION_TABLE

_MAKE: Final = Findings(Part.DATABASE)

LEAST_PACKET_BYTES: Final = 1024 * 1024
"""A statement of ours has some kilobytes; half of this is already unusual."""

_NEXT_TO_NOTHING: Final = timedelta(minutes=2)

_WORDS: Final = {
    "SELECT": "read",
    "INSERT": "insert into",
    "UPDATE": "update",
    "DELETE": "delete from",
    "USAGE": "use the sequences of",
}


def examine(
    store: Store, settings: Settings, clock: Callable[[], datetime]
) -> tuple[list[Finding], bool]:
    """Report on the database, and whether the office's own data can be read from it."""
    found = inspect_store(store)
    if isinstance(found, Problem):
        return [_MAKE.wrong(found.found, found.todo)], False
    with store.reading() as transaction:
        before = clock()
        facts = server_facts.ask(transaction)
        now = before + (clock() - before) / 2
    problems = [_MAKE.wrong(problem.found, problem.todo) for problem in found.problems]
    findings = [
        _MAKE.ok(f"{found.place} answers: {facts.product}."),
        *problems,
        *([] if problems else (_version(found), *_engines(found))),
        *_rights(found),
        *_server(facts, settings, now),
    ]
    can_be_read = not any("SELECT" in missing for missing in found.lacking.values())
    return findings, not problems and can_be_read


def _version(found: Inspection) -> Finding:
    if found.version:
        return _MAKE.ok(f"It is an Open Dental database of version {found.version}.")
    if "SELECT" in found.lacking.get("preference", ()):
        return _MAKE.ok("It has Open Dental's tables.")
    return _MAKE.ok("It has Open Dental's tables, made without Open Dental.")


def _engines(found: Inspection) -> Iterator[Finding]:
    yield _MAKE.ok("This service's own tables are up to date.")
    ours = {*OWN.tables, VERSION_TABLE}
    wrong = sorted(name for name in ours if found.engines.get(name, "InnoDB") != "InnoDB")
    theirs = {engine for name, engine in found.engines.items() if name not in ours}
    if wrong:
        yield _MAKE.wrong(
            f"{', '.join(wrong)} must be InnoDB and is not.", "Run `asapcomms migrate` again."
        )
    if theirs - {"InnoDB"}:
        yield _MAKE.note(
            f"Open Dental's tables are {' and '.join(sorted(theirs))}, without transactions; "
            "the order of the writes takes their place.",
            "Nothing is to be done.",
        )
    elif theirs:
        yield _MAKE.ok("Open Dental's tables are InnoDB.")


def _rights(found: Inspection) -> list[Finding]:
    by_right: dict[str, list[str]] = {}
    for table, rights in found.lacking.items():
        for right in rights:
            by_right.setdefault(right, []).append(table)
    return [
        _MAKE.wrong(
            f"The user may not {_WORDS[right]} {', '.join(sorted(tables))}.",
            f"Grant {right}; `asapcomms grants` prints all that are needed.",
        )
        for right, tables in by_right.items()
    ] or [_MAKE.ok("The user has the rights that are needed.")]


def _server(facts: ServerFacts, settings: Settings, now: datetime) -> Iterator[Finding]:
    if facts.is_read_only:
        yield _MAKE.wrong(
            "The server is read-only; it may be a replica.",
            "Name the server that takes writes in DATABASE_URL.",
        )
    if facts.max_packet is not None and facts.max_packet < LEAST_PACKET_BYTES:
        yield _MAKE.note(
            f"max_allowed_packet is {facts.max_packet} bytes, so a long note or list may fail.",
            "Set max_allowed_packet=16M or more on the server.",
        )
    if facts.is_pooled:
        yield _MAKE.note(
            "A pooler such as PgBouncer stands before the server: statements are not prepared, "
            "and each transaction sets how long it waits for a lock.",
            "Nothing is to be done; in the mode `statement` it could not work.",
        )
    if facts.utc is None:
        return
    todo = "Let both take their time from the network (NTP): offers and workstations go by it."
    yield _MAKE.clocks("server", facts.utc - now, "this machine", todo)
    if facts.local is not None:
        yield _zone(facts.local - (facts.utc - now), settings, now)


def _zone(server: datetime, settings: Settings, now: datetime) -> Finding:
    """Open Dental stores its server's wall time, so that should be the office's.

    It is given by the server's zone alone, whatever its clock says.
    """
    office = now.astimezone(settings.zone).replace(tzinfo=None)
    if abs(server - office) < _NEXT_TO_NOTHING:
        return _MAKE.ok(f"The server keeps the office's time ({settings.time_zone}).")
    return _MAKE.note(
        f"It is {server:%H:%M} on the server and {office:%H:%M} in {settings.time_zone}; Open "
        "Dental's times are the office's.",
        "Set TIME_ZONE to the zone of the office; or, if it is, the server to that zone.",
    )
