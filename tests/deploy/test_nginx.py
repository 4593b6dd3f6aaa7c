"""nginx before web, on a host of its own and below a path: links, callbacks and pages hold."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from schemas.codes import ResponseStatus
from tests.contract.servers import missing
from tests.deploy.site import DEPLOY
from tests.doctor.test_tls import CERTIFICATE
from tests.web.patient.conftest import BROWSER, Phone
from tests.world import logs
from tests.world.front import Front
from tests.world.office import World
from tests.world.ports import free_port
from tests.world.stack import BODY, DEMO, Stack, settings_of
from tests.world.visitor import Visitor

SIGNED_WITH: Final = "primary-token"
SITES: Final = {"site": "", "prefix": "/asap"}
"""Each file with the path of its PUBLIC_URL."""

_SECONDS: Final = 20.0


@dataclass(frozen=True)
class Nginx:
    """A running nginx, its address and its folder."""

    url: str
    plain: int
    folder: Path


def change(text: str, changes: dict[str, str]) -> str:
    """Put a test's own words in the place of a file's; each must be there."""
    for before, after in changes.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


def write(folder: Path, site: str, web: int, port: int, plain: int) -> None:
    """Write what nginx reads: our files on other ports, with a certificate that is there."""
    host = {"site": "texts.example.com", "prefix": "www.example.com"}[site]
    shared = {"127.0.0.1:8000": f"127.0.0.1:{web}", "/var/log/nginx/": f"{folder}/"}
    text = (DEPLOY / "nginx" / "proxy.conf").read_text()
    (folder / "proxy.conf").write_text(change(text, shared))
    changes = {
        f"/etc/letsencrypt/live/{host}/fullchain.pem": str(CERTIFICATE),
        f"/etc/letsencrypt/live/{host}/privkey.pem": str(CERTIFICATE),
        "/etc/nginx/asapcomms/": f"{folder}/",
        "    listen [::]:443 ssl;\n": "",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        f"server_name {host}": "server_name 127.0.0.1",
    }
    if site == "site":
        changes |= {"    listen [::]:80;\n": "", "listen 80": f"listen 127.0.0.1:{plain}"}
    text = (DEPLOY / "nginx" / f"{site}.conf").read_text()
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log {folder}/access.log; {places}\n"
        f"{change(text, changes)}}}\n"
    )


@contextmanager
def nginx(site: str, web: int) -> Iterator[Nginx]:
    """Check one of our files by ``nginx -t``, then serve by it."""
    binary = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not binary:
        missing("nginx is not installed; install nginx-light.")
    port, plain = free_port(), free_port()
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        write(folder, site, web, port, plain)
        command = [binary, "-p", name, "-e", f"{name}/error.log", "-c", f"{name}/nginx.conf"]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        assert "warn" not in checked.stderr
        with subprocess.Popen(command) as process:
            try:
                until = time.monotonic() + _SECONDS
                while not (folder / "pid").exists():
                    assert process.poll() is None
                    assert time.monotonic() < until
                    time.sleep(0.02)
                yield Nginx(f"https://127.0.0.1:{port}", plain, folder)
            finally:
                process.terminate()


@pytest.fixture(params=list(SITES))
def at(
    request: pytest.FixtureRequest, world: World, redis_url: str, http: httpx2.Client
) -> Iterator[tuple[Stack, Nginx, str]]:
    """Return the service behind nginx, with a worker, and its PUBLIC_URL."""
    front = Front(proxy_headers=True, forwarded_allow_ips="127.0.0.1,::1")
    with front.open(), nginx(request.param, front.port) as proxy:
        public_url = f"{proxy.url}{SITES[request.param]}"
        settings = settings_of(
            world, redis_url, public_url=public_url, twilio_auth_token=SIGNED_WITH
        )
        world.policy(base_url=public_url)
        with Stack(world, settings, front, http).open() as stack:
            stack.app.state.patients.clock = world.clock
            stack.hear()
            with stack.working():
                yield stack, proxy, public_url


def test_an_offer_is_made_answered_and_received(
    at: tuple[Stack, Nginx, str], http: httpx2.Client
) -> None:
    """The whole way goes through nginx: request, the text's own link, its own callback."""
    stack, proxy, public_url = at
    with logs.written() as lines:
        made = http.post(f"{public_url}/asapcomms", json=BODY, headers=DEMO)
    assert 200 == made.status_code
    assert [] == lines.of("proxy.not-trusted")
    assert 200 == http.get(f"{proxy.url}{made.headers['Location']}", headers=DEMO).status_code
    stack.idle()

    (text,) = stack.world.gateway.texts
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    signature = RequestValidator(SIGNED_WITH).compute_signature(text.callback_url, form)
    receipt = http.post(
        text.callback_url,
        content=urlencode(form),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
        },
    )
    assert 204 == receipt.status_code

    (link,) = re.findall(r"https://\S+/a/\w+", text.body)
    assert link.startswith(f"{public_url}/a/")
    phone = Phone(stack, Visitor(stack.world, made.json()["AsapCommNum"]))
    page = http.get(link, headers=BROWSER)
    fields = phone.forms(page.text)[0]
    form_type = {"Content-Type": "application/x-www-form-urlencoded"}
    answered = http.post(
        link, content=urlencode(fields), headers={**BROWSER, **form_type}, follow_redirects=True
    )
    assert 200 == answered.status_code
    assert link == str(answered.url)
    assert ResponseStatus.ACCEPTED_AND_MOVED is phone.visitor.status


