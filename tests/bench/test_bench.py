"""The bench itself: it runs, it prints, it leaves nothing behind. No time is asserted."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.timeout(240)

_REPOSITORY = Path(__file__).parent.parent.parent
_SMALL: Final = ("--engines", "sqlite", "--sizes", "1000,2000", "--runs", "3")
_MEASURED: Final = ("door", "callbacks", "ledger", "scale", "openings", "metrics")


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=_REPOSITORY,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


@pytest.fixture(scope="module")
def printed() -> str:
    """Return what one run says in which some things are measured, each by its name."""
    done = bench(*(word for name in _MEASURED for word in ("--only", name)), *_SMALL)

    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.mark.processes
def test_door_is_measured(printed: str) -> None:
    """A measurement prints its row beside its target."""
    (row,) = [line for line in printed.splitlines() if "14 / 22" in line]

    assert ["asapcomms", "3"] == row.replace("│", " ").split()[:2]


@pytest.mark.processes
def test_callbacks_are_measured(printed: str) -> None:
    """Signed callbacks are answered while texts are being sent; the slowest have a target."""
    (row,) = [line for line in printed.splitlines() if "the slowest of 99 %" in line]

    assert "200" in row.split()


def test_unknown_measurement_is_refused() -> None:
    """A name that is not known is answered with those that are."""
    done = bench("--only", "nothing")

    assert 2 == done.returncode
    assert "throughput" in done.stderr


@pytest.mark.processes
def test_sizes_are_measured_side_by_side(printed: str) -> None:
    """Two small sizes on SQLite are filled, measured and compared; openings in the bigger one."""
    assert "slot check, SQLite" in printed
    assert "openings, 2,000 appointments, SQLite" in printed


@pytest.mark.processes
def test_the_ledgers_cost_is_measured(printed: str) -> None:
    """The same steps are timed with and without its writes."""
    assert "without the ledger's writes" in printed


@pytest.mark.processes
def test_what_prometheus_costs_is_measured(printed: str) -> None:
    """An office on SQLite is filled, and each answer is timed with nothing kept."""
    assert "/metrics with 4,000 offers" in printed


@pytest.mark.processes
def test_what_was_not_asked_for_is_not_measured(printed: str) -> None:
    """A measurement runs by itself: of the others there is no row."""
    assert "idle processor" not in printed
    assert "two hops through the queue alone" not in printed
