"""The table: each figure beside its yardsticks."""

import os
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.figures import Figure, Group, Target

_SMALL: Final = 10
_LARGE: Final = 100
"""Three digits say enough."""

_WIDTH: Final = 110
"""Where there is no terminal to fit into."""


def show(groups: Sequence[Group], load_before: float) -> None:
    """Print the groups to standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    table = Table(title=_circumstances(load_before), title_justify="left", title_style="dim")
    for heading in ("", "runs", "median", "95 %", "target", "beside ours"):
        table.add_column(heading, justify="right" if heading else "left")
    for group in groups:
        table.add_section()
        table.add_row(f"[bold]{group.title}")
        for figure in group.figures:
            table.add_row(*_cells(figure, group.figures[0]))
    console.print(table)


def _circumstances(load_before: float) -> str:
    return (
        f"{os.cpu_count()} cores, load average {load_before:.1f} before "
        f"and {os.getloadavg()[0]:.1f} after; compare ratios, not times, between runs"
    )


def _cells(figure: Figure, ours: Figure) -> tuple[str, ...]:
    is_compared = figure.is_yardstick and not ours.is_yardstick
    return (
        figure.name,
        str(len(figure.values)),
        _rounded(figure.median),
        "" if figure.high is None else _rounded(figure.high),
        _target(figure.target),
        f"{_rounded(figure.median / ours.median)} x" if is_compared else "",
    )


def _rounded(value: float) -> str:
    return (
        f"{value:.2f}" if value < _SMALL else f"{value:.1f}" if value < _LARGE else f"{value:.0f}"
    )


def _target(target: Target | None) -> str:
    if target is None:
        return ""
    return f"{target.median:g}" if target.high is None else f"{target.median:g} / {target.high:g}"
