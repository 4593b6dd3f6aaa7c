"""What is asked of the service: where it goes, with whose key, and with which words."""

from datetime import date, datetime
from typing import Any, TypedDict
from uuid import uuid4

import httpx2

from schemas.offered import OpeningBody
from schemas.problem import MEDIA_TYPE
from schemas.wire import date_time_text


class Choice(TypedDict, total=False):
    """How long an opening is, who is offered it, and how fast; what is left out the service decides.

    Without numbers it is everybody on the ASAP list who fits.
    """

    length_minutes: int
    apt_nums: list[int]
    recall_nums: list[int]
    with_recalls: bool
    clinic_num: int
    prov_num: int
    is_hygiene: bool
    pacing: str | int
    """open-dental, at-once, or minutes between two texts."""


class Requests:
    """Builds the requests of one caller."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._headers = {
            "Authorization": f"ODFHIR {key}",
            "Accept": f"application/json, {MEDIA_TYPE}",
        }

    def get(self, path: str, **query: str | int | date | None) -> httpx2.Request:
        """Ask for what there is; None is not asked for."""
        told = {name: str(value) for name, value in query.items() if value is not None}
        return httpx2.Request("GET", f"{self._url}{path}", params=told, headers=self._headers)

    def post(self, path: str, body: Any = None, key: str | None = None) -> httpx2.Request:  # noqa: ANN401
        """Ask for something to be done, once for each key."""
        headers = {**self._headers, "Idempotency-Key": key or str(uuid4())}
        return httpx2.Request("POST", f"{self._url}{path}", json=body, headers=headers)

    def offer(
        self, op: int, apt_num: int, date_time_start: datetime, key: str | None
    ) -> httpx2.Request:
        """Ask for an offer."""
        body = {"op": op, "aptNum": apt_num, "dateTimeStart": date_time_text(date_time_start)}
        return self.post("/asapcomms", body, key)

    def offers(
        self, start: date | None, end: date | None, clinic_num: int | None, limit: int, offset: int
    ) -> httpx2.Request:
        """Ask for offers by the day they were entered."""
        days = {"dateStart": start, "dateEnd": end}
        return self.get("/asapcomms", **days, ClinicNum=clinic_num, Limit=limit, Offset=offset)

    def opening(
        self,
        op: int,
        date_time_start: datetime,
        choice: Choice,
        key: str | None = None,
        **more: bool,
    ) -> httpx2.Request:
        """Ask for an opening, or what it would be."""
        written = {name: field.alias or name for name, field in OpeningBody.model_fields.items()}
        chosen = {written[name]: value for name, value in choice.items()}
        body = {"op": op, "dateTimeStart": date_time_text(date_time_start), **chosen, **more}
        return self.post("/openings", body, key)
