"""An office of one clinic-less practice, whose rows a test adds as it needs them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, select, update

from schemas.codes import (
    AptStatus,
    FKeyType,
    Priority,
    ResponseStatus,
    ScheduleType,
    SendStatus,
    SmsMessageSource,
    YesNo,
)
from schemas.keys import AsapCommNum, ClinicNum, PatNum
from schemas.messages import CreateAsapComm, CreateOpening
from tests.world.gateway import KeepingGateway
from tests.world.kept import made_by
from worker.office import Office
from worker.rules.attempt import Purpose, TextKey, UnknownPolicies, UnknownPolicy
from worker.rules.rate_limit import RateLimits
from worker.steps.create import Decided, create
from worker.steps.expire import expire
from worker.steps.opening.create import DecidedOpening, create_opening
from worker.steps.outbox import Due, Rounds, sweep
from worker.steps.text.hand_over import hand_over, send
from worker.steps.text.reconcile import reconcile
from worker.store.engine import Store
from worker.store.ledger import attempts, own_texts
from worker.store.ledger.own_texts import NewText
from worker.store.practice import tables

NOW = datetime(2023, 10, 16, 9, 1, 25, tzinfo=UTC)
"""The moment of the documentation's example."""

START = datetime(2023, 10, 18, 14)
"""The slot of the documentation's example."""

APT_WAS_AT = datetime(2023, 9, 15, 10)

PREFERENCES = {
    "WebSchedAsapEnabled": "1",
    "SmsContractDate": "2020-01-01 00:00:00",
    "PracticeTitle": "Example Dental",
    "PracticePhone": "5035550111",
}

OP = 2
APT = 11939
PAT = 26

RECALL = 4711
DUE = date(2023, 12, 1)
"""When that recall is due."""


def a_patient(pat_num: int, **values: Any) -> dict[str, Any]:
    """Return the row of a patient who may be texted."""
    told = {"f_name": "Anna", "wireless_phone": "(503) 555-0100", "txt_msg_ok": YesNo.YES}
    return {"pat_num": pat_num, **told, **values}


def an_appointment(apt_num: int, pat_num: int = PAT, **values: Any) -> dict[str, Any]:
    """Return the row of an appointment of 40 minutes that is marked ASAP."""
    told = {"pattern": "//XXXX//", "priority": Priority.ASAP, "apt_status": AptStatus.BROKEN}
    return {"apt_num": apt_num, "pat_num": pat_num, **told, **values}


def asking(
    apt: int = APT,
    op: int = OP,
    start: datetime = START,
    request_id: UUID | None = None,
    recall: int | None = None,
) -> CreateAsapComm:
    """Return the message that asks for an offer, of an appointment unless a recall is given."""
    subject = {"aptNum": apt} if recall is None else {"recallNum": recall}
    return CreateAsapComm(request_id=request_id or uuid4(), op=op, dateTimeStart=start, **subject)


