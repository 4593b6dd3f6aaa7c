"""Nobody looks at a machine's own clock where something is decided."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.sources import is_in, module_name, modules, shown, tree

MAY_LOOK: Final = {
    "worker.store.clock": "it counts on from what the database said",
    "worker.sandbox": "it stands for a provider, which has a clock of its own",
    "worker.cli": "it gives the doctor this machine's",
    "worker.demo": "it invents a practice for today",
    "worker.up": "it says when the demo's opening is, and when a worker was last seen",
}
_LOOKS: Final = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "clock_gettime"),
}


def looks(path: Path) -> Iterator[str]:
    """Find the calls of a file that read the machine's wall clock."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value).rpartition(".")[2]
            if (owner, node.func.attr) in _LOOKS:
                yield f"{shown(path)}:{node.lineno}"


def test_decisions_go_by_one_clock() -> None:
    """Leases, looks and due times of machines that disagree are compared with each other."""
    found = [
        look
        for path in modules("worker", "schemas", "asapcomms")
        if not any(is_in(module_name(path), room) for room in MAY_LOOK)
        for look in looks(path)
    ]

    assert [] == found


def test_of_the_commands_the_doctor_alone_looks() -> None:
    """What a person does by hand is written down beside what the processes do."""
    found = [look for path in modules("worker") if path.name == "cli.py" for look in looks(path)]

    assert 1 == len(found)


def test_whoever_may_look_does() -> None:
    """An exception that nobody needs is none."""
    rooms = {
        room
        for path in modules("worker")
        for room in MAY_LOOK
        if is_in(module_name(path), room) and list(looks(path))
    }

    assert set(MAY_LOOK) == rooms
