"""Putting messages on the queues; they carry ids only."""

from dramatiq import Message

from schemas.messages import CreateAsapComm, CreateOpening
from worker.queue.broker import WakingBroker
from worker.queue.kinds import CREATE, CREATE_OPENING, Kind


def ask(broker: WakingBroker, message: CreateAsapComm | CreateOpening) -> str:
    """Ask for a request to be decided; returns the message's id, for the logs."""
    kind = CREATE if isinstance(message, CreateAsapComm) else CREATE_OPENING
    return _enqueue(broker, kind, message.kwargs())


def put(broker: WakingBroker, kind: Kind, of: int | str, request_id: str | None = None) -> str:
    """Ask for a piece of work by the id of its row; returns the message's id, for the logs."""
    from_request = {} if request_id is None else {"request_id": request_id}
    return _enqueue(broker, kind, {kind.argument: of, **from_request})


def _enqueue(broker: WakingBroker, kind: Kind, kwargs: dict[str, object]) -> str:
    message = broker.enqueue(Message(kind.queue, kind.actor, args=(), kwargs=kwargs, options={}))
    return str(message.message_id)
