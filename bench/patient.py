"""The patient's page: how quick and how small it is, and two hundred who accept at once."""

import http.client
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Final
from urllib.parse import urlencode, urlsplit

from bench.figures import WARM_UPS, Figure, Group, Target
from bench.grounds import Grounds
from bench.processes import Failed, answers
from bench.progress import Step
from bench.scale import NAMES
from bench.scale_engines import Kind, Places
from schemas.codes import AptStatus, Priority, ResponseStatus, ScheduleType, SendStatus, YesNo
from schemas.keys import ScheduleNum
from tests.world.ports import free_port
from worker.store.engine import Store, Transaction
from worker.store.practice.tables import (
    appointment,
    asapcomm,
    operatory,
    patient,
    preference,
    schedule,
    scheduleop,
)

CROWD: Final = 200
PAGE_TARGET: Final = Target(30, 30)
RACE_TARGET: Final = Target(2000, 2000)
SIZE_TARGET: Final = Target(20, 20)

BROWSER: Final = {
    "Accept": "text/html",
    "User-Agent": "Mozilla/5.0 (Linux; Android 9) Mobile Safari/537.36",
}
_FIELD: Final = re.compile(r'name="(\w+)" value="([^"]*)"')
_FIRST_FORM: Final = re.compile(r"<form.*?</form>", re.DOTALL)
_SECONDS: Final = 30.0


def measure(ground: Grounds, kinds: Sequence[Kind], runs: int) -> list[Group]:
    """Return milliseconds of a page, its size, and what each of a crowd waited for an answer."""
    pages, sizes, waits = [], [], []
    for kind in kinds:
        with ExitStack() as stack:
            folder = ground.folder / kind
            folder.mkdir()
            for database in Places(stack, folder).databases(kind, [CROWD], 1):
                _fill(database.store)
                url = web(stack, ground, database.url, kind)
                with Step.named(f"patient: {NAMES[kind]}"):
                    page, size = _page(url, runs)
                    wait = _race(url, database.store)
                pages.append(Figure(NAMES[kind], page, PAGE_TARGET))
                sizes.append(Figure(NAMES[kind], size, SIZE_TARGET))
                waits.append(Figure(NAMES[kind], wait, RACE_TARGET))
    return [
        Group("a patient's page, ms", pages),
        Group("a patient's page, KB", sizes),
        Group(f"{CROWD} accept one slot at once, ms until each has the answer", waits),
    ]


def namespace_of(url: str) -> str:
    """Return what the queues of a web process are called."""
    return f"bench-{urlsplit(url).port}"


def web(stack: ExitStack, ground: Grounds, database_url: str, kind: Kind) -> str:
    """Start a web process of its own, and return its address."""
    port = free_port()
    command = (
        *(sys.executable, "-m", "uvicorn", "--factory", "worker.web.app:create_app"),
        *("--port", str(port), "--no-access-log", "--log-level", "warning"),
    )
    url = f"http://127.0.0.1:{port}"
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": ground.redis_url,
        "QUEUE_NAMESPACE": namespace_of(url),  # each database is a deployment of its own
        "TIME_ZONE": "UTC",
        "LOG_FORMAT": "json",
    }
    stack.enter_context(
        ground.processes.running(
            f"web-{kind}", command, lambda: answers(f"{url}/healthz"), environment
        )
    )
    return url


def _page(url: str, runs: int) -> tuple[list[float], list[float]]:
    """Open pages one after the other, most for the first time, as patients do."""
    connection = connect(url, 0)
    taken, sizes = [], []
    for run in range(-WARM_UPS, runs):
        began = time.perf_counter()
        html = _get(connection, guid(run % CROWD))
        if run >= 0:
            taken.append(1000 * (time.perf_counter() - began))
            sizes.append(len(html) / 1000)
    connection.close()
    return taken, sizes


def _race(url: str, store: Store) -> list[float]:
    """Have everybody accept in the same moment; raises Failed unless one alone has the slot."""
    forms = []
    for index in range(CROWD):
        connection = connect(url, index)
        forms.append((index, urlencode(first_form(connection, index)), connection))
    together = Barrier(CROWD)

    def accept(one: tuple[int, str, http.client.HTTPConnection]) -> tuple[float, bytes]:
        index, form, connection = one
        headers = {**BROWSER, "Content-Type": "application/x-www-form-urlencoded"}
        together.wait()
        began = time.perf_counter()
        connection.request("POST", f"/a/{guid(index)}", form, headers)
        connection.getresponse().read()
        html = _get(connection, guid(index))
        return 1000 * (time.perf_counter() - began), html

    with ThreadPoolExecutor(CROWD) as threads:
        answered = list(threads.map(accept, forms))
    _check(store, [html for _, html in answered])
    return [taken for taken, _ in answered]


