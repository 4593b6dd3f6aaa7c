"""A process with all libraries loaded, whose copies turn into the Procfile's programs, or a nursery.

Loading takes a second, and processes are killed hundreds of times. Each line of standard input is an
order as JSON; the answer is the copy's process id.
"""

import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import dramatiq.cli
import psycopg  # noqa: F401 - loaded for the copies, as all that follow
import pymysql  # noqa: F401
import uvicorn.main
import uvloop  # noqa: F401

import tests.crash.nursery
import worker.actors
import worker.cli
import worker.clock
import worker.gateways.twilio
import worker.sandbox.app
import worker.steps.warm_up
import worker.store.checks.inspection
import worker.web.app

PROGRAMS: Final[dict[str, Callable[[], Any]]] = {
    "asapcomms": worker.cli.main,
    "dramatiq": dramatiq.cli.main,
    "nursery": tests.crash.nursery.main,
    "uvicorn": uvicorn.main.main,
}


def main() -> None:
    """Make a copy for each order, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            become(order)
        os.setpgid(pid, order["group"])
        print(pid, flush=True)  # noqa: T201 - the answer


def become(order: dict[str, Any]) -> None:
    """Turn into a program, and end as it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if threading.active_count() != 1:
        raise RuntimeError("a copy of a process with threads is not whole")
    os.setpgid(0, order["group"])
    os.chdir(order["folder"])
    if order["ends"]:
        _tell_how_it_ends(Path(order["ends"]))
    os.dup2(os.open(order["typed"], os.O_RDONLY), 0)
    for stream, file in ((1, order["out"]), (2, order["log"])):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    program, *arguments = order["words"]
    sys.argv = [program, *arguments]
    sys.exit(PROGRAMS[Path(program).name]())


def _tell_how_it_ends(file: Path) -> None:
    """Go on in one more copy, and write its exit code down."""
    if pid := os.fork():
        _, status = os.waitpid(pid, 0)
        file.write_text(str(os.waitstatus_to_exitcode(status)))
        os._exit(0)


if __name__ == "__main__":
    main()
