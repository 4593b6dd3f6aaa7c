"""Strangers, programs, forgers and guessers."""

import re
from typing import Final
from urllib.parse import urljoin

import pytest

from schemas.codes import ResponseStatus
from tests.web.patient.conftest import Phone
from tests.world.office import APT_WAS_AT
from worker.store.ledger import page_secret
from worker.store.ledger import tables as own_tables
from worker.web.rate_limit import BURST, MISS, MOST_ADDRESSES, RateLimit, network

PREVIEWS: Final = (
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
        "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
    ),
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Twitterbot/1.0",
    (
        "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Mobile Safari (compatible; Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/))"
    ),
    "Google-InspectionTool/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "TelegramBot (like TwitterBot)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Applebot/0.1",
    "Go-http-client/1.1",
    "python-requests/2.32.3",
    "python-httpx/0.27.0",
    "curl/8.5.0",
    "Wget/1.21",
    "okhttp/4.12.0",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "HeadlessChrome/120.0.0.0 Safari/537.36"
    ),
    "Barracuda Sentinel (EE)",
    "Mozilla/5.0 (compatible; Proofpoint URL Defense)",
    "Mimecast URL Protect",
    "Mozilla/5.0 (compatible; NetcraftSurveyAgent/1.0; +info@netcraft.com)",
    "Dalvik/2.1.0 (Linux; U; Android 12; SM-G991U Build/SP1A)",
    "Messages/1.0 CFNetwork/1410.0.3 Darwin/22.6.0",
    "Mozilla/5.0 (compatible; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/)",
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko; "
        "Microsoft Preview/1.0)"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Expanse, a Palo Alto Networks company, "
        "searches across the global IPv4 space"
    ),
    "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.3031",
    "Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/22.1.0",
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Safari/605.1.15 (compatible; LinkScanner/1.0)"
    ),
    "Barracuda Link Protection",
    "Zscaler",
    "Mozilla/5.0",
    "",
)
PEOPLE: Final = (
    "Mozilla/5.0 (Linux; Android 9; SM-J260A) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 "
        "[FBAN/FBIOS;FBAV/441.0.0.32.106]"
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80) Presto/2.12",
    "Mozilla/5.0 (Mobile; Nokia_2720_Flip; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2",
    (
        "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/119.0.0.0 Mobile Safari/537.36"
    ),
    (
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0; ARM; "
        "Touch; NOKIA; Lumia 920)"
    ),
)


@pytest.mark.parametrize("agent", PREVIEWS)
def test_previews_do_not_count(phone: Phone, agent: str) -> None:
    """A program that fetches the link for a preview is not the patient."""
    assert 200 == phone.get(User_Agent=agent).status_code
    assert ResponseStatus.PENDING_RSVP is phone.visitor.status


@pytest.mark.parametrize("accept", ["*/*", "", "image/avif,image/webp,*/*;q=0.8", "text/css"])
def test_a_program_under_a_browsers_name_does_not_count(phone: Phone, accept: str) -> None:
    """What opens a page in a browser asks for a page; a script asks for anything."""
    assert 200 == phone.get(Accept=accept).status_code
    assert ResponseStatus.PENDING_RSVP is phone.visitor.status


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_count(phone: Phone, agent: str) -> None:
    """Old phones, browsers inside of apps and Firefox are people."""
    phone.get(User_Agent=agent)

    assert ResponseStatus.VIEWED is phone.visitor.status


def test_a_browser_without_a_window_does_not_count(phone: Phone) -> None:
    """Under a person's name it still tells what it is in the header of brands."""
    brands = '"HeadlessChrome";v="119", "Chromium";v="119", "Not?A_Brand";v="24"'
    phone.get(User_Agent=PEOPLE[0], Sec_CH_UA=brands)
    hidden = phone.visitor.status
    phone.get(User_Agent=PEOPLE[0], Sec_CH_UA=brands.replace("Headless", "Google "))

    assert (ResponseStatus.PENDING_RSVP, ResponseStatus.VIEWED) == (hidden, phone.visitor.status)


@pytest.mark.parametrize("header", ["Sec_Purpose", "Purpose", "X_Purpose", "X_Moz"])
def test_loading_ahead_does_not_count(phone: Phone, header: str) -> None:
    """A browser that loads the page before anybody asked for it says so."""
    phone.get(**{header: "prefetch;prerender"})

    assert ResponseStatus.PENDING_RSVP is phone.visitor.status


def test_head_does_not_count(phone: Phone) -> None:
    """HEAD has the headers, no body and no effect."""
    answer = phone.get("HEAD")

    assert (200, b"") == (answer.status_code, answer.content)
    assert ResponseStatus.PENDING_RSVP is phone.visitor.status


