"""Clients of the API, one that waits and one for asyncio; they ask again by themselves, and offer once.

What is to be done is asked with an Idempotency-Key, so an answer that is lost is asked for again.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from functools import partial
from types import TracebackType
from typing import Final, Self, TypeVar, Unpack

import httpx2
from pydantic import TypeAdapter

from asapcomms import course
from asapcomms.course import Course, Patience, Reading
from asapcomms.errors import NotYet, Refused
from asapcomms.requests import Choice, Requests
from schemas.asapcomm import AsapComm
from schemas.events import Event, Feed
from schemas.offered import OfferedOpening

__all__ = [
    "AsapComm",
    "AsyncClient",
    "Client",
    "Event",
    "Feed",
    "NotYet",
    "OfferedOpening",
    "Refused",
]

PATIENCE_SECONDS: Final = 60.0
_TIMEOUT_SECONDS: Final = 15.0
"""A POST is kept waiting for ten."""

_WAIT_SECONDS: Final = 10
"""For how long a call to the feed stays open where nothing happens."""

T = TypeVar("T")


_an_offer: Final = AsapComm.model_validate_json
_offers: Final = TypeAdapter(list[AsapComm]).validate_json
_an_opening: Final = partial(OfferedOpening.model_validate_json, extra="ignore")
_a_part: Final = Feed.model_validate_json


class Client:
    """Calls the service, and waits for it."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Take the service's address, and a pair of keys as developerKey/customerKey."""
        self._requests = Requests(url, key)
        self._patience_seconds = patience_seconds
        self._http = httpx2.Client(timeout=_TIMEOUT_SECONDS, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def offer(
        self,
        op: int,
        apt_num: int,
        date_time_start: datetime,
        *,
        idempotency_key: str | None = None,
    ) -> AsapComm:
        """Offer an opening to the patient of an appointment, and return the offer once it is decided.

        The start is on the office's clock. A program that may die meanwhile gives a key of its own,
        which it has written down before: with the same key it never offers twice. Raises Refused
        or NotYet.
        """
        asked = self._requests.offer(op, apt_num, date_time_start, idempotency_key)
        return self._decide(asked, _an_offer)

    def asap_comm(self, asap_comm_num: int) -> AsapComm:
        """Read an offer; raises Refused or NotYet."""
        return self._find(self._requests.get(f"/asapcomms/{asap_comm_num}"), _an_offer)

    def asap_comms(
        self,
        start: date | None = None,
        end: date | None = None,
        *,
        clinic_num: int | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[AsapComm]:
        """List offers by the day they were entered, the end left out; raises Refused or NotYet."""
        asked = self._requests.offers(start, end, clinic_num, limit, offset)
        return self._find(asked, _offers)

    def offer_opening(
        self,
        op: int,
        date_time_start: datetime,
        *,
        idempotency_key: str | None = None,
        **choice: Unpack[Choice],
    ) -> OfferedOpening:
        """Offer an opening to everybody on the ASAP list who fits, or to a list; as offer does.

        The texts go out one after the other; opening says how far they are. Raises Refused or NotYet.
        """
        asked = self._requests.opening(op, date_time_start, choice, idempotency_key)
        return self._decide(asked, _an_opening)

    def plan_opening(
        self, op: int, date_time_start: datetime, **choice: Unpack[Choice]
    ) -> OfferedOpening:
        """Say what offer_opening would do now, and write nothing; raises Refused or NotYet."""
        asked = self._requests.opening(op, date_time_start, choice, dryRun=True)
        return self._decide(asked, _an_opening)

    def opening(self, schedule_num: int) -> OfferedOpening:
        """Read how an opening stands; raises Refused or NotYet."""
        return self._find(self._requests.get(f"/openings/{schedule_num}"), _an_opening)

    def stop_opening(self, schedule_num: int) -> OfferedOpening:
        """Send nothing more of an opening; who was texted may still take it. Raises Refused or NotYet."""
        return self._decide(self._requests.post(f"/openings/{schedule_num}/stop"), _an_opening)

    def events(self, after: str | None = None, *, limit: int = 100) -> Feed:
        """Read a part of the feed, from the oldest event or after the next of an earlier part.

        Raises Refused or NotYet.
        """
        asked = self._requests.get("/events", after=after, Limit=limit)
        return self._find(asked, _a_part)

    def follow(self, after: str | None = None) -> Iterator[Feed]:
        """Read on in the feed for ever, part by part; an empty part after ten seconds without news.

        Keep the next of a part once its events are dealt with, and begin with it again; so nothing is
        missed. Raises Refused, or NotYet where the service is away for long.
        """
        while True:
            asked = self._requests.get("/events", after=after, wait=_WAIT_SECONDS)
            part = self._find(asked, _a_part)
            yield part
            after = part.next

    def _decide(self, asked: httpx2.Request, read: Reading[T]) -> T:
        return self._run(course.decided(asked, Patience(self._patience_seconds), read))

    def _find(self, asked: httpx2.Request, read: Reading[T]) -> T:
        return self._run(course.found(asked, Patience(self._patience_seconds), read))

    def _run(self, steps: Course[T]) -> T:
        try:
            step = next(steps)
            while True:
                if not isinstance(step, httpx2.Request):
                    time.sleep(step)
                    step = steps.send(None)
                    continue
                try:
                    answer = self._http.send(step)
                except httpx2.TransportError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(answer)
        except StopIteration as end:
            done: T = end.value
            return done


class AsyncClient:
    """Calls the service from asyncio; as Client."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Take the service's address, and a pair of keys as developerKey/customerKey."""
        self._requests = Requests(url, key)
        self._patience_seconds = patience_seconds
        self._http = httpx2.AsyncClient(timeout=_TIMEOUT_SECONDS, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def offer(
        self,
        op: int,
        apt_num: int,
        date_time_start: datetime,
        *,
        idempotency_key: str | None = None,
    ) -> AsapComm:
        """Offer an opening to one patient, as Client.offer does."""
        asked = self._requests.offer(op, apt_num, date_time_start, idempotency_key)
        return await self._decide(asked, _an_offer)

    async def asap_comm(self, asap_comm_num: int) -> AsapComm:
        """Read an offer, as Client.asap_comm does."""
        return await self._find(self._requests.get(f"/asapcomms/{asap_comm_num}"), _an_offer)

    async def asap_comms(
        self,
        start: date | None = None,
        end: date | None = None,
        *,
        clinic_num: int | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[AsapComm]:
        """List offers, as Client.asap_comms does."""
        asked = self._requests.offers(start, end, clinic_num, limit, offset)
        return await self._find(asked, _offers)

    async def offer_opening(
        self,
        op: int,
        date_time_start: datetime,
        *,
        idempotency_key: str | None = None,
        **choice: Unpack[Choice],
    ) -> OfferedOpening:
        """Offer an opening, as Client.offer_opening does."""
        asked = self._requests.opening(op, date_time_start, choice, idempotency_key)
        return await self._decide(asked, _an_opening)

    async def plan_opening(
        self, op: int, date_time_start: datetime, **choice: Unpack[Choice]
    ) -> OfferedOpening:
        """Plan an opening, as Client.plan_opening does."""
        asked = self._requests.opening(op, date_time_start, choice, dryRun=True)
        return await self._decide(asked, _an_opening)

    async def opening(self, schedule_num: int) -> OfferedOpening:
        """Read an opening, as Client.opening does."""
        return await self._find(self._requests.get(f"/openings/{schedule_num}"), _an_opening)

    async def stop_opening(self, schedule_num: int) -> OfferedOpening:
        """Stop an opening, as Client.stop_opening does."""
        return await self._decide(
            self._requests.post(f"/openings/{schedule_num}/stop"), _an_opening
        )

    async def events(self, after: str | None = None, *, limit: int = 100) -> Feed:
        """Read a part of the feed, as Client.events does."""
        asked = self._requests.get("/events", after=after, Limit=limit)
        return await self._find(asked, _a_part)

    async def follow(self, after: str | None = None) -> AsyncIterator[Feed]:
        """Read on in the feed, as Client.follow does."""
        while True:
            asked = self._requests.get("/events", after=after, wait=_WAIT_SECONDS)
            part = await self._find(asked, _a_part)
            yield part
            after = part.next

    async def _decide(self, asked: httpx2.Request, read: Reading[T]) -> T:
        return await self._run(course.decided(asked, Patience(self._patience_seconds), read))

    async def _find(self, asked: httpx2.Request, read: Reading[T]) -> T:
        return await self._run(course.found(asked, Patience(self._patience_seconds), read))

    async def _run(self, steps: Course[T]) -> T:
        try:
            step = next(steps)
            while True:
                if not isinstance(step, httpx2.Request):
                    await asyncio.sleep(step)
                    step = steps.send(None)
                    continue
                try:
                    answer = await self._http.send(step)
                except httpx2.TransportError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(answer)
        except StopIteration as end:
            done: T = end.value
            return done
