"""Keys that a command has made, at the door of the API."""

from datetime import timedelta

import pytest

from tests.contract.one_text import noted
from tests.world import logs
from tests.world.stack import Stack, eventually
from worker.api_key import Permission
from worker.store.ledger import api_keys
from worker.store.ledger.api_keys import StoredKey
from worker.store.ledger.operating_tables import api_key
from worker.store.remembered import Remembered
from worker.web.throttle import Throttle

UNKNOWN = (401, "This API key is not known.")
TEXTER = frozenset({Permission.TEXTING_ASAP})


@pytest.fixture(autouse=True)
def _forgetful(stack: Stack) -> None:
    """Have the table read at each request, as after two seconds."""
    stack.app.state.callers._memory = Remembered(0)


def add(stack: Stack, *may: Permission, lives: timedelta | None = None) -> str:
    """Make a key."""
    store = stack.world.store
    ends_at = None if lives is None else store.now() + lives
    with store.writing() as transaction:
        made = api_keys.add(
            transaction, "billing", frozenset(may or Permission), store.now(), ends_at
        )
    assert made
    return made


def newest(stack: Stack) -> StoredKey:
    """Read the newest key."""
    with stack.world.store.reading() as transaction:
        found = api_keys.find_newest(transaction, "billing")
    assert found
    return found


def rotate(stack: Stack, grace: timedelta) -> str:
    """Change a key."""
    store = stack.world.store
    with store.writing() as transaction:
        now = store.now()
        made = api_keys.rotate(transaction, newest(stack), now, now + grace, None)
    assert made
    return made


def ask(stack: Stack, pair: str, path: str = "/asapcomms") -> tuple[int, str]:
    """Read with a key."""
    answer = stack.get(path, headers={"Authorization": f"ODFHIR {pair}"})
    return answer.status_code, answer.text


def test_a_made_key_opens_what_it_may(stack: Stack) -> None:
    """It needs no setting and no start; those of the settings are good beside it."""
    reader = add(stack, Permission.READ_ALL)

    assert 200 == ask(stack, reader)[0]
    assert (403, "This API key lacks the permission TextingASAP.") == ask(
        stack, reader, "/asapcomms/requests/x"
    )
    assert UNKNOWN == ask(stack, reader.swapcase())
    assert 200 == ask(stack, "demo/demo")[0]


def test_a_revoked_key_opens_nothing(stack: Stack) -> None:
    """It was good a moment before."""
    made = add(stack)
    before = ask(stack, made)[0]
    store = stack.world.store
    with store.writing() as transaction:
        api_keys.end(transaction, "billing", 1, store.now())

    assert (200, UNKNOWN) == (before, ask(stack, made))


def test_a_key_that_is_remembered_ends_in_time(stack: Stack) -> None:
    """What is known for a second is still held against the clock."""
    stack.app.state.callers._memory = Remembered(600)
    made = add(stack, lives=timedelta(seconds=2))
    before = ask(stack, made)[0]
    eventually(lambda: ask(stack, made) == UNKNOWN)

    assert 200 == before


def test_both_pairs_are_the_same_caller(service: Stack) -> None:
    """Who asks again after a change, with the same Idempotency-Key, gets the same offer."""
    old = add(service, Permission.TEXTING_ASAP)
    asked = {"Idempotency-Key": "once"}
    first = service.post(headers={"Authorization": f"ODFHIR {old}", **asked})
    new = rotate(service, timedelta(days=1))
    again = [
        service.post(headers={"Authorization": f"ODFHIR {pair}", **asked}) for pair in (old, new)
    ]

    assert 200 == first.status_code
    assert [first.json()["AsapCommNum"]] * 2 == [answer.json()["AsapCommNum"] for answer in again]
    assert 1 == len(service.requests())


def test_a_use_is_written_once_a_minute(stack: Stack) -> None:
    """Twenty calls make one commit more, and none of them waits for it."""
    now = [0.0]
    stack.app.state.callers._clock = lambda: now[0]
    made = add(stack)
    ask(stack, made)
    eventually(lambda: newest(stack).used_at)
    first = newest(stack).used_at
    for _ in range(20):
        ask(stack, made)
    same = newest(stack).used_at
    now[0] = 61.0
    ask(stack, made)
    eventually(lambda: newest(stack).used_at != first)

    assert first == same


def test_a_thousand_wrong_keys_are_one_line(stack: Stack) -> None:
    """They are told to wait, read no table, and fill no log."""
    stack.app.state.callers._memory = Remembered(600)
    with logs.written() as lines, noted(stack.parts.store.engine) as statements:
        statuses = [ask(stack, f"wrong/{n}")[0] for n in range(1000)]

    assert {401, 429} == set(statuses)
    assert statuses.count(401) < 100
    assert 1 == len(lines.of("request.unauthorized"))
    assert "wrong" not in lines.text()
    assert 1 == statements.count("SELECT asapcomms_api_key")


def test_without_any_key_the_command_is_named(stack: Stack) -> None:
    """A server that nobody may call yet says what makes a key; another does not."""
    stack.app.state.callers._of_settings = {}
    nobody = ask(stack, "a/b")
    add(stack)

    assert (401, "This server has no API keys yet; `asapcomms keys add` makes one.") == nobody
    assert UNKNOWN == ask(stack, "a/b")


def test_a_lost_database_is_an_outage(stack: Stack) -> None:
    """A key that cannot be looked up is not called unknown; one of the settings is still known."""
    made = add(stack)
    stack.lose_database()
    answers = [ask(stack, pair)[0] for pair in (made, "wrong/key")]
    known = stack.get("/asapcomms/requests/x", headers={"Authorization": "ODFHIR reader/r"})
    stack.find_database()

    assert [503, 503] == answers
    assert 403 == known.status_code


def test_the_throttle_is_open_dentals(stack: Stack) -> None:
    """A key that only reads may call once in five seconds, any other once a second."""
    now = [0.0]
    stack.app.state.throttle = Throttle(lambda: now[0])

    def waits(pair: str) -> tuple[int, str]:
        answer = stack.get("/asapcomms", headers={"Authorization": f"ODFHIR {pair}"})
        return answer.status_code, answer.headers.get("Retry-After", "")

    assert [(200, ""), (429, "5"), (200, ""), (429, "1")] == [
        waits(pair) for pair in ("reader/r", "reader/r", "demo/demo", "demo/demo")
    ]
    now[0] = 1.0
    assert [(429, "5"), (200, "")] == [waits(pair) for pair in ("reader/r", "demo/demo")]
    now[0] = 5.0
    assert (200, "") == waits("reader/r")


def test_a_change_of_keys_is_no_way_round_the_throttle(stack: Stack) -> None:
    """Both pairs of a name are counted as one; a refused call costs nothing."""
    stack.app.state.throttle = Throttle(lambda: 0.0)
    old = add(stack)
    new = rotate(stack, timedelta(days=1))

    assert [200, 429, 429] == [ask(stack, pair)[0] for pair in (old, new, old)]
    assert 2 == len(stack.world.rows(api_key))
