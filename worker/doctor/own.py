"""What this service's own tables tell: who may call, what waits for a person, and who works."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import AsapError
from worker.gateways import codes
from worker.rules.health import Health, ProcessKind, trouble, waiting
from worker.rules.hold import UNTIL_RECONCILED, Hold
from worker.settings import Settings
from worker.store.checks.version import is_current
from worker.store.engine import Store, Transaction
from worker.store.health import look
from worker.store.ledger import api_keys, backlogs, holds, senders, webhooks
from worker.store.ledger.senders import StoppedSender
from worker.store.ledger.webhooks import StoredEndpoint

SOON: Final = timedelta(days=14)

_SENDING: Final = Findings(Part.OFFICE)
_KEYS: Final = Findings(Part.SETTINGS)
_PROCESSES: Final = Findings(Part.PROCESSES)
_START: Final = (
    "Start it, with the settings of this deployment; if it runs, its log says what keeps it."
)

Look = Callable[[Transaction, Settings, datetime], list[Finding]]


def examine(store: Store, settings: Settings, looks: Iterable[Look] | None = None) -> list[Finding]:
    """Look into our own tables; that they are not there, or away, has been said by then."""
    try:
        with store.reading() as transaction:
            if not is_current(transaction):
                return []
            now = store.now()
            return [each for one in looks or _ALL for each in one(transaction, settings, now)]
    except AsapError:
        return []


def sending(
    transaction: Transaction,
    settings: Settings,
    _: datetime,
) -> list[Finding]:
    """Report what waits for a person."""
    stopped = senders.find_stopped(transaction, settings.sender_key)
    held = map(_hold, holds.in_force(transaction))
    return [_stopped(stopped), *held, *_kept(backlogs.count(transaction, backlogs.KEPT).count)]


def _kept(count: int) -> Iterator[Finding]:
    if count:
        yield _SENDING.note(
            f"Messages that could not be read: {count}. What they asked for was not done.",
            "`asapcomms messages list` says why; replay them corrected, or drop them.",
        )


def _hold(held: Hold) -> Finding:
    found = f"{held.sentence.removesuffix('.')}."
    if held.clinic_num == UNTIL_RECONCILED:
        return _SENDING.wrong(found, "Nothing is sent before that has been done.")
    clinic = "" if held.is_of_every_clinic else f" --clinic {held.clinic_num}"
    return _SENDING.wrong(
        found,
        "Texts wait meanwhile, and go out afterwards where the slot still allows: "
        f"`asapcomms release{clinic}` when that is over.",
    )


def _stopped(stopped: StoppedSender | None) -> Finding:
    if stopped is None:
        return _SENDING.ok("The sender is not stopped.")
    meaning = codes.of_receipt if stopped.is_by_receipt else codes.of_refusal
    return _SENDING.wrong(
        f"Nothing is sent since {stopped.stopped_at:%Y-%m-%d %H:%M} UTC, and texts wait: code "
        f"{stopped.code}. {meaning(stopped.code).sentence}",
        f"Mend that (https://www.twilio.com/docs/errors/{stopped.code}); then one of the texts "
        "that try it every five minutes goes through and all follow, or run "
        "`asapcomms release-sender`.",
    )


def keys(transaction: Transaction, settings: Settings, now: datetime) -> list[Finding]:
    """Report how many keys there are; a name that has a newer pair has been seen to."""
    found = api_keys.read_live(transaction, now).values()
    newest = {key.name: key for key in sorted(found, key=lambda key: key.turn)}
    count = len(newest) + len(settings.api_keys)
    if not count:
        return [
            _KEYS.note(
                "There is no API key, so nobody may use the API.",
                "Run `asapcomms keys add NAME`; only `asapcomms up` has a demo key.",
            )
        ]
    return [
        _KEYS.ok(f"{count} API key{'' if count == 1 else 's'} may be used."),
        *(
            _KEYS.note(
                f"The API key {key.name} ends on {key.ends_at:%Y-%m-%d}.",
                f"Run `asapcomms keys rotate {key.name}` and change it in the program.",
            )
            for key in newest.values()
            if key.ends_at is not None and key.ends_at - now < SOON
        ),
    ]


def end_points(transaction: Transaction, _: Settings, __: datetime) -> list[Finding]:
    """Report end points that are paused or fail; without any there is nothing to say."""
    return [_end_point(one) for one in webhooks.read_all(transaction)]


def _end_point(one: StoredEndpoint) -> Finding:
    if one.paused_at:
        return _SENDING.note(
            f"End point {one.endpoint_num} is told nothing since {one.paused_at:%Y-%m-%d %H:%M} UTC: "
            "it had taken nothing for days, or wanted nothing more.",
            f"Mend it, and run `asapcomms webhooks replay {one.endpoint_num} --since TIME`.",
        )
    if one.failing_since:
        return _SENDING.note(
            f"End point {one.endpoint_num} has taken nothing since "
            f"{one.failing_since:%Y-%m-%d %H:%M} UTC; it is tried again for three days.",
            "Look into its own log; ours says in webhook.failed what it answers.",
        )
    return _SENDING.ok(f"End point {one.endpoint_num} takes what it is told.")


def processes(transaction: Transaction, settings: Settings, now: datetime) -> list[Finding]:
    """Report each kind of process."""
    health = look(transaction, settings.zone, settings.sender_key, now)
    return [_process(health, kind) for kind in ProcessKind]


def _process(health: Health, kind: ProcessKind) -> Finding:
    """It is wrong where work waits; where nothing does, nobody may have been started yet."""
    wrong, waits = trouble(health, kind), waiting(health)
    if wrong is None:
        return _PROCESSES.ok(f"A {kind} lives and works.")
    is_known = any(each.kind is kind for each in health.processes)
    make = _PROCESSES.wrong if is_known or waits != "nothing" else _PROCESSES.note
    return make(f"Of the {kind} processes {wrong}. What waits: {waits}.", _START)


_ALL: Final[tuple[Look, ...]] = (sending, keys, end_points, processes)
