"""The findings as they are shown."""

import io
import json

import pytest
from rich.cells import cell_len

from worker.doctor import report
from worker.doctor.finding import Findings, Part

_SETTINGS, _REDIS = Findings(Part.SETTINGS), Findings(Part.REDIS)
FINDINGS = [
    _SETTINGS.ok("All is well."),
    _SETTINGS.note("Something is [odd].", "Look at it."),
    _REDIS.wrong("Something is wrong. " * 8, "Mend it."),
]


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def shown(file: io.StringIO) -> list[str]:
    """Show the findings and return the lines."""
    report.show(FINDINGS, file)
    return file.getvalue().splitlines()


def test_elsewhere_than_on_a_terminal_a_finding_is_a_line() -> None:
    """What goes to a file or through grep is neither wrapped nor coloured."""
    lines = shown(io.StringIO())

    assert "Settings" == lines[0]
    assert "  ok     All is well." == lines[1]
    assert "  note   Something is [odd]. Look at it." == lines[2]
    assert "Redis" == lines[3]
    assert lines[4].startswith("  WRONG  Something")
    assert lines[4].endswith("Mend it.")
    assert lines[-1] == (
        "One thing is wrong; the worker would not do its job as it should. "
        "There is 1 note to read above too."
    )


def test_notes_are_counted() -> None:
    """Nobody reads "Nothing is wrong" and overlooks the notes above it."""
    file = io.StringIO()
    report.show([*FINDINGS[:2], *FINDINGS[1:2]], file)

    assert "Nothing is wrong; there are 2 notes to read above." == file.getvalue().splitlines()[-1]


def test_on_a_terminal_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns a long finding is wrapped, and its lines stand below each other."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    plain = [line.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")
             for line in shown(Terminal())]  # fmt: skip

    assert max(map(cell_len, plain)) <= 80
    assert [] == [line for line in plain[4:7] if not line.startswith(("  WRONG ", " " * 9))]


def test_for_machines_it_is_a_list() -> None:
    """Each finding has its part, state, sentence and what to do."""
    first = json.loads(report.as_json(FINDINGS))[1]

    assert {
        "part": "settings",
        "state": "note",
        "found": "Something is [odd].",
        "todo": "Look at it.",
    } == first


def test_only_what_is_wrong_fails() -> None:
    """A note is no failure."""
    assert report.has_wrong(FINDINGS)
    assert not report.has_wrong(FINDINGS[:2])
