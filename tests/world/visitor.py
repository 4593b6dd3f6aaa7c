"""A patient with the link of a text: looks, accepts, declines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from schemas.codes import ResponseStatus
from schemas.keys import AsapCommNum
from schemas.wire import NEVER
from tests.world.office import World
from worker.rules.answer import Answer, Outcome
from worker.steps.answer import Asked, answer
from worker.steps.look import Shown, look
from worker.steps.page import mark_viewed
from worker.store.ledger.answers import StoredAnswer
from worker.store.practice import tables

_OFFER: Final = select(
    tables.asapcomm.c.short_guid, tables.asapcomm.c.response_status, tables.asapcomm.c.note
).where(tables.asapcomm.c.asap_comm_num == bindparam("num"))


@dataclass
class Visitor:
    """Whoever has an offer's link."""

    world: World
    num: AsapCommNum

    @classmethod
    def texted(cls, world: World, **asked: Any) -> "Visitor":
        """Offer an opening and send the text."""
        num = world.offered(**asked)
        world.send(num)
        return cls(world, num)

    @classmethod
    def recalled(cls, world: World, **offered: Any) -> "Visitor":
        """Text a patient whom Open Dental's own window offers an opening for a recall."""
        num = world.offered_by_staff(**offered)
        world.send(num)
        return cls(world, num)

    @property
    def short_guid(self) -> str:
        """The part of the link that no other text has."""
        return str(self._row["short_guid"])

    @property
    def status(self) -> ResponseStatus:
        """What has come of the offer."""
        return ResponseStatus(self._row["response_status"])

    @property
    def note(self) -> str:
        """Why the offer's text did not go out."""
        return str(self._row["note"])

    def look(self) -> Shown:
        """Read the page, as a preview fetcher would."""
        shown = look(self.short_guid, self.world.office.desk, self.world.now)
        if shown is None:
            raise AssertionError("the link leads nowhere")
        return shown

    def open(self) -> Shown:
        """Open the page, as a person."""
        shown = self.look()
        mark_viewed(shown.page, self.world.office.desk, self.world.now)
        return shown

    def asked(self, shown: Shown, say: Answer, num: AsapCommNum | None = None) -> Asked:
        """Return what the form of a page sends."""
        return Asked(
            short_guid=self.short_guid,
            answer=say,
            asap_comm_num=num or self.num,
            after=shown.last.answer_num if shown.last else 0,
            was_start=shown.page.was_start,
            slot_start=self._slot(shown, num or self.num) if say is Answer.ACCEPT else NEVER,
        )

    def _slot(self, shown: Shown, num: AsapCommNum) -> datetime:
        offer = shown.page.find(num)
        return offer.slot.start if offer and offer.slot else NEVER

    def answer(
        self, say: Answer, num: AsapCommNum | None = None, shown: Shown | None = None
    ) -> StoredAnswer:
        """Answer a page: the one that is given, or one that is opened now."""
        asked = self.asked(shown or self.open(), say, num)
        stored = answer(asked, self.world.office.desk, self.world.now)
        if stored is None:
            raise AssertionError("the link leads nowhere")
        return stored

    def accept(self, **how: Any) -> Outcome | None:
        """Accept the offer."""
        return self.answer(Answer.ACCEPT, **how).outcome

    def decline(self, **how: Any) -> Outcome | None:
        """Decline what the page shows."""
        return self.answer(Answer.DECLINE, **how).outcome

    def stop(self, **how: Any) -> Outcome | None:
        """Decline, and want no more offers for this appointment."""
        return self.answer(Answer.STOP, **how).outcome

    @property
    def _row(self) -> dict[str, Any]:
        with self.world.store.reading() as transaction:
            row = transaction.one(_OFFER, num=self.num)
        if row is None:
            raise AssertionError("the offer is gone")
        return row
