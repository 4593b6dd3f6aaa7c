"""Prepare the demo practice: its own short process, so that the supervisor stays small."""

import sys

from worker.errors import AsapError
from worker.settings import load_settings


def main() -> int:
    """Create the database in the data folder, or top it up; returns the exit code."""
    from worker import demo, log

    try:
        settings = load_settings()
        log.configure("database", settings.log_format)
        demo.prepare(settings)
    except AsapError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
