"""The traces of a change: history, security log, alert, and a word to the workstations.

Each is written once for an answer, whoever comes after a death: they carry the answer's own time.
What has begun may be there already, and is looked for; on tables with transactions nothing has.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, select

from schemas.codes import (
    AlertAction,
    AlertType,
    ApptSource,
    HistApptAction,
    InvalidType,
    LogSource,
    PermType,
)
from schemas.keys import AptNum, ClinicNum, OpNum, PatNum
from schemas.wire import is_never
from worker.rules.dates import written_in
from worker.rules.move import CurrentAppointment, Moved
from worker.store.engine import Transaction
from worker.store.practice import copies, optional
from worker.store.practice.booking_tables import alertitem, histappointment, securitylog
from worker.store.practice.tables import appointment, signalod
from worker.store.rows import columns

_SNAPSHOT = select(*columns(CurrentAppointment, histappointment)).where(
    histappointment.c.apt_num == bindparam("apt_num"),
    histappointment.c.hist_appt_action == bindparam("action"),
    histappointment.c.appt_source == ApptSource.ASAP,
    histappointment.c.hist_date_t_stamp == bindparam("moment"),
)
_LOGGED = select(securitylog.c.security_log_num).where(
    securitylog.c.f_key == bindparam("apt_num"),
    securitylog.c.log_source == LogSource.WEB_SCHED_ASAP,
    securitylog.c.log_date_time == bindparam("moment"),
)
_ALERTED = select(alertitem.c.alert_item_num).where(
    alertitem.c.f_key == bindparam("subject"),
    alertitem.c.type == bindparam("kind"),
    alertitem.c.description == bindparam("words"),
)

PROVIDER: Final = "Provider"
OPERATORY: Final = "Operatory"
PATIENT: Final = "PatNum"
"""The names Open Dental stores for what a signal is about (KeyType)."""


def snapshot(
    transaction: Transaction, apt_num: AptNum, action: HistApptAction, moment: datetime
) -> CurrentAppointment | None:
    """Read what history kept of an appointment for this answer; None if it has not kept it yet."""
    return transaction.read(
        CurrentAppointment, _SNAPSHOT, apt_num=apt_num, action=action, moment=moment
    )


def keep_snapshot(
    transaction: Transaction,
    apt_num: AptNum,
    action: HistApptAction,
    moment: datetime,
    *,
    is_begun: bool,
) -> None:
    """Write the appointment as it is now into its history, once."""
    if not is_begun or snapshot(transaction, apt_num, action, moment) is None:
        copies.copy(
            transaction,
            appointment,
            histappointment,
            apt_num,
            hist_user_num=0,
            hist_date_t_stamp=moment,
            hist_appt_action=int(action),
            appt_source=int(ApptSource.ASAP),
        )


def log_move(
    transaction: Transaction,
    was: CurrentAppointment,
    becomes: Moved,
    apt_num: AptNum,
    moment: datetime,
    *,
    is_begun: bool,
) -> None:
    """Write the move, or the making of a planned appointment, into the security log, once."""
    if is_begun and transaction.value(_LOGGED, apt_num=apt_num, moment=moment) is not None:
        return
    start = net_text(becomes.apt_date_time)
    is_new = apt_num != was.apt_num
    before = (
        "" if is_new or is_never(was.apt_date_time) else f"from {net_text(was.apt_date_time)}, "
    )
    transaction.insert(
        securitylog,
        perm_type=PermType.APPOINTMENT_CREATE if is_new else PermType.APPOINTMENT_MOVE,
        log_date_time=moment,
        log_text=f"{start}, {was.proc_descript}"
        if is_new
        else f"{was.proc_descript}, {before}to {start}",
        pat_num=was.pat_num,
        f_key=apt_num,
        log_source=LogSource.WEB_SCHED_ASAP,
        date_t_previous=was.date_t_stamp,
    )


def alert(transaction: Transaction, becomes: Moved, apt_num: AptNum, *, is_begun: bool) -> None:
    """Tell the front desk of a move."""
    words = f"New WebSched Appointment: {net_text(becomes.apt_date_time)}"
    kind = AlertType.WEB_SCHED_ASAP_APPT_CREATED
    _tell(transaction, kind, apt_num, words, becomes.clinic_num, is_begun=is_begun)


def alert_doubt(
    transaction: Transaction, phone: str, moment: datetime, pat_num: PatNum, clinic_num: ClinicNum
) -> None:
    """Ask the front desk to read a patient's text; the alert has none of its words."""
    words = (
        f"A text from {phone} on {net_text(moment)} speaks of stopping and is not clear. "
        "Please read it, and set Text OK to No if the patient wants no more texts."
    )
    _tell(transaction, AlertType.GENERIC, pat_num, words, clinic_num, is_begun=True)


def _tell(
    transaction: Transaction,
    kind: AlertType,
    subject: int,
    words: str,
    clinic_num: ClinicNum,
    *,
    is_begun: bool,
) -> None:
    """Write an alert, once, where alerts are in reach."""
    with optional.where_allowed(transaction, alertitem):
        if (
            not is_begun
            or transaction.value(_ALERTED, subject=subject, kind=kind, words=words) is None
        ):
            transaction.insert(
                alertitem,
                clinic_num=clinic_num,
                description=words,
                type=kind,
                actions=AlertAction.MARK_AS_READ | AlertAction.DELETE,
                f_key=subject,
            )


def signal(
    transaction: Transaction, was: CurrentAppointment, becomes: Moved, moment: datetime
) -> None:
    """Tell the workstations that show the old or the new day; once more does no harm."""
    rows = [
        {
            "date_viewing": day.date(),
            "sig_date_time": moment,
            "f_key": key,
            "f_key_type": kind,
            "i_type": InvalidType.APPOINTMENT,
        }
        for day, key, kind in _signals(was, becomes)
    ]
    transaction.insert_all(signalod, rows)


def schedule_changed(transaction: Transaction, op: OpNum, day: date, now_local: datetime) -> None:
    """Tell of a change to an operatory's schedule; Open Dental tells only of today's."""
    if day != now_local.date():
        return
    transaction.insert(
        signalod,
        date_viewing=day,
        sig_date_time=now_local,
        f_key=op,
        f_key_type=OPERATORY,
        i_type=InvalidType.SCHEDULES,
    )


def _signals(was: CurrentAppointment, becomes: Moved) -> Iterator[tuple[datetime, int, str]]:
    """Name providers, operatory and patient of the new place, and of the old what differs."""
    new = _concerned(becomes, was.pat_num)
    yield from ((becomes.apt_date_time, key, kind) for key, kind in new if key)
    if is_never(was.apt_date_time):
        return
    is_same_day = was.apt_date_time.date() == becomes.apt_date_time.date()
    for key, kind in _concerned(was, was.pat_num):
        if key and not (is_same_day and (key, kind) in new):
            yield was.apt_date_time, key, kind


def _concerned(at: CurrentAppointment | Moved, pat_num: PatNum) -> tuple[tuple[int, str], ...]:
    providers = ((at.prov_num, PROVIDER), (at.prov_hyg, PROVIDER))
    return (*providers, (at.op, OPERATORY), (pat_num, PATIENT))


def net_text(moment: datetime) -> str:
    """Write a time as Open Dental's logs have it: 11/22/2017 2:00:00 PM."""
    return written_in(moment, "M/d/yyyy h:mm:ss tt") or ""
