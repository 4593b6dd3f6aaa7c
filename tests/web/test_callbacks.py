"""Twilio's calls: signed by Twilio's own validator, and brought over HTTP as Twilio brings them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from schemas.codes import SmsDeliveryStatus, YesNo
from tests.contract.engines import INNODB, POSTGRESQL, SQLITE, Engines
from tests.world.front import Front
from tests.world.office import World
from tests.world.provider import ANNA, OFFICE, attempt_id, last_attempt
from tests.world.redis import RedisServer
from tests.world.stack import Stack, eventually, settings_of
from worker.settings import SANDBOX_AUTH_TOKEN, Settings
from worker.store.ledger.tables import OWN, inbound, receipt
from worker.store.practice import tables

PUBLIC = "https://texts.example.test/asap"
"""What the office has told Twilio; the requests come through a proxy that knows better ways."""

TOKEN, SECONDARY = "primary-token", "secondary-token"
FORM_TYPE = "application/x-www-form-urlencoded"

RECEIPT = {
    "MessageSid": "SM1",
    "SmsSid": "SM1",
    "MessageStatus": "delivered",
    "SmsStatus": "delivered",
    "To": f"+{ANNA}",
    "From": f"+{OFFICE}",
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "RawDlrDoneDate": "2611241405",
}
TEXT = {
    "MessageSid": "SM2",
    "SmsSid": "SM2",
    "From": f"+{ANNA}",
    "To": f"+{OFFICE}",
    "Body": "Straße & café + 100 % = ja?",
    "NumMedia": "0",
    "NumSegments": "1",
    "FromCity": "",
}


def settings(world: World, redis_url: str) -> Settings:
    """Return the settings of an office with an address and two tokens."""
    return settings_of(
        world,
        redis_url,
        public_url=PUBLIC,
        twilio_auth_token=TOKEN,
        twilio_secondary_auth_token=SECONDARY,
    )


@pytest.fixture
def stack(world: World, redis_url: str, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return the web app of that office."""
    with Stack(world, settings(world, redis_url), front, http).open() as made:
        made.hear()
        yield made


@pytest.fixture
def shaky(
    world: World, own_redis: RedisServer, front: Front, http: httpx2.Client
) -> Iterator[Stack]:
    """Return a web app whose Redis a test may take away."""
    with Stack(world, settings(world, own_redis.url), front, http).open() as made:
        yield made


def call(
    stack: Stack, path: str, form: dict[str, str], token: str = TOKEN, **changes: Any
) -> httpx2.Response:
    """Call as Twilio does: the form in order, the signature over the public address."""
    signed_path = changes.get("signed_path", path)
    signature = changes.get(
        "signature", RequestValidator(token).compute_signature(PUBLIC + signed_path, form)
    )
    headers = {"Content-Type": FORM_TYPE, "X-Twilio-Signature": signature}
    content = changes.get("content", urlencode(form))
    headers.update(changes.get("headers", {}))
    return stack.request("POST", path, content=content, headers=headers)


def own_rows(stack: Stack) -> dict[str, int]:
    """Count the rows of our own tables, which a refused call leaves as they are."""
    return {name: len(stack.world.rows(table)) for name, table in OWN.tables.items()}


def test_a_receipt_is_taken_in(service: Stack) -> None:
    """A signed receipt is answered, written down, and has its effect."""
    world = service.world
    num = world.offered()
    world.send(num)
    sent = last_attempt(world, num)

    told = {**RECEIPT, "MessageSid": sent.provider_sid or ""}
    answer = call(service, f"/twilio/status/{sent.attempt_id}", told)

    assert (204, b"") == (answer.status_code, answer.content)
    eventually(
        lambda: SmsDeliveryStatus.DELIVERY_CONF == world.row(tables.smstomobile)["sms_status"]
    )


