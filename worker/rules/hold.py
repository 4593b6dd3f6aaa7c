"""A hold: somebody keeps texts from being handed to the provider, and says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.keys import ClinicNum

EVERY_CLINIC: Final = ClinicNum(-1)
"""Whose hold it is that keeps everything back; no clinic of Open Dental has this number."""

UNTIL_RECONCILED: Final = ClinicNum(-2)
"""Whose hold it is that keeps everything back while it is not known what has gone out already.

It is the service's own and stands beside a person's, so that neither ends the other.
"""

SERVICE: Final = "asapcomms"
"""Who holds where no person does; a person is named with a machine, as in anna@front."""


OF_EVERYTHING: Final = frozenset({EVERY_CLINIC, UNTIL_RECONCILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Who holds which texts, since when and why."""

    hold_num: int
    clinic_num: ClinicNum
    held_by: str
    why: str
    held_at: datetime

    @property
    def is_of_every_clinic(self) -> bool:
        """Whether it keeps everything back."""
        return self.clinic_num in OF_EVERYTHING

    @property
    def sentence(self) -> str:
        """What is held, since when, by whom and why."""
        since = f"{self.held_at:%Y-%m-%d %H:%M} UTC"
        return f"{what(self.clinic_num)} is held since {since} by {self.held_by}: {self.why}"


def what(clinic_num: ClinicNum) -> str:
    """Name what a hold keeps back."""
    return "Sending" if clinic_num in OF_EVERYTHING else f"Sending of clinic {clinic_num}"


def state(holds: Iterable[Hold]) -> str:
    """Say in some words, which anybody may read, what is held; "ok" where nothing is."""
    clinics = sorted(hold.clinic_num for hold in holds)
    if not clinics:
        return "ok"
    if OF_EVERYTHING & set(clinics):
        return "held"
    return f"held for clinic {', '.join(map(str, clinics))}"
