"""A process with all libraries loaded, whose copies turn into dramatiq's command line.

Loading takes a second, and a worker is killed hundreds of times. Each line of standard input is an
order: the environment and the command line's words, as JSON.
"""

import json
import os
import signal
import sys
import threading

import dramatiq.cli
import pymysql  # noqa: F401 - loaded for the copies, as all that follow

import worker.actors
import worker.gateways.twilio
import worker.steps.warm_up
import worker.store.checks.inspection  # noqa: F401


def main() -> None:
    """Make a copy for each order, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    for line in sys.stdin:
        order = json.loads(line)
        if os.fork() == 0:
            become(order["words"], order["environment"])


def become(words: list[str], environment: dict[str, str]) -> None:
    """Turn into dramatiq."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if threading.active_count() != 1:
        raise RuntimeError("a copy of a process with threads is not whole")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.environ.update(environment)
    sys.argv = ["dramatiq", *words]
    code = dramatiq.cli.main()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
