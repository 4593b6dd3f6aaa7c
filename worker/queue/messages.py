"""Putting messages on the queues; they carry ids only."""

from dramatiq import Message

from schemas.keys import AsapCommNum
from schemas.messages import CreateAsapComm
from worker.queue.broker import WakingBroker
from worker.queue.names import (
    CREATE_ACTOR,
    CREATE_QUEUE,
    SEND_ACTOR,
    SEND_QUEUE,
    SETTLE_ACTOR,
)


def create_asapcomm(broker: WakingBroker, message: CreateAsapComm) -> None:
    """Ask for a request to be decided."""
    _enqueue(broker, CREATE_QUEUE, CREATE_ACTOR, message.kwargs())


def send_asapcomm(broker: WakingBroker, num: AsapCommNum, request_id: str | None) -> None:
    """Ask for a due offer to be sent; the request's id is for the logs."""
    _enqueue(broker, SEND_QUEUE, SEND_ACTOR, {"asap_comm_num": num, "request_id": request_id})


def settle_asapcomm(broker: WakingBroker, attempt_id: str, request_id: str | None) -> None:
    """Ask for an open attempt to be settled with the provider; the request's id is for the logs."""
    _enqueue(broker, SEND_QUEUE, SETTLE_ACTOR, {"attempt_id": attempt_id, "request_id": request_id})


def _enqueue(broker: WakingBroker, queue: str, actor: str, kwargs: dict[str, object]) -> None:
    broker.enqueue(Message(queue_name=queue, actor_name=actor, args=(), kwargs=kwargs, options={}))
