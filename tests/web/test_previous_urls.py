"""An office that has moved to another address: what its patients and Twilio have of the old one still works."""

from collections.abc import Iterator
from urllib.parse import urlencode

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from schemas.codes import ResponseStatus, SendStatus, SmsDeliveryStatus
from tests.web.patient.conftest import Phone
from tests.world.front import Front
from tests.world.office import World
from tests.world.provider import last_attempt
from tests.world.stack import Stack, eventually, settings_of
from tests.world.visitor import Visitor
from worker.gateways.port import NoAnswer
from worker.store.practice import tables

OLDEST, OLD, NEW = "https://one.test", "https://old.test/asap", "https://new.test/texts"
TOKEN = "a-token"  # noqa: S105


@pytest.fixture
def moved(world: World, redis_url: str, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return the web app of an office that had two addresses before."""
    settings = settings_of(
        world,
        redis_url,
        public_url=NEW,
        previous_public_urls=f"{OLD}/, {OLDEST}",
        twilio_auth_token=TOKEN,
    )
    world.policy(base_url=NEW)
    with Stack(world, settings, front, http).open() as stack:
        stack.app.state.patients.clock = world.clock
        stack.hear()
        yield stack


def tell(stack: Stack, base: str, path: str, **form: str) -> int:
    """Tell a status as Twilio does, by the address that it was given."""
    signature = RequestValidator(TOKEN).compute_signature(base + path, form)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature,
    }
    content = urlencode(form)
    return stack.request("POST", path, content=content, headers=headers).status_code


@pytest.mark.parametrize("base", [OLD, OLDEST, NEW])
def test_a_receipt_of_an_old_text_counts(moved: Stack, base: str) -> None:
    """Twilio signs the address that the text had with it."""
    world = moved.world
    world.policy(base_url=base)
    num = world.offered()
    world.send(num)
    attempt = last_attempt(world, num)
    assert world.gateway.texts[-1].callback_url.startswith(f"{base}/twilio/status/")
    told = {"MessageSid": attempt.provider_sid or "", "MessageStatus": "delivered"}

    assert 204 == tell(moved, base, f"/twilio/status/{attempt.attempt_id}", **told)
    with moved.working():
        eventually(
            lambda: SmsDeliveryStatus.DELIVERY_CONF == world.row(tables.smstomobile)["sms_status"]
        )


def test_an_address_that_was_never_ours_counts_for_nothing(moved: Stack) -> None:
    """A signature over any other address is none, nor one of another path of the old host."""
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}

    for base in ("https://other.test", "https://old.test", f"{OLDEST}/asap"):
        assert 403 == tell(moved, base, "/twilio/status/any", **form)


@pytest.mark.parametrize("passed", ["/asap", "/texts", ""])
def test_an_old_link_leads_to_the_page(moved: Stack, passed: str) -> None:
    """It opens, and can be answered there, whether the proxy takes the old path away or not."""
    moved.world.policy(base_url=OLD)
    phone = Phone(moved, Visitor.texted(moved.world))
    at = f"{passed}{phone.path}"
    form = phone.forms(phone.get(path=at).text)[0]

    assert phone.visitor.short_guid == phone.send(form, path=at).headers["Location"]
    assert ResponseStatus.ACCEPTED_AND_MOVED is phone.visitor.status


def test_what_is_shown_stays_below_the_old_path(moved: Stack) -> None:
    """Whoever came by the old path can follow what is found there."""
    asked = {"Prefer": "respond-async"}
    paths = [f"{passed}/asapcomms" for passed in ("/asap", "/texts", "")]
    answers = [moved.post(path=path, headers=asked) for path in paths]

    assert ["/asap", "/texts", "/texts"] == [
        answer.headers["Location"].partition("/asapcomms")[0] for answer in answers
    ]


def test_a_text_of_the_old_address_is_found_at_the_provider(world: World) -> None:
    """A text whose answer was lost right before the move is not sent again."""
    world.policy(base_url=OLD)
    num = world.offered()
    world.gateway.answers = [NoAnswer("ReadTimeout")]
    world.gateway.is_found = True
    world.send(num)
    world.policy(base_url=NEW)
    world.later(seconds=16)

    assert world.settle(num) is None
    assert SendStatus.SEND_SUCCESSFUL == world.row(tables.asapcomm)["sms_send_status"]
    [text] = world.gateway.texts
    assert f"{OLD}/a/" in text.body
