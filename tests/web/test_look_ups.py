"""The look-ups by HTTP: Open Dental's addresses, fields and formats, its paging and its errors."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import pytest

from schemas.codes import AptStatus, ScheduleType
from tests.world.office import APT, APT_WAS_AT, OP, PAT
from tests.world.stack import Stack
from worker.store.practice import tables

PATHS: Final = (
    "/appointments/ASAP",
    "/appointments",
    f"/appointments/{APT}",
    "/appointments/Slots",
    "/schedules",
    "/schedules/1",
    "/scheduleops",
    "/operatories",
    f"/operatories/{OP}",
    "/clinics",
    "/providers",
    "/providers/1",
    "/openings/free",
)
FIELDS: Final = {
    "/appointments": "serverDateTime AptNum PatNum AptStatus Pattern Confirmed confirmed TimeLocked "
    "Op Note ProvNum provAbbr ProvHyg AptDateTime NextAptNum UnschedStatus unschedStatus "
    "IsNewPatient ProcDescript Assistant ClinicNum IsHygiene DateTStamp DateTimeArrived "
    "DateTimeSeated DateTimeDismissed InsPlan1 InsPlan2 DateTimeAskedToArrive colorOverride "
    "AppointmentTypeNum SecUserNumEntry SecDateTEntry Priority PatternSecondary",
    "/schedules": "ScheduleNum SchedDate StartTime StopTime SchedType ProvNum BlockoutType "
    "blockoutType Note operatories EmployeeNum DateTStamp",
    "/scheduleops": "ScheduleOpNum ScheduleNum OperatoryNum",
    "/operatories": "OperatoryNum OpName Abbrev ItemOrder IsHidden ProvDentist ProvHygienist "
    "IsHygiene ClinicNum SetProspective IsWebSched OperatoryType operatoryType",
    "/clinics": "ClinicNum Description Address Address2 City State Zip BillingAddress "
    "BillingAddress2 BillingCity BillingState BillingZip PayToAddress PayToAddress2 PayToCity "
    "PayToState PayToZip Phone Abbr IsHidden",
    "/providers": "ProvNum Abbr LName FName MI Suffix FeeSched Specialty SSN StateLicense "
    "IsSecondary provColor IsHidden UsingTIN SigOnFile NationalProvID DateTStamp IsNotPerson "
    "ProvStatus IsHiddenReport Birthdate SchedNote PreferredName serverDateTime",
    "/appointments/Slots": "DateTimeStart DateTimeEnd ProvNum OpNum",
    "/openings/free": "DateTimeStart DateTimeEnd ProvNum OpNum ProvHyg ClinicNum opName "
    "lengthMinutes asapFits",
}
"""The fields of each address's objects, in Open Dental's order."""


def days(ahead: int = 0) -> date:
    """Return a day from today on, by the office's clock, which shows UTC here."""
    return datetime.now(UTC).date() + timedelta(days=ahead)


@pytest.fixture
def staffed(stack: Stack) -> Stack:
    """Return an office with a clinic, two providers and tomorrow's hours."""
    staff(stack)
    return stack


def staff(stack: Stack) -> None:
    """Open a clinic with two providers and tomorrow's hours."""
    world = stack.world
    world.preference("EasyNoClinics", "0")
    world.preference("PracticeDefaultProv", "1")
    world.add(tables.clinic, clinic_num=3, abbr="North")
    world.change(tables.operatory, clinic_num=3, prov_dentist=1)
    world.change(tables.appointment, clinic_num=3)
    world.add(tables.provider, prov_num=1, abbr="DOC1")
    world.add(tables.provider, prov_num=2, abbr="HYG1", is_secondary=1)
    scheduled(stack, 1)


def scheduled(stack: Stack, ahead: int, op: int = OP, **values: Any) -> int:
    """Put hours of provider 1 from 8 to 12, or another row, on the schedule."""
    told: dict[str, Any] = {
        "sched_date": days(ahead),
        "start_time": time(8),
        "stop_time": time(12),
        "sched_type": ScheduleType.PROVIDER,
        "prov_num": 1,
    }
    num = stack.world.add(tables.schedule, **{**told, **values})
    stack.world.add(tables.scheduleop, schedule_num=num, operatory_num=op)
    return num


def clinic(path: str) -> str:
    """Add what the ASAP list asks of an office with clinics."""
    return f"{path}?ClinicNum=3" if path == "/appointments/ASAP" else path


