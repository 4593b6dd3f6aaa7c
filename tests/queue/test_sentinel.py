"""Clients that ask Sentinels for the master: each of ours finds it, and the next one after it."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoPermissionError, ResponseError

from tests.doctor.reading import bad, settings, wrong
from tests.doctor.test_tls import CERTIFICATE, hears
from tests.queue.test_broker import consumer_of, enqueue
from tests.world import sentinels
from tests.world.redis import RedisServer
from tests.world.sentinels import NAME, Sentinels
from worker.doctor import broker
from worker.queue import server
from worker.queue.client import patient_client, quick_client

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def watched() -> Iterator[Sentinels]:
    """Return a master, its replica and three Sentinels."""
    with sentinels.running() as made:
        yield made


def test_every_client_finds_the_master(watched: Sentinels) -> None:
    """The check-up, the queue, the supervisor's probe and web's ears."""
    assert [] == bad(broker.examine(settings(redis_url=watched.url)))
    assert server.answers(watched.url)
    assert asyncio.run(hears(watched.url))
    consumer = consumer_of(watched.url)
    enqueue(watched.url)
    assert next(consumer) is not None
    consumer.broker.client.close()


def test_a_sentinel_that_is_away_is_passed_over(watched: Sentinels) -> None:
    """The next one is asked, within the second that a quick client has."""
    url = watched.url.replace("redis+sentinel://", "redis+sentinel://127.0.0.1:1,")
    began = time.monotonic()
    with quick_client(url) as client:
        assert client.ping()

    assert time.monotonic() - began < 1


def test_a_name_that_no_sentinel_knows(watched: Sentinels) -> None:
    """The check-up says what to correct."""
    url = watched.url.replace(f"/{NAME}/", "/mymaster/")

    (sentence,) = wrong(broker.examine(settings(redis_url=url)))
    assert "No Sentinel that answers knows a living master of that name." == sentence


def test_the_number_of_the_database_counts(watched: Sentinels) -> None:
    """What is put into one is not in the other."""
    with quick_client(watched.url) as zero, quick_client(f"{watched.url[:-1]}3") as three:
        three.set("here", "3")
        assert (None, b"3") == (zero.get("here"), three.get("here"))
        three.delete("here")


def test_the_user_of_the_docs_is_enough(watched: Sentinels) -> None:
    """The line of docs/operating.md lets the queue run, on the master that the Sentinels name."""
    text = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
    (line,) = re.findall(r"^ACL SETUSER .+$", text, re.MULTILINE)
    for port in watched.nodes:
        with Redis(port=port) as node:
            node.execute_command(*line.split())
    url = watched.url.replace("://", "://asapcomms:password@")

    assert [] == bad(broker.examine(settings(redis_url=url)))
    assert asyncio.run(hears(url))
    consumer = consumer_of(url)
    enqueue(url)
    assert next(consumer) is not None
    consumer.broker.client.close()
    with quick_client(url) as client, pytest.raises(NoPermissionError):
        client.flushall()


def test_a_master_that_becomes_a_replica_is_left() -> None:
    """A command that is tried again goes to the new master, though the old one answers as well."""
    with sentinels.running() as own, patient_client(own.url) as client:
        client.set("here", "1")
        own.hand_over()
        began = time.monotonic()
        client.set("here", "2")
        took = time.monotonic() - began
        with Redis(port=own.master()) as new:
            assert b"2" == new.get("here")

    assert took < 5


def test_servers_and_sentinels_may_speak_tls(own_redis: RedisServer) -> None:
    """Both are believed by the same certificate, and the next master is found as well."""
    with own_redis.client() as client:
        try:
            client.config_set("tls-ca-cert-file", str(CERTIFICATE))
        except ResponseError as error:
            pytest.skip(f"this server was built without TLS: {error}")
    with sentinels.running(CERTIFICATE) as own, patient_client(own.url) as client:
        assert [] == bad(broker.examine(settings(redis_url=own.url)))
        assert asyncio.run(hears(own.url))
        client.set("here", "1")
        own.hand_over()
        client.set("here", "2")
        assert b"2" == own.look(own.master()).get("here")


def test_no_sentinel_at_all() -> None:
    """Nobody who could be asked is an outage, as an absent server is."""
    url = f"redis+sentinel://127.0.0.1:1/{NAME}/0"
    with quick_client(url) as client, pytest.raises(RedisConnectionError):
        client.ping()
    assert not server.answers(url)
