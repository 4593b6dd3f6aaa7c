"""What the office's preferences mean for its texts."""

import pytest

from tests.doctor.reading import bad, notes, settings, wrong
from tests.world.office import START, World
from worker.doctor import office
from worker.store.practice import tables


@pytest.fixture
def world(world: World) -> World:
    """Return an office whose window is no wider than it should be."""
    hours = {"Start": "01-01-0001 08:00:00", "End": "01-01-0001 20:30:00"}
    for name, value in hours.items():
        world.preference(f"AutomaticCommunicationTime{name}", value)
    return world


def test_an_office_that_is_well(world: World) -> None:
    """A subscribed office with a narrow window has nothing to do."""
    assert [] == bad(office.examine(world.store, settings()))


def test_an_office_without_a_subscription(world: World) -> None:
    """Every request would be refused, and the finding says which setting helps."""
    world.preference("WebSchedAsapEnabled", "0")

    (finding,) = [each for each in office.examine(world.store, settings()) if each.state != "ok"]
    assert "Web Sched ASAP is off" in finding.found
    assert "REQUIRE_SUBSCRIPTION=false" in finding.todo


def test_two_senders_on_one_database(world: World) -> None:
    """This service in the vendor's place beside the vendor's own would text twice."""
    found = office.examine(world.store, settings(require_subscription=False))

    (sentence,) = wrong(found)
    assert "patients get them twice" in sentence


def test_one_sender_in_the_vendors_place(world: World) -> None:
    """With the vendor's off, this service is the only one."""
    world.preference("WebSchedAsapEnabled", "0")

    assert [] == bad(office.examine(world.store, settings(require_subscription=False)))


@pytest.mark.parametrize(("required", "outcome"), [(True, "is refused"), (False, "no text goes")])
def test_an_office_without_a_texting_contract(
    world: World,
    required: bool,  # noqa: FBT001 - pytest hands it over by name
    outcome: str,
) -> None:
    """Nothing would go out."""
    world.preference("SmsContractDate", "")
    world.preference("WebSchedAsapEnabled", "1" if required else "0")

    (sentence,) = wrong(office.examine(world.store, settings(require_subscription=required)))
    assert "Integrated Texting is not set up" in sentence
    assert outcome in sentence


def test_clinics_without_a_contract_are_named(world: World) -> None:
    """An office with clinics learns which of them will not text."""
    world.preference("EasyNoClinics", "0")
    world.add(tables.clinic, clinic_num=1, sms_contract_date=world.now.replace(tzinfo=None))
    for num in range(2, 9):
        world.add(tables.clinic, clinic_num=num)

    (sentence,) = notes(office.examine(world.store, settings()))

    assert "Clinics 2, 3, 4, 5, 6 and 2 more without Integrated Texting send no text." == sentence


def test_no_clinic_with_a_contract(world: World) -> None:
    """An office whose clinics cannot text at all is told so."""
    world.preference("EasyNoClinics", "0")
    world.add(tables.clinic, clinic_num=1)

    (sentence,) = wrong(office.examine(world.store, settings()))
    assert "No clinic has Integrated Texting" in sentence


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("07:00:00", "20:00:00", "from 07:00 to 20:00"),
        ("08:00:00", "22:00:00", "from 08:00 to 22:00"),
        ("21:00:00", "08:00:00", "from 21:00 to 08:00"),
        ("00:00:00", "00:00:00", "at any hour"),
    ],
)
def test_a_window_wider_than_the_day_is_a_note(
    world: World, start: str, end: str, said: str
) -> None:
    """US rules want texts between 8 and 21 o'clock."""
    world.preference("AutomaticCommunicationTimeStart", start)
    world.preference("AutomaticCommunicationTimeEnd", end)

    (sentence,) = notes(office.examine(world.store, settings()))
    assert sentence.startswith(f"Texts go out {said}; ")


def test_quiet_hours_make_a_wide_window_good(world: World) -> None:
    """Hours on the patient's clock are what the rule asks for."""
    world.preference("AutomaticCommunicationTimeEnd", "22:00:00")

    assert [] == bad(office.examine(world.store, settings(quiet_hours="21:00-08:00")))
    (sentence,) = notes(office.examine(world.store, settings(quiet_hours="22:00-08:00")))
    assert "in the US they should go from 8:00 to 21:00" in sentence


def test_quiet_hours_are_recommended(world: World) -> None:
    """An office with US numbers and a wide window is told which setting helps."""
    world.preference("AutomaticCommunicationTimeEnd", "22:00:00")

    (finding,) = [each for each in office.examine(world.store, settings()) if each.state == "note"]
    assert "QUIET_HOURS=21:00-08:00" in finding.todo


