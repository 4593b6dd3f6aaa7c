"""The project's own files, and what each of them imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent.parent
OURS: Final = ("asapcomms", "schemas", "worker")
_NOT_OURS: Final = {"__pycache__", "node_modules"}


def files(*folders: str) -> list[Path]:
    """Return every file in some of the project's folders."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not _NOT_OURS & set(path.parts)
    )


def modules(*folders: str) -> list[Path]:
    """Return every Python file in some of the project's folders."""
    return [path for path in files(*folders) if path.suffix == ".py"]


def module_name(path: Path) -> str:
    """Return the name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def shown(path: Path) -> str:
    """Return a file's path from the project's root."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return whatever a file's syntax tree has."""
    return tuple(ast.walk(tree(path)))


class Found(NamedTuple):
    """What was found in a file: an imported or a called name."""

    file: str
    line: int
    name: str

    @property
    def package(self) -> str:
        """The first part of the name."""
        return self.name.split(".")[0]


def imports(path: Path) -> Iterator[Found]:
    """Return whatever a file imports, in functions or for type checkers too.

    ``from worker import log`` is ``worker.log``; a dot at the start is resolved.
    """
    for node in nodes(path):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Found(shown(path), node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Found(shown(path), node.lineno, f"{_source(path, node)}.{alias.name}")


def calls(path: Path) -> Iterator[Found]:
    """Return the last name of whatever a file calls."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield Found(shown(path), node.lineno, node.func.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield Found(shown(path), node.lineno, node.func.id)


def _source(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    near = package[: len(package) - node.level + 1]
    return ".".join([*near, *([node.module] if node.module else [])])


def is_in(name: str, room: str) -> bool:
    """Say whether a module is a room of the house, or lies in it."""
    return name == room or name.startswith(f"{room}.")
