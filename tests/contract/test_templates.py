"""The office's texts are read and saved where Open Dental keeps them, on every kind of database."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from schemas.codes import InvalidType
from schemas.keys import ClinicNum
from schemas.wire import NEVER
from tests.contract.engines import KINDS, Engines
from tests.world.office import World
from worker.errors import Conflict, NotFound, Refused
from worker.rules.preferences import DEFAULTS
from worker.steps import templates
from worker.steps.templates import Change, OfficeText, mark
from worker.store.ledger.operating_tables import saved_text
from worker.store.practice import tables
from worker.store.practice.templates import TEMPLATE

NOW: Final = datetime(2026, 3, 5, 9)
BASE: Final = "https://texts.example"
USUAL: Final = DEFAULTS[TEMPLATE]
OTHER: Final = "[NameF]: [Date], [Time] is free at [OfficeName]. [AsapURL] is where to take it."


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, engines: Engines) -> World:
    """Return an office on each kind of database."""
    return World.on(engines.store(request.param))


@pytest.fixture
def clinics(world: World) -> World:
    """Return an office with three clinics, of which one is hidden."""
    world.preference("EasyNoClinics", "0")
    for num, name in ((1, "North"), (2, "South"), (3, "Old Town")):
        world.add(tables.clinic, clinic_num=num, description=name, is_hidden=int(num == 3))
    return world


def overview(world: World) -> list[OfficeText]:
    """Read all texts."""
    with world.store.reading() as transaction:
        return list(templates.overview(transaction, BASE, NOW))


def save(world: World, text: str | None, clinic_num: int = 0) -> bool:
    """Save a text."""
    return templates.save(
        world.store, Change(clinic_num=ClinicNum(clinic_num), text=text), BASE, NOW
    )


def kept(world: World, clinic_num: int = 0) -> list[str]:
    """Return the rows in which a text is kept."""
    table: Any = tables.clinicpref if clinic_num else tables.preference
    return [
        row["value_string"]
        for row in world.rows(table)
        if row["pref_name"] == TEMPLATE and row.get("clinic_num", 0) == clinic_num
    ]


def signals(world: World) -> list[tuple[int, datetime, Any]]:
    """Return what the workstations were told."""
    return [
        (row["i_type"], row["sig_date_time"], row["date_viewing"])
        for row in world.rows(tables.signalod)
    ]


def test_a_fresh_office_has_open_dentals_text(world: World) -> None:
    """Without a row the default holds, and is shown as a patient of the list would get it."""
    (text,) = overview(world)

    assert (0, USUAL, "Example Dental", True) == (
        text.clinic_num,
        text.text,
        text.office,
        text.is_own,
    )
    (preview,) = text.previews
    assert preview == (
        "Anna, an appointment opening has become available on 03/06/2026 at 2:30 PM at "
        "Example Dental. Visit https://texts.example/a/A1b2C3d4E5f6 to reserve it."
    )


def test_a_clinic_has_its_own_or_the_practices(clinics: World) -> None:
    """A blank row counts as its own; a hidden clinic is left out."""
    clinics.add(tables.clinicpref, clinic_num=2, pref_name=TEMPLATE, value_string="")
    practice, north, south = overview(clinics)

    assert [(0, True), (1, False), (2, True)] == [
        (one.clinic_num, one.is_own) for one in (practice, north, south)
    ]
    assert (USUAL, "North", None) == (north.text, north.office, north.checked.refusal)
    assert ("", "The text is blank, so there is nothing to send.") == (
        south.text,
        south.checked.refusal,
    )


def test_three_patients_of_the_clinics_list_are_shown(clinics: World) -> None:
    """The best fitting first, each once, and nobody of another clinic's list."""
    for num, name in enumerate(("Ben", "Cem", "Dora", "Eva"), 50):
        clinics.patient(num, f_name=name)
        clinics.appointment(num, num, clinic_num=1, apt_date_time=NOW + timedelta(days=num))
    clinics.appointment(60, 50, clinic_num=1, apt_date_time=NOW + timedelta(days=99))
    names = [[one.partition(",")[0] for one in text.previews] for text in overview(clinics)]

    assert [["Anna", "Ben", "Cem"], ["Ben", "Cem", "Dora"], ["Anna"]] == names


