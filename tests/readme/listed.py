"""The parts of the README and the docs that list what is in the code; ``python -m tests.readme`` writes them."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from schemas.events import MEANINGS
from tests.asyncapi.document import document
from tests.demo.story import REFUSED, STORY
from tests.rules.collection import figures
from worker.gateways import codes
from worker.queue import kinds
from worker.rules import skip
from worker.sandbox import behaviour
from worker.sandbox.numbers import REFUSED_TO
from worker.sandbox.reserved import RESERVED
from worker.sandbox.threads import number_label
from worker.settings import Settings
from worker.settings_table import shown_default

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = (
    README,
    *(ROOT / "docs" / f"{name}.md" for name in ("events", "logs", "refusals", "sandbox", "twilio")),
)
"""Every page with lists."""

_BLOCK = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)

EVENTS = {
    "attempt.given-up": "a text is not sent again, although nobody knows what became of it",
    "attempt.not-proven": "the provider's list hides what it holds, so nothing is sent again",
    "attempt.no-trace": "the provider had no trace of a text at any look",
    "attempt.no-trace-yet": "the provider has no trace of a text yet",
    "attempt.not-told": "the provider could not be asked about a text",
    "attempt.orphaned": "a text came to its end whose row somebody has deleted",
    "behaviour.changed": "the sandbox was told what to play",
    "callback.failed": "the service did not take the last callback of the sandbox about a text",
    "callback.not-queued": "a callback was written down but not put on the queue; the clock does it",
    "callback.refused": "a callback was not signed with this office's token",
    "clock.database-away": "the clock could not reach the database",
    "clock.redis-away": "the clock could not reach Redis",
    "clock.started": "the clock runs",
    "clock.stopped": "the clock was asked to stop",
    "consent.started": "a number takes back that it wants no more texts",
    "consent.stopped": "a number wants no more texts",
    "demo.filled": "the demo practice was made",
    "demo.left-alone": "the database holds another practice, so no demo was made",
    "heartbeat.missed": "a process could not say that it lives, because the database is away",
    "inbound.applied": "a patient's text is shown to the office, and what it asks for is done",
    "journal.line_skipped": "a line of the sandbox's journal could not be read",
    "journal.failed": "the sandbox could not write a text down",
    "key.use-not-kept": "the last use of an API key could not be written down; it is tried again",
    "ledger.not-compared": "a worker that starts could not ask whether the ledger is older than it was",
    "ledger.older": "the alarm: the database was restored, so everything is held until it is reconciled",
    "ledger.reconciled": "what had gone out was found at the provider, and nothing is held for it any more",
    "log.left-out": "so many lines were left out, because nobody read the log",
    "message.failed": "an actor failed; the message is a dead letter, and the clock finds its row",
    "message.kept": "a message that cannot be read was kept with its reason",
    "message.left-to-clock": "the database is away; the clock finds the message's row",
    "message.stranded": "Redis had handed over a message that never arrived; it is on the queue again",
    "message.waits": "a message waits for the database, on its own queue",
    "message.unreadable": "an entry of a queue was no message that any actor takes",
    "number.bad": "a number cannot receive texts, and gets none from now on",
    "number.lives": "a number that could not receive texts has written, and is texted again",
    "offer.expired": "nobody answered an offer by its DateTimeExpire",
    "opening.made": "an opening is offered to a list",
    "opening.stopped": "somebody has stopped an opening, so what waits of it is not sent",
    "outcomes.deaf": "web does not hear from workers, because Redis is away",
    "reply.answered": "the sandbox answered a text from a person, as it was told",
    "reply.received": "a person texted the sandbox",
    "provider.code-not-listed": "the provider gave a code that nobody has listed",
    "proxy.not-trusted": "a proxy whose word is not taken: all who come through it count as one",
    "receipt.after-all": "the provider has a text after all that was given up",
    "receipt.applied": "the provider's word on a text has had its effect",
    "receipt.asked-for": "the provider was asked for a receipt that had not come",
    "receipt.not-told": "the provider could not be asked for a receipt",
    "receipt.of-another": "the alarm: a receipt brings another id than the provider gave the text",
    "receipt.orphan": "a receipt is for an attempt that is not known",
    "request.answered": "a POST was answered",
    "request.failed": "a request ran into a bug",
    "request.not-queued": "a request was written down but not put on the queue; the clock does it",
    "request.refused": "the sandbox refused a text",
    "request.slow": "a POST was answered with 202 because no worker had decided in time",
    "request.unauthorized": "a request came without a known API key; said once a minute of each address and reason",
    "request.unavailable": "a request was answered with 503",
    "rows.removed": "the clock has removed rows of this service's own that are done and older than KEEP_DAYS, or locks of past days",
    "row.nudged": "the clock put something on the queue that is due and not on its way",
    "row.unreadable": "what is due asks for something that this release cannot read; it waits for one that can",
    "answer.ended": "a patient's answer has led to something, said in outcome",
    "answer.taken": "a patient's answer was written down",
    "blockout.ended": "a blockout was taken off the schedule",
    "confirmation.not-queued": "a confirmation was not put on the queue; the clock does it",
    "confirmation.skipped": "a patient who has accepted may not be texted, so nothing confirms it",
    "page.unavailable": "a patient's page could not be shown, and said so",
    "page.view-not-kept": "a patient has opened a page, which could not be written down",
    "staff.form-refused": "a form of the staff pages was not one that they had shown",
    "staff.sign-in-refused": "somebody gave a wrong name or password for the staff pages",
    "staff.signed-in": "somebody has signed in to the staff pages",
    "table.out-of-reach": "a table that can be done without is missing or forbidden",
    "sender.probed": "one text tries whether a stopped sender works again",
    "sender.released": "a sender that was stopped works again",
    "sender.stopped": "the alarm: every text of the sender would fail, so they wait",
    "sending.held": "somebody holds what goes to the provider; the clock tells it when that changes",
    "sending.released": "nothing is held any more",
    "text.accepted": "the sandbox took a text",
    "text.adopted": "the provider had a text that the restored database did not know to be sent",
    "text.claimed": "a worker is about to call the provider",
    "text.deferred": "a due text waits for the send window",
    "text.doubled": "the alarm: two texts at the provider have the same link",
    "text.held": "a due text waits until somebody releases what is held",
    "text.rejected": "the provider did not take a text",
    "text.sent": "the provider took a text",
    "text.skipped": "a text does not go out; the offer's Note says why",
    "text.too-late": "a worker stood still for so long that it must not send its text any more",
    "text.unknown": "a call ended without an answer",
    "vitals.port-taken": "the port of a worker's or clock's /metrics is taken, and is tried again",
    "webhook.failed": "an end point has not taken an event, which is tried again",
    "webhook.given-up": "an end point has not taken an event for three days, so it is not tried again",
    "webhook.not-queued": "whoever is told of events is told a second later, by the clock",
    "webhook.paused": "the alarm: an end point has taken nothing for three days, or wants nothing more",
    "web.started": "the web process takes requests",
    "web.stopped": "the web process was asked to stop",
    "zone.guessed": "TIME_ZONE is not set on a machine in UTC, so the office's clock is a guess",
    "worker.ends": "a worker process ends because its master or one of its threads has died",
    "worker.cold": "a worker started without a database, and warms up with its first message",
}


ASYNCAPI = ROOT / "docs" / "asyncapi.json"


def asyncapi() -> str:
    """Return the queue's document as it must stand."""
    return f"{json.dumps(document(), indent=2)}\n"


