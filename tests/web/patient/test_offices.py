"""Which office a page speaks of, and whom it says to call."""

import pytest

from schemas.codes import AptStatus
from tests.web.patient.conftest import Phone
from tests.world.office import START, World
from tests.world.stack import Stack
from tests.world.visitor import Visitor
from worker.store.practice import tables

NORTH, SOUTH = 1, 2
NORTH_OP, SOUTH_OP = 2, 3
LATER = START.replace(hour=16)
CALL = '<a class="call" href="tel:{}">{}</a>'


@pytest.fixture
def clinics(world: World) -> World:
    """Return an office with a clinic for each of two operatories."""
    world.preference("EasyNoClinics", "0")
    world.preference("WebSchedAsapTextLimit", "")
    for num, name, phone in (
        (NORTH, "Northside", "5035550101"),
        (SOUTH, "Southside", "5035550102"),
    ):
        told = {"description": name, "phone": phone, "address": f"{num} {name} Street"}
        world.add(tables.clinic, clinic_num=num, sms_contract_date=START, **told)
    world.change(tables.operatory, clinic_num=NORTH)
    world.add(tables.operatory, operatory_num=SOUTH_OP, op_name="Op 3", clinic_num=SOUTH)
    return world


def header(html: str) -> str:
    """Return the page's top."""
    return html.split("<header>")[1].split("</header>", maxsplit=1)[0]


def both(stack: Stack) -> Phone:
    """Return the phone of a patient with an opening in each clinic; the north has texted first."""
    phone = Phone(stack, Visitor.texted(stack.world, op=NORTH_OP))
    stack.app.state.patients.clock = stack.world.clock
    stack.world.offered(op=SOUTH_OP, start=LATER)
    return phone


def test_each_choice_names_its_office(clinics: World, stack: Stack) -> None:
    """Of two clinics each stands beside its own times."""
    assert clinics is stack.world
    html = both(stack).read()
    first, second = html.split("<form")[1:3]

    assert "<strong>Northside</strong>, 1 Northside Street" in first
    assert "<strong>Southside</strong>, 2 Southside Street" in second
    assert "Northside" not in second


def test_an_opening_elsewhere_names_its_office_alone(clinics: World, stack: Stack) -> None:
    """Where only the other clinic has a time left, it is not taken for the one that texted."""
    phone = both(stack)
    clinics.booked(START, op=NORTH_OP)
    html = phone.read()

    assert "Northside" in header(html)
    assert "<strong>Southside</strong>, 2 Southside Street" in html


def test_one_office_is_named_once(clinics: World, stack: Stack) -> None:
    """Where all choices are in the office at the top, none repeats it."""
    phone = Phone(stack, Visitor.texted(clinics, op=NORTH_OP))
    clinics.offered(op=NORTH_OP, start=LATER)
    stack.app.state.patients.clock = clinics.clock

    assert 1 == phone.read().split("</head>")[1].count("Northside</")


@pytest.mark.parametrize(("choice", "name"), [(0, "Northside"), (1, "Southside")])
def test_the_accepted_page_speaks_of_the_slots_office(
    clinics: World,  # noqa: ARG001
    stack: Stack,
    choice: int,
    name: str,
) -> None:
    """Name, address and phone are those of the time that was accepted."""
    phone = both(stack)
    phone.send(phone.forms(phone.get().text)[choice])
    html = phone.read()

    number = f"(503) 555-010{choice + 1}"
    assert f'<p class="name">{name}</p>' in html
    assert f"<strong>{name}</strong><br>{choice + 1} {name} Street" in html
    assert CALL.format(f"503555010{choice + 1}", number) in html
    other = {"Northside": "Southside", "Southside": "Northside"}[name]
    assert other not in html


def test_an_appointment_that_the_office_moved_to_another_clinic_is_named_there(
    clinics: World, stack: Stack
) -> None:
    """The page follows the appointment."""
    phone = both(stack)
    phone.send(phone.forms(phone.get().text)[0])
    clinics.change(tables.appointment, op=SOUTH_OP)

    assert "Southside" in header(phone.read())


def test_who_took_an_accepted_time_away_is_called(clinics: World, stack: Stack) -> None:
    """For a new time the patient calls the office where the old one was, not the one that texted."""
    phone = both(stack)
    phone.send(phone.forms(phone.get().text)[1])
    clinics.change(tables.appointment, apt_status=AptStatus.BROKEN, op=0)
    html = phone.read()

    assert "Your appointment is not booked any more" in html
    assert "Southside" in header(html)
    assert CALL.format("5035550102", "(503) 555-0102") in html


