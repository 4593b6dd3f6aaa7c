"""Putting messages on the queues; they carry ids only."""

from dramatiq import Message

from schemas.messages import CreateAsapComm, CreateOpening
from worker.queue.broker import WakingBroker
from worker.queue.kinds import CREATE, CREATE_OPENING, Kind


def create_asapcomm(broker: WakingBroker, message: CreateAsapComm) -> str:
    """Ask for a request to be decided; returns the message's id, for the logs."""
    return _enqueue(broker, CREATE, message.kwargs())


def create_opening(broker: WakingBroker, message: CreateOpening) -> str:
    """Ask for a request for an opening to be decided; returns the message's id, for the logs."""
    return _enqueue(broker, CREATE_OPENING, message.kwargs())


def put(broker: WakingBroker, kind: Kind, of: int | str, request_id: str | None = None) -> str:
    """Ask for a piece of work by the id of its row; returns the message's id, for the logs."""
    from_request = {} if request_id is None else {"request_id": request_id}
    return _enqueue(broker, kind, {kind.argument: of, **from_request})


def _enqueue(broker: WakingBroker, kind: Kind, kwargs: dict[str, object]) -> str:
    message = broker.enqueue(Message(kind.queue, kind.actor, args=(), kwargs=kwargs, options={}))
    return str(message.message_id)
