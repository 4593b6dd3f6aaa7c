"""The Note on the blockout of an offer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.blockout import note_after_sending, note_at_creation

counts = st.integers(min_value=0, max_value=500)


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        (0, "0 texts to be sent\r\n0 emails to be sent"),
        (1, "1 text to be sent\r\n0 emails to be sent"),
        (2, "2 texts to be sent\r\n0 emails to be sent"),
        (11, "11 texts to be sent\r\n0 emails to be sent"),
    ],
)
def test_note_of_a_new_blockout(waiting: int, expected: str) -> None:
    """The first note counts what will be sent, in Open Dental's words."""
    assert expected == note_at_creation(waiting)


@pytest.mark.parametrize(
    ("sent", "waiting", "expected"),
    [
        (0, 0, "0 texts sent, 0 texts to be sent\r\n0 emails sent 0 emails to be sent"),
        (1, 0, "1 text sent, 0 texts to be sent\r\n0 emails sent 0 emails to be sent"),
        (0, 1, "0 texts sent, 1 text to be sent\r\n0 emails sent 0 emails to be sent"),
        (1, 1, "1 text sent, 1 text to be sent\r\n0 emails sent 0 emails to be sent"),
        (2, 21, "2 texts sent, 21 texts to be sent\r\n0 emails sent 0 emails to be sent"),
    ],
)
def test_note_after_a_text(sent: int, waiting: int, expected: str) -> None:
    """The later note has a comma in its first line, none in its second."""
    assert expected == note_after_sending(sent, waiting)


@pytest.mark.parametrize(
    ("emails", "expected"),
    [
        ((1, 0), "1 email sent 0 emails to be sent"),
        ((2, 1), "2 emails sent 1 email to be sent"),
    ],
)
def test_note_after_a_text_with_emails(emails: tuple[int, int], expected: str) -> None:
    """What Open Dental mails for the same opening is counted as well."""
    assert f"1 text sent, 0 texts to be sent\r\n{expected}" == note_after_sending(1, 0, *emails)


@given(sent=counts, waiting=counts)
def test_only_one_is_singular(sent: int, waiting: int) -> None:
    """A count is called text for exactly one."""
    expected = [sent == 1, waiting == 1]
    first_line = note_after_sending(sent, waiting).split("\r\n")[0]

    assert expected == [" text " in part for part in first_line.split(",")]
