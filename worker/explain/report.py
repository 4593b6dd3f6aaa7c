"""The timeline on a screen, in a file, or for a machine."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import IO, Final

from worker.explain.timeline import Entry, Timeline
from worker.rules.wall_clock import elapsed

_PART_WIDTH: Final = 12
_SINCE_WIDTH: Final = 9
_MINUTE: Final = 60
_HOUR: Final = 3600


def show(told: Timeline, file: IO[str]) -> None:
    """Print it: wrapped and coloured on a terminal, one fact a line elsewhere."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        file.write("\n".join(_lines(told)) + "\n")
        return
    console.print(Text(_head(told), "bold"))
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right", style="dim")
    table.add_column(no_wrap=True, style="cyan")
    table.add_column()
    for entry, since in _spaced(told):
        table.add_row(f"{entry.at_local:%m-%d %H:%M:%S}", since, entry.part, Text(entry.sentence))
    console.print(table)
    for name, value in told.people.items():
        console.print(Text.assemble((f"{name} ", "cyan"), value))
    console.print(Text(_standing(told), "bold"))


def as_json(told: Timeline) -> str:
    """Return it for a machine; times are on the office's clock."""
    return json.dumps(
        {
            "AsapCommNum": told.num,
            "timeZone": told.zone.key,
            "SmsSendStatus": told.send_status,
            "ResponseStatus": told.response_status,
            "end": told.end,
            "entries": [
                {
                    "at": entry.at_local.isoformat(" ", "milliseconds"),
                    "part": entry.part,
                    "sentence": entry.sentence,
                }
                for entry in told.entries
            ],
            **told.people,
        },
        indent=2,
    )


def _lines(told: Timeline) -> Iterator[str]:
    yield _head(told)
    for entry, since in _spaced(told):
        at = entry.at_local.isoformat(" ", "milliseconds")
        yield f"{at}  {since:>{_SINCE_WIDTH}}  {entry.part:<{_PART_WIDTH}}  {entry.sentence}"
    yield from (f"{name}: {value}" for name, value in told.people.items())
    yield _standing(told)


def _spaced(told: Timeline) -> Iterator[tuple[Entry, str]]:
    """Yield each entry with how long after the one before it came."""
    if told.entries:
        yield told.entries[0], ""
    for before, entry in pairwise(told.entries):
        yield entry, _span(elapsed(before.at_local, entry.at_local, told.zone))


def _span(passed: timedelta) -> str:
    seconds = passed.total_seconds()
    if seconds < _MINUTE:
        return f"+{seconds:.2f} s" if seconds else ""
    if seconds < _HOUR:
        return f"+{seconds / _MINUTE:.1f} min"
    return f"+{seconds / _HOUR:.1f} h"


def _head(told: Timeline) -> str:
    return f"{told.title}; times are on the clock of {told.zone.key}"


def _standing(told: Timeline) -> str:
    return f"Now {told.send_status}, {told.response_status}: {told.end}"
