"""An invented practice to try the service on."""

from typing import Final

from worker.settings import Settings

STAFF_NAME: Final = "demo"
STAFF_PASSWORD: Final = "fill my openings"  # noqa: S105 - nothing but invented patients is behind it
"""The account of the staff pages that the demo practice has."""


def prepare(settings: Settings) -> None:
    """Create the demo practice, or bring its days up to date; another office is left alone."""
    from worker.demo import practice

    practice.prepare(settings)
