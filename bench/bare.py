"""The bare parts: one call of the official Twilio client, one commit of SQLite."""

import sqlite3
import time
from contextlib import closing
from typing import Final

from requests import Session
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bench.figures import Figure, one_at_a_time
from bench.grounds import Grounds
from bench.practice import number
from bench.progress import Step
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, SANDBOX_NUMBER

BODY: Final = (
    "Anna, an appointment opening has become available on 10/18/2023 at 2:00 PM at "
    "Example Dental. Visit https://example.test/a/0123456789 to reserve it."
)
_CONNECTIONS: Final = 64


def twilio_client(url: str) -> Client:
    """Return the official client as it comes, with connections for every thread."""
    session = Session()
    session.mount("http://", HTTPAdapter(pool_maxsize=_CONNECTIONS))
    http = TwilioHttpClient()
    http.session = session
    client = Client(SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, http_client=http)
    client.api.base_url = url
    return client


def text(client: Client, recipient: str) -> None:
    """Send a text."""
    client.messages.create(to=recipient, from_=SANDBOX_NUMBER, body=BODY)


def measure(grounds: Grounds, runs: int) -> list[Figure]:
    """Return the milliseconds of a bare call and of a bare commit."""
    client = twilio_client(grounds.sandbox_url)
    with Step.named("bare Twilio client") as step:
        calls = one_at_a_time(runs, lambda: _call(client), step)
    with (
        Step.named("bare SQLite commit") as step,
        closing(sqlite3.connect(grounds.folder / "bare.db", isolation_level=None)) as database,
    ):
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE text (num INTEGER PRIMARY KEY, body TEXT)")
        commits = one_at_a_time(runs, lambda: _commit(database), step)
    return [
        Figure("bare Twilio client, one call", calls, is_yardstick=True),
        Figure("bare SQLite commit", commits, is_yardstick=True),
    ]


def _call(client: Client) -> float:
    began = time.perf_counter()
    text(client, number(0))
    return 1000 * (time.perf_counter() - began)


def _commit(database: sqlite3.Connection) -> float:
    began = time.perf_counter()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO text (body) VALUES (?)", (BODY,))
    database.execute("COMMIT")
    return 1000 * (time.perf_counter() - began)
