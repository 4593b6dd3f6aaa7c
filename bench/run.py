"""One run: starts what the chosen measurements stand on, and gathers their figures."""

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

from bench import (
    bare,
    callbacks,
    cost,
    door,
    events,
    grounds,
    hops,
    idle,
    ledger,
    metrics,
    openings,
    patient,
    practice,
    recovery,
    scale,
    scale_engines,
    slow,
    stack,
    staff,
    throughput,
    usual,
)
from bench.figures import WARM_UPS, Figure, Group
from bench.processes import Processes
from bench.progress import Step
from bench.scale_engines import Kind
from worker.up.leash import Leash

NAMES: Final = (
    *("door", "usual", "hops", "bare", "idle", "throughput", "callbacks", "ledger", "recovery"),
    *("scale", "openings", "patient", "staff", "cost", "slow", "metrics", "events"),
)
"""What can be measured, each by itself."""

_PAGES: Final = frozenset({"patient", "staff"})
_SCALE: Final = "scale"
_OPENINGS: Final = "openings"
_RECOVERY_SHARE: Final = 5
_OPENINGS_SHARE: Final = 5
_ON_THE_GROUNDS: Final = frozenset({"usual", "bare", "hops", "ledger", "cost", "slow", "events"})
_ON_THE_STACK: Final = frozenset({"door", "idle", "throughput", "callbacks"})

_DOOR: Final = "POST to the provider having the text, ms"
_ANSWER: Final = "POST's own answer, ms"
_HOPS: Final = "two hops through the queue alone, ms"
_CPU: Final = "idle processor, % of a core"
_MEMORY: Final = f"idle memory, MB ({idle.memory_kind()})"
_RECOVERY: Final = "kill -9 of the only worker: until its text is settled, seconds"
_RATE: Final = "a burst, texts a second"
_CALLBACKS: Final = "answer to a callback, ms"


class Run:
    """The figures of one run; in each group ours comes first, then its yardsticks."""

    def __init__(
        self, chosen: Collection[str], runs: int, sizes: Sequence[int], engines: Sequence[Kind]
    ) -> None:
        self._chosen = frozenset(chosen)
        self._runs = runs
        self._sizes = sizes
        self._engines = engines
        self._yardstick_runs = max(runs // 2, 1)
        self._figures: dict[str, list[Figure]] = defaultdict(list)
        self._by_engine: list[Group] = []

    def measure(self) -> list[Group]:
        """Measure what was chosen; raises Failed."""
        # a socket's path must be short, and a system's own folder for temporary files may not be
        with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as name, Leash() as leash:
            folder = Path(name)
            processes = Processes(folder, leash)
            if self._chosen & _ON_THE_STACK:
                self._measure_stack(processes, folder / "up")
            if self._chosen & _ON_THE_GROUNDS:
                self._measure_yardsticks(processes, folder / "bare")
            if "recovery" in self._chosen:
                kills = max(self._runs // _RECOVERY_SHARE, 1)
                self._add(_RECOVERY, recovery.measure(folder / "recovery", kills))
            by_size = self._measure_scale(folder / "scale")
            of_pages = self._measure_pages(processes, folder / "pages")
            if "metrics" in self._chosen:
                asked = metrics.measure(folder / "metrics", self._engines, self._sizes, self._runs)
                by_size = [*by_size, *asked]
        titles = (_DOOR, _ANSWER, _HOPS, _CPU, _MEMORY, _RATE, _CALLBACKS, _RECOVERY)
        groups = [Group(title, self._figures[title]) for title in titles if title in self._figures]
        return [*groups, *self._by_engine, *by_size, *of_pages]

    def _measure_stack(self, processes: Processes, home: Path) -> None:
        """Idle comes after the texts, when everything has been loaded that ever is."""
        texts = self._runs + WARM_UPS
        starting = Step("asapcomms up, with a demo practice")
        with stack.running(processes, home) as service:
            bursts = throughput.ROUNDS * throughput.OFFERS
            meanwhile = callbacks.texts(self._runs)
            invitees = practice.insert(service.database, texts + bursts + meanwhile)
            starting.end()
            if "door" in self._chosen:
                arrived, answered = door.measure(service, invitees[:texts], self._runs)
                self._add(_DOOR, [arrived])
                self._add(_ANSWER, [answered])
            if "idle" in self._chosen:
                cpu, memory = idle.measure(service)
                self._add(_CPU, cpu)
                self._add(_MEMORY, memory)
            if "throughput" in self._chosen:
                self._add(_RATE, throughput.measure(service, invitees[texts:-meanwhile]))
            if "callbacks" in self._chosen:
                last = invitees[-meanwhile:]
                self._add(_CALLBACKS, callbacks.measure(service, last, self._runs))

    def _measure_yardsticks(self, processes: Processes, folder: Path) -> None:
        with grounds.prepared(processes, folder) as ground:
            if "usual" in self._chosen:
                arrived, answered = usual.measure(ground, self._yardstick_runs)
                self._add(_DOOR, [arrived])
                self._add(_ANSWER, [answered])
            if "bare" in self._chosen:
                self._add(_DOOR, bare.measure(ground, self._yardstick_runs))
            if "hops" in self._chosen:
                self._add(_HOPS, hops.measure(ground, self._yardstick_runs))
            if "ledger" in self._chosen:
                self._by_engine = ledger.measure(
                    ground.folder, self._engines, self._runs, ground.sandbox_url
                )
            if "cost" in self._chosen:
                self._by_engine = [*self._by_engine, *cost.measure(ground, self._engines)]
            if "slow" in self._chosen:
                self._by_engine = [*self._by_engine, slow.measure(ground, self._engines)]
            if "events" in self._chosen:
                measured = events.measure(ground, self._engines, self._runs)
                self._by_engine = [*self._by_engine, *measured]

    def _measure_scale(self, folder: Path) -> list[Group]:
        """Scale is asked more often than others: a ratio needs two good medians."""
        runs = 3 * self._runs // 2
        sizes = sorted(set(self._sizes))
        groups = []
        if self._chosen & {_SCALE, _OPENINGS}:
            chosen = sizes if _SCALE in self._chosen else sizes[-1:]
            with scale_engines.prepared(
                folder, self._engines, chosen, runs + WARM_UPS
            ) as databases:
                if _SCALE in self._chosen:
                    groups += scale.measure(databases, folder, self._engines, runs)
                if _OPENINGS in self._chosen:
                    few = max(self._runs // _OPENINGS_SHARE, 1)
                    groups += openings.measure(databases, folder, few)
        return groups

    def _measure_pages(self, processes: Processes, folder: Path) -> list[Group]:
        if not self._chosen & _PAGES:
            return []
        with grounds.prepared(processes, folder) as ground:
            groups = []
            if "patient" in self._chosen:
                groups += patient.measure(ground, self._engines, self._runs)
            if "staff" in self._chosen:
                groups += staff.measure(ground, self._engines, self._runs)
            return groups

    def _add(self, title: str, figures: Iterable[Figure]) -> None:
        self._figures[title].extend(figures)
