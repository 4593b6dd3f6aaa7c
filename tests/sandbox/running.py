"""Starts a real sandbox for a test and speaks to it with Twilio's own client."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import uvicorn
from pydantic import SecretStr
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from worker.sandbox.app import create_app
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, SANDBOX_NUMBER, Settings

SERVICE = "MG" + "5" * 32
PATIENT = "+15035550100"


def settings_in(home: Path, **changes: Any) -> Settings:
    """The defaults, whatever this machine's environment says."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # known to pydantic, not to mypy
        asapcomms_home=home,
        twilio_account_sid=SANDBOX_ACCOUNT_SID,
        twilio_auth_token=SecretStr(SANDBOX_AUTH_TOKEN),
        twilio_from_number=SANDBOX_NUMBER,
        time_zone="America/Los_Angeles",
        log_format="json",
        **{"public_url": "http://127.0.0.1:8000", **changes},
    )


class Stage:
    """An ASGI application that passes everything on to another one.

    A server takes a tenth of a second to start and to stop, an application a hundredth.
    """

    def __init__(self) -> None:
        self.app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on."""
        await self.app(scope, receive, send)


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[str]:
    """Serve an application on a free port and give its address."""
    usual: dict[str, Any] = {"log_config": None, "access_log": False, "lifespan": "off"}
    config = uvicorn.Config(app, port=0, **{**usual, **options})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.005)
    assert server.started
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, seen from outside."""

    url: str
    home: Path
    client: Any  # its hints make every page and field optional
    http: requests.Session

    @property
    def messages_url(self) -> str:
        """Address of the list of texts."""
        return f"{self.url}/2010-04-01/Accounts/{SANDBOX_ACCOUNT_SID}/Messages.json"

    def send(self, body: str = "An opening today at 2:00 PM", **options: Any) -> Any:
        """Send a text as the worker would."""
        options.setdefault("to", PATIENT)
        if "messaging_service_sid" not in options:
            options.setdefault("from_", SANDBOX_NUMBER)
        return self.client.messages.create(body=body, **options)

    def post(self, **parameters: str) -> requests.Response:
        """Post a request that the client would not let through."""
        return self.http.post(self.messages_url, data=parameters, timeout=30)

    def play(self, **behaviour: Any) -> dict[str, Any]:
        """Tell it what to play."""
        answer = self.http.put(f"{self.url}/behaviour", json=behaviour, timeout=30)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def get(self, path: str) -> requests.Response:
        """Read anything."""
        return self.http.get(f"{self.url}{path}", timeout=30)


@contextmanager
def running(home: Path, **settings: Any) -> Iterator[Sandbox]:
    """Run a sandbox on a server of its own, with its texts in this folder."""
    app = create_app(settings_in(home, **settings))
    with serving(app, lifespan="on") as url, seen_from_outside(url, home) as sandbox:
        yield sandbox


@contextmanager
def seen_from_outside(url: str, home: Path) -> Iterator[Sandbox]:
    """Connect to a sandbox."""
    with requests.Session() as http, client_of(url) as client:
        http.auth = (SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN)
        yield Sandbox(url, home, client, http)


@contextmanager
def client_of(
    url: str, sid: str = SANDBOX_ACCOUNT_SID, token: str = SANDBOX_AUTH_TOKEN
) -> Iterator[Client]:
    """Give Twilio's client, pointed at the sandbox."""
    transport: Any = TwilioHttpClient(timeout=30)
    client = Client(sid, token, http_client=transport)
    client.api.base_url = url
    try:
        yield client
    finally:
        transport.session.close()


def finished(sandbox: Sandbox, message: Any) -> Any:
    """Wait until the text is delivered."""
    return _followed(sandbox, message, lambda now: now.status == "delivered")


def when_sent(sandbox: Sandbox, message: Any) -> datetime:
    """Wait until the text is sent, and tell when."""
    sent_at = _followed(sandbox, message, lambda now: now.date_sent is not None).date_sent
    assert isinstance(sent_at, datetime)
    return sent_at


def scheduled(sandbox: Sandbox, body: str = "An opening tomorrow") -> Any:
    """Schedule a text for an hour from now."""
    return sandbox.send(
        body,
        messaging_service_sid=SERVICE,
        schedule_type="fixed",
        send_at=datetime.now(UTC) + timedelta(hours=1),
    )


def _followed(sandbox: Sandbox, message: Any, until: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + 30
    while not until(message):
        assert time.monotonic() < deadline
        time.sleep(0.03)
        message = sandbox.client.messages(message.sid).fetch()
    return message


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