def test_the_practices_text_is_saved_and_told(world: World) -> None:
    """The row is made where there was none, then changed; saying the same again tells nobody."""
    assert [True, False] == [save(world, OTHER), save(world, OTHER)]
    assert [OTHER] == kept(world)
    assert [(InvalidType.PREFS, NOW, NEVER.date())] == signals(world)

    assert save(world, USUAL)
    assert [USUAL] == kept(world)
    assert 2 == len(signals(world))


@pytest.mark.parametrize(
    ("sign", "name"),
    [("\U0001f9b7", "(tooth)"), ("\U0001d40e", "bold capital o"), ("\x00", "(a sign")],
)
def test_a_text_is_kept_as_it_is_or_refused(world: World, sign: str, name: str) -> None:
    """No patient reads a sign's name, or a gap, where the office has written the sign."""
    text = f"{sign} {OTHER}"
    is_kept = sign != "\x00" and world.store.engine.dialect.name != "mysql"
    if not is_kept:
        with pytest.raises(Refused, match="database cannot keep") as refused:
            save(world, text)
        assert name in refused.value.sentence
    else:
        assert save(world, text)

    assert ([text] if is_kept else []) == kept(world)


def test_a_clinics_text_is_its_own(clinics: World) -> None:
    """It leaves the practice's and the other clinic's as they are, and can be taken back."""
    clinics.add(
        tables.clinicpref, clinic_num=2, pref_name="WebSchedAsapTextLimit", value_string="7"
    )
    assert save(clinics, OTHER, 2)
    assert ([OTHER], [], []) == (kept(clinics, 2), kept(clinics, 1), kept(clinics))
    assert [(InvalidType.CLINIC_PREFS, NOW, NEVER.date())] == signals(clinics)

    assert [True, False] == [save(clinics, None, 2), save(clinics, None, 2)]
    assert [] == kept(clinics, 2)
    assert 2 == len(signals(clinics))
    assert "7" == clinics.row(tables.clinicpref)["value_string"]


def test_a_blank_row_is_filled_where_it_is(clinics: World) -> None:
    """And both rows of a clinic that has two, whichever is read."""
    for _ in "12":
        clinics.add(tables.clinicpref, clinic_num=1, pref_name=TEMPLATE, value_string="")
    assert save(clinics, OTHER, 1)

    assert [OTHER, OTHER] == kept(clinics, 1)
    assert 1 == len(signals(clinics))


def test_who_saves_is_kept_with_what_was_there(clinics: World) -> None:
    """Each change is written down with its account; who has seen an older text saves nothing."""
    for text, seen in ((OTHER, USUAL), (None, OTHER)):
        change = Change(clinic_num=ClinicNum(1), text=text, account="anna", seen=mark(seen))
        assert templates.save(clinics.store, change, BASE, NOW)
        with pytest.raises(Conflict):
            templates.save(clinics.store, replace(change, text=f"{OTHER} Late."), BASE, NOW)

    assert [] == kept(clinics, 1)
    assert [("anna", 1, None, NOW), ("anna", 1, OTHER, NOW)] == [
        (row["account"], row["clinic_num"], row["text_before"], row["saved_local"])
        for row in clinics.rows(saved_text)
    ]


@pytest.mark.parametrize(
    ("text", "clinic_num", "said"),
    [
        ("[NameF], come at [Time].", 0, "There is no [AsapURL], so patients have nothing"),
        ("", 1, "The text is blank"),
        ("[AsapURL] [Nmae]", 1, "[Nmae] is no tag"),
        (None, 0, "The practice has no other text"),
    ],
)
def test_what_cannot_work_is_not_saved(
    clinics: World, text: str | None, clinic_num: int, said: str
) -> None:
    """One sentence says why, and nothing is written."""
    with pytest.raises(Refused) as error:
        save(clinics, text, clinic_num)

    assert error.value.sentence.startswith(said)
    assert ([], [], []) == (kept(clinics), kept(clinics, 1), signals(clinics))


def test_a_clinic_must_be_there(world: World) -> None:
    """Without clinics there is one text; with clinics, one that exists must be named."""
    with pytest.raises(Refused, match="does not use clinics"):
        save(world, OTHER, 1)
    world.preference("EasyNoClinics", "0")
    with pytest.raises(NotFound, match=r"Clinic 9 was not found\."):
        save(world, OTHER, 9)


def test_what_is_saved_is_what_is_sent(world: World) -> None:
    """The next offer has the new text."""
    save(world, OTHER)
    world.send(world.offered())

    (text,) = world.gateway.texts
    assert text.body.startswith("Anna: 10/18/2023, 2:00 PM is free at Example Dental.")
