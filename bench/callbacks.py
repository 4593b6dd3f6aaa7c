"""Callbacks at a steady rate while texts are being sent: how long the provider waits for an answer."""

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import local
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from sqlalchemy import select
from twilio.request_validator import RequestValidator

from bench.figures import Figure, Target
from bench.practice import Invitee
from bench.processes import Failed
from bench.progress import Step
from bench.stack import Caller, Stack
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN
from worker.store.engine import Store
from worker.store.ledger.tables import attempt

A_SECOND: Final = 100
LONGEST_SECONDS: Final = 60
TEXTS_A_SECOND: Final = 2

_THREADS: Final = 32
_NEARLY_ALL: Final = 0.99
_TARGET_MS: Final = 200.0
_TIMEOUT_SECONDS: Final = 15.0
"""As long as Twilio waits."""

_Call = tuple[float, str, str, str]
"""When it is due, its path, its form and its signature."""


def texts(runs: int) -> int:
    """Return how many texts are sent meanwhile."""
    return TEXTS_A_SECOND * seconds(runs)


def seconds(runs: int) -> int:
    """Return how long it takes: a minute, and less for a quick look."""
    return min(LONGEST_SECONDS, max(runs * LONGEST_SECONDS // 100, 1))


def measure(stack: Stack, invitees: Sequence[Invitee], runs: int) -> list[Figure]:
    """Return how long each call took from the moment at which it was due, so that queues count."""
    with Step.named("callbacks"):
        calls = _calls(stack, A_SECOND * seconds(runs))
        with ThreadPoolExecutor(1) as sender:
            sending = sender.submit(_send, stack, invitees)
            times = sorted(_made(stack, calls))
            sending.result()
    slowest = times[min(int(_NEARLY_ALL * len(times)), len(times) - 1)]
    beside = f"{A_SECOND} a second for {seconds(runs)} s, {TEXTS_A_SECOND} texts a second"
    return [
        Figure(f"asapcomms, {beside}", times),
        Figure("the slowest of 99 %", [slowest], Target(_TARGET_MS)),
    ]


def _calls(stack: Stack, count: int) -> list[_Call]:
    """Sign receipts as Twilio does; each says something new of an attempt, known or not."""
    store = Store.open(stack.database)
    with store.reading() as transaction:
        known = [row["attempt_id"] for row in transaction.all(select(attempt.c.attempt_id))]
    store.close()
    validator = RequestValidator(SANDBOX_AUTH_TOKEN)
    ids = cycle([*known, str(uuid4())])
    calls = []
    for number in range(count):
        path = f"/twilio/status/{next(ids)}"
        form = {
            "AccountSid": SANDBOX_ACCOUNT_SID,
            "MessageSid": f"SM{number:032}",
            "MessageStatus": ("queued", "sending", "sent", "delivered")[number % 4],
        }
        signature = validator.compute_signature(stack.url + path, form)
        calls.append((number / A_SECOND, path, urlencode(form), signature))
    return calls


def _made(stack: Stack, calls: Sequence[_Call]) -> list[float]:
    """Make each call when it is due, whether those before it are answered or not."""
    own = local()
    began = time.perf_counter() + 0.5

    def make(call: _Call) -> float:
        due, path, form, signature = call
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection(
                urlsplit(stack.url).netloc, timeout=_TIMEOUT_SECONDS
            )
        time.sleep(max(began + due - time.perf_counter(), 0))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
        }
        own.connection.request("POST", path, form, headers)
        answer = own.connection.getresponse()
        answer.read()
        if answer.status != http.client.NO_CONTENT:
            raise Failed(f"POST {path} was answered with {answer.status}.")
        return 1000 * (time.perf_counter() - began - due)

    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(make, calls))


def _send(stack: Stack, invitees: Sequence[Invitee]) -> None:
    caller = Caller(stack.url)
    for invitee in invitees:
        caller.post(invitee, Prefer="respond-async")
        time.sleep(1 / TEXTS_A_SECOND)
    caller.close()
