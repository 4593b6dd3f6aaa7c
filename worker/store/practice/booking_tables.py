"""Open Dental's tables in which a patient's move leaves its trace, under their own names."""

from worker.store.columns import code, key, long_text, number, short_text, stamp, wall_time
from worker.store.practice.tables import counted

histappointment = counted(
    "histappointment",
    key("HistApptNum"),
    number("HistUserNum"),
    wall_time("HistDateTStamp"),
    code("HistApptAction"),
    code("ApptSource"),
    number("AptNum", index=True),
    number("PatNum", index=True),
    code("AptStatus"),
    short_text("Pattern"),
    number("Confirmed"),
    code("TimeLocked"),
    number("Op"),
    long_text("Note"),
    number("ProvNum"),
    number("ProvHyg"),
    wall_time("AptDateTime"),
    number("NextAptNum"),
    number("UnschedStatus"),
    code("IsNewPatient"),
    short_text("ProcDescript"),
    number("Assistant"),
    number("ClinicNum"),
    code("IsHygiene"),
    stamp("DateTStamp"),
    wall_time("DateTimeArrived"),
    wall_time("DateTimeSeated"),
    wall_time("DateTimeDismissed"),
    wall_time("DateTimeAskedToArrive"),
    number("AppointmentTypeNum"),
    number("SecUserNumEntry"),
    wall_time("SecDateTEntry"),
    code("Priority"),
    short_text("PatternSecondary"),
)

securitylog = counted(
    "securitylog",
    key("SecurityLogNum"),
    code("PermType"),
    number("UserNum"),
    wall_time("LogDateTime"),
    long_text("LogText"),
    number("PatNum", index=True),
    short_text("CompName"),
    number("FKey", index=True),
    code("LogSource"),
    number("DefNum"),
    number("DefNumError"),
    wall_time("DateTPrevious"),
)

alertitem = counted(
    "alertitem",
    key("AlertItemNum"),
    number("ClinicNum", index=True),
    short_text("Description", 2000),
    code("Type"),
    code("Severity"),
    code("Actions"),
    code("FormToOpen"),
    number("FKey", index=True),
    short_text("ItemValue", 4000),
    number("UserNum"),
)
"""Not every office's user may write alerts; a move does without."""

procedurelog = counted(
    "procedurelog",
    key("ProcNum"),
    number("PatNum", index=True),
    number("AptNum", index=True),
    number("PlannedAptNum", index=True),
)
"""Procedures, as far as they hang on appointments; a move does without where they are out of reach."""

labcase = counted(
    "labcase",
    key("LabCaseNum"),
    number("PatNum", index=True),
    number("AptNum", index=True),
    number("PlannedAptNum", index=True),
)
"""Lab cases, likewise."""

apptfield = counted(
    "apptfield",
    key("ApptFieldNum"),
    number("AptNum", index=True),
    short_text("FieldName"),
    long_text("FieldValue"),
)
"""What an office notes of an appointment in fields of its own, likewise."""
