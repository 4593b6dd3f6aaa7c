"""The findings on a screen, in a file, or for a machine."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import IO, Final

from worker.doctor.finding import Finding, State

_MARKS: Final = {State.OK: "ok", State.NOTE: "note", State.WRONG: "WRONG"}
_COLOURS: Final = {State.OK: "green", State.NOTE: "yellow", State.WRONG: "bold red"}
_INDENT: Final = 2
_MARK_WIDTH: Final = 7


def show(findings: Sequence[Finding], file: IO[str]) -> None:
    """Print the findings by part: wrapped and coloured on a terminal, one a line elsewhere."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(file=file, highlight=False)
    for part, group in groupby(findings, lambda finding: finding.part):
        console.print(Text(str(part).capitalize(), "bold"))
        if not console.is_terminal:
            console.print("\n".join(map(_line, group)), soft_wrap=True, markup=False)
            continue
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(width=_MARK_WIDTH - 1, no_wrap=True)
        table.add_column()
        for finding in group:
            said = Text(finding.found)
            if finding.todo:
                said.append(f" {finding.todo}", "bold" if finding.state is State.WRONG else "dim")
            table.add_row(Text(_MARKS[finding.state], _COLOURS[finding.state]), said)
        console.print(Padding(table, (0, 0, 0, _INDENT)))
    console.print()
    console.print(Text(_verdict(findings), "bold"), soft_wrap=not console.is_terminal)


def as_json(findings: Sequence[Finding]) -> str:
    """Return the findings as a JSON list."""
    return json.dumps([asdict(finding) for finding in findings], indent=2)


def has_wrong(findings: Sequence[Finding]) -> bool:
    """Say whether the worker would not do its job."""
    return any(finding.state is State.WRONG for finding in findings)


def _line(finding: Finding) -> str:
    mark = _MARKS[finding.state].ljust(_MARK_WIDTH)
    return f"{' ' * _INDENT}{mark}{finding.found} {finding.todo}".rstrip()


def _verdict(findings: Sequence[Finding]) -> str:
    wrong = sum(finding.state is State.WRONG for finding in findings)
    notes = sum(finding.state is State.NOTE for finding in findings)
    noted = f"{notes} {'note' if notes == 1 else 'notes'} to read above"
    if wrong:
        things = "One thing is" if wrong == 1 else f"{wrong} things are"
        rest = f" There {'is' if notes == 1 else 'are'} {noted} too." if notes else ""
        return f"{things} wrong; the worker would not do its job as it should.{rest}"
    rest = f"; there {'is' if notes == 1 else 'are'} {noted}" if notes else ""
    return f"Nothing is wrong{rest}."