class World:
    """An office with operatory 2, patient 26 and the broken appointment 11939 of 40 minutes."""

    def __init__(self, store: Store, zone: str = "UTC") -> None:
        self.gateway = KeepingGateway()
        self.now = NOW
        self.office = Office(
            store=store,
            zone=ZoneInfo(zone),
            gateway=self.gateway,
            sender="15035550199",
            base_url="https://example.test",
            requires_subscription=True,
            looks=(15, 60, 180),
            policies=UnknownPolicies(UnknownPolicy.RESEND),
            max_attempts=5,
            sender_key="+15035550199",
            limits=RateLimits(),
            quiet_hours=None,
        )

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Make the world on a SQLite file."""
        file = folder / "world.db"
        file.write_bytes(office_file())
        return cls(Store.open(f"sqlite:///{file}"))

    @classmethod
    def on(cls, store: Store) -> Self:
        """Make the world on an empty database."""
        with store.writing() as transaction:
            transaction.insert_all(
                tables.preference,
                [{"pref_name": name, "value_string": value} for name, value in PREFERENCES.items()],
            )
            transaction.insert(tables.operatory, operatory_num=OP, op_name="Op 2")
            transaction.insert(tables.patient, **a_patient(PAT))
            transaction.insert(
                tables.appointment, **an_appointment(APT, PAT, apt_date_time=APT_WAS_AT)
            )
        return cls(store)

    @property
    def store(self) -> Store:
        """The office's database."""
        return self.office.store

    def policy(self, **changes: Any) -> None:
        """Change what the office wants."""
        self.office = replace(self.office, **changes)

    def clock(self) -> datetime:
        """Return the world's moment; the test moves it."""
        return self.now

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.now += timedelta(**passed)

    def add(self, table: Table, **values: Any) -> int:
        """Add a row."""
        with self.store.writing() as transaction:
            return transaction.insert(table, **values)

    def change(self, table: Table, **values: Any) -> None:
        """Change every row of a table."""
        with self.store.writing() as transaction:
            transaction.run(update(table).values(**values))

    def remove(self, *several: Table) -> None:
        """Remove every row of some tables."""
        with self.store.writing() as transaction:
            for table in several:
                transaction.run(table.delete())

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Read every row of a table, oldest first."""
        return self.all_rows(table)[table]

    def all_rows(self, *several: Table) -> dict[Table, list[dict[str, Any]]]:
        """Read every row of some tables, oldest first."""
        with self.store.reading() as transaction:
            return {table: transaction.all(_everything(table)) for table in several}

    def row(self, table: Table) -> dict[str, Any]:
        """Read the only row of a table."""
        (row,) = self.rows(table)
        return row

    def preference(self, name: str, value: str) -> None:
        """Set a preference."""
        preference = tables.preference
        with self.store.writing() as transaction:
            transaction.run(preference.delete().where(preference.c.pref_name == name))
            transaction.insert(preference, pref_name=name, value_string=value)

    def patient(self, pat_num: int, **values: Any) -> None:
        """Add a patient who may be texted."""
        self.add(tables.patient, **a_patient(pat_num, **values))

    def appointment(self, apt_num: int, pat_num: int = PAT, **values: Any) -> None:
        """Add an appointment of 40 minutes that is marked ASAP."""
        self.add(tables.appointment, **an_appointment(apt_num, pat_num, **values))

    def recall(self, recall_num: int = RECALL, pat_num: int = PAT, **values: Any) -> None:
        """Add a recall of 40 minutes that is marked ASAP, with a type of its own."""
        kind = self.add(tables.recalltype, description="Prophy", time_pattern="/XX/")
        told = {"recall_type_num": kind, "date_due": DUE, "priority": Priority.ASAP}
        self.add(tables.recall, recall_num=recall_num, pat_num=pat_num, **{**told, **values})

    def offered_by_staff(
        self, recall_num: int = RECALL, pat_num: int = PAT, start: datetime = START, op: int = OP
    ) -> AsapCommNum:
        """Offer a recall's patient an opening of an hour, as Open Dental's own window does."""
        schedule_num = self.add(
            tables.schedule,
            sched_date=start.date(),
            start_time=start.time(),
            stop_time=(start + timedelta(hours=1)).time(),
            sched_type=ScheduleType.WEB_SCHED_ASAP,
        )
        self.add(tables.scheduleop, schedule_num=schedule_num, operatory_num=op)
        now_local = self.office.local(self.now)
        num = self.add(
            tables.asapcomm,
            f_key=recall_num,
            f_key_type=FKeyType.RECALL,
            schedule_num=schedule_num,
            pat_num=pat_num,
            date_time_entry=now_local,
            date_time_expire=start + timedelta(days=7),
            date_time_sms_scheduled=now_local,
            sms_send_status=SendStatus.SEND_NOT_ATTEMPTED,
            email_send_status=SendStatus.DO_NOT_SEND,
            response_status=ResponseStatus.AWAITING_TRANSMIT,
            date_time_orig=datetime.combine(DUE, time()),
            template_text="[NameF], an opening: [AsapURL]",
        )
        return AsapCommNum(num)

    def booked(self, start: datetime, pattern: str = "/" * 8, **values: Any) -> None:
        """Put another patient's appointment on the schedule."""
        told = {"apt_status": AptStatus.SCHEDULED, "pat_num": 99, "op": OP}
        self.add(tables.appointment, pattern=pattern, apt_date_time=start, **{**told, **values})

    def blockout(self, start: datetime, end: datetime, flags: str, op: int = OP) -> int:
        """Put a blockout on the schedule; returns its type."""
        kind = self.add(tables.definition, category=25, item_value=flags)
        schedule_num = self.add(
            tables.schedule,
            sched_date=start.date(),
            start_time=start.time(),
            stop_time=end.time(),
            sched_type=ScheduleType.BLOCKOUT,
            blockout_type=kind,
        )
        self.add(tables.scheduleop, schedule_num=schedule_num, operatory_num=op)
        return kind

    def ask(self, **asked: Any) -> Decided:
        """Ask for an offer, and decide it."""
        return create(asking(**asked), self.office, self.now)

    def text(self, **asked: Any) -> Decided:
        """Ask for an offer, and let whoever decides it send it at once."""
        decided = create(asking(**asked), self.office, self.now, may_call=lambda: True)
        if decided.claimed is not None:
            hand_over(decided.claimed, self.office, self.clock)
        return decided

    def open(self, request_id: UUID | None = None, **asked: Any) -> DecidedOpening:
        """Ask for an opening to be offered to a list, and decide it."""
        told = {"op": OP, "dateTimeStart": START, "lengthMinutes": 60, **asked}
        message = CreateOpening(request_id=request_id or uuid4(), **told)
        return create_opening(message, self.office, self.now)

    def offered(self, **asked: Any) -> AsapCommNum:
        """Ask for an offer that is made."""
        num = self.ask(**asked).asap_comm_num
        if num is None:
            raise AssertionError("the offer was refused")
        return num

    def send(self, num: AsapCommNum) -> None:
        """Send an offer if it is due."""
        send(TextKey(Purpose.OFFER, num), self.office, self.clock)

    def sweep(self, rounds: Rounds | None = None) -> Due:
        """Look for what is due."""
        return sweep(self.store, self.office.zone, self.office.sender_key, self.now, rounds)

    def settle(self, num: AsapCommNum) -> AsapCommNum | None:
        """Settle the last attempt to send an offer."""
        again = self._settle(TextKey(Purpose.OFFER, num))
        return None if again is None else AsapCommNum(again.subject)

    def _settle(self, key: TextKey) -> TextKey | None:
        with self.store.reading() as transaction:
            attempt = attempts.last(transaction, key)
        if attempt is None:
            raise AssertionError("nothing was attempted")
        return self.settle_attempt(attempt.attempt_id)

    def settle_attempt(self, attempt_id: str) -> TextKey | None:
        """Settle an attempt whose time has come."""
        return reconcile(attempt_id, self.office, self.clock)

    def say(self, subject: int = 1, **changes: Any) -> int:
        """Write a confirmation down that is due now; returns its number."""
        told: dict[str, Any] = {
            "purpose": Purpose.CONFIRMATION,
            "subject": subject,
            "pat_num": PatNum(PAT),
            "clinic_num": ClinicNum(0),
            "recipient": "15035550100",
            "body": "Appointment scheduled",
            "msg_type": SmsMessageSource.VERIFY,
            "due_at": self.now,
            "expires_at": self.now + timedelta(hours=1),
        }
        with self.store.writing() as transaction:
            num = own_texts.add(transaction, NewText(**{**told, **changes}), self.now)
        if num is None:
            raise AssertionError("the text was there already")
        return num

    def send_text(self, text_num: int) -> None:
        """Send a text that is no offer if it is due."""
        send(TextKey(Purpose.OWN, text_num), self.office, self.clock)

    def settle_text(self, text_num: int) -> TextKey | None:
        """Settle the last attempt to send such a text."""
        return self._settle(TextKey(Purpose.CONFIRMATION, text_num))

    def expire(self, num: AsapCommNum) -> None:
        """End an offer if its time is over."""
        expire(num, self.office, self.now)

    @property
    def today(self) -> date:
        """The world's day on the office's clock."""
        return self.office.local(self.now).date()


@cache
def _everything(table: Table) -> Select[Any]:
    """Return the statement that reads a table, oldest row first."""
    return select(table).order_by(next(iter(table.primary_key.columns)))


@cache
def office_file() -> bytes:
    """Return a SQLite file with the world on it."""
    return made_by(World.on)
