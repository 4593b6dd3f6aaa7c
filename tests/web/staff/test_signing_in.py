"""Signing in and out of the staff pages, and who is kept out."""

import re
from datetime import timedelta

import httpx2
import pytest

from tests.contract.engines import INNODB, POSTGRESQL, Engines
from tests.world import logs
from tests.world.front import Front
from tests.world.office import World
from tests.world.stack import Stack, settings_of
from tests.world.staff import PASSWORD, Clerk, dismiss, hire
from worker.store.ledger import page_secret
from worker.store.ledger.operating_tables import account
from worker.web.staff.session import COOKIE, IDLE

WRONG = "Name or password is not right."
GUESS = "three words are"


def is_in(clerk: Clerk) -> bool:
    """Say whether a browser sees the openings."""
    return "<h1>Openings</h1>" in clerk.get().text


@pytest.mark.parametrize("path", ["", "/", "/sign-in", "/nothing"])
def test_nothing_is_there_without_an_account(nobody: Clerk, path: str) -> None:
    """Until somebody has an account the addresses answer as any that does not exist."""
    answer = nobody.get(path)

    assert (404, "There is nothing at this address.") == (answer.status_code, answer.text)
    assert not nobody.cookies


def test_a_stranger_is_led_to_the_door(stranger: Clerk) -> None:
    """Whoever has not signed in sees the page to sign in, and no other."""
    answer = stranger.get()

    assert (303, "/staff/sign-in") == (answer.status_code, answer.headers["Location"])
    assert "<h1>Sign in</h1>" in stranger.get("/sign-in").text


def test_anna_comes_and_goes(stranger: Clerk) -> None:
    """The right password opens the pages until she signs out, and it is written down when."""
    answer = stranger.sign_in(" Anna ")
    assert (303, "/staff") == (answer.status_code, answer.headers["Location"])
    assert is_in(stranger)
    assert 303 == stranger.get("/sign-in").status_code
    [row] = stranger.stack.world.rows(account)
    assert stranger.stack.world.now == row["signed_in_at"]

    stranger.send("/sign-out")
    assert not is_in(stranger)


@pytest.mark.parametrize(
    ("name", "password"), [("anna", GUESS), ("anna", ""), ("ben", PASSWORD), ("", "")]
)
def test_a_wrong_password_tells_nothing(stranger: Clerk, name: str, password: str) -> None:
    """A name that is not known gets the same answer as a password that is wrong."""
    with logs.written() as lines:
        answer = stranger.sign_in(name, password)

    assert 403 == answer.status_code
    assert WRONG in answer.text
    assert not is_in(stranger)
    [line] = lines.of("staff.sign-in-refused")
    assert {"anna", "ben", GUESS, PASSWORD}.isdisjoint(line.values())


@pytest.mark.parametrize("kind", [POSTGRESQL, INNODB])
def test_a_name_that_no_column_takes(
    engines: Engines, redis_url: str, front: Front, http: httpx2.Client, kind: str
) -> None:
    """It is nobody's on any database, and no error of ours."""
    world = World.on(engines.store(kind))
    with Stack(world, settings_of(world, redis_url), front, http).open() as stack:
        stack.app.state.staff.clock = world.clock
        hire(stack, "anna")
        clerk = Clerk(stack)
        answers = [clerk.sign_in(name) for name in ("\x00", "be\x00n", "\U0001f9b7", "\ufffd" * 64)]

    assert [403] * 4 == [answer.status_code for answer in answers]


def test_the_cookie_is_for_these_pages_alone(stranger: Clerk) -> None:
    """No script reads it, no other site sends it with a form, and patients' pages do not get it."""
    [cookie] = stranger.get("/sign-in").headers.get_list("set-cookie")

    assert {"HttpOnly", "Path=/staff", "SameSite=lax"} == {
        part.strip() for part in cookie.split(";")[1:]
    }


def test_the_cookie_stays_on_https(
    world: World, redis_url: str, front: Front, stack: Stack
) -> None:
    """Under an https address it is never sent in the open, and keeps to that address' own path."""
    settings = settings_of(world, redis_url, public_url="https://dental.test/asap")
    with Stack(world, settings, front, stack._http).open() as other:
        hire(other, "anna")
        [cookie] = Clerk(other).get("/sign-in").headers.get_list("set-cookie")

    assert {"Secure", "Path=/asap/staff"} <= {part.strip() for part in cookie.split(";")}