@cache
def blocks() -> dict[str, str]:
    """Return every list as it must stand."""
    return {
        "story": _story(),
        "settings": _settings(),
        "codes": _codes(),
        "procfile": f"```\n{(ROOT / 'Procfile').read_text()}```\n",
        "work": _work(),
        "happenings": _table(
            ("event", "what happened"), ((f"`{e}`", m) for e, m in MEANINGS.items())
        ),
        "numbers": _numbers(),
        "plays": _plays(),
        "replies": _table(("part", "language", "refusals honoured", "others stopped"), figures()),
        "events": _table(("event", "what happened"), ((f"`{e}`", m) for e, m in EVENTS.items())),
    }


def filled(page: str) -> str:
    """Return a page with every list as it must be."""
    lists = blocks()
    return _BLOCK.sub(lambda found: f"<!-- {found[1]} -->\n{lists[found[1]]}<!-- end -->", page)


def logged() -> set[str]:
    """Return the names of all log events in the code."""
    found = set()
    for path in (ROOT / "worker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Name(id="log" | "logger" | "_log"),
                        attr="info" | "warning" | "error",
                    ),
                    args=[ast.Constant(value=str(event)), *_],
                ):
                    found.add(event)
    return found


def _story() -> str:
    sentences = {
        value.code: value.sentence
        for value in (*vars(skip).values(), skip.daily_limit(2))
        if isinstance(value, skip.Skip)
    }
    offered = (
        (
            f"{case.apt_num}",
            f"{case.op} at {case.start:%H:%M}",
            case.shows,
            f"`{sentences[case.skip]}`" if case.skip else "the text is sent",
        )
        for case in STORY
    )
    refused = (
        (f"{case.apt_num}", f"{case.op} at {case.start:%H:%M}", case.shows, "400")
        for case in REFUSED
    )
    head = ("appointment", "operatory, tomorrow", "the patient, or what is asked for", "what comes")
    return _table(head, (*offered, *refused))


def _work() -> str:
    head = (
        "actor",
        "queue",
        "priority",
        "id in the message",
        "what it does",
        "left behind, found as",
    )
    rows = (
        (
            f"`{kind.actor}`",
            f"`{kind.queue}`",
            str(kind.priority),
            f"`{kind.argument}`",
            kind.does,
            kind.left,
        )
        for kind in kinds.KINDS
    )
    return _table(head, rows)


def _numbers() -> str:
    acting = ((number_label(number), acts.sentence) for number, acts in RESERVED.items())
    refused = (
        (number_label(number), f"Refused with {code}, as by Twilio's test credentials.")
        for number, code in REFUSED_TO.items()
    )
    return _table(("number", "what happens to a text"), (*acting, *refused))


def _plays() -> str:
    lists = {
        "creates": ("a request to send", behaviour.Create),
        "looks": ("a request to list texts, or to read one", behaviour.Look),
        "endings": ("how a text ends; `code` says why it fails", behaviour.Ending),
        "receipts": ("how its receipts come", behaviour.Receipts),
    }
    rows = (
        (f"`{name}`", about, ", ".join(f"`{play}`" for play in plays))
        for name, (about, plays) in lists.items()
    )
    return _table(("list", "what it is about", "what can be played"), rows)


def _codes() -> str:
    rows = (
        (where, str(code), line.kind.value, line.action.value, line.sentence)
        for where, table in (("call", codes.CREATE), ("receipt", codes.RECEIPT))
        for code, line in table.items()
    )
    return _table(("where", "code", "class", "what is done", "what the office reads"), rows)


def _settings() -> str:
    rows = (
        (f"`{name.upper()}`", f"`{shown_default(name, field)}`", field.description or "")
        for name, field in Settings.model_fields.items()
    )
    return _table(("name", "default", "meaning"), rows)


def _table(
    head: tuple[str, ...], rows: Iterator[tuple[str, ...]] | tuple[tuple[str, ...], ...]
) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
