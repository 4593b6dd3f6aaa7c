"""What the provider and the database hold in the end, and whether that is as promised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table

from schemas.codes import ScheduleType, SendStatus
from tests.crash.http import fetch
from tests.crash.people import Guest
from tests.world.office import World
from worker.rules.attempt import OPEN, AttemptState
from worker.rules.blockout import note_after_sending
from worker.store.ledger.tables import attempt, opening, request
from worker.store.practice import tables

_OPEN_STATUSES: Final = {SendStatus.SEND_NOT_ATTEMPTED, SendStatus.SENT_AWAITING_RECEIPT}


@dataclass
class Verdict:
    """The counts, and a sentence for each thing that is not as it should be."""

    faults: int = 0
    offers: int = 0
    texts: int = 0
    twice: int = 0
    lost: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether everything is as promised."""
        return not (self.twice or self.lost or self.wrong)


class Evidence:
    """Everything that provider and database hold, read once."""

    def __init__(self, world: World, links: Mapping[str, int]) -> None:
        self.requests = world.rows(request)
        self.attempts = world.rows(attempt)
        self.offers = world.rows(tables.asapcomm)
        self._rows = {
            table.name: world.rows(table)
            for table in (tables.schedule, tables.scheduleop, tables.smstomobile, tables.commlog)
        }
        self.links = links
        """How often the provider has accepted a text with each link, by its own count."""

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Return a table's rows."""
        return self._rows[table.name]


def links_of(provider: str) -> dict[str, int]:
    """Ask a provider how often it has accepted a text with each link."""
    links: dict[str, int] = fetch(f"{provider}/counts.json")["links"]
    return links


def is_settled(world: World) -> bool:
    """Whether every request is decided, every attempt closed, and every offer in a final state."""
    if any(row["decided_at"] is None for row in world.rows(request) + world.rows(opening)):
        return False
    if any(row["state"] in OPEN for row in world.rows(attempt)):
        return False
    return not any(row["sms_send_status"] in _OPEN_STATUSES for row in world.rows(tables.asapcomm))


def judge(evidence: Evidence, guests: Sequence[Guest], since: datetime | None = None) -> Verdict:
    """Hold what is there against what was promised to each guest."""
    verdict = Verdict(offers=len(evidence.offers))
    by_request = {row["request_id"]: row for row in evidence.requests}
    by_apt: dict[int, list[dict[str, Any]]] = {}
    for offer in evidence.offers:
        by_apt.setdefault(offer["f_key"], []).append(offer)
    for guest in guests:
        answered = by_request.get(guest.answered_by)
        offers = by_apt.get(guest.apt_num, [])
        verdict.wrong += _wrong_with_request(guest, answered, offers)
        for offer in offers:
            texted = evidence.links.get(offer["short_guid"], 0)
            _judge_text(verdict, evidence, offer, texted)
        if not offers:
            verdict.lost += 1
    for offer in evidence.offers:
        verdict.wrong += _wrong_with_traces(evidence, offer)
    verdict.wrong += _left_over(evidence)
    verdict.seconds = _seconds(evidence, since)
    return verdict


def _wrong_with_request(
    guest: Guest, answered: dict[str, Any] | None, offers: Sequence[dict[str, Any]]
) -> Iterable[str]:
    if answered is None or answered["decided_at"] is None:
        yield f"request for {guest.apt_num} was never answered"
    elif len(offers) != 1:
        yield f"{len(offers)} offers for appointment {guest.apt_num}: {answered['sentence']}"
    elif answered["asap_comm_num"] != offers[0]["asap_comm_num"]:
        yield f"request for {guest.apt_num} names another offer"


def _judge_text(verdict: Verdict, evidence: Evidence, offer: dict[str, Any], texted: int) -> None:
    """One text: no provider here refuses for good."""
    num, status = offer["asap_comm_num"], offer["sms_send_status"]
    verdict.texts += texted
    verdict.twice += max(texted - 1, 0)
    verdict.lost += texted == 0
    accepted = sum(
        row["subject"] == num and row["state"] == AttemptState.ACCEPTED for row in evidence.attempts
    )
    if status != SendStatus.SEND_SUCCESSFUL:
        verdict.wrong.append(f"offer {num} ended with status {status}: {offer['note']}")
    elif accepted != 1:
        verdict.wrong.append(f"offer {num} was sent by {accepted} attempts")


def _wrong_with_traces(evidence: Evidence, offer: dict[str, Any]) -> Iterable[str]:
    """The blockout with its count, and a sent text's row and commlog."""
    num, schedule_num = offer["asap_comm_num"], offer["schedule_num"]
    is_sent = offer["sms_send_status"] == SendStatus.SEND_SUCCESSFUL
    sent = sum(
        each["sms_send_status"] == SendStatus.SEND_SUCCESSFUL
        for each in evidence.offers
        if each["schedule_num"] == schedule_num
    )
    blockouts = [
        row for row in evidence.rows(tables.schedule) if row["schedule_num"] == schedule_num
    ]
    places = [
        row for row in evidence.rows(tables.scheduleop) if row["schedule_num"] == schedule_num
    ]
    if (len(blockouts), len(places)) != (1, 1):
        yield f"offer {num} has {len(blockouts)} blockouts in {len(places)} places"
    wrong = [row["note"] for row in blockouts if row["note"] != note_after_sending(sent, 0)]
    yield from (f"the blockout of offer {num} says {note!r}" for note in wrong)
    guid = offer["guid_message_to_mobile"]
    rows = [row for row in evidence.rows(tables.smstomobile) if row["guid_message"] == guid]
    logs = [row for row in evidence.rows(tables.commlog) if row["pat_num"] == offer["pat_num"]]
    if is_sent and (len(rows), len(logs)) != (1, 1):
        yield f"offer {num} left {len(rows)} texts and {len(logs)} commlogs"


def _left_over(evidence: Evidence) -> Iterable[str]:
    held = {offer["schedule_num"] for offer in evidence.offers}
    for row in evidence.rows(tables.schedule):
        if row["sched_type"] == ScheduleType.WEB_SCHED_ASAP and row["schedule_num"] not in held:
            yield f"blockout {row['schedule_num']} belongs to no offer"
    for row in evidence.attempts:
        if row["state"] in OPEN:
            yield f"attempt {row['attempt_no']} of offer {row['subject']} is {row['state']}"


def _seconds(evidence: Evidence, since: datetime | None) -> list[float]:
    """How long each offer took from its request, or a later moment, to its last attempt's end."""
    ended: dict[int, Any] = {}
    for row in evidence.attempts:
        if row["ended_at"] is not None:
            known = ended.get(row["subject"], row["ended_at"])
            ended[row["subject"]] = max(known, row["ended_at"])
    spans = (
        ended[row["asap_comm_num"]] - max(row["received_at"], since or row["received_at"])
        for row in evidence.requests
        if row["asap_comm_num"] in ended
    )
    return [span.total_seconds() for span in spans if span >= timedelta()]
