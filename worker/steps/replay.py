"""Replay a dead letter, corrected or as it is, or drop it; each is done once, and stays on record.

::

    replay(message):
        from Redis: keep it in the table, commit, take it out of Redis
        read it as it would be then; wrong: refuse, and nothing is changed
        transaction:
            ended before: refuse
            say that it is replayed; write its request, as web does for a POST
        put it on the queue; whoever dies before that leaves a request that the clock finds

A message about a row of ours is only a nudge, which may come twice: it is put on the queue first.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from schemas.messages import CreateAsapComm, CreateOpening
from schemas.problem import sentence
from worker.errors import AsapError, Conflict, NotFound, Refused, Unavailable
from worker.queue import dead, kinds, messages
from worker.queue.broker import WakingBroker
from worker.queue.client import OUTAGES
from worker.queue.kinds import Kind
from worker.steps.dead_letter import keep
from worker.steps.link import new_short_guid
from worker.store.engine import Store, Transaction
from worker.store.ledger import dead_letters, openings, requests
from worker.store.ledger.dead_letters import Ending, KeptMessage

_REQUEST_ID: Final = "request_id"
_ASKS: Final[Mapping[str, type[CreateAsapComm | CreateOpening]]] = {
    kinds.CREATE.actor: CreateAsapComm,
    kinds.CREATE_OPENING.actor: CreateOpening,
}
_ROWS: Final[Mapping[str, Kind]] = {
    kind.actor: kind for kind in kinds.KINDS if kind.actor not in _ASKS
}
_POSITIONAL: Final = "The message has positional arguments; it takes keyword arguments only."


@dataclass(frozen=True, slots=True)
class Change:
    """What is corrected: all arguments at once, or some by name; None takes one away."""

    body: dict[str, Any] | None = None
    fields: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay has led to."""

    request_id: str | None
    """The request that it is now; None for a nudge."""
    answer: str | None = None
    """What was decided before about the same request."""
    is_queued: bool = True
    """Whether it is on the queue; else the clock puts it there."""


def waiting(store: Store, broker: WakingBroker) -> list[KeptMessage]:
    """Return what is kept, and what is dead in Redis; raises Unavailable."""
    letters = _dead(broker)
    with store.reading() as transaction:
        kept = dead_letters.waiting(transaction)
        more = [
            _as_kept(letter)
            for letter in letters
            if dead_letters.find(transaction, letter.message_id) is None
        ]
    return [*kept, *more]


def find(message_id: str, store: Store, broker: WakingBroker) -> KeptMessage:
    """Return a message that is or was kept, or is dead; raises NotFound."""
    with store.reading() as transaction:
        known = dead_letters.find(transaction, message_id)
    found = (_as_kept(letter) for letter in _dead(broker) if letter.message_id == message_id)
    known = known or next(found, None)
    if known is None:
        raise NotFound(f"No message {message_id} is kept; `asapcomms messages list` shows those.")
    return known


def replay(
    message_id: str, change: Change, store: Store, broker: WakingBroker, *, who: str, now: datetime
) -> Replayed:
    """Replay a message once; raises Refused where it would be wrong again, Conflict where it is over."""
    kept = _take(message_id, store, broker, now)
    if kept.actor not in {*_ASKS, *_ROWS}:
        raise Refused(
            f"{kept.reason} It can only be dropped; what it wanted can be asked for by POST."
        )
    kwargs = _corrected(kept, change)
    if kept.actor in _ROWS:
        return _nudge(kept, _ROWS[kept.actor], kwargs, store, broker, who=who, now=now)
    asked = _read(kept, kwargs, change)
    request_id = str(asked.request_id)

    def work(transaction: Transaction) -> Replayed:
        _end(transaction, kept, Ending.REPLAYED, now, ended_by=who, request_id=request_id)
        return Replayed(request_id, _write_down(transaction, asked, now))

    done = store.write(work)
    if done.answer is not None:
        return done
    try:
        messages.ask(broker, asked)
    except OUTAGES:
        return replace(done, is_queued=False)
    return done


def drop(
    message_id: str, store: Store, broker: WakingBroker, *, who: str, why: str, now: datetime
) -> None:
    """Say that nothing is to come of a message; raises Conflict where it is over."""
    kept = _take(message_id, store, broker, now)
    store.write(
        lambda transaction: _end(transaction, kept, Ending.DROPPED, now, ended_by=who, why=why)
    )


def _dead(broker: WakingBroker) -> list[dead.DeadLetter]:
    with _redis():
        return list(dead.read_all(broker.client, broker.namespace))


