"""Whether Redis answers, keeps what it is given, may be used as the queue needs, and is no other deployment's."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import CannotStart, Unavailable
from worker.queue import dead, mark, server
from worker.queue.client import OUTAGES, quick_client
from worker.queue.kinds import QUEUES
from worker.queue.outcomes import CHANNEL
from worker.settings import Settings
from worker.store.engine import Store
from worker.store.ledger import page_secret

_MAKE: Final = Findings(Part.REDIS)

_OURS: Final = "asapcomms:"

_ON_A_KEY: Final = (
    *(
        "ZADD 1 a",
        "ZREM a",
        "ZRANGEBYSCORE 0 0",
        "ZRANGE 0 0",
        "ZCARD",
        "ZCOUNT 0 0",
        "SADD a",
        "SREM a",
        "SMEMBERS",
    ),
    *("HSET a a", "HGET a", "HMGET a", "HDEL a", "HEXISTS a", "HLEN", "HSCAN 0", "SCARD", "DEL"),
    *("RPUSH a", "RPUSHX a", "LPOP", "LTRIM 0 0", "LINDEX 0", "BLPOP 1", "SET a", "GET"),
)
"""Commands of the queue's scripts, of its consumers and of those who look after it."""

_LOOKED_AT: Final = 1000
"""Keys looked at; a broker of its own has some dozens."""

_NOBODY_LISTENS: Final = ("refused", "no such file")

_WHY: Final = (
    (("mismatch, certificate",), "Redis's certificate is for another host.",
     "Correct the host in REDIS_URL, or add ?ssl_check_hostname=false to it."),
    (("certificate verify failed",), "This machine does not trust Redis's certificate.",
     "Add ?ssl_ca_certs=/path/to/ca.pem to REDIS_URL, or ?ssl_cert_reqs=none to trust any."),
    (("no master found",), "No Sentinel that answers knows a living master of that name.",
     "Correct addresses and name in REDIS_URL; `SENTINEL masters` says what they know."),
    (("reset by peer", "closed by server"), "Redis ends the connection; it may want TLS.",
     "Begin REDIS_URL with rediss:// if it does."),
    (("auth", "wrongpass", "username-password"), "Redis does not accept the password.",
     "Correct user and password in REDIS_URL."),
    (("not known", "nodename", "name resolution", "getaddrinfo"), "Redis's host is not known.",
     "Correct the host in REDIS_URL, or this machine's name service."),
    (_NOBODY_LISTENS, "No Redis server listens there.",
     "Start it, or correct REDIS_URL."),
    (("timeout", "timed out"), "Redis did not answer in time.",
     "Check that it runs, speaks TLS if REDIS_URL is rediss://, and is behind no firewall."),
    (("db index",), "Redis has no database of that number.", "Correct it in REDIS_URL."),
    (("read only", "readonlyerror"), "Redis is read-only.",
     "Name the primary in REDIS_URL, or make this server one."),
    (("outofmemory", "maxmemory"), "Redis is full and takes no messages.",
     "Raise its maxmemory, or remove what others keep there."),
    (("loading",), "Redis still loads its data.", "Ask again in a moment."),
)  # fmt: skip


def examine(settings: Settings) -> list[Finding]:
    """Report on the broker."""
    try:
        with closing(quick_client(settings.redis)) as client:
            client.ping()
            commands, keys = _refused(client, settings.queue_namespace)
            told = _info(client)
            foreign = _foreign(client, settings.queue_namespace)
            letters = 0 if commands or keys else dead.count(client, settings.queue_namespace)
    except OUTAGES as error:
        return [_unreachable(settings, error)]
    return [
        _MAKE.ok(f"{_product(told)} answers."),
        _eviction(told),
        _persistence(told),
        *_rights(commands, keys, settings.queue_namespace),
        _sharing(foreign),
        *_dead_letters(letters),
    ]


def examine_owner(store: Store, settings: Settings) -> list[Finding]:
    """Report queues of another deployment than the database's; nobody's are claimed at a start."""
    namespace = settings.queue_namespace
    try:
        with closing(quick_client(settings.redis)) as client:
            found, own = mark.read(client, namespace), page_secret.known_deployment_name(store)
    except (Unavailable, *OUTAGES):
        return []  # whoever looks at that part says so
    if found in {None, own}:
        return [_MAKE.ok(f"The queues {namespace} are no other deployment's.")]
    return [_MAKE.wrong(mark.foreign(namespace), mark.cure(namespace))]


def _unreachable(settings: Settings, error: Exception) -> Finding:
    words = f"{type(error).__name__} {error}".lower()
    if not settings.redis_url and any(sign in words for sign in _NOBODY_LISTENS):
        return _embedded()
    for signs, found, todo in _WHY:
        if any(sign in words for sign in signs):
            return _MAKE.wrong(found, todo)
    return _MAKE.wrong(f"Redis says: {str(error).rstrip('.')}.", "Its own log may say more.")


