"""Who may call what."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.world import logs
from tests.world.front import Front
from tests.world.office import World
from tests.world.stack import Stack, settings_of
from worker.web.app import build_app
from worker.web.rate_limit import RateLimit

STYLE_SHEET = "/static-offline-docs/swagger-ui.css"
OPEN = {"/healthz", "/livez", "/readyz", "/metrics", "/docs", "/openapi.json", STYLE_SHEET}
"""What anybody may see: whether the service is there, and what it can do."""

LINKED = {"/a/{short_guid:path}"}
"""What patients open, with a link that nobody can guess in place of a key."""

SIGNED_IN = {
    *(
        "/staff",
        "/staff/history",
        "/staff/sign-in",
        "/staff/sign-out",
        "/staff/send",
        "/staff/sent/{request_id}",
        "/staff/messages",
        "/staff/messages/{clinic_num}",
    ),
    *(f"/staff/openings/{{schedule_num}}{below}" for below in ("", "/events", "/stop")),
}
"""What the front desk opens, with an account in place of a key."""

SIGNED = {"/twilio/inbound", "/twilio/status/{attempt_id}"}
"""What Twilio calls, with a signature in place of a key."""

LOOK_UPS = {
    *("/appointments", "/appointments/{num}", "/appointments/ASAP", "/appointments/Slots"),
    *("/schedules", "/schedules/{num}", "/scheduleops", "/operatories", "/operatories/{num}"),
    *("/clinics", "/providers", "/providers/{num}", "/openings/free"),
}
"""What is looked up, by GET and HEAD."""

TOLD = {
    "/events",
    "/webhooks",
    *(f"/webhooks/{{endpoint_num}}{rest}" for rest in ("", "/rotate", "/replay")),
}
"""What has happened, and who is told."""

HISTORY = {"/asapcomms/history", "/asapcomms/history/weeks"}
"""What was offered, by GET and HEAD; with .csv as a table."""

MALFORMED = "Send the header Authorization: ODFHIR developerKey/customerKey."
UNKNOWN = "This API key is not known."


@pytest.fixture
def keyless(world: World, redis_url: str, front: Front, http: httpx2.Client) -> Iterator[Stack]:
    """Return a web app that was given no keys."""
    with Stack(world, settings_of(world, redis_url, api_keys=""), front, http).open() as made:
        made.hear()
        yield made


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Walk over every address of an app, those of its routers too."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if hasattr(route, "effective_candidates"):
            waiting += route.effective_candidates()
            continue
        if isinstance(route, Mount):
            assert isinstance(route.app, StaticFiles)
            yield "GET", f"{route.path}/swagger-ui.css"
            continue
        for method in sorted(route.methods):
            yield method, route.path


def as_key(pair: str) -> dict[str, str]:
    """Write the header for a pair of keys."""
    return {"Authorization": f"ODFHIR {pair}"}


def test_every_address_demands_a_key(stack: Stack) -> None:
    """No address that reads or writes the practice answers a stranger."""
    closed = [
        (method, path)
        for method, path in routes(stack.app)
        if path not in OPEN | LINKED | SIGNED_IN | SIGNED
    ]
    answers = {}
    for method, path in closed:
        stack.app.state.guesses = RateLimit()  # who guesses often is told to wait
        asked = path.replace("{", "").replace("}", "")
        answer = stack.request(method, asked, headers={"Authorization": ""})
        answers[method, path] = answer.status_code

    assert len(answers) == 14 + 4 * len(LOOK_UPS) + 8 * len(HISTORY) + 12 + 4 + 12
    assert {401} == set(answers.values())


def test_what_twilio_calls_demands_a_signature(stack: Stack) -> None:
    """A key opens none of the addresses that Twilio calls, by either method."""
    signed = [(method, path) for method, path in routes(stack.app) if path in SIGNED]
    answers = [
        stack.request(method, path.replace("{", "").replace("}", "")) for method, path in signed
    ]

    assert {(method, path) for path in SIGNED for method in ("GET", "POST")} == set(signed)
    assert [403] * 4 == [answer.status_code for answer in answers]


def test_what_is_open_is_open(stack: Stack) -> None:
    """Health checks, documentation need no key."""
    answers = [stack.get(path, headers={"Authorization": ""}).status_code for path in sorted(OPEN)]

    assert [200] * len(OPEN) == answers


def test_the_walk_finds_every_address(world: World, redis_url: str) -> None:
    """No router hides its addresses from the test above."""
    found = {path for _, path in routes(build_app(settings_of(world, redis_url), world.store))}

    assert (
        OPEN
        | LINKED
        | SIGNED_IN
        | SIGNED
        | {
            f"{prefix}/asapcomms{rest}"
            for prefix in ("", "/api/v1")
            for rest in ("", "/{asap_comm_num}", "/requests/{request_id}")
        }
        | {
            f"{prefix}/openings{rest}"
            for prefix in ("", "/api/v1")
            for rest in ("", "/{schedule_num}", "/{schedule_num}/stop", "/requests/{request_id}")
        }
        | {f"{prefix}{path}" for prefix in ("", "/api/v1") for path in LOOK_UPS | TOLD}
        | {
            f"{prefix}{path}{kind}"
            for prefix in ("", "/api/v1")
            for path in HISTORY
            for kind in ("", ".csv")
        }
        == found
    )


@pytest.mark.parametrize(
    "header",
    [
        "",
        "ODFHIR",
        "Basic ZGVtbzpkZW1v",
        "Bearer demo/demo",
        "demo/demo",
        "ODFHIRdemo/demo",
    ],
)
def test_a_malformed_key_is_refused(stack: Stack, header: str) -> None:
    """The sentence says how a key is sent."""
    answer = stack.get("/asapcomms", headers={"Authorization": header})

    assert (401, MALFORMED) == (answer.status_code, answer.text)


@pytest.mark.parametrize(
    "pair",
    [
        "demo",
        "demo/",
        "/demo",
        "demo/DEMO",
        "demo/demo/demo",
        "demo/dem",
        "demo/demo2",
        "x y",
        "é/é",
    ],
)
def test_an_unknown_key_is_refused(stack: Stack, pair: str) -> None:
    """Only the pairs of the settings are known, exactly as they are written there."""
    answer = stack.get("/asapcomms", headers={"Authorization": f"ODFHIR {pair}".encode()})

    assert (401, UNKNOWN) == (answer.status_code, answer.text)


@pytest.mark.parametrize("header", ["odfhir demo/demo", "ODFHIR  demo/demo", "OdFhir demo/demo"])
def test_the_scheme_is_read_in_any_case(stack: Stack, header: str) -> None:
    """A scheme's name has no case."""
    assert stack.get("/asapcomms", headers={"Authorization": header}).status_code == 200