@contextmanager
def _redis() -> Iterator[None]:
    try:
        yield
    except OUTAGES as error:
        raise Unavailable("Redis, where dead letters are, cannot be reached now.") from error


def _as_kept(letter: dead.DeadLetter) -> KeptMessage:
    return KeptMessage(
        message_id=letter.message_id,
        queue=letter.queue,
        actor=letter.actor,
        arguments=json.dumps(letter.arguments, default=str),
        reason=letter.reason,
        received_at=letter.died_at,
    )


def _take(message_id: str, store: Store, broker: WakingBroker, now: datetime) -> KeptMessage:
    """Bring a message into the table if it is in Redis, and return it unless it is over."""
    for letter in _dead(broker):
        if letter.message_id == message_id:
            arguments, why = letter.arguments, letter.reason
            keep(message_id, letter.queue, letter.actor, arguments, why, store, now)
            with _redis():
                dead.remove(broker.client, broker.namespace, letter)
    found = find(message_id, store, broker)
    if found.outcome is not None:
        raise _is_over(found)
    return found


def _is_over(kept: KeptMessage) -> AsapError:
    moment = f"{kept.ended_at:%Y-%m-%d %H:%M} UTC" if kept.ended_at else "before"
    led_to = f", as request {kept.request_id}" if kept.request_id else ""
    because = f": {kept.why}" if kept.why else "."
    return Conflict(
        f"Message {kept.message_id} was {kept.outcome} {moment} by {kept.ended_by}{led_to}{because}"
    )


def _corrected(kept: KeptMessage, change: Change) -> dict[str, Any]:
    """Return the keyword arguments as they would be replayed; raises Refused where there are others."""
    args, kwargs = kept.told
    if change.body is not None:
        args, kwargs = [], change.body
    if args or not isinstance(kwargs, dict):
        raise Refused(_POSITIONAL)
    fields = change.fields or {}
    corrected = {name.lower() for name in fields}
    kept_as_it_is = {name: kwargs[name] for name in kwargs if name.lower() not in corrected}
    return {**kept_as_it_is, **{name: fields[name] for name in fields if fields[name] is not None}}


def _read(
    kept: KeptMessage, kwargs: dict[str, Any], change: Change
) -> CreateAsapComm | CreateOpening:
    """Read what is asked; what names no request becomes one by the message's own id."""
    given = {**(change.body or {}), **(change.fields or {})}
    if _REQUEST_ID not in given and not _is_uuid(kwargs.get(_REQUEST_ID)):
        kwargs = {**kwargs, _REQUEST_ID: kept.message_id}
    try:
        return _ASKS[kept.actor].model_validate(kwargs)
    except ValidationError as error:
        raise Refused(sentence(error)) from None


def _is_uuid(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def _write_down(
    transaction: Transaction, asked: CreateAsapComm | CreateOpening, now: datetime
) -> str | None:
    """Write the request, as web does; returns what was decided before about the same one."""
    if isinstance(asked, CreateAsapComm):
        known = requests.add(transaction, asked.request_id, asked, new_short_guid(), now)
        is_same = asked.asks_for_the_same(known.body)
        answer = _answer(known.decided_at, known.sentence, f"offer {known.asap_comm_num}")
    else:
        opened = openings.add(transaction, asked.request_id, asked.body, now)
        is_same = opened.asked == asked.body
        answer = _answer(opened.decided_at, opened.sentence, f"blockout {opened.schedule_num}")
    if not is_same:
        raise Refused("request_id was used before for another opening; give it another one.")
    return answer


def _answer(decided_at: datetime | None, sentence: str | None, made: str) -> str | None:
    return None if decided_at is None else sentence or f"{made}."


def _nudge(
    kept: KeptMessage,
    kind: Kind,
    kwargs: dict[str, Any],
    store: Store,
    broker: WakingBroker,
    *,
    who: str,
    now: datetime,
) -> Replayed:
    of = kwargs.get(kind.argument)
    if type(of) is not (str if kind.argument.endswith("_id") else int):
        raise Refused("The message's arguments are not those of its actor.")
    with _redis():
        messages.put(broker, kind, of)
    store.write(lambda transaction: _end(transaction, kept, Ending.REPLAYED, now, ended_by=who))
    return Replayed(None)


def _end(
    transaction: Transaction, kept: KeptMessage, outcome: Ending, now: datetime, **told: str
) -> None:
    if not dead_letters.end(transaction, kept.message_id, outcome, now, **told):
        raise _is_over(dead_letters.find(transaction, kept.message_id) or kept)
