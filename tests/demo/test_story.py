"""Each case of the demo's story comes out as it says."""

from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from schemas.asapcomm import AsapComm
from schemas.codes import SendStatus
from schemas.keys import AptNum, OpNum
from schemas.messages import CreateAsapComm
from tests.demo.days import TODAY, contents
from tests.demo.story import REFUSED, STORY, Case, RefusedCase
from tests.world.gateway import KeepingGateway
from worker.demo.asap_list import ASAP_LIST
from worker.office import Office
from worker.rules import skip
from worker.rules.attempt import Purpose, TextKey, UnknownPolicies, UnknownPolicy
from worker.rules.rate_limit import RateLimits
from worker.rules.skip import Skip
from worker.steps.create import Decided, create
from worker.steps.text.hand_over import send
from worker.store.engine import Store
from worker.store.practice import asapcomms

LATE_AT_NIGHT = datetime.combine(TODAY, time(23, 30), UTC)
TO_PLAY_WITH = [demo.apt_num for demo in ASAP_LIST if 12101 <= demo.apt_num <= 12120]
SENTENCES = {
    reason.code: reason.sentence
    for reason in (*vars(skip).values(), skip.daily_limit(2))
    if isinstance(reason, Skip)
}


@pytest.fixture
def gateway() -> KeepingGateway:
    """Make the provider."""
    return KeepingGateway()


@pytest.fixture
def office(store: Store, gateway: KeepingGateway) -> Office:
    """Open the demo practice with its subscriptions asked for."""
    return Office(
        store=store,
        zone=ZoneInfo("UTC"),
        gateway=gateway,
        sender="15035550194",
        base_url="http://127.0.0.1:8000",
        requires_subscription=True,
        looks=(15,),
        policies=UnknownPolicies(UnknownPolicy.RESEND),
        max_attempts=5,
        sender_key="+15005550006",
        limits=RateLimits(),
        quiet_hours=None,
    )


def _clock() -> datetime:
    return LATE_AT_NIGHT


def _offer(office: Office, apt_num: AptNum, op: OpNum, start: time, days: int = 1) -> Decided:
    message = CreateAsapComm(
        op=op,
        aptNum=apt_num,
        dateTimeStart=datetime.combine(TODAY + timedelta(days=days), start),
        request_id=uuid4(),
    )
    return create(message, office, LATE_AT_NIGHT)


def _read(office: Office, decided: Decided) -> AsapComm:
    assert decided.status == HTTPStatus.OK, decided.sentence
    assert decided.asap_comm_num is not None
    with office.store.reading() as transaction:
        offer = asapcomms.find(transaction, decided.asap_comm_num)
    assert offer is not None
    return offer


def _name(case: Case | RefusedCase) -> str:
    return f"{case.apt_num}-in-{case.op}-at-{case.start:%H}"


@pytest.mark.parametrize("case", STORY, ids=_name)
def test_case_has_its_note(office: Office, case: Case) -> None:
    """An offer's Note is the sentence of the case's skip code, or empty where it is texted."""
    offer = _read(office, _offer(office, case.apt_num, case.op, case.start))

    assert offer.note == (SENTENCES[case.skip] if case.skip else "")


@pytest.mark.parametrize("case", [case for case in STORY if case.skip is None], ids=_name)
def test_texted_case_reaches_the_provider(
    office: Office, gateway: KeepingGateway, case: Case
) -> None:
    """At any hour of the day the text goes out at once."""
    decided = _offer(office, case.apt_num, case.op, case.start)
    assert decided.is_due
    assert decided.asap_comm_num is not None

    send(TextKey(Purpose.OFFER, decided.asap_comm_num), office, _clock)

    assert len(gateway.texts) == 1
    assert _read(office, decided).sms_send_status is SendStatus.SEND_SUCCESSFUL


@pytest.mark.parametrize("case", REFUSED, ids=_name)
def test_refused_case_says_why(office: Office, case: RefusedCase) -> None:
    """A refused request is answered with status 400 in the case's words."""
    decided = _offer(office, case.apt_num, case.op, case.start)

    assert decided.status == HTTPStatus.BAD_REQUEST
    assert case.words in decided.sentence


@pytest.mark.parametrize("case", REFUSED, ids=_name)
def test_refused_case_writes_nothing(office: Office, case: RefusedCase) -> None:
    """A refused request leaves the practice's tables as they were."""
    with office.store.reading() as transaction:
        before = contents(transaction)

    _offer(office, case.apt_num, case.op, case.start)

    with office.store.reading() as transaction:
        assert before == contents(transaction)


@pytest.mark.parametrize("apt_num", TO_PLAY_WITH)
@pytest.mark.parametrize("days", [1, 2])
def test_appointments_to_play_with_are_texted(office: Office, apt_num: AptNum, days: int) -> None:
    """Each of the twenty gets the opening in operatory 2, tomorrow or the day after."""
    decided = _offer(office, apt_num, OpNum(2), time(14), days)

    assert decided.is_due
    assert _read(office, decided).note == ""


def test_story_shows_every_reason_that_lies_with_the_patient() -> None:
    """No reason that can be shown by a patient's own data is left out."""
    needs_time_or_change = {
        "too-short-notice",
        "after-slot",
        "slot-taken",
        "slot-blocked",
        "slot-removed",
        "slot-moved",
        "stopped",
        "appointment-gone",
        "no-longer-asap",
        "expired",
        "too-long",
        "tried-too-often",
        "recall-refused-before",
        "recall-gone",
        "recall-no-longer-asap",
        "recall-chose-another",
        "taken-by-patient",
        "appointment-changed",
        "chose-another",
        "declined",
        "quiet-hours",
        "bad-number",
    }

    assert {case.skip for case in STORY if case.skip} == SENTENCES.keys() - needs_time_or_change


def test_numbers_of_the_story_are_on_the_asap_list() -> None:
    """Every appointment that the story names is one of the list."""
    named = {case.apt_num for case in (*STORY, *REFUSED)}

    assert named <= {demo.apt_num for demo in ASAP_LIST}