def test_opening_writes_nothing_else(phone: Phone) -> None:
    """Of all the practice's tables only the offer's status changes."""
    before = phone.stack.practice()
    phone.get()
    after = phone.stack.practice()

    changed = [name for name in before if before[name] != after[name]]
    assert ["asapcomm"] == changed
    ((was, is_now),) = zip(before["asapcomm"], after["asapcomm"], strict=True)
    assert {"response_status"} == {name for name in was if was[name] != is_now[name]}


def test_unknown_expired_and_foreign_links_look_alike(phone: Phone) -> None:
    """Nobody learns from the answer whether a link ever was one."""
    world = phone.stack.world
    strangers = ["/a/Zz9Zz9Zz9Zz9", "/a/x", "/a/" + "y" * 64, "/a/z%00z", "/a/..%2f", "/a/" + "q" * 500]  # fmt: skip
    pages = [phone.get(path=path) for path in strangers]
    pages.append(phone.get(path=phone.path.swapcase().replace("/A/", "/a/")))
    world.now = world.now.replace(day=26)
    pages.append(phone.get())

    assert {404} == {page.status_code for page in pages}
    assert 1 == len({page.content for page in pages})
    assert 1 == len({str({**page.headers, "date": ""}) for page in pages})


@pytest.mark.parametrize(
    "tail",
    [
        ".", ",", ")", "!", "\u201d", ">", "/", "%20", "//", "%2520", ").", "...", "\u2019s",
        "\u3002", "\uff09", "\u300d", "\u200b", "%E2%81%A9", "%0A", "%00", "*", ";", "/index.html",
    ],
)  # fmt: skip
def test_what_a_phone_takes_for_part_of_the_link_is_left_out(phone: Phone, tail: str) -> None:
    """A link in the middle of a sentence leads where it should."""
    assert 200 == phone.get(path=phone.path + tail).status_code


def test_a_link_with_a_tail_is_no_guess(phone: Phone) -> None:
    """However often it is opened."""
    assert {200} == {phone.get(path=f"{phone.path}).").status_code for _ in range(35)}


def test_an_answer_at_such_a_link_leads_back_to_the_page(phone: Phone) -> None:
    """Where a phone has added a slash, the page after an answer is the patient's own."""
    form = phone.forms(phone.get(path=f"{phone.path}/)").text)[0]
    answered = phone.send(form, path=f"{phone.path}/)")

    back = urljoin(f"{phone.path}/)", answered.headers["Location"])
    assert (303, phone.path) == (answered.status_code, back)
    assert ResponseStatus.ACCEPTED_AND_MOVED is phone.visitor.status


def test_strict_headers(phone: Phone) -> None:
    """Nothing is stored, framed, leaked, or loaded from anywhere."""
    for answer in (phone.get(), phone.get(path="/a/unknown"), phone.send(b"")):
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert ("no-store", "no-referrer", "nosniff", "DENY") == (
            headers["Cache-Control"],
            headers["Referrer-Policy"],
            headers["X-Content-Type-Options"],
            headers["X-Frame-Options"],
        )
        assert "Set-Cookie" not in headers


def test_nothing_comes_from_elsewhere(phone: Phone) -> None:
    """The page is one file: no script, no picture, no address but its own and the phone's."""
    html = phone.get().text

    assert "<script" not in html
    assert "src=" not in html
    assert {"tel:5035550111", "?lang=es"} == set(re.findall(r'href="([^"]*)"', html))


@pytest.mark.parametrize("field", ["offer", "after", "was", "slot", "token"])
def test_a_forged_field_is_no_answer(phone: Phone, field: str) -> None:
    """What the page did not say cannot be answered."""
    form = phone.forms(phone.get().text)[0]
    forged = {"offer": "7", "after": "3", "was": "2023-01-01T00:00:00", "slot": "2023-10-19T08:00:00", "token": "x" * 24}  # fmt: skip

    answered = phone.send({**form, field: forged[field]})

    assert 303 == answered.status_code
    assert ResponseStatus.VIEWED is phone.visitor.status
    assert [] == phone.stack.world.rows(own_tables.answer)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"offer",
        b"\xff\xfe",
        b"offer=1&after=0",
        b"a=1&" * 30,
        b"x" * 5000,
        b"offer=%00&token=",
    ],
)
def test_rubbish_is_no_answer(phone: Phone, body: bytes) -> None:
    """Whatever is sent, the page comes back and nothing is written."""
    assert 303 == phone.send(body).status_code
    assert [] == phone.stack.world.rows(own_tables.answer)