def test_a_text_is_taken_in(service: Stack) -> None:
    """A signed text is answered with nothing to say, and shown to the office, signs and all."""
    answer = call(service, "/twilio/inbound", TEXT)

    assert 200 == answer.status_code
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert b"<Response/>" in answer.content
    eventually(lambda: service.world.rows(tables.smsfrommobile))
    assert TEXT["Body"] == service.world.row(tables.smsfrommobile)["msg_text"]


def test_stop_comes_through(service: Stack) -> None:
    """From the provider's call to the patient's chart."""
    call(service, "/twilio/inbound", {**TEXT, "Body": "Please stop"})

    eventually(lambda: YesNo.NO == service.world.row(tables.patient)["txt_msg_ok"])
    eventually(lambda: service.world.gateway.texts)
    assert "no more texts" in service.world.gateway.texts[0].body


@pytest.mark.parametrize("channel", ["rcs:", "whatsapp:", "RCS: "])
def test_stop_counts_on_every_channel(service: Stack, channel: str) -> None:
    """A number is the same number, whichever way its text has come."""
    call(service, "/twilio/inbound", {**TEXT, "From": f"{channel}{TEXT['From']}", "Body": "STOP"})

    eventually(lambda: YesNo.NO == service.world.row(tables.patient)["txt_msg_ok"])
    assert ANNA == service.world.row(tables.smsfrommobile)["mobile_phone_number"]


@pytest.mark.parametrize("token", [TOKEN, SECONDARY])
def test_both_tokens_are_good(stack: Stack, token: str) -> None:
    """While tokens are changed Twilio may sign with either."""
    assert 204 == call(stack, "/twilio/status/any", RECEIPT, token).status_code


@pytest.mark.parametrize(
    ("told", "good"),
    [
        ({}, ()),
        ({"twilio_secondary_auth_token": SECONDARY}, (SECONDARY,)),
        ({"twilio_api_url": "http://127.0.0.1:8010"}, (SANDBOX_AUTH_TOKEN,)),
        ({"twilio_api_url": "http://LOCALHOST:8010/"}, (SANDBOX_AUTH_TOKEN,)),
        ({"twilio_api_url": "http://[::1]:9010", "sandbox_port": 9010}, (SANDBOX_AUTH_TOKEN,)),
        ({"twilio_api_url": "http://127.0.0.1:9010"}, ()),
        ({"twilio_api_url": "http://sandbox.example.org:8010"}, ()),
        ({"twilio_api_url": "https://api.dublin.ie1.twilio.com"}, ()),
        ({"twilio_api_url": "https://API.twilio.com"}, ()),
        ({"twilio_api_url": "https://api.twilio.com:443"}, ()),
        ({"twilio_api_url": "https://api.twilio.com/./"}, ()),
        (
            {
                "twilio_api_url": "https://api.dublin.ie1.twilio.com",
                "twilio_secondary_auth_token": SANDBOX_AUTH_TOKEN,
            },
            (),
        ),
        ({"twilio_auth_token": TOKEN}, (TOKEN,)),
        (
            {"twilio_auth_token": TOKEN, "twilio_secondary_auth_token": SECONDARY},
            (TOKEN, SECONDARY),
        ),
    ],
)
def test_the_sandboxs_token_is_good_for_the_sandbox(
    world: World, told: dict[str, str], good: tuple[str, ...]
) -> None:
    """Everybody knows it, so an office that has not named its own takes no callbacks of Twilio's."""
    assert good == settings_of(world, "", **told).callback_tokens


