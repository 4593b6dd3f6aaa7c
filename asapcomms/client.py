"""Clients of the API, one that waits and one for asyncio; they ask again by themselves, and offer once.

Each offer is asked for with an Idempotency-Key, so an answer that is lost on its way is asked for again.
"""

import asyncio
import time
from collections.abc import Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Final, Self, TypeVar
from uuid import uuid4

import httpx2

from asapcomms import course
from asapcomms.course import Course, Patience
from asapcomms.errors import NotYet, Refused
from schemas.asapcomm import AsapComm
from schemas.problem import MEDIA_TYPE
from schemas.wire import date_time_text

__all__ = ["AsapComm", "AsyncClient", "Client", "NotYet", "Refused"]

PATIENCE_SECONDS: Final = 60.0
_TIMEOUT_SECONDS: Final = 15.0
"""A POST is kept waiting for ten."""

T = TypeVar("T")


class _Requests:
    """Builds requests: where they go, and with whose key."""

    def __init__(self, url: str, key: str, patience: float) -> None:
        self._url = url.rstrip("/")
        self._headers = {
            "Authorization": f"ODFHIR {key}",
            "Accept": f"application/json, {MEDIA_TYPE}",
        }
        self._patience = patience

    def patience(self) -> Patience:
        return Patience(self._patience)

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> httpx2.Request:
        return httpx2.Request("GET", f"{self._url}{path}", params=query, headers=self._headers)

    def offer(
        self, op: int, apt_num: int, date_time_start: datetime, key: str | None
    ) -> httpx2.Request:
        body = {"op": op, "aptNum": apt_num, "dateTimeStart": date_time_text(date_time_start)}
        headers = {**self._headers, "Idempotency-Key": key or str(uuid4())}
        return httpx2.Request("POST", f"{self._url}/asapcomms", json=body, headers=headers)


def _entered(
    start: date | None, end: date | None, clinic_num: int | None, limit: int, offset: int
) -> dict[str, str | int]:
    told: dict[str, str | int | None] = {
        "dateStart": start.isoformat() if start else None,
        "dateEnd": end.isoformat() if end else None,
        "ClinicNum": clinic_num,
        "Limit": limit,
        "Offset": offset,
    }
    return {name: value for name, value in told.items() if value is not None}


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
        self._requests = _Requests(url, key, patience_seconds)
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
        return self._run(course.offer(asked, self._requests.patience()))

    def asap_comm(self, asap_comm_num: int) -> AsapComm:
        """Read an offer; raises Refused or NotYet."""
        asked = self._requests.get(f"/asapcomms/{asap_comm_num}")
        return self._run(course.read_one(asked, self._requests.patience()))

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
        asked = self._requests.get("/asapcomms", _entered(start, end, clinic_num, limit, offset))
        return self._run(course.read_list(asked, self._requests.patience()))

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
        self._requests = _Requests(url, key, patience_seconds)
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
        """Offer an opening, as Client.offer does."""
        asked = self._requests.offer(op, apt_num, date_time_start, idempotency_key)
        return await self._run(course.offer(asked, self._requests.patience()))

    async def asap_comm(self, asap_comm_num: int) -> AsapComm:
        """Read an offer; raises Refused or NotYet."""
        asked = self._requests.get(f"/asapcomms/{asap_comm_num}")
        return await self._run(course.read_one(asked, self._requests.patience()))

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
        asked = self._requests.get("/asapcomms", _entered(start, end, clinic_num, limit, offset))
        return await self._run(course.read_list(asked, self._requests.patience()))

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
