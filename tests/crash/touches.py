"""Every touch of the outside by a message in work: SQL, HTTP and Redis, by name and in order.

Loaded into a worker by ``tests.crash.mortal``; the service itself knows nothing of it.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import dramatiq
from dramatiq.middleware import Middleware
from redis import Redis
from redis.client import Pipeline
from sqlalchemy import Engine, event
from urllib3 import HTTPConnectionPool

from worker.store.ledger.tables import OWN

END: Final = "end"
"""The last touch of a message, after which nobody in this process knows of it any more."""

DIED: Final = "died"
"""The last line of what a mortal worker writes."""

_TABLE: Final = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+[`\"]?(\w+)", re.IGNORECASE)
_ONLY_LOOKS: Final = re.compile(
    r"PRAGMA|SHOW|DESCRIBE|BEGIN|.*(pg_catalog|sqlite_master|julianday|clock_timestamp|UTC_TIMESTAMP|information_schema)",
    re.DOTALL,
)
"""How a table is made, asked by the first insert of a process; the beginning of a transaction; and
what time it is, asked once in a while."""

_DISPATCH_ARGUMENTS: Final = 4
"""EVALSHA, the script, the number of keys and the namespace come before dramatiq's own command."""

Touch = Callable[[str, int, str], None]
"""Takes the actor, the number of its touch and what is touched, just before it happens."""

_here = threading.local()


class Touches(Middleware):
    """Tells of each touch by the messages of one request."""

    def __init__(self, request_id: str, tell: Touch) -> None:
        self._request_id = request_id
        self._tell = tell

    def listen(self, broker: dramatiq.Broker) -> None:
        """Begin to listen; for the rest of this process."""
        broker.add_middleware(self)
        event.listen(Engine, "before_cursor_execute", self._on_statement)
        event.listen(Engine, "commit", lambda _: self._touch("COMMIT"))
        event.listen(Engine, "rollback", lambda _: self._touch("ROLLBACK"))
        self._listen_to_http()
        self._listen_to_redis()

    def before_process_message(
        self,
        broker: dramatiq.Broker,  # noqa: ARG002
        message: dramatiq.MessageProxy,
    ) -> None:
        """Begin to count if the message is the request's."""
        if message.kwargs.get("request_id") == self._request_id:
            _here.actor = message.actor_name
            _here.count = Counter[str]()

    def after_ack(self, broker: dramatiq.Broker, message: dramatiq.MessageProxy) -> None:  # noqa: ARG002
        """Stop counting."""
        self._touch(END)
        _here.actor = None

    after_nack = after_ack

    def _touch(self, what: str) -> None:
        actor = getattr(_here, "actor", None)
        if actor is not None:
            _here.count[actor] += 1
            self._tell(actor, _here.count[actor], what)

    def _on_statement(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        if _ONLY_LOOKS.match(statement) is None:
            self._touch(named(statement))

    def _listen_to_http(self) -> None:
        ask = HTTPConnectionPool.urlopen

        def told(pool: HTTPConnectionPool, method: str, url: str, **options: Any) -> Any:
            self._touch(f"{method} {urlsplit(url).path.rpartition('/')[2]}")
            return ask(pool, method, url, **options)

        HTTPConnectionPool.urlopen = told  # type: ignore[method-assign,assignment]

    def _listen_to_redis(self) -> None:
        execute, send = Redis.execute_command, Pipeline.execute

        def told(client: Redis, *words: Any, **options: Any) -> Any:
            self._touch(f"redis {_command(words)}")
            return execute(client, *words, **options)  # type: ignore[no-untyped-call]

        def told_all(pipeline: Pipeline, **options: Any) -> Any:
            self._touch("redis wake")
            return send(pipeline, **options)

        Redis.execute_command = told  # type: ignore[method-assign,assignment]
        Pipeline.execute = told_all  # type: ignore[method-assign,assignment]


def stays(what: str) -> bool:
    """Say whether a statement's trace outlives a death where Open Dental's tables have no transactions.

    Our own tables have them on every server: what is written there is undone with its transaction.
    """
    verb, _, table = what.partition(" ")
    return verb != "SELECT" and table not in OWN.tables


def named(statement: str) -> str:
    """Name a statement by what it does to which table."""
    verb = statement.split(maxsplit=1)[0].upper()
    found = _TABLE.search(statement)
    return f"{verb} {found[1]}" if found else verb


def _command(words: tuple[Any, ...]) -> str:
    if words[0] != "EVALSHA" or len(words) <= _DISPATCH_ARGUMENTS:
        return str(words[0]).lower()
    command = words[_DISPATCH_ARGUMENTS]
    return command.decode() if isinstance(command, bytes) else str(command)