def test_signing_in_begins_another_session(stranger: Clerk) -> None:
    """Whoever has put a cookie into anna's browser beforehand gets nothing by it."""
    stranger.get("/sign-in")
    planted = Clerk(stranger.stack, dict(stranger.cookies))
    token = stranger.token("/sign-in")
    stranger.sign_in("anna")

    assert is_in(stranger)
    assert not is_in(planted)
    assert 403 == stranger.post("/sign-out", {"token": token}).status_code


def test_eight_idle_hours_end_a_session(anna: Clerk) -> None:
    """Each click begins them anew."""
    world = anna.stack.world
    for _ in range(3):
        world.now += IDLE - timedelta(minutes=1)
        assert is_in(anna)

    world.now += IDLE + timedelta(seconds=1)
    assert not is_in(anna)


def test_a_removed_account_is_signed_out_at_once(anna: Clerk) -> None:
    """Its session is worth nothing at the next click, also when somebody gets the same name."""
    hire(anna.stack, "ben")
    token = anna.token()
    dismiss(anna.stack, "anna")
    kept = Clerk(anna.stack, dict(anna.cookies))
    answer = anna.post("/sign-out", {"token": token})
    assert (303, "/staff/sign-in") == (answer.status_code, answer.headers["Location"])
    assert not is_in(anna)

    hire(anna.stack, "anna")
    assert not is_in(kept)


def test_a_new_secret_ends_every_session(anna: Clerk) -> None:
    """From the next start of web on everybody signs in anew, which works."""
    page_secret.renew(anna.stack.world.store)
    anna.stack.app.state.staff._sessions = None  # as after a start

    assert not is_in(anna)
    anna.sign_in("anna")
    assert is_in(anna)


@pytest.mark.parametrize("token", [None, "", "x", "ü"])
def test_a_form_of_nobodys_is_refused(anna: Clerk, token: str | None) -> None:
    """What another site sends lacks the token, and does nothing."""
    answer = anna.post("/sign-out", {} if token is None else {"token": token})

    assert 403 == answer.status_code
    assert "nothing was done" in answer.text
    assert is_in(anna)


def test_a_form_of_another_session_is_refused(anna: Clerk) -> None:
    """A token of one's own is no use in somebody else's browser."""
    hire(anna.stack, "ben")
    ben = Clerk(anna.stack)
    ben.sign_in("ben")

    assert 403 == anna.post("/sign-out", {"token": ben.token()}).status_code
    assert 403 == anna.post("/sign-in", {"token": ben.token(), "name": "ben"}).status_code
    assert is_in(anna)


@pytest.mark.parametrize(
    "cookie", ["", "x", "WzFd.x", '"', "WyJhIiwxLDE2OTc0NDY4ODVd.AAAAAAAAAAAAAAAAAAAAAAAAAAA"]
)
def test_a_made_up_cookie_opens_nothing(anna: Clerk, cookie: str) -> None:
    """Only what this service has signed is read."""
    assert not is_in(Clerk(anna.stack, {COOKIE: cookie}))


def test_guesses_run_out(stranger: Clerk) -> None:
    """Ten wrong passwords and the address waits, even with the right one."""
    answers = [stranger.sign_in("anna", GUESS).status_code for _ in range(12)]
    late = stranger.sign_in("anna")

    assert [403] * 10 == answers[:10]
    assert {429} == set(answers[11:])
    assert (429, "60") == (late.status_code, late.headers["Retry-After"])
    assert "too many wrong passwords" in late.text
    assert not is_in(stranger)


def test_a_crowd_does_not_guess_at_one_name(stranger: Clerk) -> None:
    """Whoever has many addresses still gets no more than some tries at a name."""
    signing_in = stranger.stack.app.state.staff.signing_in
    for _ in range(31):
        signing_in.names.count_miss("anna")

    assert 429 == stranger.sign_in("ANNA").status_code


def test_a_body_that_is_no_form(anna: Clerk) -> None:
    """Bytes that are no text, and more than any form has, are told in a sentence."""
    headers = {"Cookie": f"{COOKIE}={anna.cookies[COOKIE]}"}
    for content in (b"\xff\xfe", b"&".join([b"a=1"] * 2000)):
        answer = anna.stack.request("POST", "/staff/sign-out", content=content, headers=headers)
        assert (400, "What was sent is no form of these pages.") == (
            answer.status_code,
            answer.text,
        )


def test_no_page_lets_anything_in(anna: Clerk) -> None:
    """Each page allows its own style and nothing from elsewhere, and is kept by no cache."""
    for path in ("", "/sign-in"):
        headers = Clerk(anna.stack, anna.cookies if not path else {}).get(path).headers
        policy = headers["Content-Security-Policy"]

        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert not re.search(r"unsafe|https?:|\*", policy)
        assert "no-store" == headers["Cache-Control"]
