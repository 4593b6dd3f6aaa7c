"""dramatiq's actors: a message in, a step done, the next message out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Any, TypeVar

import dramatiq
import structlog
from dramatiq.middleware import CurrentMessage
from pydantic import ValidationError

from schemas.keys import AsapCommNum, ScheduleNum
from schemas.messages import CreateAsapComm, CreateOpening
from schemas.problem import loggable, sentence
from worker.errors import Conflict, Refused, Unavailable
from worker.metrics.durations import DECIDED, DOOR
from worker.office import Office
from worker.queue import kinds, messages, outcomes
from worker.queue.broker import WakingBroker
from worker.queue.kinds import Kind
from worker.queue.middleware import come_again
from worker.queue.payload import strict
from worker.queue.tuning import CALLS_OF_DELIVERING, CALLS_OF_REQUESTS
from worker.rules.attempt import Purpose, TextKey
from worker.steps import inbound, receipts
from worker.steps.answer import finish_and_confirm
from worker.steps.create import create
from worker.steps.dead_letter import keep
from worker.steps.deliver import deliver
from worker.steps.end_blockout import end
from worker.steps.expire import expire
from worker.steps.opening.create import create_opening as decide_opening
from worker.steps.text.hand_over import hand_over, send
from worker.steps.text.reconcile import reconcile

log = structlog.get_logger()

Asked = TypeVar("Asked", CreateAsapComm, CreateOpening)


class CallPlaces:
    """Counts the threads of a process that have decided a request and call the provider for it.

    A silent provider never holds all of them.
    """

    def __init__(self, count: int) -> None:
        self._free = BoundedSemaphore(count)

    @contextmanager
    def one(self) -> Iterator[Callable[[], bool]]:
        """Give a way to take a place that is kept until the end of the block; it says if one was free.

        It is asked for when there is something to call for, and again by whoever begins again.
        """
        has_place = False

        def take() -> bool:
            nonlocal has_place
            has_place = has_place or self._free.acquire(blocking=False)
            return has_place

        try:
            yield take
        finally:
            if has_place:
                self._free.release()


def declare(broker: WakingBroker, office: Office, clock: Callable[[], datetime]) -> None:
    """Declare every actor on a broker, working for an office."""
    _declare_requests(_Requests(broker, office, clock))
    _declare_texts(broker, office, clock)
    _declare_answers(broker, office, clock)
    _declare_for_others(broker, office, clock)


def _actor(
    broker: WakingBroker, kind: Kind
) -> Callable[[Callable[..., None]], dramatiq.Actor[..., None]]:
    """Return the decorator that declares the actor of a kind of work."""
    return dramatiq.actor(
        broker=broker,
        queue_name=kind.queue,
        actor_name=kind.actor,
        priority=kind.priority,
        max_retries=0,
    )


def _declare_requests(asked: "_Requests") -> None:
    """Declare what any producer may ask for."""
    broker, places = asked.broker, CallPlaces(CALLS_OF_REQUESTS)

    @_actor(broker, kinds.CREATE)
    def create_asapcomm(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - any producer's
        with asked.taken(kinds.CREATE, args, kwargs):
            message = _read(CreateAsapComm, args, kwargs)
            with places.one() as take_place:
                asked.offer(message, take_place)

    @_actor(broker, kinds.CREATE_OPENING)
    def create_opening(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - any producer's
        with asked.taken(kinds.CREATE_OPENING, args, kwargs):
            asked.open(_read(CreateOpening, args, kwargs))


def _declare_texts(broker: WakingBroker, office: Office, clock: Callable[[], datetime]) -> None:
    """Declare what brings texts to the provider, and to their end."""

    @_actor(broker, kinds.SEND)
    @strict
    def send_asapcomm(asap_comm_num: int, request_id: str | None = None) -> None:  # noqa: ARG001
        send(TextKey(Purpose.OFFER, asap_comm_num), office, clock)

    @_actor(broker, kinds.SEND_TEXT)
    @strict
    def send_other_text(text_num: int, request_id: str | None = None) -> None:  # noqa: ARG001
        send(TextKey(Purpose.OWN, text_num), office, clock)

    @_actor(broker, kinds.RECONCILE)
    @strict
    def settle_asapcomm(attempt_id: str, request_id: str | None = None) -> None:
        again = reconcile(attempt_id, office, clock)
        if again is not None and again.purpose is Purpose.OFFER:
            messages.put(broker, kinds.SEND, AsapCommNum(again.subject), request_id)
        elif again is not None:
            messages.put(broker, kinds.SEND_TEXT, again.subject, request_id)

    @_actor(broker, kinds.EXPIRE)
    @strict
    def expire_asapcomm(asap_comm_num: int, request_id: str | None = None) -> None:  # noqa: ARG001
        expire(AsapCommNum(asap_comm_num), office, clock())


def _declare_for_others(
    broker: WakingBroker, office: Office, clock: Callable[[], datetime]
) -> None:
    """Declare what tells other systems."""
    places = CallPlaces(CALLS_OF_DELIVERING)

    @_actor(broker, kinds.DELIVER)
    @strict
    def deliver_events(endpoint_num: int) -> None:
        with places.one() as take_place:
            if not take_place():
                return  # the row is due, and the clock finds it
            has_more = deliver(endpoint_num, office.store, office.webhook_networks, clock)
        if has_more:
            messages.put(broker, kinds.DELIVER, endpoint_num)


def _declare_answers(broker: WakingBroker, office: Office, clock: Callable[[], datetime]) -> None:
    """Declare what follows an answer: the provider's, or a patient's by text or on the page."""

    @_actor(broker, kinds.APPLY_RECEIPT)
    @strict
    def apply_receipt(receipt_num: int) -> None:
        receipts.apply(receipt_num, office, clock)

    @_actor(broker, kinds.ASK_RECEIPT)
    @strict
    def ask_receipt(attempt_id: str) -> None:
        receipt_num = receipts.ask(attempt_id, office, clock)
        if receipt_num is not None:
            messages.put(broker, kinds.APPLY_RECEIPT, receipt_num)

    @_actor(broker, kinds.APPLY_INBOUND)
    @strict
    def apply_inbound(inbound_num: int) -> None:
        text_num = inbound.apply(inbound_num, office, clock)
        if text_num is not None:
            messages.put(broker, kinds.SEND_TEXT, text_num)

    @_actor(broker, kinds.FINISH_ANSWER)
    @strict
    def finish_answer(answer_num: int) -> None:
        text_num = finish_and_confirm(answer_num, office.desk, clock())
        if text_num is not None:
            messages.put(broker, kinds.SEND_TEXT, text_num)

    @_actor(broker, kinds.END_BLOCKOUT)
    @strict
    def end_blockout(schedule_num: int) -> None:
        end(ScheduleNum(schedule_num), office.desk, clock())


@dataclass(frozen=True, slots=True)
class _Requests:
    """Decides what any producer asks for."""

    broker: WakingBroker
    office: Office
    clock: Callable[[], datetime]

    @contextmanager
    def taken(self, kind: Kind, *arguments: Any) -> Iterator[None]:  # noqa: ANN401 - any producer's
        """Keep a message aside that cannot be meant, and put it back while the database is away."""
        try:
            with self._kept_if_wrong(kind, arguments):
                yield
        except Unavailable:
            come_again(self.broker)  # from elsewhere it has no row yet that the clock would find

    @contextmanager
    def _kept_if_wrong(self, kind: Kind, arguments: tuple[Any, ...]) -> Iterator[None]:
        try:
            yield
        except (ValidationError, Refused, Conflict) as error:
            reason = told = str(error)
            if isinstance(error, ValidationError):
                reason, told = sentence(error), loggable(error)
            now = self.clock()
            keep(_message_id(), kind.queue, kind.actor, arguments, reason, self.office.store, now)
            log.warning("message.kept", reason=told)

    def offer(self, message: CreateAsapComm, may_call: Callable[[], bool]) -> None:
        """Decide, tell whoever waits, and only then call the provider; what is not claimed is queued."""
        request_id, now = str(message.request_id), self.clock()
        decided = create(message, self.office, now, asked_at=_enqueued_at(), may_call=may_call)
        if decided.is_due and decided.asap_comm_num and decided.claimed is None:
            messages.put(self.broker, kinds.SEND, decided.asap_comm_num, request_id)
        seconds = self._announce(request_id, decided.asked_at)
        if seconds is not None and decided.claimed is not None:
            DOOR.observe(seconds)
        if decided.claimed is not None:
            hand_over(decided.claimed, self.office, self.clock)

    def open(self, message: CreateOpening) -> None:
        """Decide an opening, put on the queue what is due now, and tell whoever waits."""
        decided = decide_opening(message, self.office, self.clock(), asked_at=_enqueued_at())
        for num in decided.due:
            messages.put(self.broker, kinds.SEND, num, str(message.request_id))
        self._announce(str(message.request_id), decided.asked_at)

    def _announce(self, request_id: str, asked_at: datetime | None) -> float | None:
        """Tell whoever waits; returns how long the decision took, if it was not made before."""
        outcomes.announce(self.broker.client, request_id)
        if asked_at is None:
            return None
        seconds = (self.clock() - asked_at).total_seconds()
        DECIDED.observe(seconds)
        return seconds


def _enqueued_at() -> datetime | None:
    message = CurrentMessage.get_current_message()
    if message is None:
        return None
    return datetime.fromtimestamp(message.message_timestamp / 1000, UTC)


def _read(kind: type[Asked], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Asked:
    if args:
        raise Refused("The message has positional arguments; it takes keyword arguments only.")
    return kind.model_validate(kwargs)


def _message_id() -> str:
    message = CurrentMessage.get_current_message()
    return message.message_id if message else "none"
