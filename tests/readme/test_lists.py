"""The README says what the code does."""

from tests.readme.listed import EVENTS, README, filled, logged


def test_the_lists_are_those_of_the_code() -> None:
    """Settings, processes, demo cases and log events are listed as they are; else run python -m tests.readme."""
    readme = README.read_text()

    assert filled(readme) == readme


def test_every_log_event_is_explained() -> None:
    """An operator finds each event of the logs in the README."""
    assert logged() == set(EVENTS)
