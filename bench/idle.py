"""What the service costs while nothing happens."""

import time
from collections.abc import Mapping
from typing import Final

import psutil

from bench.figures import Figure, Target
from bench.progress import Step
from bench.stack import Stack

IDLE_SECONDS: Final = 20
_SETTLING_SECONDS: Final = 5
_CPU_TARGET: Final = Target(3)
_MEMORY_TARGET: Final = Target(320)
_MEGABYTE: Final = 1_000_000

_PARTS: Final = {
    "worker.web": "web",
    "worker.main": "worker",
    "worker.sandbox": "sandbox",
    "clock": "clock",
    "redis.sock": "redis",
    "leash": "leash",
}
"""A word of each part's command line."""


def measure(stack: Stack) -> tuple[list[Figure], list[Figure]]:
    """Return per cent of a core and megabytes: of all processes together, then of each part."""
    supervisor = psutil.Process(stack.pid)
    parts = {"up": [supervisor]}
    for child in supervisor.children():
        parts.setdefault(_part(child), []).extend([child, *child.children(recursive=True)])
    with Step.named("idle") as step:
        time.sleep(_SETTLING_SECONDS)
        before, began = _cpu_seconds(parts), time.monotonic()
        for second in range(IDLE_SECONDS):
            time.sleep(1)
            step.tell(second + 1, IDLE_SECONDS)
        after, passed = _cpu_seconds(parts), time.monotonic() - began
    cpu = {name: 100 * (after[name] - before[name]) / passed for name in parts}
    memory = {name: sum(map(_memory, members)) / _MEGABYTE for name, members in parts.items()}
    return _figures(cpu, _CPU_TARGET), _figures(memory, _MEMORY_TARGET)


def memory_kind() -> str:
    """Say which memory is counted: shared pages once, where the system tells."""
    return "PSS" if _has_pss(psutil.Process()) else "RSS, shared pages counted again and again"


def _figures(values: Mapping[str, float], target: Target) -> list[Figure]:
    ranked = sorted(values.items(), key=lambda item: -item[1])
    total = Figure("asapcomms up, all processes", [sum(values.values())], target)
    return [total, *(Figure(f"  {name}", [value]) for name, value in ranked)]


def _part(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    found = (name for word, name in _PARTS.items() if word in words)
    return next(found, process.name())


def _cpu_seconds(parts: Mapping[str, list[psutil.Process]]) -> dict[str, float]:
    return {
        name: sum(times.user + times.system for times in (each.cpu_times() for each in members))
        for name, members in parts.items()
    }


def _memory(process: psutil.Process) -> int:
    counted: int = (
        process.memory_full_info().pss if _has_pss(process) else process.memory_info().rss
    )
    return counted


def _has_pss(process: psutil.Process) -> bool:
    return hasattr(process.memory_full_info(), "pss")
