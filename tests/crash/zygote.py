"""A process with all libraries loaded, whose copies turn into the Procfile's programs, or a nursery.

Loading takes a second, and processes are killed hundreds of times. Each line of standard input is an
order as JSON; the answer is the copy's process id.
"""

import gc
import json
import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
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


def module() -> None:
    """Run a module, as `python -m` does."""
    runpy.run_module(sys.argv[2], run_name="__main__")


PROGRAMS: Final[dict[str, Callable[[], Any]]] = {
    "asapcomms": worker.cli.main,
    "dramatiq": dramatiq.cli.main,
    "nursery": tests.crash.nursery.main,
    "python": module,
    "uvicorn": uvicorn.main.main,
}


def main() -> None:
    """Make a copy for each order, until there are no more."""
    ends: dict[int, str] = {}
    signal.signal(signal.SIGCHLD, lambda *_: tell_who_ended(ends))
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])  # until it is known who it is
        pid = os.fork()
        if not pid:
            become(order)
        os.setpgid(pid, order["group"])
        ends[pid] = order["ends"]
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        print(pid, flush=True)  # noqa: T201 - the answer


def tell_who_ended(ends: dict[int, str]) -> None:
    """Write down the exit codes of those that were asked for, while their ids are still theirs."""
    with suppress(ChildProcessError):
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            has_exited = ended.si_code == os.CLD_EXITED
            if file := ends.pop(ended.si_pid, ""):
                code = ended.si_status if has_exited else -ended.si_status
                with suppress(FileNotFoundError):  # whoever wanted to know has gone
                    Path(file).write_text(str(code))
            os.waitpid(ended.si_pid, 0)


def become(order: dict[str, Any]) -> None:
    """Turn into a program, and end as it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    if threading.active_count() != 1:
        raise RuntimeError("a copy of a process with threads is not whole")
    os.setpgid(0, order["group"])
    os.chdir(order["folder"])
    os.dup2(os.open(order["typed"], os.O_RDONLY), 0)
    for stream, file in ((1, order["out"]), (2, order["log"])):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    program, *arguments = order["words"]
    sys.argv = [program, *arguments]
    sys.exit(PROGRAMS[Path(program).name]())


if __name__ == "__main__":
    main()
