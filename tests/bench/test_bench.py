"""The bench itself: it runs, it prints, it leaves nothing behind. No time is asserted."""

import subprocess
import sys
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).parent.parent.parent


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=_REPOSITORY,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.processes
def test_door_is_measured() -> None:
    """One measurement by itself prints its row beside its target."""
    done = bench("--only", "door", "--runs", "3")

    assert 0 == done.returncode, done.stderr
    (row,) = [line for line in done.stdout.splitlines() if "14 / 22" in line]
    assert ["asapcomms", "3"] == row.replace("│", " ").split()[:2]


@pytest.mark.processes
def test_callbacks_are_measured() -> None:
    """Signed callbacks are answered while texts are being sent; the slowest have a target."""
    done = bench("--only", "callbacks", "--runs", "3")

    assert 0 == done.returncode, done.stderr
    (row,) = [line for line in done.stdout.splitlines() if "the slowest of 99 %" in line]
    assert "200" in row.split()


def test_unknown_measurement_is_refused() -> None:
    """A name that is not known is answered with those that are."""
    done = bench("--only", "nothing")

    assert 2 == done.returncode
    assert "throughput" in done.stderr


@pytest.mark.processes
def test_sizes_are_measured_side_by_side() -> None:
    """Two small sizes on SQLite are filled, measured and compared; openings in the bigger one."""
    both = ("--only", "scale", "--only", "openings")
    done = bench(*both, "--engines", "sqlite", "--sizes", "1000,2000", "--runs", "3")

    assert 0 == done.returncode, done.stderr
    assert "slot check, SQLite" in done.stdout
    assert "openings, 2,000 appointments, SQLite" in done.stdout


@pytest.mark.processes
def test_the_ledgers_cost_is_measured() -> None:
    """The same steps are timed with and without its writes."""
    done = bench("--only", "ledger", "--engines", "sqlite", "--runs", "4")

    assert 0 == done.returncode, done.stderr
    assert "without the ledger's writes" in done.stdout


@pytest.mark.processes
def test_what_prometheus_costs_is_measured() -> None:
    """A small office on SQLite is filled, and each answer is timed with nothing kept."""
    done = bench("--only", "metrics", "--engines", "sqlite", "--sizes", "1000", "--runs", "3")

    assert 0 == done.returncode, done.stderr
    assert "/metrics with 2,000 offers" in done.stdout