def test_a_token_is_bound_to_its_link(phone: Phone) -> None:
    """A form of one patient's page is nothing on another's."""
    world = phone.stack.world
    world.patient(27)
    world.appointment(60, 27, apt_date_time=APT_WAS_AT)
    form = phone.forms(phone.get().text)[0]
    other = Phone(phone.stack, type(phone.visitor).texted(world, apt=60))

    phone.send(form, path=other.path)

    assert [] == world.rows(own_tables.answer)


def test_all_processes_share_the_secret(phone: Phone) -> None:
    """A page of one web process is answered at another."""
    form = phone.forms(phone.get().text)[0]
    phone.stack.app.state.patients._secret = None

    phone.send(form)

    assert ResponseStatus.ACCEPTED_AND_MOVED is phone.visitor.status
    assert 1 == len(phone.stack.world.rows(own_tables.page_secret))


def test_a_new_secret_signs_what_is_shown_from_then_on(phone: Phone) -> None:
    """A page of before is shown again instead of answered; the link and the queues' name stay."""
    store = phone.stack.world.store
    form = phone.forms(phone.get().text)[0]
    named = page_secret.deployment_name(store)
    page_secret.renew(store)
    phone.stack.app.state.patients._secret = None  # as after a start

    answer, before = phone.send(form).status_code, phone.visitor.status
    phone.accept()

    assert (303, ResponseStatus.VIEWED) == (answer, before)
    assert ResponseStatus.ACCEPTED_AND_MOVED is phone.visitor.status
    assert named == page_secret.deployment_name(store) == page_secret.known_deployment_name(store)


def test_guessing_is_slowed_down(phone: Phone) -> None:
    """After some thirty links that lead nowhere an address has to wait."""
    phone.stack.app.state.patients.limits = RateLimit(lambda: 0.0)
    answers = [phone.get(path=f"/a/guess{n}").status_code for n in range(40)]

    assert {404, 429} == set(answers)
    assert 25 <= answers.index(429) <= 35
    waiting = phone.get()
    assert 429 == waiting.status_code
    assert "60" == waiting.headers["Retry-After"]


def test_an_address_recovers() -> None:
    """The bucket fills again with time."""
    now = [0.0]
    limits = RateLimit(lambda: now[0])
    for _ in range(int(BURST / MISS) + 1):
        limits.count_miss("10.0.0.1")
    stopped = limits.admits("10.0.0.1")
    others = limits.admits("10.0.0.2")
    now[0] = 5

    assert (False, True, True) == (stopped, others, limits.admits("10.0.0.1"))


def test_a_fast_address_is_let_in_now_and_then() -> None:
    """Who never pauses gets as many answers as the bucket fills, not none for ever."""
    now = [0.0]
    limits = RateLimit(lambda: now[0])
    for _ in range(int(BURST)):
        limits.admits("10.0.0.1")
    admitted = 0
    for _ in range(1000):
        now[0] += 0.01
        admitted += limits.admits("10.0.0.1")

    assert 199 <= admitted <= 201


def test_a_fast_guesser_gets_one_guess_a_second() -> None:
    """A link that leads nowhere is owed for, however soon the next one is asked for."""
    now = [0.0]
    limits = RateLimit(lambda: now[0])
    guesses = 0
    for _ in range(6000):
        now[0] += 0.01
        if limits.admits("10.0.0.1"):
            guesses += 1
            limits.count_miss("10.0.0.1")

    assert 85 <= guesses <= 87  # 600 tokens and 60 times 20 more, at 21 each


def test_addresses_are_forgotten() -> None:
    """A flood of addresses does not fill the memory."""
    limits = RateLimit()
    for n in range(MOST_ADDRESSES + 50):
        limits.admits(f"10.{n // 65536}.{n // 256 % 256}.{n % 256}")

    assert MOST_ADDRESSES == len(limits._left)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("testclient", "testclient"),
    ],
)
def test_an_ipv6_network_is_one_address(address: str, expected: str) -> None:
    """Whoever has a whole network does not get a bucket for each of its addresses."""
    assert expected == network(address)


def test_a_database_that_is_away_is_said_kindly(phone: Phone) -> None:
    """The patient reads that nothing was lost, and when to come again."""
    form, path = phone.forms(phone.get().text)[0], phone.path
    phone.stack.lose_database()
    try:
        pages = [phone.get(path=path), phone.send(form, path=path)]
    finally:
        phone.stack.find_database()

    assert [503, 503] == [page.status_code for page in pages]
    assert "Nothing was lost or changed" in pages[0].text