def test_the_number_stands_where_the_page_says_call_us(phone: Phone) -> None:
    """Whoever reads "call us" has the number under the thumb."""
    phone.stack.world.booked(START)
    html = phone.read()

    assert "please call us" in html
    assert CALL.format("5035550111", "Phone: (503) 555-0111") in html
    assert CALL.format("5035550111", "(503) 555-0111") in html


def test_an_extension_is_written_and_not_dialed(phone: Phone) -> None:
    """A phone that dials 13 digits reaches nobody."""
    phone.stack.world.preference("PracticePhone", "(503) 555-0111 ext. 12")

    assert CALL.format("5035550111", "Phone: (503) 555-0111 ext. 12") in phone.read()


@pytest.mark.parametrize(
    ("written", "dialed", "read"),
    [
        ("+1 503.555.0111", "5035550111", "(503) 555-0111"),
        ("1-503-555-0111 or 503-555-0112", "5035550111", "(503) 555-0111"),
        ("+44 20 7946 0958", "+442079460958", "+44 20 7946 0958"),
        ("1-800-FLOSS-01", "8003567701", "1-800-FLOSS-01"),
        ("555-0111", "5550111", "555-0111"),
    ],
)
def test_a_number_is_dialed_as_it_is_meant(
    phone: Phone, written: str, dialed: str, read: str
) -> None:
    """However the office has written its number, a tap reaches it and no stranger."""
    phone.stack.world.preference("PracticePhone", written)

    assert CALL.format(dialed, f"Phone: {read}") in phone.read()


def test_a_number_without_digits_is_no_link(phone: Phone) -> None:
    """Words in the field for the number lead nowhere."""
    phone.stack.world.preference("PracticePhone", "ask at the desk")

    assert "tel:" not in phone.read()


def test_an_expired_link_says_whom_to_call(phone: Phone) -> None:
    """Where there is one practice, its name and number are no secret."""
    phone.stack.world.later(days=30)
    page = phone.get()

    assert 404 == page.status_code
    assert "Example Dental" in header(page.text)
    assert CALL.format("5035550111", "(503) 555-0111") in page.text


def test_an_expired_link_of_many_clinics_names_none(phone: Phone) -> None:
    """Nobody knows which clinic a link that leads nowhere came from."""
    phone.stack.world.preference("EasyNoClinics", "0")
    html = phone.get(path="/a/unknown").text

    assert "This link does not work" in html
    assert "Example Dental" not in html
    assert "tel:" not in html


def test_the_language_switch_stands_at_the_top(phone: Phone) -> None:
    """Whoever cannot read the page finds the way out of it first."""
    body = phone.get().text.split("<body>")[1]

    assert body.index("Español") < body.index("Example Dental")


def test_an_accepted_page_does_not_look_like_a_refusal(phone: Phone) -> None:
    """A mark, the new date large, the old time given up, and that a text follows."""
    was = START.replace(month=11)
    phone.stack.world.change(
        tables.appointment, apt_status=AptStatus.SCHEDULED, apt_date_time=was, op=9
    )
    assert 'class="mark"' not in phone.read()
    phone.accept()
    html = phone.read()

    assert 'class="mark"' in html
    assert "<h1>Your appointment is moved</h1>" in html
    assert '<p class="when">Wednesday, October 18 <span class="time">2:00 PM</span></p>' in html
    assert "Your old time, Saturday, November 18 at 2:00 PM, is no longer reserved" in html
    assert "A text with this time follows." in html


def test_a_refusal_has_no_mark(phone: Phone) -> None:
    """Who has lost the time is not shown the sign of having it."""
    form = phone.forms(phone.get().text)[0]
    phone.stack.world.booked(START)
    phone.send(form)

    assert 'class="mark"' not in phone.read()


def test_spanish_claims_no_confirmation(phone: Phone) -> None:
    """A move resets the confirmation, so nobody is told that there is one."""
    phone.accept()

    assert "confirmada" not in phone.get(path=f"{phone.path}?lang=es").text


def test_several_declined_openings_are_several(phone: Phone) -> None:
    """Decline counts for all that was shown, and the page says so."""
    phone.stack.world.preference("WebSchedAsapTextLimit", "")
    Visitor.texted(phone.stack.world, start=LATER)
    phone.send(phone.forms(phone.get().text)[-1])

    assert "You declined these openings" in phone.read()


def test_a_phone_that_is_deleted_from_the_page_is_no_error(phone: Phone) -> None:
    """An office without a number is one without a link."""
    phone.stack.world.preference("PracticePhone", "")
    phone.stack.world.booked(START)
    page = phone.get()

    assert 200 == page.status_code
    assert "tel:" not in page.text
