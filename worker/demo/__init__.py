"""An invented practice to try the service on."""

from worker.settings import Settings


def prepare(settings: Settings) -> None:
    """Create the demo practice, or bring its days up to date; another office is left alone."""
    from worker.demo import practice

    practice.prepare(settings)