@pytest.mark.parametrize("path", FIELDS)
def test_fields_come_in_open_dentals_order(staffed: Stack, path: str) -> None:
    """A client that reads by position or by name finds what the documentation shows."""
    dates = f"?date={days(1)}" if path in {"/schedules", "/openings/free"} else ""
    rows = staffed.get(path + dates).json()

    assert rows
    assert {tuple(FIELDS[path].split())} == {tuple(row) for row in rows}


@pytest.mark.parametrize("path", PATHS)
def test_open_dentals_prefix_leads_to_the_same(staffed: Stack, path: str) -> None:
    """The same client code, another base URL."""
    plain, twin = (staffed.get(prefix + clinic(path)) for prefix in ("", "/api/v1"))

    assert (200, 200) == (plain.status_code, twin.status_code)
    assert _timeless(plain.json()) == _timeless(twin.json())


def _timeless(found: Any) -> Any:
    rows = found if isinstance(found, list) else [found]
    return [{**row, "serverDateTime": ""} for row in rows]


@pytest.mark.parametrize("path", PATHS)
def test_reading_takes_its_permission(staffed: Stack, path: str) -> None:
    """Who may only text is refused, who may only read is answered."""
    answers = [
        staffed.get(clinic(path), headers={"Authorization": f"ODFHIR {key}"}).status_code
        for key in ("reader/r", "texter/t", "nobody/n")
    ]

    assert [200, 403, 401] == answers


@pytest.mark.parametrize("path", PATHS)
def test_a_head_has_no_body(staffed: Stack, path: str) -> None:
    """HEAD answers as GET does, without the rows."""
    answer = staffed.request("HEAD", clinic(path))

    assert (200, "") == (answer.status_code, answer.text)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/appointments", "/schedules/1", "/openings/free"])
def test_look_ups_change_nothing(stack: Stack, path: str, method: str) -> None:
    """There is nothing to be written here."""
    assert 405 == stack.request(method, path).status_code


def test_an_appointment_is_read_as_it_is_listed(stack: Stack) -> None:
    """Alone, in the list, and on the ASAP list it is the same object."""
    alone = stack.get(f"/appointments/{APT}").json()

    assert (APT, PAT, "Broken", "ASAP") == tuple(
        alone[name] for name in ("AptNum", "PatNum", "AptStatus", "Priority")
    )
    assert str(APT_WAS_AT) == alone["AptDateTime"]
    for path in ("/appointments", "/appointments/ASAP"):
        assert _timeless(alone) == _timeless(stack.get(path).json())


def test_an_offers_blockout_is_a_schedule(stack: Stack) -> None:
    """What a POST puts on the schedule can be looked up, every value a text."""
    stack.world.offered()

    row = stack.get("/schedules/1").json()

    assert {str} == {type(value) for value in row.values()}
    assert ("WebSchedASAP", "2023-10-18", "14:00:00", "14:40:00", "2") == tuple(
        row[name] for name in ("SchedType", "SchedDate", "StartTime", "StopTime", "operatories")
    )
    listed = stack.get("/schedules?date=2023-10-18&SchedType=webschedasap").json()
    assert [row] == listed


def test_schedules_are_of_today(staffed: Stack) -> None:
    """Without a date the list is today's, by the hour it begins."""
    late, early = scheduled(staffed, 0), scheduled(staffed, 0, start_time=time(7))

    assert [str(early), str(late)] == [
        row["ScheduleNum"] for row in staffed.get("/schedules").json()
    ]


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        ("/appointments?ClinicNum=3", True),
        ("/appointments/ASAP?ClinicNum=3", True),
        ("/providers", True),
        ("/providers?ClinicNum=3", False),
    ],
)
def test_the_servers_time_is_told(staffed: Stack, path: str, is_told: bool) -> None:  # noqa: FBT001
    """But for a clinic's providers, as in Open Dental."""
    rows = staffed.get(path).json()

    assert rows
    assert {is_told} == {"serverDateTime" in row for row in rows}


def test_both_ends_of_a_range_are_in(staffed: Stack) -> None:
    """As in Open Dental, and other than in the list of offers."""
    nums = [scheduled(staffed, ahead) for ahead in (2, 3, 4)]
    rows = staffed.get(f"/schedules?dateStart={days(2)}&dateEnd={days(3)}").json()

    assert nums[:2] == [int(row["ScheduleNum"]) for row in rows]


