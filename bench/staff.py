"""The staff pages: how quick and how small each is, with a list of 200 and 500 offers of history."""

import http.client
import re
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Final
from urllib.parse import urlencode, urlsplit

from bench.figures import WARM_UPS, Figure, Group, Target
from bench.grounds import Grounds
from bench.patient import blockout, web
from bench.processes import Failed
from bench.progress import Step
from bench.scale import NAMES
from bench.scale_engines import Kind, Places
from schemas.codes import AptStatus, Priority, ResponseStatus, ScheduleType, SendStatus, YesNo
from schemas.keys import ScheduleNum
from worker.rules.role import Role
from worker.store.engine import Store, Transaction
from worker.store.ledger import accounts
from worker.store.practice.tables import (
    appointment,
    asapcomm,
    operatory,
    patient,
    preference,
    provider,
    schedule,
    smstomobile,
)

LISTED: Final = 200
PAST: Final = 500
OPERATORIES: Final = 6
PAGE_TARGET: Final = Target(100, 100)
SIZE_TARGET: Final = Target(60, 60)

_NAME: Final = "bench"
_PASSWORD: Final = "nothing but invented rows"  # noqa: S105
_OFFERS_EACH: Final = 20
_TOKEN: Final = re.compile(r'name="token" value="([^"]*)"')
_SECONDS: Final = 30.0
_FIRST: Final = 500_000


def measure(ground: Grounds, kinds: Sequence[Kind], runs: int) -> list[Group]:
    """Return milliseconds and KB of each page, a row an engine."""
    taken: dict[str, list[Figure]] = {}
    sizes: dict[str, list[Figure]] = {}
    for kind in kinds:
        with ExitStack() as stack:
            folder = ground.folder / f"staff-{kind}"
            folder.mkdir()
            for database in Places(stack, folder).databases(kind, [LISTED], 1):
                pages = _fill(database.store)
                url = web(stack, ground, database.url, kind)
                with Step.named(f"staff: {NAMES[kind]}"):
                    cookie = _sign_in(url)
                    for name, path in pages.items():
                        times, weights = _page(url, path, cookie, runs)
                        taken.setdefault(name, []).append(Figure(NAMES[kind], times, PAGE_TARGET))
                        sizes.setdefault(name, []).append(Figure(NAMES[kind], weights, SIZE_TARGET))
    return [
        *(Group(f"staff page {name}, ms", figures) for name, figures in taken.items()),
        *(Group(f"staff page {name}, KB", figures) for name, figures in sizes.items()),
    ]


def _page(url: str, path: str, cookie: str, runs: int) -> tuple[list[float], list[float]]:
    connection = _connection(url)
    taken, sizes = [], []
    for run in range(-WARM_UPS, runs):
        began = time.perf_counter()
        connection.request("GET", f"/staff{path}", headers={"Cookie": cookie})
        answer = connection.getresponse()
        html = answer.read()
        if run >= 0:
            taken.append(1000 * (time.perf_counter() - began))
            sizes.append(len(html) / 1000)
        if answer.status != http.client.OK:
            raise Failed(f"/staff{path} was answered with {answer.status}.")
    connection.close()
    return taken, sizes


