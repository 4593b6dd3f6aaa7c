"""What is decided for now is sent by the facts of its decision: sending would ask for nothing more."""

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.codes import AptStatus, OptOut, Priority, YesNo
from tests.rules.facts import APPOINTMENT, FACTS, PATIENT, POLICY, SLOT, blockout, booking
from worker.rules import skip
from worker.rules.availability import is_taken_at_sending
from worker.rules.offer import Facts, Offer, decide
from worker.rules.preferences import Preferences
from worker.rules.sending import SendFacts, reason_not_to_send


def at_sending(facts: Facts) -> SendFacts:
    """Return the facts of an offer that was made in this moment, as sending asks for them."""
    shared = {field.name for field in fields(SendFacts)} & {field.name for field in fields(Facts)}
    known = {name: getattr(facts, name) for name in shared}
    return SendFacts(
        expires=facts.slot.link_expires(),
        texts_sent_today=facts.texts_on_due_day,
        text_limit=facts.preferences.text_limit,
        **known,
    )


def is_for_now(facts: Facts) -> bool:
    """Say whether an offer is made whose text is due."""
    decision = decide(facts)
    return isinstance(decision, Offer) and decision.skip is None and decision.due <= facts.now


minutes = st.integers(min_value=-10_081, max_value=2 * 24 * 60)
appointments = st.builds(
    replace,
    st.just(APPOINTMENT),
    apt_status=st.sampled_from(AptStatus),
    priority=st.sampled_from([Priority.ASAP, Priority.ASAP, Priority.NORMAL]),
    apt_date_time=st.sampled_from([APPOINTMENT.apt_date_time, SLOT.start + timedelta(minutes=50)]),
)
patients = st.builds(
    replace,
    st.just(PATIENT),
    txt_msg_ok=st.sampled_from(YesNo),
    opt_out_sms=st.sampled_from([0, 0, OptOut.ALL, OptOut.WEB_SCHED_ASAP]),
    wireless_phone=st.sampled_from([PATIENT.wireless_phone, "", "555-01"]),
)
bookings = st.lists(
    st.builds(
        booking,
        st.sampled_from(["13:00", "13:50", "14:20"]),
        st.sampled_from(["14:00", "14:10", "15:00"]),
        st.sampled_from(AptStatus),
    ),
    max_size=2,
)
blocks = st.lists(
    st.builds(blockout, st.just("12:00"), st.sampled_from(["14:00", "15:00"]), st.text("NS ")),
    max_size=1,
)


limits = [Preferences.of({"WebSchedAsapTextLimit": limit}, {}) for limit in ("", "0", "1", "2")]
changes = {
    "now": st.builds(lambda before: SLOT.start - timedelta(minutes=before), minutes),
    "appointment": appointments,
    "patient": patients,
    "preferences": st.sampled_from(limits),
    "policy": st.builds(replace, st.just(POLICY), treats_unknown_as_no=st.booleans()),
    "bookings": bookings,
    "blockouts": blocks,
    "allowed_blockouts": st.sampled_from([frozenset({253}), frozenset({254})]),
    "has_refused_before": st.booleans(),
    "texts_on_due_day": st.integers(min_value=0, max_value=2),
    "booking_buffer": st.just(timedelta(hours=1)),
    "number_skip": st.sampled_from([None, skip.BAD_NUMBER]),
}
facts = st.lists(
    st.one_of(*(st.tuples(st.just(name), value) for name, value in changes.items())), max_size=4
).map(lambda changed: replace(FACTS, **dict(changed)))
"""An office in which up to four things are as they like."""


@given(facts)
def test_what_is_decided_for_now_may_be_sent_now(known: Facts) -> None:
    """But for a patient note in the slot, which keeps back a text and no offer."""
    known = replace(known, due=known.now)
    assume(is_for_now(known))

    reason = reason_not_to_send(at_sending(known))

    is_taken = is_taken_at_sending(known.slot, known.bookings, known.appointment.apt_num)
    assert (skip.SLOT_TAKEN if is_taken else None) == reason


def test_a_patient_note_is_the_difference() -> None:
    """The offer is made, and its text finds the slot taken."""
    noted = replace(FACTS, bookings=[booking("14:00", "14:40", AptStatus.PT_NOTE)])

    assert is_for_now(noted)
    assert skip.SLOT_TAKEN == reason_not_to_send(at_sending(noted))