WRONG: dict[str, dict[str, Any]] = {
    "no signature": {"signature": ""},
    "some signature": {"signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
    "not a signature": {"signature": "\u00e9"},
    "another token": {"token": "somebody-elses"},
    "an empty token": {"token": ""},
    "another address": {"signed_path": "/twilio/status/other"},
    "another query": {"signed_path": "/twilio/status/any?x=1"},
    "a field changed": {"content": urlencode({**RECEIPT, "MessageStatus": "failed"})},
    "a field added": {"content": urlencode({**RECEIPT, "ErrorCode": "30006"})},
    "a field twice": {"content": urlencode(RECEIPT) + "&MessageStatus=failed"},
    "no field": {"content": ""},
    "JSON": {"content": '{"MessageSid": "SM1"}', "headers": {"Content-Type": "application/json"}},
    "not text": {"content": b"\xff\xfe=\x00"},
    "very many fields": {"content": "&".join(f"f{n}=1" for n in range(5_000))},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG.keys())
def test_what_twilio_has_not_signed_is_refused(stack: Stack, changes: dict[str, Any]) -> None:
    """It is answered with 403, and nothing is written."""
    before = own_rows(stack)
    if "\u00e9" == changes.get("signature"):
        changes = {"signature": b"\xc3\xa9"}

    answer = call(stack, "/twilio/status/any", RECEIPT, **changes)

    assert 403 == answer.status_code
    assert before == own_rows(stack)
    assert 0 == stack.undelivered()


@pytest.mark.parametrize("path", ["/twilio/status/any", "/twilio/inbound"])
def test_a_long_body_is_refused(stack: Stack, path: str) -> None:
    """More than any callback holds is answered with 413, signed or not."""
    before = own_rows(stack)

    answer = call(stack, path, {**TEXT, "Body": "x" * 70_000})

    assert 413 == answer.status_code
    assert before == own_rows(stack)


def test_headers_of_a_proxy_are_not_believed(stack: Stack) -> None:
    """A signature over an address that the request itself claims is not good."""
    claimed = "https://evil.example.test/twilio/status/any"
    signature = RequestValidator(TOKEN).compute_signature(claimed, RECEIPT)
    headers = {
        "Host": "evil.example.test",
        "X-Forwarded-Host": "evil.example.test",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example.test;proto=https",
    }

    answer = call(stack, "/twilio/status/any", RECEIPT, signature=signature, headers=headers)

    assert 403 == answer.status_code


def test_a_query_is_signed_too(stack: Stack) -> None:
    """An address with a query is the signed one, character by character."""
    path = "/twilio/status/any?clinic=5&name=a%20b"

    assert 204 == call(stack, path, RECEIPT).status_code
    assert 403 == call(stack, path, RECEIPT, signed_path=path.replace("%20", "+")).status_code


def get(stack: Stack, path: str, form: dict[str, str], token: str = TOKEN) -> httpx2.Response:
    """Call as Twilio does where its console says GET: everything is in the address, signed whole."""
    whole = f"{path}?{urlencode(form)}"
    signature = RequestValidator(token).compute_signature(PUBLIC + whole, {})
    return stack.get(whole, headers={"X-Twilio-Signature": signature})


def test_a_text_may_come_by_get(service: Stack) -> None:
    """A console that is set to GET loses no STOP."""
    answer = get(service, "/twilio/inbound", {**TEXT, "Body": "stop"})

    assert (200, True) == (answer.status_code, b"<Response/>" in answer.content)
    eventually(lambda: YesNo.NO == service.world.row(tables.patient)["txt_msg_ok"])


def test_a_receipt_may_come_by_get(stack: Stack) -> None:
    """Status callbacks are of the kind."""
    assert 204 == get(stack, "/twilio/status/any", RECEIPT).status_code
    assert 1 == len(stack.world.rows(receipt))


def test_a_get_that_twilio_has_not_signed_is_refused(stack: Stack) -> None:
    """Neither another token's signature nor one over something else is good."""
    before = own_rows(stack)
    whole = f"/twilio/inbound?{urlencode(TEXT)}"
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + whole, {})
    changed = stack.get(f"{whole}&Body=STOP", headers={"X-Twilio-Signature": signature})

    assert 403 == changed.status_code
    assert 403 == get(stack, "/twilio/inbound", TEXT, "somebody-elses").status_code
    assert before == own_rows(stack)


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL, INNODB])
def test_a_nul_is_left_out(
    engines: Engines,
    redis_url: str,
    front: Front,
    http: httpx2.Client,
    kind: str,
) -> None:
    """No database is asked to keep what PostgreSQL cannot, wherever it stands in a signed call."""
    world = World.on(engines.store(kind))
    text, told = (dict.fromkeys(form, "\x001\x002") for form in (TEXT, RECEIPT))
    with Stack(world, settings(world, redis_url), front, http).open() as stack:
        stack.hear()
        answers = [
            call(stack, "/twilio/inbound", text),
            call(stack, "/twilio/status/any", told),
            call(stack, "/twilio/status/a%00b", RECEIPT),
        ]
        kept = world.row(inbound)
        world.store.close()

    assert [200, 204, 404] == [answer.status_code for answer in answers]
    assert ("12", "12") == (kept["sender"], kept["body"])


