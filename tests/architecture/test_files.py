"""Rules of the house for every file: its length, its places, its queues."""

import ast
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.architecture.sources import ROOT, files, imports, modules, nodes, shown, tree
from worker.queue import kinds

LONGEST: Final = 400
FOLDERS: Final = ("asapcomms", "schemas", "worker", "tests", "bench", ".ci", "docs", "deploy")
TOP: Final = [path for path in sorted(ROOT.iterdir()) if path.is_file() and path.name != ".env"]
SOURCES: Final = {
    *(".py", ".html", ".css", ".js", ".json", ".md", ".toml", ".mako", ".sql", ".txt"),
    *(".conf", ".env", ".service", ".target", ".yaml"),
}
WRITTEN: Final = [
    path
    for path in (*TOP, *files(*FOLDERS))
    if path.suffix in SOURCES or path.name in {"Makefile", "Procfile", "Containerfile", "run"}
]
"""What a person wrote; the lock file is not among them."""

REGISTRIES: Final = {"pypi.org", "files.pythonhosted.org"}
_HOME: Final = re.compile(r"(?<![\w.:/-])/(?:home|Users|root)/[\w.-]+|[A-Z]:\\+Users\\+\w+")
_HERE: Final = re.compile(rf"(?<![\w.-]){re.escape(str(ROOT))}(?![\w-])")
_INDEX: Final = re.compile(
    r"(?:index|registry|url)[\w-]*[\"']?\s*[=: ]\s*[\"']?(https?://[^\s\"',}]+)"
)


def test_files_are_short() -> None:
    """No file is longer than a reader can keep in mind."""
    long = [shown(path) for path in WRITTEN if len(text_of(path).splitlines()) > LONGEST]

    assert [] == long


def test_no_machine_is_named() -> None:
    """No file knows on whose machine it was written."""
    found = [
        (shown(path), place)
        for path in WRITTEN
        for pattern in (_HOME, _HERE)
        for place in pattern.findall(text_of(path))
    ]

    assert [] == found


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml", "Makefile"])
def test_packages_come_from_the_public_registry(name: str) -> None:
    """Whoever sets the project up needs no registry but Python's own."""
    found = _INDEX.findall(text_of(ROOT / name))

    assert {urlsplit(url).hostname for url in found} <= REGISTRIES


def test_each_test_says_what_it_proves() -> None:
    """A test without a sentence proves something nobody knows."""
    silent = [
        f"{shown(path)}: {test.name}"
        for path in modules("tests")
        for test in functions(path)
        if test.name.startswith("test") and not ast.get_docstring(test)
    ]

    assert [] == silent


def test_nothing_is_mocked() -> None:
    """A stand-in is a class that keeps what it was given."""
    mocks = {"unittest", "mock", "pytest_mock"}
    found = [name for path in modules("tests") for name in imports(path) if name.package in mocks]

    assert [] == found


def test_every_queue_has_a_worker() -> None:
    """The Procfile's worker serves each queue there is."""
    worker = next(line for line in text_of(ROOT / "Procfile").splitlines() if "dramatiq" in line)
    served = worker.split("--queues ")[1].split(" --")[0].split()

    assert list(kinds.QUEUES) == served


def test_every_actor_is_declared() -> None:
    """Each kind of work has an actor in the worker."""
    declared = {
        getattr(kinds, node.args[1].attr)
        for node in ast.walk(tree(ROOT / "worker" / "actors.py"))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_actor"
        and isinstance(node.args[1], ast.Attribute)
    }

    assert set(kinds.KINDS) == declared


def text_of(path: Path) -> str:
    """Read a file."""
    return path.read_text(encoding="utf-8")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return a file's functions, those in classes too."""
    return [
        node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
