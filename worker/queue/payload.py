"""What lies on a queue: what a dramatiq producer wrote, or anything that somebody else put there."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from inspect import signature
from typing import Any, get_type_hints
from uuid import UUID

from dramatiq import Message
from dramatiq.common import current_millis
from dramatiq.errors import DecodeError

from worker.errors import Refused

_NUMBERS = ("eta", "time_limit")
"""Options with which dramatiq reckons."""

_LAST_MILLISECOND = 253_402_214_400_000
"""Of the last day that Python's dates know."""

_RESERVED = "self"
"""No actor can be called with this name, but a message may hold it."""


def read(data: bytes, queue_name: str) -> Message[Any] | None:
    """Read a message of a queue; None where it is none that dramatiq could work on.

    Keyword arguments that cannot be passed as such come as one positional argument, so that the
    actor sees them and can say what is wrong with them.
    """
    try:
        message: Message[Any] = Message.decode(data)
    except DecodeError:
        return None
    if message.queue_name != queue_name or not _is_addressed(message):
        return None
    made_at = message.message_timestamp
    if not isinstance(made_at, int | float) or not 0 <= made_at <= _LAST_MILLISECOND:
        message = message.copy(message_timestamp=current_millis())
    message = message.copy(message_id=as_id(message.message_id))
    for name in _NUMBERS:
        if not isinstance(message.options.get(name), int | float | None):
            del message.options[name]  # dramatiq would fail over it, or log what it was
    if not isinstance(message.kwargs, dict) or _RESERVED in message.kwargs:
        return message.copy(args=(*message.args, message.kwargs), kwargs={})
    return message


def is_for_later(message: Message[Any]) -> bool:
    """Say whether a message names a time to come; a time that is over, or is none, is taken off."""
    eta = message.options.get("eta")
    if isinstance(eta, int | float) and eta > current_millis():
        return True
    message.options.pop("eta", None)
    return False


def as_id(text: str) -> str:
    """Return an id as a UUID, so that every log may show it and every database keep it.

    One that is none may be anything; it becomes the same UUID whenever it comes.
    """
    try:
        return str(UUID(text))
    except ValueError:
        return str(UUID(bytes=sha256(text.encode(errors="surrogatepass")).digest()[:16]))


def strict(function: Callable[..., None]) -> Callable[..., None]:
    """Raise Refused for arguments that a function does not name, or that are of another kind.

    Python's own error, and a database's, would repeat what a producer has put there by mistake.
    """
    wanted = signature(function)
    kinds = get_type_hints(function)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever a message holds
        try:
            told = wanted.bind(*args, **kwargs).arguments
        except TypeError:
            told = None
        if told is None or not all(isinstance(told[name], kinds[name]) for name in told):
            raise Refused("The message's arguments are not those of its actor.")
        function(**told)

    return call


def _is_addressed(message: Message[Any]) -> bool:
    if not isinstance(message.options, dict):
        return False
    names = (message.message_id, message.actor_name, message.options.get("redis_message_id"))
    return all(isinstance(name, str) for name in names)
