"""The command line: ``python -m bench``."""

import argparse
import os
import signal
import sys

from bench import scale
from bench.figures import LONGEST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS, WARM_UPS
from bench.processes import Failed, forget_settings
from bench.run import NAMES, Run
from bench.scale_engines import KINDS, Kind
from bench.table import show

_DEFAULT_RUNS = 100


def main() -> int:
    """Measure and print; returns the exit code."""
    asked = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is ended
    forget_settings()
    load_before = os.getloadavg()[0]
    try:
        groups = Run(asked.only or NAMES, asked.runs, asked.sizes, asked.engines).measure()
    except Failed as failure:
        sys.stderr.write(f"\nbench: {failure}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    show(groups, load_before)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures the service beside the bare parts it is made of, in one run. "
        "Starts all it needs by itself, in a folder of its own, and removes it.",
        epilog=f"Texts go one at a time, after random pauses of {SHORTEST_PAUSE_SECONDS:g} to "
        f"{LONGEST_PAUSE_SECONDS:g} seconds; {WARM_UPS} runs before the first are not counted.",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=NAMES,
        help="measure this alone; may be given several times",
    )
    parser.add_argument(
        "--runs",
        type=_whole,
        default=_DEFAULT_RUNS,
        metavar="N",
        help="texts through the service, %(default)s by default; a yardstick gets half as many, "
        "a question of scale half as many again",
    )
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=scale.SIZES,
        metavar="N,N",
        help="appointments in the databases of scale, 1000,100000,1000000 by default",
    )
    parser.add_argument(
        "--engines",
        type=_engines,
        default=KINDS,
        metavar="NAME,NAME",
        help=f"databases of scale, {','.join(KINDS)} by default",
    )
    return parser


def _sizes(text: str) -> list[int]:
    sizes = [_whole(part) for part in text.split(",")]
    if min(sizes) < scale.FEWEST:
        raise argparse.ArgumentTypeError(f"must be {scale.FEWEST} or more")
    return sizes


def _engines(text: str) -> list[Kind]:
    chosen = [kind for kind in KINDS if kind in text.split(",")]
    if len(chosen) != len(text.split(",")):
        raise argparse.ArgumentTypeError(f"there are {', '.join(KINDS)}")
    return chosen


def _whole(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    raise SystemExit(main())
