"""How the service stands: on a screen, live or once, in a file, or for a machine."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import IO, TYPE_CHECKING, Final

from worker.errors import Unavailable
from worker.rules.health import Health, Heartbeat, ProcessKind, problems, told
from worker.rules.hold import state

if TYPE_CHECKING:
    from rich.console import Group, RenderableType

REDRAW_SECONDS: Final = 2.0

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400


def watch(see: Callable[[], Health]) -> None:
    """Show it until Ctrl-C, and leave the last look on the screen.

    Each redraw is one write over the last one, of which nothing is erased: so nothing flickers.
    """
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(highlight=False)
    page: RenderableType = Text()
    with (
        suppress(KeyboardInterrupt),
        Live(console=console, auto_refresh=False, screen=True) as live,
    ):
        while True:
            try:
                page = _page(see())
            except Unavailable as error:
                page = Text(error.sentence, "bold red")
            live.update(page, refresh=True)
            time.sleep(REDRAW_SECONDS)
    console.print(page)


def show(health: Health, file: IO[str]) -> None:
    """Print it: coloured on a terminal, one fact a line elsewhere."""
    from rich.console import Console

    console = Console(file=file, highlight=False)
    if console.is_terminal:
        console.print(_page(health))
        return
    console.print("\n".join(_lines(health)), soft_wrap=True, markup=False)


def as_json(health: Health) -> str:
    """Return it for a machine, with the sentences of what needs a look."""
    values = {**asdict(health), "problems": problems(health)}
    return json.dumps(values, indent=2, default=lambda moment: moment.isoformat())


def _page(health: Health) -> "Group":
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    found = problems(health)
    title = Text.assemble(
        ("asapcomms ", "bold"),
        (told(health.at), "dim"),
        "  ",
        ("needs a look", "bold red") if found else ("all is well", "bold green"),
    )
    processes = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("process", "machine", "pid", "runs", "heard of", "did something"):
        processes.add_column(name, no_wrap=True)
    for each in _shown(health):
        style = "" if each.is_alive(health.at) else "red"
        processes.add_row(*_process(each, health.at), style=style)
    facts = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    facts.add_column("what", no_wrap=True)
    facts.add_column("now", justify="right")
    facts.add_column("oldest", no_wrap=True)
    for name, value, oldest in _facts(health):
        facts.add_row(name, value, oldest, style="dim" if value == "0" else "")
    said = [Text(each, "bold red") for each in found]
    return Group(title, Text(), processes, Text(), facts, *([Text(), *said] if said else []))


def _lines(health: Health) -> Iterator[str]:
    yield f"at: {told(health.at)}"
    for each in _shown(health):
        kind, machine, pid, runs, heard, did = _process(each, health.at)
        yield f"{kind} {machine}/{pid}: runs {runs}, heard of {heard}, did something {did}"
    for name, value, oldest in _facts(health):
        yield f"{name}: {value}{f', the oldest {oldest}' if oldest else ''}"
    yield from (f"PROBLEM: {each}" for each in problems(health))


def _shown(health: Health) -> list[Heartbeat]:
    """Return who lives, and of each kind of which nobody lives who was heard of last."""
    shown = []
    for kind in ProcessKind:
        known = [each for each in health.processes if each.kind is kind]
        shown += health.alive(kind) or known[:1]
    return shown


def _process(each: Heartbeat, now: datetime) -> tuple[str, ...]:
    did = "never" if each.did_at is None else f"{_age(now, each.did_at)} ago"
    heard = f"{_age(now, each.beat_at)} ago"
    return each.kind, each.machine, str(each.pid), _age(now, each.started_at), heard, did


def _facts(health: Health) -> Iterator[tuple[str, str, str]]:
    for name, backlog in (
        ("requests undecided", health.requests),
        ("texts due", health.texts),
        ("receipts unapplied", health.receipts),
        ("patients' texts unapplied", health.inbound),
    ):
        oldest = "" if backlog.oldest_at is None else f"{_age(health.at, backlog.oldest_at)} ago"
        yield name, str(backlog.count), oldest
    for name, count in health.attempts.items():
        yield f"calls {name}", str(count), ""
    yield "openings running", str(health.openings), ""
    yield "messages kept", str(health.kept), ""
    yield "dead letters", "unknown" if health.dead is None else str(health.dead), ""
    yield "sender", "works" if health.sender_stopped_at is None else "stopped", ""
    yield "sending", state(health.holds), ""


def _age(now: datetime, since: datetime) -> str:
    seconds = max(int((now - since).total_seconds()), 0)
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min {seconds % _MINUTE} s"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    return f"{seconds // _DAY} d {seconds % _DAY // _HOUR} h"