def _embedded() -> Finding:
    """Nobody named a server, so `up` will start one."""
    try:
        binary = server.find_binary()
    except CannotStart as error:
        return _MAKE.wrong_of(error)
    return _MAKE.note(
        f"The embedded Redis ({binary.name}) does not run now.",
        "`asapcomms up` starts it; set REDIS_URL where worker, web and clock start without `up`.",
    )


def _info(client: Any) -> dict[str, Any]:  # noqa: ANN401 - a Redis client
    """Return what the server says of itself; a managed one may forbid the question."""
    try:
        told: dict[str, Any] = client.info()
    except OUTAGES:
        return {}
    return told


def _questions(namespace: str) -> list[tuple[object, ...]]:
    """Return what is asked, on keys as the queue's, so that no right on any of them is forgotten."""
    key = f"{namespace}:{QUEUES[0]}"
    on_a_key = [(word, key, *more) for word, *more in map(str.split, _ON_A_KEY)]
    return [
        ("EVALSHA", "0" * 40, 1, namespace),  # dramatiq hands its script the bare name as a key
        ("SCRIPT", "LOAD", "return 1"),
        ("KEYS", f"{key}*"),
        ("PUBLISH", CHANNEL, ""),
        ("SUBSCRIBE", CHANNEL),
        *on_a_key,
    ]


def _refused(client: Any, namespace: str) -> tuple[list[str], list[str]]:  # noqa: ANN401 - a Redis client
    """Return the commands that this user may not use, and those that it may not use on our keys.

    They are queued in a transaction that is never run, so Redis says what it would refuse and does
    nothing.
    """
    commands, keys = [], []
    connection = client.connection_pool.get_connection()
    try:
        for words in (("MULTI",), *_questions(namespace)):
            said = _ask(connection, words)
            if "access" in said:
                keys.append(str(words[0]))
            elif said:
                commands.append(str(words[0]))
            if commands == ["MULTI"]:
                break  # whatever came next would be done
    finally:
        connection.disconnect()  # which discards it
        client.connection_pool.release(connection)
    return commands, keys


def _ask(connection: Any, words: tuple[object, ...]) -> str:  # noqa: ANN401 - a Redis connection
    """Return how a command is refused; "" where it is not."""
    try:
        connection.send_command(*words)
        connection.read_response()
    except OUTAGES as error:
        said = f"{type(error).__name__} {error}".lower()
        if "nopermission" in said or "no permissions" in said or "unknown" in said:
            return said
        raise
    return ""


def _foreign(client: Any, namespace: str) -> int:  # noqa: ANN401 - a Redis client
    """Count keys that are neither the queue's nor ours, among the first thousand."""
    found, ours = 0, (f"{namespace}:".encode(), _OURS.encode())
    for seen, key in enumerate(client.scan_iter(count=_LOOKED_AT)):
        if seen == _LOOKED_AT:
            break
        found += not key.startswith(ours)
    return found


def _product(told: dict[str, Any]) -> str:
    if "valkey_version" in told:
        return f"Valkey {told['valkey_version']}"
    return f"Redis {told['redis_version']}" if "redis_version" in told else "Redis"


def _eviction(told: dict[str, Any]) -> Finding:
    policy = told.get("maxmemory_policy")
    if policy is None:
        return _MAKE.note(
            "Redis does not tell its maxmemory-policy.", "Make sure that it is noeviction."
        )
    if policy == "noeviction":
        return _MAKE.ok("It evicts nothing (maxmemory-policy noeviction).")
    return _MAKE.wrong(
        f"maxmemory-policy is {policy}: full, Redis would drop messages.",
        "Set maxmemory-policy noeviction.",
    )


def _persistence(told: dict[str, Any]) -> Finding:
    if told.get("aof_enabled"):
        return _MAKE.ok("It keeps messages on disk (appendonly yes).")
    return _MAKE.note(
        "appendonly is off: when Redis ends, its messages are lost. The clock finds again what has "
        "a row in the database; requests of other producers that nobody has read are gone.",
        "Set appendonly yes.",
    )


def _rights(commands: list[str], keys: list[str], namespace: str) -> Iterator[Finding]:
    todo = f"Permit it in Redis's ACL: ~{namespace} ~{namespace}:* &{CHANNEL}, with the commands."
    if commands:
        refused = f"The user may not use {', '.join(commands)}"
        yield _MAKE.wrong(f"{refused}, which the queue needs.", todo)
    else:
        yield _MAKE.ok("The commands that the queue needs are permitted.")
    if keys:
        refused = f"The user may not use {', '.join(keys)}"
        yield _MAKE.wrong(f"{refused} on the queue's keys or channel.", todo)


def _dead_letters(count: int) -> Iterator[Finding]:
    if count:
        yield _MAKE.note(
            f"Messages whose work failed: {count}. What has a row is done by the clock all the same.",
            "`asapcomms messages list` says which; they are gone seven days after they failed.",
        )


def _sharing(foreign: int) -> Finding:
    if not foreign:
        return _MAKE.ok("Nobody else keeps keys in this database.")
    return _MAKE.note(
        f"{foreign} keys of others are in this database; what empties or fills it hits the queue.",
        "Give the broker a database of its own, such as /1 at the end of REDIS_URL.",
    )
