"""A producer that shares nothing with this service but Redis."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.queue.letters import letter
from tests.world.stack import Stack, eventually
from worker.queue.kinds import CREATE_QUEUE

PRODUCER = Path(__file__).with_name("producer.py")


def produce(stack: Stack, folder: Path, *starts: str) -> subprocess.CompletedProcess[str]:
    """Run the producer in a process of its own, outside of this project."""
    return subprocess.run(
        [sys.executable, str(PRODUCER), stack.settings.redis, *starts],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.processes
def test_a_foreign_producers_opening_is_offered(service: Stack, tmp_path: Path) -> None:
    """Three names of the contract are enough for an offer to be texted."""
    done = produce(service, tmp_path, "2023-10-18 14:00:00")
    eventually(lambda: service.world.gateway.texts)
    service.idle()

    assert (0, "") == (done.returncode, done.stderr)
    assert ["SendSuccessful"] == [
        service.get(f"/asapcomms/{offer['asap_comm_num']}").json()["SmsSendStatus"]
        for offer in service.offers()
    ]


@pytest.mark.processes
def test_a_foreign_producer_may_come_before_any_worker(stack: Stack, tmp_path: Path) -> None:
    """Its messages wait in Redis."""
    produce(stack, tmp_path, "2023-10-18 14:00:00", "2023-10-19 14:00:00")
    waiting = stack.undelivered()
    with stack.working():
        stack.idle()

    assert (2, 2) == (waiting, len(stack.offers()))


@pytest.mark.processes
def test_a_foreign_producers_mistake_is_kept(service: Stack, tmp_path: Path) -> None:
    """It is not lost, nor does it stop what follows."""
    produce(service, tmp_path, "2023-02-30 14:00:00", "2023-10-18 14:00:00")
    service.idle()
    (kept,) = service.kept()

    assert "dateTimeStart must be a date and time that exists." == kept["reason"]
    assert len(service.offers()) == 1


def test_a_refused_request_leaves_its_reason(service: Stack) -> None:
    """A producer that gets no answer finds it by the id it made up."""
    message = letter(op=99)
    service.producer.enqueue(message)
    service.idle()
    answer = service.get(f"/asapcomms/requests/{message.kwargs['request_id']}")

    assert (404, "Operatory 99 was not found.") == (answer.status_code, answer.text)
    assert service.dead(CREATE_QUEUE) == 0