def test_a_replayed_call_changes_nothing(service: Stack) -> None:
    """Whoever has a signed call may repeat it; it is answered, and that is all."""
    for _ in range(3):
        assert 200 == call(service, "/twilio/inbound", TEXT).status_code
        assert 204 == call(service, "/twilio/status/any", RECEIPT).status_code

    service.idle()
    assert 1 == len(service.world.rows(inbound))
    assert 1 == len(service.world.rows(receipt))
    assert 1 == len(service.world.rows(tables.smsfrommobile))


def test_an_unknown_attempt_is_recorded(service: Stack) -> None:
    """A receipt for an attempt that was lost is answered with success, or Twilio would repeat it."""
    answer = call(service, "/twilio/status/00000000-0000-0000-0000-000000000000", RECEIPT)

    assert 204 == answer.status_code
    eventually(lambda: service.world.row(receipt)["applied_at"])


def test_an_unknown_status_is_recorded(service: Stack) -> None:
    """A status that Twilio adds one day is no error."""
    world = service.world
    world.send(world.offered())
    form = {**RECEIPT, "MessageStatus": "teleported", "ErrorCode": "no number"}

    answer = call(service, f"/twilio/status/{attempt_id(world)}", form)

    assert 204 == answer.status_code
    eventually(lambda: world.row(receipt)["applied_at"])
    assert ("teleported", 0) == (world.row(receipt)["status"], world.row(receipt)["error_code"])


@pytest.mark.parametrize(
    ("path", "form", "name"),
    [
        ("/twilio/status/any", {"MessageStatus": "sent"}, "MessageSid"),
        ("/twilio/status/any", {"MessageSid": "SM1"}, "MessageStatus"),
        ("/twilio/inbound", {"MessageSid": "SM1", "Body": "x"}, "From"),
    ],
)
def test_a_signed_form_may_lack_something(
    stack: Stack, path: str, form: dict[str, str], name: str
) -> None:
    """What cannot be used is refused with the field's name, and nothing is written."""
    before = own_rows(stack)

    answer = call(stack, path, form)

    assert (400, f"The form has no {name}.") == (answer.status_code, answer.text)
    assert before == own_rows(stack)


def test_a_long_address_is_none(stack: Stack) -> None:
    """No attempt has such an id."""
    assert 404 == call(stack, "/twilio/status/" + "x" * 100, RECEIPT).status_code


def test_redis_may_be_away(shaky: Stack, own_redis: RedisServer) -> None:
    """The call is answered with success, and the clock finds what was written down."""
    own_redis.stop()

    assert 200 == call(shaky, "/twilio/inbound", TEXT).status_code

    own_redis.start()
    assert 1 == len(shaky.world.rows(inbound))
    shaky.tick(minutes=1)
    with shaky.working():
        eventually(lambda: shaky.world.rows(tables.smsfrommobile))


def test_callbacks_are_not_in_the_api(stack: Stack) -> None:
    """The addresses are Twilio's: OpenAPI does not show them, and a key opens nothing."""
    assert not [path for path in stack.app.openapi()["paths"] if "twilio" in path]
    assert 403 == stack.get("/twilio/inbound").status_code
    assert 405 == stack.request("PUT", "/twilio/inbound").status_code