def test_clinics_are_empty_where_there_are_none(stack: Stack) -> None:
    """An empty list tells that the office does not use clinics."""
    stack.world.add(tables.clinic, clinic_num=3)

    assert [] == stack.get("/clinics").json()


def test_the_asap_list_asks_for_a_clinic(staffed: Stack) -> None:
    """Where there are clinics one must be named; 0 is those of none."""
    refused = staffed.get("/appointments/ASAP")

    assert (400, "ClinicNum is required because the office uses clinics.") == (
        refused.status_code,
        refused.text,
    )
    assert [] == staffed.get("/appointments/ASAP?ClinicNum=0").json()
    assert 1 == len(staffed.get("/appointments/ASAP?ClinicNum=3").json())


def test_dates_come_in_the_format_asked_for(stack: Stack) -> None:
    """Dates by one .NET format, times by another, in lists and alone."""
    stack.world.offered()
    formats = "DateFormatString=MM/dd/yyyy&DateTimeFormatString=yyyy-MM-ddTHH:mm:ss"

    schedule = stack.get(f"/schedules/1?{formats}").json()
    (apt,) = stack.get(f"/appointments?{formats}").json()

    assert ("10/18/2023", "14:00:00") == (schedule["SchedDate"], schedule["StartTime"])
    assert ("2023-09-15T10:00:00", "0001-01-01T00:00:00") == (
        apt["AptDateTime"],
        apt["DateTimeArrived"],
    )


def test_pages_follow_each_other(staffed: Stack) -> None:
    """Limit and Offset, in any letter case, until a page is not full."""
    for num in (50, 51):
        staffed.world.appointment(num, apt_date_time=APT_WAS_AT)
    pages = [
        [row["AptNum"] for row in staffed.get(f"/appointments?limit=2&OFFSET={n}").json()]
        for n in (0, 2, 4)
    ]

    assert [[50, 51], [APT], []] == pages


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/appointments?PatNum=x", "PatNum must be a whole number from 0 to 9223372036854775807."),
        ("/appointments?date=2026-02-30", "date must be a date that exists."),
        ("/appointments?date=2026-02-03&dateEnd=2026-02-04", "Give either date, or dateStart"),
        ("/appointments?dateStart=2026-02-03&dateEnd=2026-02-02", "dateStart is after dateEnd."),
        ("/appointments?AptStatus=Gone", "AptStatus must be None, Scheduled, Complete,"),
        ("/appointments?DateTStamp=soon", "DateTStamp format must be yyyy-MM-dd HH:mm:ss"),
        ("/appointments?Limit=1001", "Limit must be from 1 to 1000."),
        ("/appointments?Pat=1", "Pat is not a parameter; there are date, dateStart, dateEnd,"),
        ("/appointments?Op=1&op=2", "Op is given twice."),
        ("/appointments/next", "AptNum must be a whole number."),
        ("/appointments/1?Op=2", "Op is not a parameter; there are DateFormatString, DateTime"),
        ("/schedules?DateFormatString=zz", "DateFormatString is not a format that can be written"),
        ("/schedules?SchedType=Lunch", "SchedType must be Practice, Provider, Blockout, Employee,"),
        ("/providers?DateTStamp=2021-8-1", "DateTStamp format must be yyyy-MM-dd HH:mm:ss"),
        (
            "/clinics?ClinicNum=1",
            "ClinicNum is not a parameter; there are Limit, Offset, DateFormat",
        ),
        ("/appointments/Slots?date=2020-01-01", "The days must be today,"),
        ("/openings/free?date=2020-01-01", "The days must be today,"),
        ("/openings/free?lengthMinutes=1441", "lengthMinutes must be at most 1440."),
        ("/openings/free?dateEnd=9999-12-31", "The days must be at most 62."),
        ("/openings/free?date=9999-12-31&ProvNum=1", "ProvNum is not a parameter;"),
    ],
)
def test_a_wrong_parameter_is_a_sentence(stack: Stack, path: str, sentence: str) -> None:
    """Whatever is wrong is said, and is a 400."""
    answer = stack.get(path)

    assert 400 == answer.status_code
    assert answer.text.startswith(sentence)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/appointments/5", "Appointment not found"),
        (f"/appointments/{2**70}", "Appointment not found"),
        ("/schedules/5", "Schedule not found"),
        ("/operatories/5", "Operatory not found"),
        ("/providers/5", "Provider not found"),
        ("/appointments?ClinicNum=9", "Clinic not found"),
        ("/providers?ClinicNum=9", "Clinic not found"),
        ("/openings/free?ClinicNum=9", "Clinic not found"),
    ],
)
def test_what_is_not_there_is_not_found(stack: Stack, path: str, sentence: str) -> None:
    """In Open Dental's words."""
    answer = stack.get(path)

    assert (404, sentence) == (answer.status_code, answer.text)


