"""A client as Open Dental's API pages describe one: from the gap to the patient's answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.web.test_look_ups import days, staff
from tests.world.office import APT
from tests.world.stack import DEMO, Stack
from worker.store.practice import tables


class Client:
    """Knows a base address and the calls of the pages, and nothing of this service."""

    def __init__(self, http: httpx2.Client, base: str) -> None:
        self._http = http
        self._base = base

    def get(self, path: str, **query: Any) -> Any:
        """Read, page by page where there are several."""
        answer = self._http.get(f"{self._base}{path}", params=query, headers=DEMO)
        assert 200 == answer.status_code, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Create, as the pages have it: the answer is the object."""
        answer = self._http.post(f"{self._base}{path}", json=body, headers=DEMO)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    def offer_an_opening(self, day: str) -> dict[str, Any]:
        """Do what the page of AsapComms tells to do: find an appointment and a time, and offer it."""
        (appointment,) = self.get("/appointments/ASAP", ClinicNum=3)
        minutes = 5 * len(appointment["Pattern"])
        (slot,) = self.get("/appointments/Slots", date=day, lengthMinutes=minutes)
        booked = self.get("/appointments", date=day, Op=slot["OpNum"])
        blocked = self.get("/schedules", date=day, SchedType="Blockout")
        assert [] == booked + blocked
        made: dict[str, Any] = self.post(
            "/asapcomms",
            {
                "op": slot["OpNum"],
                "aptNum": appointment["AptNum"],
                "dateTimeStart": slot["DateTimeStart"],
            },
        )
        return made


@pytest.mark.parametrize("spelling", ["", "/api/v1"])
def test_a_client_of_open_dentals_pages_needs_another_base_address(
    stack: Stack, http: httpx2.Client, spelling: str
) -> None:
    """Appointment, time, offer, and the blockout that others see: all by the documented calls."""
    staff(stack)
    world = stack.world
    world.change(tables.clinic, sms_contract_date=datetime(2020, 1, 1))
    world.now = datetime.now(UTC).replace(hour=12)
    client = Client(http, f"{stack.front.url}{spelling}")

    with stack.working():
        made = client.offer_an_opening(f"{days(1)}")
        stack.idle()

    assert (APT, f"{days(1)} 08:00:00") == (
        made["FKey"],
        f"{datetime.fromisoformat(made['DateTimeExpire']) - timedelta(days=7)}",
    )
    num = made["AsapCommNum"]
    assert "PendingRsvp" == client.get(f"/asapcomms/{num}")["ResponseStatus"]
    assert [num] == [one["AsapCommNum"] for one in client.get("/asapcomms", ClinicNum=3)]
    (blockout,) = client.get("/schedules", date=f"{days(1)}", SchedType="WebSchedASAP")
    assert str(made["ScheduleNum"]) == blockout["ScheduleNum"]
    assert blockout == client.get(f"/schedules/{blockout['ScheduleNum']}")
