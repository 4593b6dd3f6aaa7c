"""When a text may go: the office's window, and the quiet hours where the patient's telephone is."""

from dataclasses import dataclass
from datetime import datetime

from worker.office import Office
from worker.rules.phone import dialable
from worker.rules.quiet_hours import Hours
from worker.rules.texting import Patient
from worker.rules.zones import zones_of
from worker.steps.sending_clinic import SendingClinic


@dataclass(frozen=True, slots=True)
class Opening:
    """The first moments, on the office's clock, from which a text may go."""

    by_window: datetime
    """As far as the office's window is concerned."""
    by_both: datetime | None
    """Outside the patient's quiet hours as well; None where there is no such moment."""


def opening(
    office: Office, clinic: SendingClinic, patient: Patient | None, earliest: datetime
) -> Opening:
    """Find the first allowed moment from an instant on."""
    window = clinic.preferences.window
    by_window = window.first_moment(office.local(earliest))
    number = dialable(patient.wireless_phone, clinic.policy.country) if patient else None
    if office.quiet_hours is None or number is None:
        return Opening(by_window, by_window)
    zones = zones_of(number) or (office.zone,)
    hours = Hours(window, office.zone, office.quiet_hours, zones)
    moment = hours.first_moment(earliest)
    return Opening(by_window, None if moment is None else office.local(moment))
