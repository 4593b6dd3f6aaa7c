"""What is found of Redis, on a real server."""

import pytest

from tests.doctor.reading import bad, notes, settings, wrong
from tests.queue.letters import letter
from tests.world.redis import RedisServer
from worker.doctor import broker
from worker.queue.broker import producer_broker
from worker.queue.kinds import CREATE_QUEUE


def test_a_server_as_we_start_it(redis_url: str) -> None:
    """The embedded server, with the queue's keys in it, has nothing wrong."""
    assert [] == bad(broker.examine(settings(redis_url=redis_url)))


def test_nothing_is_left_behind(redis_server: RedisServer, redis_url: str) -> None:
    """The check-up writes nothing."""
    broker.examine(settings(redis_url=redis_url))

    with redis_server.client() as client:
        assert 0 == client.dbsize()


def test_a_server_that_forgets(own_redis: RedisServer) -> None:
    """Eviction is wrong, a missing append-only file is worth a note."""
    with own_redis.client() as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        client.config_set("appendonly", "no")

    found = broker.examine(settings(redis_url=own_redis.url))

    assert ["maxmemory-policy is allkeys-lru: full, Redis would drop messages."] == wrong(found)
    (sentence,) = notes(found)
    assert "appendonly is off" in sentence


def test_a_server_shared_with_others(redis_server: RedisServer, redis_url: str) -> None:
    """Keys of somebody else are counted; the queue's own are not."""
    with redis_server.client() as client:
        client.mset({"dramatiq:asapcomm": "1", "session:1": "1", "session:2": "1"})

    (sentence,) = notes(broker.examine(settings(redis_url=redis_url)))
    assert sentence.startswith("2 keys of others are in this database")


@pytest.mark.parametrize(
    "commands", [["EVALSHA", "BLPOP"], ["SUBSCRIBE"], ["ZRANGE"], ["ZCARD"], ["LINDEX"], ["GET"]]
)
def test_commands_that_are_forbidden(own_redis: RedisServer, commands: list[str]) -> None:
    """A user who may not do what the queue needs is told which commands."""
    with own_redis.client() as client:
        client.acl_setuser(
            "few",
            enabled=True,
            passwords=["+secret"],
            keys=["*"],
            channels=["*"],
            categories=["+@all"],
            commands=[f"-{each.lower()}" for each in commands],
        )
    url = own_redis.url.replace("unix://", "unix://few:secret@")

    (sentence,) = wrong(broker.examine(settings(redis_url=url)))
    assert f"The user may not use {', '.join(commands)}, which the queue needs." == sentence


@pytest.mark.parametrize(
    ("keys", "channels", "refused"),
    [
        (["dramatiq:*"], ["*"], "EVALSHA"),
        (["dramatiq", "dramatiq:__wake__*"], ["*"], "ZADD"),
        (["dramatiq*"], ["other:*"], "PUBLISH"),
    ],
)
def test_keys_that_are_forbidden(
    own_redis: RedisServer, keys: list[str], channels: list[str], refused: str
) -> None:
    """All commands are of no use without all keys; dramatiq hands its script the bare name too."""
    with own_redis.client() as client:
        client.acl_setuser(
            "few",
            enabled=True,
            passwords=["+secret"],
            keys=keys,
            channels=channels,
            categories=["+@all"],
        )
    url = own_redis.url.replace("unix://", "unix://few:secret@")

    (finding,) = [each for each in broker.examine(settings(redis_url=url)) if each.state == "wrong"]
    assert finding.found.startswith(f"The user may not use {refused}")
    assert "~dramatiq ~dramatiq:* &asapcomms:outcomes" in finding.todo


def test_the_keys_that_it_names_are_enough(own_redis: RedisServer) -> None:
    """Whoever permits what the check-up names can run the queue."""
    with own_redis.client() as client:
        client.acl_setuser(
            "few",
            enabled=True,
            passwords=["+secret"],
            keys=["dramatiq", "dramatiq:*"],
            channels=["asapcomms:outcomes"],
            categories=["+@all"],
        )
    url = own_redis.url.replace("unix://", "unix://few:secret@")
    queue = producer_broker(url)
    queue.enqueue(letter())
    taken = queue.do_fetch(CREATE_QUEUE, 1)
    queue.client.close()

    assert ([], 1) == (wrong(broker.examine(settings(redis_url=url))), len(taken))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("REPLICAOF", "127.0.0.1", "1"), "Redis is read-only."),
        (("CONFIG", "SET", "maxmemory", "1"), "Redis is full and takes no messages."),
        (("CONFIG", "SET", "min-replicas-to-write", "1"), "Redis says: "),
    ],
)
def test_a_server_that_takes_nothing(
    own_redis: RedisServer, words: tuple[str, ...], said: str
) -> None:
    """It answers, but no text would be sent."""
    with own_redis.client() as client:
        client.execute_command(*words)  # type: ignore[no-untyped-call]

    (sentence,) = wrong(broker.examine(settings(redis_url=own_redis.url)))
    assert sentence.startswith(said)


def test_a_server_that_tells_little(own_redis: RedisServer) -> None:
    """A server that forbids INFO is asked to be looked at by hand."""
    with own_redis.client() as client:
        client.acl_setuser(
            "few",
            enabled=True,
            passwords=["+secret"],
            keys=["*"],
            channels=["*"],
            categories=["+@all"],
            commands=["-info"],
        )
    url = own_redis.url.replace("unix://", "unix://few:secret@")

    assert [] == wrong(broker.examine(settings(redis_url=url)))


def test_a_wrong_password(own_redis: RedisServer) -> None:
    """It is named, and not shown."""
    url = own_redis.url.replace("unix://", "unix://nobody:mistyped@")

    (sentence,) = wrong(broker.examine(settings(redis_url=url)))
    assert "Redis does not accept the password." == sentence


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://127.0.0.1:1", "No Redis server listens there."),
        ("unix:///nowhere/redis.sock", "No Redis server listens there."),
        ("redis://nowhere.invalid", "Redis's host is not known."),
    ],
)
def test_a_server_that_is_away(url: str, said: str) -> None:
    """Refused and unknown are told apart."""
    assert [said] == wrong(broker.examine(settings(redis_url=url)))


def test_a_database_that_does_not_exist(redis_url: str) -> None:
    """A number too high is named."""
    (sentence,) = wrong(broker.examine(settings(redis_url=f"{redis_url}?db=99")))

    assert "Redis has no database of that number." == sentence


def test_the_embedded_server_that_does_not_run() -> None:
    """`up` will start it, so that is no more than a note."""
    (sentence,) = notes(broker.examine(settings(asapcomms_home="nowhere")))

    assert sentence.endswith("does not run now.")


def test_no_server_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a binary `up` could not start one."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("worker.queue.server._bundled_binary", lambda: None)

    (finding,) = broker.examine(settings(asapcomms_home="nowhere"))

    assert ("wrong", "No Redis server was found.") == (finding.state, finding.found)
    assert finding.todo.startswith("Install redis")


def test_dead_letters_are_counted(redis_server: RedisServer, redis_url: str) -> None:
    """Whoever looks is told which command lists them."""
    with redis_server.client() as client:
        client.zadd(f"dramatiq:{CREATE_QUEUE}.XQ", {"1": 1, "2": 2})

    (sentence,) = notes(broker.examine(settings(redis_url=redis_url)))
    assert sentence.startswith("Messages whose work failed: 2.")
