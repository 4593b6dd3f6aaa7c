"""The course of a call: what is asked, and what follows from each answer. Nothing is sent here.

A course yields a request or a pause; it is sent the answer, or thrown what has kept it from coming.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar

import httpx2
from pydantic import ValidationError

from asapcomms.errors import NotYet, Refused
from schemas.problem import MEDIA_TYPE, Problem

T = TypeVar("T")

Course = Generator[httpx2.Request | float, httpx2.Response | None, T]
"""A number is seconds to pause."""

Reading = Callable[[bytes], T]
"""Makes values of an answer's body."""

_AGAIN: Final = frozenset({429, 502, 503, 504})
"""What is over in a while; the last two are a proxy's, before a service that is being started."""

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0
_LONGEST_SENTENCE: Final = 300


@dataclass
class Patience:
    """For how long a call is tried, and how long the pauses between are."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _until: float = field(init=False)
    _pause: float = field(init=False, default=_FIRST_PAUSE)

    def __post_init__(self) -> None:
        self._until = self.clock() + self.seconds

    def pause(self, answer: httpx2.Response | None, key: str | None, reason: str) -> float:
        """Return how long to wait now, as the answer asks for; raises NotYet when that is too long."""
        told = "" if answer is None else answer.headers.get("Retry-After", "")
        seconds = float(told) if told.isascii() and told.isdecimal() else self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        if self.clock() + seconds > self._until:
            raise NotYet(reason, key)
        return seconds


def decided(asked: httpx2.Request, patience: Patience, read: Reading[T]) -> Course[T]:
    """Ask for something to be done, and for its outcome until there is one."""
    key = asked.headers["Idempotency-Key"]
    answer = yield from _answered(asked, patience, key)
    while answer.status_code == HTTPStatus.ACCEPTED:
        yield patience.pause(answer, key, "No worker has decided the request yet.")
        answer = yield from _answered(_outcome(asked, answer), patience, key)
    return read(answer.content)


def _outcome(asked: httpx2.Request, answer: httpx2.Response) -> httpx2.Request:
    """Ask where a 202 says that the outcome will be; the key goes to no other host than before."""
    told = {name: asked.headers[name] for name in ("Authorization", "Accept")}
    path = answer.url.join(answer.headers["Location"]).raw_path
    return httpx2.Request("GET", asked.url.copy_with(raw_path=path), headers=told)


def found(asked: httpx2.Request, patience: Patience, read: Reading[T]) -> Course[T]:
    """Ask for what there is."""
    answer = yield from _answered(asked, patience, None)
    return read(answer.content)


def _answered(
    asked: httpx2.Request, patience: Patience, key: str | None
) -> Generator[httpx2.Request | float, httpx2.Response | None, httpx2.Response]:
    """Ask until there is an answer that stays; raises Refused or NotYet."""
    while True:
        answer, reason = None, "The service answers with an error."
        try:
            answer = yield asked
        except httpx2.TransportError as error:
            reason = f"The service cannot be reached ({type(error).__name__})."
        if answer is not None and answer.status_code not in _AGAIN:
            if answer.is_success:
                return answer
            raise _refusal(answer)
        yield patience.pause(answer, key, reason)


def _refusal(answer: httpx2.Response) -> Refused:
    if answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        try:
            problem = Problem.model_validate_json(answer.content)
        except ValidationError:
            return _unclear(answer)
        return Refused(answer.status_code, problem.detail, problem.code)
    return _unclear(answer)


def _unclear(answer: httpx2.Response) -> Refused:
    """Whatever stands between may answer as it likes."""
    return Refused(answer.status_code, answer.text[:_LONGEST_SENTENCE], "")
