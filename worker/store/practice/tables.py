"""Open Dental's tables, as far as this service reads or writes them, under their own names."""

from typing import Any

from sqlalchemy import Column, Index, MetaData, Table

from worker.store.columns import (
    clock,
    code,
    day,
    key,
    long_text,
    money,
    number,
    short_text,
    stamp,
    wall_time,
)

PRACTICE = MetaData()


def counted(name: str, *columns: Column[Any]) -> Table:
    """Describe a table to which this service adds rows: no key is used again on SQLite either."""
    return Table(name, PRACTICE, *columns, sqlite_autoincrement=True)


asapcomm = counted(
    "asapcomm",
    key("AsapCommNum"),
    number("FKey", index=True),
    code("FKeyType"),
    number("ScheduleNum", index=True),
    number("PatNum", index=True),
    number("ClinicNum", index=True),
    short_text("ShortGUID", index=True),
    wall_time("DateTimeEntry"),
    wall_time("DateTimeExpire"),
    wall_time("DateTimeSmsScheduled"),
    code("SmsSendStatus", index=True),
    code("EmailSendStatus", index=True),
    wall_time("DateTimeSmsSent"),
    wall_time("DateTimeEmailSent"),
    number("EmailMessageNum", index=True),
    code("ResponseStatus"),
    wall_time("DateTimeOrig"),
    long_text("TemplateText"),
    long_text("TemplateEmail"),
    short_text("TemplateEmailSubj", 100),
    long_text("Note"),
    long_text("GuidMessageToMobile"),
    short_text("EmailTemplateType"),
)

schedule = counted(
    "schedule",
    key("ScheduleNum"),
    day("SchedDate", index=True),
    clock("StartTime"),
    clock("StopTime"),
    code("SchedType"),
    number("ProvNum", index=True),
    number("BlockoutType", index=True),
    long_text("Note"),
    code("Status"),
    number("EmployeeNum"),
    stamp("DateTStamp"),
    number("ClinicNum"),
)
Index("ClinicNumSchedType", schedule.c.clinic_num, schedule.c.sched_type)

scheduleop = counted(
    "scheduleop",
    key("ScheduleOpNum"),
    number("ScheduleNum"),
    number("OperatoryNum"),
)
Index("ScheduleNumOperatoryNum", scheduleop.c.schedule_num, scheduleop.c.operatory_num)
"""None on the operatory alone, with which SQLite would begin: half a million rows in time."""

appointment = counted(
    "appointment",
    key("AptNum"),
    number("PatNum", index=True),
    code("AptStatus"),
    short_text("Pattern"),
    number("Confirmed"),
    code("TimeLocked"),
    number("Op"),
    long_text("Note"),
    number("ProvNum", index=True),
    number("ProvHyg", index=True),
    wall_time("AptDateTime", index=True),
    number("NextAptNum", index=True),
    number("UnschedStatus"),
    code("IsNewPatient"),
    short_text("ProcDescript"),
    number("Assistant"),
    number("ClinicNum", index=True),
    code("IsHygiene"),
    stamp("DateTStamp"),
    wall_time("DateTimeArrived"),
    wall_time("DateTimeSeated"),
    wall_time("DateTimeDismissed"),
    number("InsPlan1"),
    number("InsPlan2"),
    wall_time("DateTimeAskedToArrive"),
    number("ColorOverride"),
    number("AppointmentTypeNum", index=True),
    number("SecUserNumEntry"),
    wall_time("SecDateTEntry"),
    code("Priority", index=True),
    short_text("PatternSecondary"),
)
Index("OpAptDateTime", appointment.c.op, appointment.c.apt_date_time)
"""Where Open Dental has one on Op alone, which grows with the years that an operatory is used."""

recall = counted(
    "recall",
    key("RecallNum"),
    number("PatNum", index=True),
    day("DateDueCalc"),
    day("DateDue"),
    day("DatePrevious"),
    number("RecallInterval"),
    number("RecallStatus"),
    long_text("Note"),
    code("IsDisabled"),
    stamp("DateTStamp"),
    number("RecallTypeNum", index=True),
    money("DisableUntilBalance"),
    day("DisableUntilDate"),
    day("DateScheduled"),
    code("Priority"),
    short_text("TimePatternOverride"),
)

recalltype = Table(
    "recalltype",
    PRACTICE,
    key("RecallTypeNum"),
    short_text("Description"),
    number("DefaultInterval"),
    short_text("TimePattern"),
    short_text("Procedures"),
    code("AppendToSpecial"),
)

operatory = Table(
    "operatory",
    PRACTICE,
    key("OperatoryNum"),
    short_text("OpName"),
    short_text("Abbrev"),
    code("ItemOrder"),
    code("IsHidden"),
    number("ProvDentist"),
    number("ProvHygienist"),
    code("IsHygiene"),
    number("ClinicNum", index=True),
    code("SetProspective"),
    code("IsWebSched"),
    number("OperatoryType"),
)

definition = Table(
    "definition",
    PRACTICE,
    key("DefNum"),
    code("Category"),
    code("ItemOrder"),
    short_text("ItemName"),
    short_text("ItemValue"),
    number("ItemColor"),
    code("IsHidden"),
)

