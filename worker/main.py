"""The worker process: ``dramatiq worker.main`` loads this module."""

import sys

from worker.ending import end_when_asked
from worker.errors import AsapError

end_when_asked()  # before the second in which the rest is loaded, and a database that hangs is asked

import dramatiq  # noqa: E402

from worker.boot import boot  # noqa: E402

try:
    dramatiq.set_broker(boot())
except AsapError as error:
    sys.stderr.write(f"{error.sentence}\n")
    sys.exit(1)
