"""The arguments of our own actors' messages: as declared, or refused without a word of what they hold."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, get_type_hints

from worker.errors import Refused


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
