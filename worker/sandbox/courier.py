"""Brings the office's service what it is to know: receipts of its texts, and replies to them.

A timer waits for each receipt, so a request to send costs no more for it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import structlog

from worker.sandbox import receipts
from worker.sandbox.caller import Caller
from worker.sandbox.inbox import Inbox
from worker.sandbox.message import Message
from worker.sandbox.receipts import Receipt

_log = structlog.get_logger()

Inbound = Callable[[Message], Coroutine[Any, Any, str]]
"""Tells the service of a reply; returns what came of it."""


@dataclass(slots=True)
class _Way:
    """What a text still waits for; its receipts leave one by one, so that they keep their order."""

    left: int
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Courier:
    """Follows texts until their last callback is over.

    What is over stands in the journal. After a restart the receipts to come leave as planned, the
    latest that was due leaves once more, and a reply that nobody was told of is told: a receipt may
    come twice, as it may from Twilio, and the last one is never lost.
    """

    def __init__(self, inbox: Inbox, caller: Caller, inbound: Inbound) -> None:
        self._inbox = inbox
        self._caller = caller
        self._inbound = inbound
        self._open: dict[str, _Way] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def follow(self, message: Message) -> None:
        """Send the receipts of this text in their time."""
        self._plan(message, receipts.receipts(message))

    def bring(self, message: Message) -> None:
        """Tell the service of this reply."""
        self._start(self._bring(message))

    def resume(self) -> None:
        """Take up what an earlier process left."""
        now = datetime.now(UTC)
        for message in self._inbox.everything():
            if message.direction == "inbound":
                if message.reported_at is None and message.deleted_at is None:
                    self.bring(message)
            else:
                self._plan(message, receipts.left(message, now))

    def _plan(self, message: Message, plan: list[Receipt]) -> None:
        if not plan:
            return
        loop, now = asyncio.get_running_loop(), datetime.now(UTC)
        self._open[message.sid] = _Way(len(plan))
        for receipt in plan:
            wait = max((receipt.due_at - now).total_seconds(), 0)
            loop.call_later(wait, self._start_receipt, message.sid, receipt)

    def _start_receipt(self, sid: str, receipt: Receipt) -> None:
        self._start(self._send(sid, receipt))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, sid: str, receipt: Receipt) -> None:
        message = self._inbox.find(sid)
        if message is None or message.callback_url is None or not _holds(message, receipt):
            return  # deleted, or called off: then its one receipt says so
        way = self._open[sid]
        async with way.turn:
            form = receipts.fields(message, receipt)
            report, _ = await self._caller.call(message.callback_url, form)
            way.left -= 1
        if not way.left:
            self._open.pop(sid, None)
            self._close(sid, report)

    async def _bring(self, message: Message) -> None:
        self._close(message.sid, await self._inbound(message))

    def _close(self, sid: str, report: str) -> None:
        """Write down that the last callback is over; a deleted text needs no note."""
        if not report.startswith("2"):
            _log.info("callback.failed", sid=sid, report=report)
        message = self._inbox.find(sid)
        if message is None:
            return
        try:
            self._inbox.keep(replace(message, report=report, reported_at=datetime.now(UTC)))
        except OSError as error:  # it is called once more after a restart
            _log.error("journal.failed", reason=str(error))


def _holds(message: Message, receipt: Receipt) -> bool:
    return message.canceled_at is None or receipt.reached_at == message.canceled_at
