"""End points by the API, for a key with a permission of its own."""

from typing import Any

import httpx2
import pytest

from tests.world.stack import Stack

TELLER = {"Authorization": "ODFHIR teller/w"}
URL = "https://example.com/asapcomms"


def ask(stack: Stack, method: str, path: str = "", **sent: Any) -> httpx2.Response:
    """Call the API as whoever may say who is told."""
    return stack.request(method, f"/webhooks{path}", headers=TELLER, **sent)


def test_an_end_point_comes_and_goes(stack: Stack) -> None:
    """Its secret is shown when it is made, and no more."""
    added = ask(stack, "POST", json={"url": URL})
    listed = ask(stack, "GET").json()
    rotated = ask(stack, "POST", "/1/rotate").json()
    stack.world.offered()
    replayed = ask(stack, "POST", "/1/replay", json={"since": "2023-01-01T00:00:00Z"})
    removed = ask(stack, "DELETE", "/1")

    assert (201, 1, URL) == (added.status_code, added.json()["endpointNum"], added.json()["url"])
    assert added.json()["secret"].startswith("whsec_")
    assert added.json()["secret"] != rotated["secret"]
    assert [(1, URL, None)] == [(one["endpointNum"], one["url"], one["pausedAt"]) for one in listed]
    assert "secret" not in listed[0]
    assert {"events": 0} == replayed.json()  # what has no place yet is told by itself
    assert (204, b"", []) == (removed.status_code, removed.content, ask(stack, "GET").json())


@pytest.mark.parametrize("pair", ["demo/demo", "reader/r", "texter/t"])
def test_a_key_has_the_permission_only_by_name(stack: Stack, pair: str) -> None:
    """Whoever may read and text may not say where events go."""
    answer = stack.request("GET", "/webhooks", headers={"Authorization": f"ODFHIR {pair}"})

    assert (403, "This API key lacks the permission Webhooks.") == (
        answer.status_code,
        answer.text,
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "sentence"),
    [
        ("POST", "", {"url": "x"}, 400, "An end point is an address such as"),
        ("POST", "", {"url": "http://example.com"}, 400, "An end point is called by https."),
        ("POST", "", {"url": "https://10.0.0.1/"}, 400, "WEBHOOK_NETWORKS allows networks"),
        ("POST", "", {"url": URL, "secret": "x"}, 400, "secret is not a field of this request"),
        ("POST", "", {}, 400, "url is missing"),
        ("POST", "/x/rotate", None, 400, "EndpointNum must be a whole number."),
        ("POST", "/7/rotate", None, 404, "End point 7 was not found."),
        ("DELETE", f"/{'9' * 30}", None, 404, "There is no such end point."),
        ("POST", "/7/replay", {"since": "2023-01-01T00:00:00Z"}, 404, "End point 7 was not"),
        (
            "POST",
            "/7/replay",
            {"since": "2023-01-01 00:00:00"},
            400,
            "since must be a moment with its offset",
        ),
        ("POST", "/7/replay", {"since": "x"}, 400, "since must be a moment"),
        ("POST", "/7/replay", {"since": 12345}, 400, "since must be a moment"),
        ("POST", "/7/replay", {"since": "0001-01-01T00:00:00+14:00"}, 400, "since must be"),
        ("POST", "/7/replay", {"since": "9999-12-31T23:59:59-14:00"}, 400, "since must be"),
    ],
)
def test_what_is_wrong_is_a_sentence(
    stack: Stack, method: str, path: str, body: Any, status: int, sentence: str
) -> None:
    """And nothing is half made."""
    answer = ask(stack, method, path, **({} if body is None else {"json": body}))

    assert status == answer.status_code
    assert sentence in answer.text
    assert [] == ask(stack, "GET").json()
