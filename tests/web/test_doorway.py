"""Proxies: those that pass the path of PUBLIC_URL on, those that take it away, and uvicorn's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from schemas.codes import ResponseStatus
from tests.web.patient.conftest import Phone
from tests.world import logs
from tests.world.front import Front
from tests.world.office import World
from tests.world.stack import Stack, settings_of
from tests.world.visitor import Visitor

SIGNED_WITH = "primary-token"
FORM = {"MessageSid": "SM1", "MessageStatus": "delivered"}


@contextmanager
def served(
    world: World, redis_url: str, http: httpx2.Client, path: str, root_path: str
) -> Iterator[Stack]:
    """Serve an office whose PUBLIC_URL has a path, by a uvicorn that is told of one or not."""
    settings = settings_of(
        world,
        redis_url,
        public_url=f"https://office.test{path}",
        twilio_auth_token=SIGNED_WITH,
        post_wait_seconds=0.01,
    )
    front = Front(root_path=root_path)
    with front.open(), Stack(world, settings, front, http).open() as stack:
        stack.app.state.patients.clock = world.clock
        stack.hear()
        yield stack


WAYS = {
    "uvicorn knows, the proxy takes it away": ("/asap", "/asap", ""),
    "uvicorn knows, the proxy passes it on": ("/asap", "/asap", "/asap"),
    "the proxy takes it away": ("/asap", "", ""),
    "the proxy passes it on": ("/asap", "", "/asap"),
    "two parts passed on": ("/dental/asap", "", "/dental/asap"),
    "two parts taken away": ("/dental/asap", "/dental/asap", ""),
    "a page's own name passed on": ("/a", "", "/a"),
    "a page's own name taken away": ("/a", "/a", ""),
    "a page's own name taken away unknown": ("/a", "", ""),
    "no path at all": ("", "", ""),
}
"""PUBLIC_URL's path, uvicorn's --root-path, and what the proxy puts before each path."""


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_every_proxy_leads_to_the_same(
    world: World, redis_url: str, http: httpx2.Client, way: tuple[str, str, str]
) -> None:
    """Twilio's signature holds, Location leads back, and the patient's page can be answered."""
    path, root_path, passed = way
    with served(world, redis_url, http, path, root_path) as stack:
        signature = RequestValidator(SIGNED_WITH).compute_signature(
            f"https://office.test{path}/twilio/status/any", FORM
        )
        answer = stack.request(
            "POST",
            f"{passed}/twilio/status/any",
            content=urlencode(FORM),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": signature,
            },
        )
        assert 204 == answer.status_code

        answer = stack.post(path=f"{passed}/asapcomms")
        assert 202 == answer.status_code
        assert answer.headers["Location"].startswith(f"{path}/asapcomms/requests/")

        phone = Phone(stack, Visitor.texted(world))
        at = f"{passed}{phone.path}"
        form = phone.forms(phone.get(path=at).text)[0]
        assert phone.visitor.short_guid == phone.send(form, path=at).headers["Location"]
        assert ResponseStatus.ACCEPTED_AND_MOVED is phone.visitor.status
        assert 404 == stack.get(f"{passed}/nothing").status_code


def test_an_address_that_only_looks_like_it_is_none(
    world: World, redis_url: str, http: httpx2.Client
) -> None:
    """What begins with the same letters is another path."""
    with served(world, redis_url, http, "/asap", "") as stack:
        assert 404 == stack.get("/asapasap/asapcomms").status_code
        assert 404 == stack.get("/asap/asap/asapcomms").status_code


@pytest.mark.parametrize(
    ("trusted", "forwarded", "told"),
    [
        ("10.0.0.5", "203.0.113.9", 1),
        ("10.0.0.5", "203.0.113.9, 198.51.100.7", 1),
        ("127.0.0.1", "203.0.113.9", 0),
        ("10.0.0.5", "", 0),
    ],
)
def test_a_proxy_that_is_not_trusted_is_told_of(
    world: World,
    redis_url: str,
    http: httpx2.Client,
    trusted: str,
    forwarded: str,
    told: int,
) -> None:
    """One line says that everybody behind it counts as one address, and which setting helps."""
    front = Front(forwarded_allow_ips=trusted)
    stack = Stack(world, settings_of(world, redis_url), front, http)
    with front.open(), stack.open():
        stack.hear()
        with logs.written() as lines:
            for _ in range(3):
                stack.get("/healthz", headers={"X-Forwarded-For": forwarded})

    found = lines.of("proxy.not-trusted")
    assert told == len(found)
    assert {("127.0.0.1", "FORWARDED_ALLOW_IPS")} >= {(o["peer"], o["setting"]) for o in found}


def test_without_a_public_url_uvicorns_word_counts(
    world: World, redis_url: str, http: httpx2.Client
) -> None:
    """Location has the path that uvicorn was told."""
    front = Front(root_path="/asap")
    settings = settings_of(world, redis_url, post_wait_seconds=0.01)
    with front.open(), Stack(world, settings, front, http).open() as stack:
        stack.hear()
        found = stack.post().headers["Location"]

    assert found.startswith("/asap/asapcomms/requests/")


@pytest.mark.parametrize(
    "path",
    ["/asapcomms", "/asapcomms/1", "/asapcomms/requests/x", "/healthz", "/readyz", "/nothing"],
)
@pytest.mark.parametrize("accept", ["*/*", "application/problem+json"])
def test_no_answer_is_kept_in_a_cache(stack: Stack, path: str, accept: str) -> None:
    """What is true of an offer now is not true a second later."""
    for headers in ({"Accept": accept}, {"Accept": accept, "Authorization": ""}):
        answer = stack.get(path, headers=headers)
        assert "no-store" == answer.headers["Cache-Control"]
