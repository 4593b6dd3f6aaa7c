"""Offers that are written down and not sent, each with its reason."""

from datetime import datetime
from typing import Any

import pytest

from schemas.codes import FKeyType, ResponseStatus, SendStatus
from schemas.wire import NEVER
from tests.world.office import APT, PAT, START, World
from worker.rules import skip
from worker.store.practice import tables

SKIPS: list[tuple[str, Any, skip.Skip]] = [
    (
        "no texts wanted",
        lambda world: world.change(tables.patient, txt_msg_ok=2),
        skip.NO_TEXTS_WANTED,
    ),
    (
        "opted out",
        lambda world: world.add(tables.commoptout, pat_num=PAT, opt_out_sms=32),
        skip.OPTED_OUT,
    ),
    (
        "no phone",
        lambda world: world.change(tables.patient, wireless_phone=" "),
        skip.NO_WIRELESS_PHONE,
    ),
    (
        "invalid phone",
        lambda world: world.change(tables.patient, wireless_phone="555-0100"),
        skip.INVALID_WIRELESS_PHONE,
    ),
    ("deceased", lambda world: world.change(tables.patient, pat_status=5), skip.UNABLE_TO_RECEIVE),
    (
        "refused before",
        lambda world: world.add(
            tables.asapcomm,
            f_key=APT,
            f_key_type=FKeyType.SCHEDULED_APPT,
            pat_num=PAT,
            response_status=ResponseStatus.DECLINED_STOP_COMM,
        ),
        skip.REFUSED_BEFORE,
    ),
    (
        "no limit left",
        lambda world: world.preference("WebSchedAsapTextLimit", "0"),
        skip.daily_limit(0),
    ),
]


@pytest.mark.parametrize(
    ("arrange", "reason"), [case[1:] for case in SKIPS], ids=[case[0] for case in SKIPS]
)
def test_a_skip_is_a_row_with_its_note(world: World, arrange: Any, reason: skip.Skip) -> None:
    """A text that must not go out is written down with the reason, and is not due."""
    arrange(world)

    decided = world.ask()

    row = world.rows(tables.asapcomm)[-1]
    assert not decided.is_due
    assert (
        SendStatus.DO_NOT_SEND,
        ResponseStatus.UNABLE_TO_SEND,
        NEVER,
        NEVER,
        reason.sentence,
    ) == (
        row["sms_send_status"],
        row["response_status"],
        row["date_time_sms_scheduled"],
        row["date_time_sms_sent"],
        row["note"],
    )
    assert "0 texts to be sent\r\n0 emails to be sent" == world.rows(tables.schedule)[-1]["note"]


def test_the_daily_limit_counts_what_is_planned(world: World) -> None:
    """Two offers still waiting use up a limit of two."""
    for apt in (601, 602, 603):
        world.appointment(apt)
    starts = [START.replace(hour=hour) for hour in (9, 10, 11)]

    notes = []
    for apt, start in zip((601, 602, 603), starts, strict=True):
        world.offered(apt=apt, start=start)
        notes.append(world.rows(tables.asapcomm)[-1]["note"])

    assert ["", "", skip.daily_limit(2).sentence] == notes


def test_a_clinic_without_texting_skips(world: World) -> None:
    """A clinic that has not signed up for texting sends nothing, though the office has."""
    world.preference("EasyNoClinics", "0")
    world.add(tables.clinic, description="Signed", sms_contract_date=datetime(2020, 1, 1))
    clinic = world.add(tables.clinic, description="Not signed")
    world.change(tables.operatory, clinic_num=clinic)

    world.offered()

    assert skip.TEXTING_OFF.sentence == world.row(tables.asapcomm)["note"]


def test_several_opt_outs_count_together(world: World) -> None:
    """A patient with two rows of opt-outs is bound by both."""
    world.add(tables.commoptout, pat_num=PAT, opt_out_sms=16)
    world.add(tables.commoptout, pat_num=PAT, opt_out_sms=32)

    world.offered()

    assert skip.OPTED_OUT.sentence == world.row(tables.asapcomm)["note"]


def test_clinic_zero_texts_as_the_default_clinic(world: World) -> None:
    """With clinics on, an operatory without one texts as TextingDefaultClinicNum."""
    world.preference("EasyNoClinics", "0")
    signed = world.add(tables.clinic, description="A", sms_contract_date=datetime(2020, 1, 1))
    world.preference("TextingDefaultClinicNum", str(signed))

    world.offered()

    assert "" == world.row(tables.asapcomm)["note"]


def test_a_blank_clinic_preference_counts(world: World) -> None:
    """A clinic's blank limit overrides the practice's: no limit at all."""
    world.preference("EasyNoClinics", "0")
    world.preference("WebSchedAsapTextLimit", "0")
    signed = world.add(tables.clinic, description="A", sms_contract_date=datetime(2020, 1, 1))
    world.change(tables.operatory, clinic_num=signed)
    world.add(
        tables.clinicpref, clinic_num=signed, pref_name="WebSchedAsapTextLimit", value_string=""
    )

    world.offered()

    assert "" == world.row(tables.asapcomm)["note"]