def test_no_log_has_a_link(at: tuple[Stack, Nginx, str], http: httpx2.Client) -> None:
    """Neither when it works nor when web is away does nginx write down who was where."""
    stack, proxy, public_url = at
    link = f"{public_url}/a/0123456789"
    assert 404 == http.get(link, headers=BROWSER).status_code
    stack.front._server.servers[0].close()
    assert 502 == http.get(link, headers=BROWSER).status_code
    written = "".join(path.read_text() for path in proxy.folder.glob("*.log"))

    assert "0123456789" not in written


def test_docs_know_where_they_are(at: tuple[Stack, Nginx, str], http: httpx2.Client) -> None:
    """The page of the API and what it loads are found below the path, and all it names is served."""
    _, proxy, public_url = at
    page = http.get(f"{public_url}/docs")
    loaded = re.findall(r'(?:href|src)="(/[^"#]*)"', page.text)

    assert loaded
    assert {200} == {http.get(f"{proxy.url}{path}").status_code for path in loaded}


def test_what_lies_beside_is_not_ours(at: tuple[Stack, Nginx, str], http: httpx2.Client) -> None:
    """With a path, the rest of the host is somebody else's; without, plain HTTP leads to TLS."""
    _, proxy, public_url = at
    if public_url != proxy.url:
        assert 404 == http.get(f"{proxy.url}/asapcomms", headers=DEMO).status_code
        return
    moved = http.get(f"http://127.0.0.1:{proxy.plain}/a/x", follow_redirects=False)
    assert (301, "https://127.0.0.1/a/x") == (moved.status_code, moved.headers["Location"])
    strict = http.get(f"{public_url}/a/x").headers["Strict-Transport-Security"]
    assert strict.startswith("max-age=")


def test_who_calls_is_not_what_it_says(at: tuple[Stack, Nginx, str], http: httpx2.Client) -> None:
    """An address in X-Forwarded-For that the caller wrote itself does not reach web."""
    stack, _, public_url = at
    seen: list[str] = []

    async def watching(scope: object, receive: object, send: object) -> None:
        seen.append(scope["client"][0])  # type: ignore[index]
        await passed_on(scope, receive, send)

    passed_on = stack.front._app
    stack.front._app = watching
    http.get(f"{public_url}/healthz", headers={"X-Forwarded-For": "203.0.113.9"})

    assert ["127.0.0.1"] == seen
