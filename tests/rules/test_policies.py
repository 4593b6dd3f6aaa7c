"""What follows an unknown outcome, as an office writes it down."""

import pytest

from schemas.keys import ClinicNum
from worker.rules.attempt import UnknownPolicies, UnknownPolicy, read_policies


@pytest.mark.parametrize(
    ("text", "clinic", "expected"),
    [
        ("resend", 0, UnknownPolicy.RESEND),
        ("never", 7, UnknownPolicy.NEVER),
        ("resend,2:never", 2, UnknownPolicy.NEVER),
        ("resend,2:never", 3, UnknownPolicy.RESEND),
        ("2:never", 1, UnknownPolicy.RESEND),
        (" never , 2:resend ", 2, UnknownPolicy.RESEND),
    ],
)
def test_a_clinic_has_its_own_or_that_of_all(
    text: str, clinic: int, expected: UnknownPolicy
) -> None:
    """A clinic that is not named follows the rest."""
    assert expected is read_policies(text).of(ClinicNum(clinic))


@pytest.mark.parametrize(
    "text", ["always", "two:never", "2:", ":never", "2:3:never", "never;resend", "insured"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    """Nobody guesses what an office may have meant."""
    with pytest.raises(ValueError, match="must be resend or never"):
        read_policies(text)


@pytest.mark.parametrize("text", ["resend", "never,2:resend", "resend,2:never,5:never"])
def test_it_is_written_as_it_is_read(text: str) -> None:
    """What `asapcomms settings` shows can be copied."""
    assert text == str(read_policies(text))


def test_nothing_is_the_default() -> None:
    """An empty text means what an office without an opinion gets."""
    assert UnknownPolicies(UnknownPolicy.RESEND) == read_policies("")