patient = Table(
    "patient",
    PRACTICE,
    key("PatNum"),
    short_text("LName", 100),
    short_text("FName", 100),
    short_text("Preferred", 100),
    code("PatStatus"),
    day("Birthdate"),
    short_text("HmPhone", 30),
    short_text("WkPhone", 30),
    short_text("WirelessPhone", 30, index=True),
    short_text("Email", 100),
    number("PriProv"),
    number("ClinicNum"),
    code("PreferContactMethod"),
    short_text("Language", 100),
    number("AskToArriveEarly"),
    code("TxtMsgOk"),
)

commoptout = Table(
    "commoptout",
    PRACTICE,
    key("CommOptOutNum"),
    number("PatNum", index=True),
    number("OptOutSms"),
    number("OptOutEmail"),
)

smstomobile = counted(
    "smstomobile",
    key("SmsToMobileNum"),
    number("PatNum", index=True),
    short_text("GuidMessage", index=True),
    short_text("GuidBatch"),
    short_text("SmsPhoneNumber"),
    short_text("MobilePhoneNumber"),
    code("IsTimeSensitive"),
    code("MsgType"),
    long_text("MsgText"),
    code("SmsStatus"),
    number("MsgParts"),
    money("MsgChargeUSD"),
    number("ClinicNum"),
    short_text("CustErrorText"),
    wall_time("DateTimeSent"),
    wall_time("DateTimeTerminated"),
    code("IsHidden"),
    money("MsgDiscountUSD"),
    stamp("SecDateTEdit"),
)

smsfrommobile = counted(
    "smsfrommobile",
    key("SmsFromMobileNum"),
    number("PatNum", index=True),
    number("ClinicNum"),
    number("CommlogNum", index=True),
    long_text("MsgText"),
    wall_time("DateTimeReceived"),
    short_text("SmsPhoneNumber"),
    short_text("MobilePhoneNumber"),
    number("MsgPart"),
    number("MsgTotal"),
    short_text("MsgRefID"),
    code("SmsStatus"),
    short_text("Flags"),
    code("IsHidden"),
    number("MatchCount"),
    short_text("GuidMessage"),
    stamp("SecDateTEdit"),
)

commlog = counted(
    "commlog",
    key("CommlogNum"),
    number("PatNum", index=True),
    wall_time("CommDateTime", index=True),
    number("CommType"),
    long_text("Note"),
    code("Mode_"),
    code("SentOrReceived"),
    number("UserNum"),
    long_text("Signature"),
    code("SigIsTopaz"),
    stamp("DateTStamp"),
    wall_time("DateTimeEnd"),
    code("CommSource"),
    number("ProgramNum"),
    wall_time("DateTEntry"),
    number("ReferralNum"),
    code("CommReferralBehavior"),
)

_ADDRESS = ("Address", "Address2", "City", "State", "Zip")

clinic = Table(
    "clinic",
    PRACTICE,
    key("ClinicNum"),
    short_text("Description"),
    short_text("Address"),
    short_text("Address2"),
    short_text("City"),
    short_text("State"),
    short_text("Zip"),
    short_text("Phone"),
    short_text("Fax", 50),
    wall_time("SmsContractDate"),
    *(short_text(f"{whose}{part}") for whose in ("Billing", "PayTo") for part in _ADDRESS),
    short_text("Abbr"),
    code("IsHidden"),
    short_text("TimeZone", 75),
)

provider = Table(
    "provider",
    PRACTICE,
    key("ProvNum"),
    short_text("Abbr"),
    code("ItemOrder"),
    short_text("LName", 100),
    short_text("FName", 100),
    short_text("MI", 100),
    short_text("Suffix", 100),
    number("FeeSched"),
    number("Specialty"),
    code("IsSecondary"),
    number("ProvColor"),
    code("IsHidden"),
    code("UsingTIN"),
    code("SigOnFile"),
    stamp("DateTStamp"),
    code("IsNotPerson"),
    code("ProvStatus"),
    code("IsHiddenReport"),
    short_text("SchedNote"),
    short_text("PreferredName", 100),
)

providercliniclink = Table(
    "providercliniclink",
    PRACTICE,
    key("ProviderClinicLinkNum"),
    number("ProvNum"),
    number("ClinicNum"),
)
"""To which clinics a provider is restricted; one without a row is to none."""

preference = Table(
    "preference",
    PRACTICE,
    short_text("PrefName", index=True),
    long_text("ValueString"),
    key("PrefNum"),
)

clinicpref = Table(
    "clinicpref",
    PRACTICE,
    key("ClinicPrefNum"),
    number("ClinicNum", index=True),
    short_text("PrefName"),
    long_text("ValueString"),
)

appointmenttype = Table(
    "appointmenttype",
    PRACTICE,
    key("AppointmentTypeNum"),
    short_text("AppointmentTypeName"),
    short_text("Pattern"),
    short_text("BlockoutTypes"),
)

smsphone = Table(
    "smsphone",
    PRACTICE,
    key("SmsPhoneNum"),
    number("ClinicNum", index=True),
    short_text("PhoneNumber"),
    wall_time("DateTimeActive"),
    wall_time("DateTimeInactive"),
    short_text("CountryCode"),
)

signalod = Table(
    "signalod",
    PRACTICE,
    key("SignalNum"),
    day("DateViewing"),
    wall_time("SigDateTime", index=True),
    number("FKey", index=True),
    short_text("FKeyType"),
    code("IType", index=True),
    code("RemoteRole"),
    long_text("MsgValue"),
)
