"""Offices with clinics: each text, page and answer names the one it is about."""

from datetime import datetime, timedelta

import pytest

from schemas.keys import OpNum
from tests.world.office import START, World
from tests.world.provider import reply
from tests.world.visitor import Visitor
from worker.gateways.port import NotSent
from worker.store.ledger import tables as own_tables
from worker.store.practice import tables

NORTH, SOUTH = 1, 2
SOUTH_OP = OpNum(3)


@pytest.fixture
def clinics(world: World) -> World:
    """Return an office whose operatory 2 is in the north and 3 in the south, where patients belong."""
    world.policy(answers_keywords=True)
    world.preference("EasyNoClinics", "0")
    world.preference("WebSchedAsapTextLimit", "")
    contract = datetime(2020, 1, 1)
    for num, name, phone in (
        (NORTH, "Northside", "5035550101"),
        (SOUTH, "Southside", "5035550102"),
    ):
        told = {"description": name, "phone": phone, "address": f"{num} {name} Street"}
        world.add(tables.clinic, clinic_num=num, sms_contract_date=contract, **told)
    world.change(tables.operatory, clinic_num=NORTH)
    world.add(tables.operatory, operatory_num=SOUTH_OP, op_name="Op 3", clinic_num=SOUTH)
    world.change(tables.patient, clinic_num=SOUTH)
    return world


def answered(world: World) -> str:
    """Return what was answered last."""
    return str(world.rows(own_tables.text)[-1]["body"])


def test_what_an_office_is_called_goes_out_in_one_line(clinics: World) -> None:
    """Spaces and line breaks that somebody has typed cost signs; a name of spaces alone is none."""
    clinics.preference("PracticeTitle", "Example\u00a0 Dental \r\n")
    clinics.change(tables.clinic, description="  ", address="1  Main\r\nStreet ")

    Visitor.texted(clinics)
    reply(clinics, "HELP")

    assert answered(clinics).startswith("Example Dental: ")
    assert " at Example Dental. " in str(clinics.row(tables.asapcomm)["template_text"])


@pytest.mark.parametrize("keyword", ["HELP", "STOP"])
def test_the_clinic_that_texted_answers(clinics: World, keyword: str) -> None:
    """Not the one that the patient belongs to."""
    Visitor.texted(clinics)

    reply(clinics, keyword)

    assert answered(clinics).startswith("Northside: ")


def test_the_clinic_that_texted_last_answers(clinics: World) -> None:
    """Of two clinics the last text is the one that is answered."""
    Visitor.texted(clinics)
    clinics.later(minutes=5)
    Visitor.texted(clinics, op=SOUTH_OP, start=START + timedelta(hours=2))

    reply(clinics, "HELP")

    assert answered(clinics).startswith("Southside: ")
    assert "(503)555-0102" in answered(clinics)


def test_a_clinic_whose_text_did_not_go_out_does_not_answer(clinics: World) -> None:
    """What the provider refused has not reached the patient."""
    Visitor.texted(clinics)
    clinics.later(minutes=5)
    clinics.gateway.answers = [NotSent("told so", is_permanent=True, code=30034)]
    Visitor.texted(clinics, op=SOUTH_OP, start=START + timedelta(hours=2))

    reply(clinics, "HELP")

    assert answered(clinics).startswith("Northside: ")


def test_the_clinic_of_the_confirmation_answers(clinics: World) -> None:
    """A confirmation is a text like any other."""
    visitor = Visitor.texted(clinics, op=SOUTH_OP)
    num = Visitor.texted(clinics, start=START + timedelta(hours=2)).num
    clinics.later(minutes=5)
    visitor.accept(num=num)
    clinics.send_text(clinics.row(own_tables.text)["text_num"])

    reply(clinics, "STOP")

    assert answered(clinics).startswith("Northside: ")


def test_who_was_never_texted_is_answered_by_the_own_clinic(clinics: World) -> None:
    """Where nobody has texted, the patient's clinic is as near as can be."""
    reply(clinics, "HELP")

    assert answered(clinics).startswith("Southside: ")
