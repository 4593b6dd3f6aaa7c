"""Faults on demand: what the caller sees, and what the sandbox has afterwards."""

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.auth import HTTPBasicAuth

from tests.sandbox.running import (
    PATIENT,
    Sandbox,
    seen_from_outside,
    serving,
    settings_in,
    wait_until,
)
from worker.sandbox.app import create_app
from worker.sandbox.behaviour import Create, Look
from worker.settings import SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN, SANDBOX_NUMBER

OTHER = "+15035550101"
SLOW = 0.3
PATIENCE = 0.5

Call = Callable[..., requests.Response]
"""A request, which may be told how long to wait for its answer."""


def create(sandbox: Sandbox, patience: float = 10, **parameters: str) -> requests.Response:
    """Post a text on a connection of its own."""
    form = {"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "An opening", **parameters}
    auth = HTTPBasicAuth(SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN)
    return requests.post(sandbox.messages_url, data=form, auth=auth, timeout=(10, patience))


def look(sandbox: Sandbox, patience: float = 10) -> requests.Response:
    """List the texts on a connection of its own."""
    auth = HTTPBasicAuth(SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN)
    return requests.get(sandbox.messages_url, auth=auth, timeout=(10, patience))


def accepted(sandbox: Sandbox) -> int:
    """How many texts the sandbox says it took."""
    count: int = sandbox.get("/counts.json").json()["accepted"]
    return count


def is_slow(call: Call) -> bool:
    """It answers as usual, late."""
    start = time.monotonic()
    return call().status_code < 300 and time.monotonic() - start >= SLOW


def is_silent(call: Call) -> bool:
    """It takes the request and never answers."""
    with pytest.raises(requests.ReadTimeout):
        call(PATIENCE)
    return True


def is_reset(call: Call) -> bool:
    """It breaks the connection the hard way: a reset, not an end."""
    with pytest.raises(requests.ConnectionError) as broken:
        call()
    return "ConnectionResetError" in repr(broken.value)


def is_error(call: Call) -> bool:
    """It says that it failed."""
    answer = call()
    return (answer.status_code, answer.json()["code"]) == (500, 20500)


def is_too_many(call: Call) -> bool:
    """It says when to come again."""
    answer = call()
    told = answer.status_code, answer.json()["code"], answer.headers["Retry-After"]
    return told == (429, 20429, "1")


def is_garbage(call: Call) -> bool:
    """It says that all went well, and then nothing that can be read."""
    answer = call()
    with pytest.raises(ValueError):  # noqa: PT011 - JSON or Unicode, both are ValueErrors
        answer.json()
    return answer.status_code < 300


def is_refused(call: Call) -> bool:
    """It refuses with the code it was told."""
    answer = call()
    return (answer.status_code, answer.json()["code"]) == (400, 30034)


CREATES = {
    Create.SLOW_BEFORE: (is_slow, 1),
    Create.SLOW_AFTER: (is_slow, 1),
    Create.SILENT_BEFORE: (is_silent, 0),
    Create.SILENT_AFTER: (is_silent, 1),
    Create.RESET_BEFORE: (is_reset, 0),
    Create.RESET_AFTER: (is_reset, 1),
    Create.ERROR_BEFORE: (is_error, 0),
    Create.ERROR_AFTER: (is_error, 1),
    Create.GARBAGE_AFTER: (is_garbage, 1),
    Create.TOO_MANY_BEFORE: (is_too_many, 0),
    Create.REFUSE_BEFORE: (is_refused, 0),
}
"""What the caller sees of each fault, and how many texts the sandbox then has."""

LOOKS = {
    Look.SLOW: is_slow,
    Look.SILENT: is_silent,
    Look.AWAY: is_reset,
    Look.ERROR: is_error,
    Look.TOO_MANY: is_too_many,
    Look.GARBAGE: is_garbage,
}


@pytest.mark.parametrize("fault", Create)
def test_fault_of_a_create(sandbox: Sandbox, fault: Create) -> None:
    """Each fault shows what its name says, and leaves a text or none as its name says."""
    seen, kept = CREATES[fault]
    sandbox.play(creates=[{"play": fault, "times": 1, "seconds": SLOW, "code": 30034}])

    assert seen(partial(create, sandbox))
    assert kept == accepted(sandbox)
    assert create(sandbox).status_code == 201


@pytest.mark.parametrize("fault", Look)
def test_fault_of_a_look(sandbox: Sandbox, fault: Look) -> None:
    """A look fails as its fault says; the next one finds the text."""
    create(sandbox)
    sandbox.play(looks=[{"play": fault, "times": 1, "seconds": SLOW}])

    assert LOOKS[fault](partial(look, sandbox))
    assert len(look(sandbox).json()["messages"]) == 1


@pytest.mark.parametrize("http", ["httptools", "h11"])
@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_reset_on_every_server(tmp_path: Path, http: Any, loop: Any) -> None:
    """A connection is reset whichever of its protocols and loops the server runs on."""
    app = create_app(settings_in(tmp_path))
    with serving(app, http=http, loop=loop) as url, seen_from_outside(url, tmp_path) as sandbox:
        sandbox.play(creates=[{"play": "reset-after-accepting"}])

        assert is_reset(partial(create, sandbox))
        assert accepted(sandbox) == 1


def test_accepted_after_the_caller_left(sandbox: Sandbox) -> None:
    """A slow request is accepted though its caller has given up."""
    sandbox.play(creates=[{"play": "slow-before-accepting", "seconds": PATIENCE + 1}])

    assert is_silent(partial(create, sandbox))
    assert accepted(sandbox) == 0
    wait_until(lambda: accepted(sandbox) == 1)


def test_turns_run_out(sandbox: Sandbox) -> None:
    """A fault is played as often as it was told; what is left can be read."""
    shown = sandbox.play(creates=[{"play": "refuse-before-accepting", "times": 2}])
    assert (shown["creates"][0]["played"], shown["creates"][0]["left"]) == (0, 2)

    assert [400, 400, 201] == [create(sandbox).status_code for _ in range(3)]
    [part] = sandbox.get("/behaviour").json()["creates"]
    assert (part["played"], part["left"]) == (2, 0)


def test_turns_follow_each_other(sandbox: Sandbox) -> None:
    """Of several faults the first that is not over is played."""
    refused = {"play": "refuse-before-accepting", "times": 1}
    sandbox.play(creates=[refused, {"play": "error-500-after-accepting", "times": 1}])

    assert [400, 500, 201] == [create(sandbox).status_code for _ in range(3)]


def test_without_times_until_reset(sandbox: Sandbox) -> None:
    """Without a number of times a fault is played until it is called off."""
    sandbox.play(creates=[{"play": "refuse-before-accepting"}])
    assert {400} == {create(sandbox).status_code for _ in range(5)}

    sandbox.http.delete(f"{sandbox.url}/behaviour", timeout=30)

    assert create(sandbox).status_code == 201
    assert sandbox.get("/behaviour").json()["creates"] == []


def test_by_chance(sandbox: Sandbox) -> None:
    """With a probability some requests go wrong while others do not."""
    sandbox.play(creates=[{"play": "refuse-before-accepting", "probability": 0.5}])

    assert {201, 400} == {create(sandbox).status_code for _ in range(60)}


def test_for_one_number(sandbox: Sandbox) -> None:
    """A fault for one number leaves the others alone."""
    sandbox.play(creates=[{"play": "refuse-before-accepting", "to": "(503) 555-0101"}])

    assert (201, 400) == (create(sandbox).status_code, create(sandbox, To=OTHER).status_code)


def test_bad_request_uses_nothing_up(sandbox: Sandbox) -> None:
    """A request that is refused for its own fault is not one of the times."""
    sandbox.play(creates=[{"play": "error-500-before-accepting", "times": 1}])

    assert create(sandbox, To="nobody").json()["code"] == 21211
    assert create(sandbox).status_code == 500


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ('{"creates": [{"play": "explode"}]}', "creates.0.play"),
        ('{"creates": [{"play": "reset-after-accepting", "times": 0}]}', "creates.0.times"),
        ('{"looks": [{"play": "away", "to": "nobody"}]}', "looks.0.to"),
        ('{"create": []}', "create"),
        ("not JSON", "behaviour"),
    ],
)
def test_behaviour_that_is_not_known(sandbox: Sandbox, behaviour: str, said: str) -> None:
    """What cannot be played is refused with its place, and changes nothing."""
    sandbox.play(creates=[{"play": "refuse-before-accepting"}])

    answer = sandbox.http.put(f"{sandbox.url}/behaviour", data=behaviour, timeout=30)

    assert answer.status_code == 400
    assert answer.text.startswith(f"{said}:")
    assert len(sandbox.get("/behaviour").json()["creates"]) == 1


