"""The README says what the code does."""

from tests.readme.listed import EVENTS, PAGES, filled, logged


def test_the_lists_are_those_of_the_code() -> None:
    """Settings, processes, demo cases, log events and what the sandbox plays are listed as they are; else run python -m tests.readme."""
    for page in PAGES:
        text = page.read_text()
        assert filled(text) == text


def test_every_log_event_is_explained() -> None:
    """An operator finds each event of the logs explained."""
    assert logged() == set(EVENTS)