def first_form(connection: http.client.HTTPConnection, index: int) -> dict[str, str]:
    """Open a patient's page and read the form that accepts; raises Failed where there is none."""
    found = _FIRST_FORM.search(_get(connection, guid(index)).decode())
    if found is None:
        raise Failed(f"The page of patient {index} has no form.")
    return dict(_FIELD.findall(found[0]))


def _check(store: Store, pages: list[bytes]) -> None:
    with store.reading() as transaction:
        rows = transaction.all(asapcomm.select())
    outcomes = Counter(ResponseStatus(row["response_status"]).name for row in rows)
    if outcomes != {"ACCEPTED_AND_MOVED": 1, "ACCEPTED_AND_NOT_AVAILABLE": CROWD - 1}:
        raise Failed(f"{CROWD} accepted one slot, and it came to {dict(outcomes)}.")
    told = Counter(b'class="mark"' in page for page in pages)
    if told != {True: 1, False: CROWD - 1}:
        raise Failed(f"{told[True]} of {CROWD} were told that the slot is theirs.")


def connect(url: str, index: int) -> http.client.HTTPConnection:
    """Come from an address of one's own, as patients do."""
    source = (f"127.0.{1 + index // 200}.{1 + index % 200}", 0)
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=_SECONDS, source_address=source)


def _get(connection: http.client.HTTPConnection, guid: str) -> bytes:
    connection.request("GET", f"/a/{guid}", headers=BROWSER)
    answer = connection.getresponse()
    html = answer.read()
    if answer.status != http.client.OK:
        raise Failed(f"A patient's page was answered with {answer.status}.")
    return html


def guid(index: int) -> str:
    """Return a patient's link's own part."""
    return f"Bench{index:07}"


def _fill(store: Store) -> None:
    """Write an office in which everybody was texted about tomorrow at two."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    start = (now + timedelta(days=1)).replace(hour=14, minute=0, second=0)
    with store.writing() as transaction:
        insert_office(transaction)
        for index in range(CROWD):
            insert(transaction, index, now, start)


def insert_office(transaction: Transaction) -> None:
    """Write what every patient's page shows."""
    transaction.insert(preference, pref_name="PracticeTitle", value_string="Bench Dental")
    transaction.insert(preference, pref_name="PracticePhone", value_string="5035550111")
    transaction.insert(operatory, operatory_num=2, op_name="Op 2")


def blockout(transaction: Transaction, start: datetime, op: int) -> ScheduleNum:
    """Write the blockout of an opening of 40 minutes."""
    schedule_num = transaction.insert(
        schedule,
        sched_date=start.date(),
        start_time=start.time(),
        stop_time=(start + timedelta(minutes=40)).time(),
        sched_type=ScheduleType.WEB_SCHED_ASAP,
    )
    transaction.insert(scheduleop, schedule_num=schedule_num, operatory_num=op)
    return ScheduleNum(schedule_num)


def insert(transaction: Transaction, index: int, now: datetime, start: datetime) -> None:
    """Write a patient who was texted about an opening."""
    num = 500_000 + index
    transaction.insert(patient, pat_num=num, f_name="Anna", txt_msg_ok=YesNo.NO)
    transaction.insert(
        appointment,
        apt_num=num,
        pat_num=num,
        apt_status=AptStatus.SCHEDULED,
        priority=Priority.ASAP,
        pattern="//XXXX//",
        op=9,
        apt_date_time=start + timedelta(days=30),
    )
    schedule_num = blockout(transaction, start, 2)
    transaction.insert(
        asapcomm,
        f_key=num,
        f_key_type=1,
        schedule_num=schedule_num,
        pat_num=num,
        short_guid=guid(index),
        date_time_entry=now,
        date_time_expire=start + timedelta(days=7),
        sms_send_status=SendStatus.SEND_SUCCESSFUL,
        response_status=ResponseStatus.PENDING_RSVP,
    )
