"""Putting messages on the queues; they carry ids only."""

from dramatiq import Message

from schemas.keys import AsapCommNum, ScheduleNum
from schemas.messages import CreateAsapComm, CreateOpening
from worker.queue.broker import WakingBroker
from worker.queue.names import (
    ASK_ACTOR,
    CREATE_ACTOR,
    CREATE_QUEUE,
    END_ACTOR,
    EXPIRE_ACTOR,
    FINISH_ACTOR,
    INBOUND_ACTOR,
    OPENING_ACTOR,
    RECEIPT_ACTOR,
    RECEIPT_QUEUE,
    SEND_ACTOR,
    SEND_QUEUE,
    SEND_TEXT_ACTOR,
    SETTLE_ACTOR,
)


def create_asapcomm(broker: WakingBroker, message: CreateAsapComm) -> str:
    """Ask for a request to be decided."""
    return _enqueue(broker, CREATE_QUEUE, CREATE_ACTOR, message.kwargs())


def create_opening(broker: WakingBroker, message: CreateOpening) -> str:
    """Ask for a request for an opening to be decided."""
    return _enqueue(broker, CREATE_QUEUE, OPENING_ACTOR, message.kwargs())


def send_asapcomm(broker: WakingBroker, num: AsapCommNum, request_id: str | None) -> str:
    """Ask for a due offer to be sent; the request's id is for the logs."""
    return _enqueue(
        broker, SEND_QUEUE, SEND_ACTOR, {"asap_comm_num": num, "request_id": request_id}
    )


def send_text(broker: WakingBroker, text_num: int, request_id: str | None = None) -> str:
    """Ask for a due text that is no offer to be sent; the request's id is for the logs."""
    return _enqueue(
        broker, SEND_QUEUE, SEND_TEXT_ACTOR, {"text_num": text_num, "request_id": request_id}
    )


def expire_asapcomm(broker: WakingBroker, num: AsapCommNum, request_id: str | None) -> str:
    """Ask for an offer to be ended whose time is over; the request's id is for the logs."""
    return _enqueue(
        broker, SEND_QUEUE, EXPIRE_ACTOR, {"asap_comm_num": num, "request_id": request_id}
    )


def settle_asapcomm(broker: WakingBroker, attempt_id: str, request_id: str | None) -> str:
    """Ask for an open attempt to be settled with the provider; the request's id is for the logs."""
    return _enqueue(
        broker, SEND_QUEUE, SETTLE_ACTOR, {"attempt_id": attempt_id, "request_id": request_id}
    )


def finish_answer(broker: WakingBroker, answer_num: int) -> str:
    """Ask for a patient's answer to be finished."""
    return _enqueue(broker, SEND_QUEUE, FINISH_ACTOR, {"answer_num": answer_num})


def end_blockout(broker: WakingBroker, schedule_num: ScheduleNum) -> str:
    """Ask for a blockout to be taken off the schedule."""
    return _enqueue(broker, SEND_QUEUE, END_ACTOR, {"schedule_num": schedule_num})


def apply_receipt(broker: WakingBroker, receipt_num: int) -> str:
    """Ask for the provider's word on a text to have its effect."""
    return _enqueue(broker, RECEIPT_QUEUE, RECEIPT_ACTOR, {"receipt_num": receipt_num})


def ask_receipt(broker: WakingBroker, attempt_id: str) -> str:
    """Ask for a receipt to be asked for."""
    return _enqueue(broker, RECEIPT_QUEUE, ASK_ACTOR, {"attempt_id": attempt_id})


def apply_inbound(broker: WakingBroker, inbound_num: int) -> str:
    """Ask for a patient's text to have its effect."""
    return _enqueue(broker, RECEIPT_QUEUE, INBOUND_ACTOR, {"inbound_num": inbound_num})


def _enqueue(broker: WakingBroker, queue: str, actor: str, kwargs: dict[str, object]) -> str:
    """Return the message's id, for the logs."""
    message = broker.enqueue(
        Message(queue_name=queue, actor_name=actor, args=(), kwargs=kwargs, options={})
    )
    return str(message.message_id)
