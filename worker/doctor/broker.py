"""Whether Redis answers, keeps what it is given, and may be used as the queue needs."""

from typing import Any, Final

from worker.doctor.finding import Finding, Findings, Part
from worker.errors import CannotStart
from worker.queue import server
from worker.queue.client import OUTAGES, quick_client
from worker.settings import Settings

_MAKE: Final = Findings(Part.REDIS)

_OURS: Final = (b"dramatiq:", b"asapcomms:")
_NOBODYS_KEY: Final = "dramatiq:asapcomms-doctor"
"""A name that nobody uses: asked for, it is not there."""

_COMMANDS: Final[dict[str, tuple[object, ...]]] = {
    "EVAL": ("EVAL", "return 1", 0),
    "KEYS": ("EVAL", "return redis.call('keys', ARGV[1])", 0, _NOBODYS_KEY),
    "BLPOP": ("BLPOP", _NOBODYS_KEY, 0.01),
    "PUBLISH": ("PUBLISH", "asapcomms:doctor", ""),
}
"""What the queue's scripts, consumers and announcements use, each in a form that changes nothing."""

_LOOKED_AT: Final = 1000
"""Keys looked at; a broker of its own has some dozens."""

_WHY: Final = (
    (("mismatch, certificate",), "Redis's certificate is for another host.",
     "Correct the host in REDIS_URL, or add ?ssl_check_hostname=false to it."),
    (("certificate verify failed",), "This machine does not trust Redis's certificate.",
     "Add ?ssl_ca_certs=/path/to/ca.pem to REDIS_URL, or ?ssl_cert_reqs=none to trust any."),
    (("reset by peer", "closed by server"), "Redis ends the connection; it may want TLS.",
     "Begin REDIS_URL with rediss:// if it does."),
    (("auth", "wrongpass", "username-password"), "Redis does not accept the password.",
     "Correct user and password in REDIS_URL."),
    (("not known", "nodename", "name resolution", "getaddrinfo"), "Redis's host is not known.",
     "Correct the host in REDIS_URL, or this machine's name service."),
    (("refused", "no such file"), "No Redis server listens there.",
     "Start it, or correct REDIS_URL."),
    (("timeout", "timed out"), "Redis did not answer in time.",
     "Check that it runs, speaks TLS if REDIS_URL is rediss://, and is behind no firewall."),
    (("db index",), "Redis has no database of that number.", "Correct it in REDIS_URL."),
    (("loading",), "Redis still loads its data.", "Ask again in a moment."),
)  # fmt: skip


def examine(settings: Settings) -> list[Finding]:
    """Report on the broker."""
    client = quick_client(settings.redis)
    try:
        client.ping()
    except OUTAGES as error:
        return [_unreachable(settings, error)]
    try:
        refused = _refused(client)
        told = _info(client)
        foreign = _foreign(client)
    except OUTAGES as error:
        return [_unreachable(settings, error)]
    finally:
        client.close()
    return [
        _MAKE.ok(f"{_product(told)} answers."),
        _eviction(told),
        _persistence(told),
        _commands(refused),
        _sharing(foreign),
    ]


def _unreachable(settings: Settings, error: Exception) -> Finding:
    if not settings.redis_url:
        return _embedded()
    words = f"{type(error).__name__} {error}".lower()
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


def _refused(client: Any) -> list[str]:  # noqa: ANN401 - a Redis client
    """Return the commands that this user may not use."""
    found = []
    for name, words in _COMMANDS.items():
        try:
            client.execute_command(*words)
        except OUTAGES as error:
            if "NOPERM" in str(error) or "permission" in str(error) or "unknown" in str(error):
                found.append(name)
            else:
                raise
    return found


def _foreign(client: Any) -> int:  # noqa: ANN401 - a Redis client
    """Count keys that are neither the queue's nor ours, among the first thousand."""
    found = 0
    for seen, key in enumerate(client.scan_iter(count=_LOOKED_AT)):
        if seen == _LOOKED_AT:
            break
        found += not key.startswith(_OURS)
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


def _commands(refused: list[str]) -> Finding:
    if not refused:
        return _MAKE.ok("The commands that the queue needs are permitted.")
    return _MAKE.wrong(
        f"The user may not use {', '.join(refused)}, which the queue needs.",
        "Permit it in Redis's ACL.",
    )


def _sharing(foreign: int) -> Finding:
    if not foreign:
        return _MAKE.ok("Nobody else keeps keys in this database.")
    return _MAKE.note(
        f"{foreign} keys of others are in this database; what empties or fills it hits the queue.",
        "Give the broker a database of its own, such as /1 at the end of REDIS_URL.",
    )