def test_errors_are_problems_for_who_asks(stack: Stack) -> None:
    """With the Accept header an error is problem details, with its code."""
    answer = stack.get("/schedules/5", headers={"Accept": "application/problem+json"})

    assert ("Schedule not found", "no-row") == (answer.json()["detail"], answer.json()["code"])


def test_slots_are_the_default_providers(staffed: Stack) -> None:
    """Whole open ranges of the next 14 days; an appointment takes its time out of them."""
    tomorrow = datetime.combine(days(1), time(9))
    staffed.world.booked(tomorrow, prov_num=1)
    scheduled(staffed, 14)

    rows = staffed.get("/appointments/Slots").json()

    ranges = [(row["DateTimeStart"][11:16], row["DateTimeEnd"][11:16]) for row in rows]
    assert [("08:00", "09:00"), ("09:40", "12:00")] == ranges
    assert {(1, OP)} == {(row["ProvNum"], row["OpNum"]) for row in rows}
    longer = staffed.get("/appointments/Slots?lengthMinutes=90").json()
    assert rows[1:] == longer
    assert [] == staffed.get("/appointments/Slots?ProvNum=2").json()
    assert [] == staffed.get("/appointments/Slots?OpNum=9").json()


def test_free_openings_say_how_many_fit(staffed: Stack) -> None:
    """The appointment of 40 minutes fits the gap of an hour, not the one of half an hour."""
    staffed.world.booked(datetime.combine(days(1), time(8, 30)), pattern="/" * 30)
    staffed.world.appointment(50, 27, pattern="/" * 13, clinic_num=3)

    rows = staffed.get(f"/openings/free?date={days(1)}&ClinicNum=3").json()

    assert [(30, 0), (60, 1)] == [(row["lengthMinutes"], row["asapFits"]) for row in rows]
    (row,) = staffed.get(f"/openings/free?date={days(1)}&lengthMinutes=60").json()
    assert (f"{days(1)} 11:00:00", f"{days(1)} 12:00:00") == (
        row["DateTimeStart"],
        row["DateTimeEnd"],
    )
    assert (1, 0, OP, 3, "Op 2") == tuple(
        row[name] for name in ("ProvNum", "ProvHyg", "OpNum", "ClinicNum", "opName")
    )


def test_another_clinics_list_does_not_fit(staffed: Stack) -> None:
    """Whoever waits for another clinic's chairs is not counted for this one's."""
    staffed.world.change(tables.appointment, clinic_num=4)

    (row,) = staffed.get(f"/openings/free?date={days(1)}").json()

    assert 0 == row["asapFits"]


def test_a_free_opening_can_be_offered(staffed: Stack) -> None:
    """What is free is what a POST takes: the longest on the list, from the gap's start."""
    (gap,) = staffed.get(f"/openings/free?date={days(1)}&ClinicNum=3").json()
    (apt,) = staffed.get("/appointments/ASAP?ClinicNum=3").json()
    start = datetime.fromisoformat(gap["DateTimeStart"])
    staffed.world.change(tables.clinic, sms_contract_date=datetime(2020, 1, 1))
    staffed.world.now = datetime.now(UTC)

    decided = staffed.world.ask(apt=apt["AptNum"], op=gap["OpNum"], start=start)

    assert decided.asap_comm_num is not None


def test_a_day_off_has_no_openings(staffed: Stack) -> None:
    """A holiday closes what the hours would open."""
    staffed.world.add(tables.schedule, sched_date=days(1), sched_type=0, status=2)

    assert [] == staffed.get(f"/openings/free?date={days(1)}").json()
    assert [] == staffed.get("/appointments/Slots").json()


def test_free_openings_come_in_pages(staffed: Stack) -> None:
    """Limit and Offset hold here too."""
    staffed.world.booked(datetime.combine(days(1), time(9)), apt_status=AptStatus.COMPLETE)
    path = f"/openings/free?date={days(1)}"
    both = staffed.get(path).json()

    assert 2 == len(both)
    assert both[:1] == staffed.get(f"{path}&Limit=1").json()
    assert both[1:] == staffed.get(f"{path}&Offset=1").json()
