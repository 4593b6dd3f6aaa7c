"""The Procfile's processes as data: an installed package has no Procfile beside it."""

import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PROCFILE: Final = {
    "web": "uvicorn --factory worker.web.app:create_app --host '' --port ${PORT:-8000}"
    ' --forwarded-allow-ips "${FORWARDED_ALLOW_IPS:-127.0.0.1,::1}"'
    " --no-access-log --timeout-graceful-shutdown 7",
    "worker": "dramatiq worker.main --queues asapcomm asapcomm-send asapcomm-receipts --processes 2 --threads 8"
    " --skip-logging --worker-shutdown-timeout 7000 --worker-fork-timeout 500",
    "clock": "asapcomms clock",
}
"""Name and command line of each process; a test holds the Procfile against it.

No host at all is every address of this machine, by IPv4 and by IPv6, where it has them; ``::`` is
IPv6 alone.
"""

SMALL_WORKER: Final = PROCFILE["worker"].replace("--processes 2", "--processes 1")
"""The worker where one process does: a demo on somebody's laptop, or a worker that is to be killed."""

_VARIABLE: Final = re.compile(r"\$\{(\w+):-([^}]*)\}")


def words(line: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Split a command line as a shell would, on this machine only and with our own programs."""
    filled = _VARIABLE.sub(lambda found: environment.get(found[1]) or found[2], line)
    program, *arguments = shlex.split(filled)
    return (find_program(program), *(one or "127.0.0.1" for one in arguments))


def find_program(name: str) -> str:
    """Return the program installed beside this Python, else the one on the PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name) or name