def test_a_refused_key_is_told_the_scheme(stack: Stack) -> None:
    """A 401 names the scheme it wants, as HTTP demands."""
    answer = stack.get("/asapcomms", headers=as_key("x/y"))

    assert answer.headers["WWW-Authenticate"] == "ODFHIR"


def test_without_keys_nobody_may_call(keyless: Stack) -> None:
    """A server that was given no keys is closed, with the command that makes one."""
    answer = keyless.get("/asapcomms")

    assert (401, "This server has no API keys yet; `asapcomms keys add` makes one.") == (
        answer.status_code,
        answer.text,
    )


def test_a_reader_may_read(stack: Stack) -> None:
    """ReadAll opens both reads."""
    num = stack.world.offered()
    key = as_key("reader/r")

    assert stack.get("/asapcomms", headers=key).status_code == 200
    assert stack.get(f"/asapcomms/{num}", headers=key).status_code == 200


def test_a_reader_may_not_text(stack: Stack) -> None:
    """POST needs TextingASAP."""
    answer = stack.post(headers=as_key("reader/r"))

    assert (403, "This API key lacks the permission TextingASAP.") == (
        answer.status_code,
        answer.text,
    )
    assert [] == stack.requests()


def test_a_reader_does_not_see_requests(stack: Stack) -> None:
    """What became of a POST is for those who may POST."""
    assert stack.get("/asapcomms/requests/x", headers=as_key("reader/r")).status_code == 403


def test_a_texter_may_not_read(stack: Stack) -> None:
    """GET needs ReadAll."""
    answer = stack.get("/asapcomms", headers=as_key("texter/t"))

    assert (403, "This API key lacks the permission ReadAll.") == (answer.status_code, answer.text)