def test_others_are_served_meanwhile(sandbox: Sandbox) -> None:
    """A caller that is kept waiting keeps nobody else waiting."""
    sandbox.play(creates=[{"play": "silent-after-accepting", "times": 20}])
    callers = [
        threading.Thread(target=is_silent, args=(partial(create, sandbox),)) for _ in range(20)
    ]
    for caller in callers:
        caller.start()
    wait_until(lambda: accepted(sandbox) == 20)

    assert create(sandbox).status_code == 201
    for caller in callers:
        caller.join()


@pytest.mark.skipif(not shutil.which("curl"), reason="the documented request needs curl")
def test_documented_fault(sandbox: Sandbox) -> None:
    """The documentation's request resets the next connection, after the text was accepted."""
    page = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()
    [command] = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    ours = command.replace("http://127.0.0.1:8010", sandbox.url)
    subprocess.run(["/bin/sh", "-c", ours], check=True, capture_output=True, timeout=30)

    assert is_reset(partial(create, sandbox))
    assert accepted(sandbox) == 1


def test_end_while_somebody_waits(tmp_path: Path) -> None:
    """A sandbox that is asked to end resets whoever it keeps waiting."""
    app = create_app(settings_in(tmp_path))
    seen: list[bool] = []
    with (
        serving(app, timeout_graceful_shutdown=1) as url,
        seen_from_outside(url, tmp_path) as sandbox,
    ):
        sandbox.play(creates=[{"play": "silent-after-accepting"}])
        call = partial(create, sandbox)
        caller = threading.Thread(target=lambda: seen.append(is_reset(call)))
        caller.start()
        wait_until(lambda: accepted(sandbox) == 1)
    caller.join(10)

    assert seen == [True]


def test_counts(sandbox: Sandbox) -> None:
    """Accepted texts are counted by link and by recipient with body."""
    for _ in range(2):
        sandbox.send("Tap https://example.com/a/3k9xAb.")
    sandbox.send("Hello", to=OTHER).update(body="")

    counts = sandbox.get("/counts.json").json()

    assert counts["accepted"] == 3
    assert counts["links"] == {"3k9xAb": 2}
    assert [2, 1] == [text["accepted"] for text in counts["texts"]]
    assert {"to": OTHER, "body": "Hello", "accepted": 1} in counts["texts"]


def test_counts_by_socket(sandbox: Sandbox) -> None:
    """A caller that hangs up right after its request has still sent its text."""
    host, port = sandbox.url.removeprefix("http://").split(":")
    request = requests.Request(
        "POST",
        sandbox.messages_url,
        data={"To": PATIENT, "From": SANDBOX_NUMBER, "Body": "An opening"},
        auth=HTTPBasicAuth(SANDBOX_ACCOUNT_SID, SANDBOX_AUTH_TOKEN),
    ).prepare()
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"POST {request.path_url} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
        connection.sendall(str(request.body).encode())

    wait_until(lambda: accepted(sandbox) == 1)