def _sign_in(url: str) -> str:
    """Return the cookie of somebody who has signed in."""
    connection = _connection(url)
    connection.request("GET", "/staff/sign-in")
    answer = connection.getresponse()
    found = _TOKEN.search(answer.read().decode())
    if found is None:
        raise Failed("The page to sign in has no form.")
    form = urlencode({"token": found[1], "name": _NAME, "password": _PASSWORD})
    headers = {
        "Cookie": _cookie(answer),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", "/staff/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return _cookie(answer)


def _cookie(answer: http.client.HTTPResponse) -> str:
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def _connection(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=_SECONDS)


def _fill(store: Store) -> dict[str, str]:
    """Write an office with hours, a list, an opening that runs and a history; return its pages."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    start = (now + timedelta(days=1)).replace(hour=14, minute=0, second=0)
    with store.writing() as transaction:
        _office(transaction, now)
        for index in range(LISTED):
            _patient(transaction, _FIRST + index, start)
        running = _offered(transaction, now, start + timedelta(hours=1), LISTED)
        for number in range(PAST // _OFFERS_EACH):
            days = timedelta(days=number % 26)
            _offered(transaction, now - days, start - days, _OFFERS_EACH, number)
        accounts.add(transaction, _NAME, _PASSWORD, Role.SEND, datetime.now(UTC))
    asked = urlencode({"op": 2, "start": start.isoformat(" "), "minutes": 60})
    return {
        "Openings": f"?date={start.date()}",
        "Send": f"/send?{asked}",
        "Send with recalls": f"/send?{asked}&recalls=1",
        "Watch": f"/openings/{running}",
        "History": "/history",
        "Messages": "/messages",
        "one message": "/messages/0",
    }


def _office(transaction: Transaction, now: datetime) -> None:
    told = {
        "PracticeTitle": "Bench Dental",
        "WebSchedAsapEnabled": "1",
        "SmsContractDate": "2024-01-01",
        "AutomaticCommunicationTimeStart": "01-01-0001 00:00:00",
        "AutomaticCommunicationTimeEnd": "01-01-0001 00:00:00",
        "WebSchedAsapTextLimit": "",
    }
    for name, value in told.items():
        transaction.insert(preference, pref_name=name, value_string=value)
    for op in range(1, OPERATORIES + 1):
        transaction.insert(operatory, operatory_num=op, op_name=f"Op {op}", prov_dentist=op)
        transaction.insert(provider, prov_num=op, abbr=f"DOC{op}")
        for day in range(8):
            transaction.insert(
                schedule,
                sched_date=now.date() + timedelta(days=day),
                start_time=clock(8),
                stop_time=clock(17),
                sched_type=ScheduleType.PROVIDER,
                prov_num=op,
            )


def _patient(transaction: Transaction, num: int, start: datetime) -> None:
    transaction.insert(
        patient,
        pat_num=num,
        f_name="Bartholomew",
        l_name=f"Featherstonehaugh{num % 1000}",
        txt_msg_ok=YesNo.YES,
        wireless_phone=f"(503) 555-{num % 10_000:04}",
    )
    transaction.insert(
        appointment,
        apt_num=num,
        pat_num=num,
        apt_status=AptStatus.UNSCHED_LIST,
        priority=Priority.ASAP,
        pattern="//XXXX//",
        apt_date_time=start - timedelta(days=60),
    )


def _offered(
    transaction: Transaction, entered: datetime, start: datetime, offers: int, number: int = 0
) -> ScheduleNum:
    """Write an opening; of one that is past the last has taken it."""
    schedule_num = blockout(transaction, start, 3)
    is_past = offers < LISTED
    for place in range(offers):
        num = _FIRST + (number * offers + place) % LISTED
        guid = f"{schedule_num}-{place}"
        is_taken = is_past and place == offers - 1
        status = ResponseStatus.ACCEPTED_AND_MOVED if is_taken else ResponseStatus.DECLINED
        transaction.insert(
            asapcomm,
            f_key=num,
            f_key_type=2,
            schedule_num=schedule_num,
            pat_num=num,
            short_guid=guid,
            guid_message_to_mobile=guid if is_past else "",
            date_time_entry=entered,
            date_time_expire=start + timedelta(days=7),
            date_time_sms_scheduled=entered,
            date_time_sms_sent=entered,
            sms_send_status=SendStatus.SEND_SUCCESSFUL,
            response_status=status if is_past else ResponseStatus.PENDING_RSVP,
            template_text="[NameF], an opening at Bench Dental. Visit [AsapURL] to reserve it.",
        )
        if is_past:
            text = f"Bartholomew, an opening at Bench Dental. Visit https://o.example/a/{guid} now."
            transaction.insert(
                smstomobile, pat_num=num, guid_message=guid, msg_text=text, date_time_sent=entered
            )
    return ScheduleNum(schedule_num)