def test_a_texter_may_text(service: Stack) -> None:
    """TextingASAP alone is enough for an offer."""
    assert service.post(headers=as_key("texter/t")).status_code == 200


def test_the_key_goes_before_the_body(stack: Stack) -> None:
    """A stranger does not learn what is wrong with a body."""
    answer = stack.request("POST", "/asapcomms", content=b"{", headers=as_key("x/y"))

    assert answer.status_code == 401


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/asapcomms", "/asapcomms/1", "/api/v1/asapcomms"])
def test_another_method_is_not_taken(stack: Stack, method: str, path: str) -> None:
    """Offers are only read here, or asked for."""
    answer = stack.request(method, path)

    assert answer.status_code == 405
    has_post = path.endswith("asapcomms")
    assert ("GET, HEAD, POST" if has_post else "GET, HEAD") == answer.headers["Allow"]


@pytest.mark.parametrize(
    "path",
    [
        *("/asapcomms", "/asapcomms/1", "/api/v1/asapcomms", "/healthz", "/livez", "/readyz"),
        *("/docs", "/metrics", "/events", "/openings/1", "/openings/free?date=2023-10-18"),
    ],
)
def test_head_is_taken_where_get_is(stack: Stack, path: str) -> None:
    """It has the status of a GET, and no body."""
    answer = stack.request("HEAD", path)

    assert (stack.get(path).status_code, b"") == (answer.status_code, answer.content)


@pytest.mark.parametrize(
    ("path", "taken"),
    [("/readyz", "GET, HEAD"), ("/twilio/inbound", "GET, POST"), ("/a/x", "GET, HEAD, POST")],
)
def test_every_method_that_is_taken_is_named(stack: Stack, path: str, taken: str) -> None:
    """A 405 says what would have done."""
    assert taken == stack.request("PATCH", path).headers["Allow"]


def test_unknown_keys_are_logged(stack: Stack) -> None:
    """A line says where from and why, and has no key in it."""
    with logs.written() as lines:
        stack.get("/asapcomms", headers=as_key("guess/work"))
        stack.get("/asapcomms/7", headers={"Authorization": ""})

    found = lines.of("request.unauthorized")
    assert ["/asapcomms", "/asapcomms/{asap_comm_num}"] == [line["path"] for line in found]
    assert {"127.0.0.1"} == {line["peer"] for line in found}
    assert UNKNOWN == found[0]["reason"]
    assert "guess" not in lines.text()


def test_guessing_keys_is_slowed_down(stack: Stack) -> None:
    """After thirty an address has to wait, with a good key too: none is compared."""
    now = [0.0]
    stack.app.state.guesses = RateLimit(lambda: now[0])
    statuses = [stack.get("/asapcomms", headers=as_key(f"x/{n}")).status_code for n in range(35)]
    good = stack.get("/asapcomms")
    now[0] = 60
    later = stack.get("/asapcomms")

    assert [401] * 31 + [429] * 4 == statuses
    assert (429, "60", 200) == (good.status_code, good.headers["Retry-After"], later.status_code)


def test_good_keys_cost_nothing(stack: Stack) -> None:
    """However much a client asks for, it is not taken for a guesser."""
    stack.app.state.guesses = RateLimit(lambda: 0.0)
    address = "127.0.0.1"
    for _ in range(29):
        stack.app.state.guesses.count_miss(address)

    assert {200} == {stack.get("/asapcomms").status_code for _ in range(40)}


def test_a_wrong_method_has_a_sentence(stack: Stack) -> None:
    """A 405 explains itself like any other error."""
    assert stack.request("PUT", "/asapcomms").text == "This address does not take that method."


@pytest.mark.parametrize(
    "path",
    ["/", "/asapcomm", "/asapcomms/", "/asapcomms/1/2", "/api/v2/asapcomms", "/api/v1/", "//"],
)
def test_an_unknown_address_is_not_found(stack: Stack, path: str) -> None:
    """Where there is nothing, the answer says so instead of leading elsewhere."""
    answer = stack.get(path)

    assert (404, "There is nothing at this address.") == (answer.status_code, answer.text)