def test_other_countries_have_their_own_rules(world: World) -> None:
    """An office whose number is not of the US is not told of its hours."""
    world.preference("AutomaticCommunicationTimeEnd", "22:00:00")
    world.add(tables.smsphone, clinic_num=0, country_code="GB")

    assert [] == notes(office.examine(world.store, settings()))


def test_a_template_without_its_link(world: World) -> None:
    """A text that a patient cannot answer is useless."""
    world.preference("WebSchedAsapTextTemplate", "[NameF], call us!")

    (sentence,) = wrong(office.examine(world.store, settings()))
    assert sentence.startswith("The text template: There is no [AsapURL]")


def test_a_clinics_template_without_its_link(world: World) -> None:
    """A clinic's own template counts, a blank one too."""
    for num, text in ((1, ""), (2, "[asapurl]"), (3, "Call us!"), (4, "Call!")):
        world.add(
            tables.clinicpref,
            clinic_num=num,
            pref_name="WebSchedAsapTextTemplate",
            value_string=text,
        )

    blank, without = wrong(office.examine(world.store, settings()))
    assert blank.startswith("The text template of clinic 1: The text is blank")
    assert without.startswith("The text template of clinics 3, 4: There is no [AsapURL]")


DEAR = (
    "[NameF], it\u2019s your lucky day: an opening on [Date] at [Time] at [OfficeName]. [AsapURL] "
)


def test_one_sign_that_makes_texts_dear(world: World) -> None:
    """The sign is named, with what a text costs because of it."""
    world.preference("WebSchedAsapTextTemplate", DEAR + "Reply STOP to stop. See you soon!")

    (sentence,) = notes(office.examine(world.store, settings()))
    assert "3 segments instead of 1" in sentence
    assert "\u2019 (right single quotation mark)" in sentence


def test_a_clinics_dear_template(world: World) -> None:
    """The clinic is named."""
    world.add(
        tables.clinicpref,
        clinic_num=3,
        pref_name="WebSchedAsapTextTemplate",
        value_string=DEAR + "Reply STOP to stop. See you soon!",
    )

    (sentence,) = notes(office.examine(world.store, settings()))
    assert sentence.startswith("The text template of clinic 3: \u2019 (right single ")


def test_the_offices_name_may_be_dear(world: World) -> None:
    """A sign of the office's own name counts as well."""
    world.preference("PracticeTitle", "Dr. Nováková \u2013 Dental")

    offer, confirmation = notes(office.examine(world.store, settings()))
    for sentence in (offer, confirmation):
        assert "\u2013 (en dash, from the office's own data)" in sentence


TWO = "[NameF], [Date] at [Time] is free at [OfficeName]: [AsapURL] Reply STOP to stop."


@pytest.mark.parametrize(
    ("own", "whose"), [({}, "The text template: "), ({3: TWO}, "The text template of clinic 3: ")]
)
def test_a_clinics_name_may_be_dear(world: World, own: dict[int, str], whose: str) -> None:
    """Its patients read it in its own text, and in the practice's where it has none."""
    world.preference("EasyNoClinics", "0")
    world.preference("WebSchedAsapTextTemplate", TWO)
    for num, name in ((2, "Harbor"), (3, "Clínica \N{EN DASH} Norte")):
        has_contract = {"sms_contract_date": START}
        world.add(tables.clinic, clinic_num=num, description=name, **has_contract)
    for num, text in own.items():
        world.add(
            tables.clinicpref,
            clinic_num=num,
            pref_name="WebSchedAsapTextTemplate",
            value_string=text,
        )

    (sentence,) = notes(office.examine(world.store, settings()))
    assert sentence.startswith(f"{whose}\u00ed (latin small letter i with acute, from the office's")


@pytest.mark.parametrize(("kind", "is_told"), [("1", True), ("3", True), ("2", False)])
def test_the_text_that_confirms_may_be_dear(world: World, kind: str, *, is_told: bool) -> None:
    """What Open Dental says of a move is texted too, where the office wants that."""
    world.preference("WebSchedVerifyASAPType", kind)
    world.preference("PracticeAddress", "12 Cañón\N{RIGHT SINGLE QUOTATION MARK}s Way")
    world.preference("PracticeCity", "A long name of a city for a card")

    said = notes(office.examine(world.store, settings()))
    assert is_told is bool(said)
    assert all(each.startswith("The text that confirms a move: \u00f3 (latin") for each in said)
