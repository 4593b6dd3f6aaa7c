"""What Prometheus reads of web: who may, what it says, and what it never says."""

import re

import httpx2
import pytest

from tests.steps.opening.lists import put_on_list
from tests.web.test_openings import ASKED
from tests.world.stack import Stack


def scraped(stack: Stack) -> str:
    """Return what a Prometheus on this machine gets."""
    answer = httpx2.get(f"{stack.front.url}/metrics")
    assert 200 == answer.status_code
    return answer.text


def sample(text: str, name: str) -> float:
    """Return the value of a metric without labels."""
    found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


def test_this_machine_needs_no_key(stack: Stack) -> None:
    """A Prometheus beside it reads gauges, and durations by route."""
    stack.get("/asapcomms/1")
    text = scraped(stack)

    assert 1 == sample(text, "asapcomms_database_up")
    assert 0 == sample(text, "asapcomms_texts_due")
    assert 'http_route="/asapcomms/{asap_comm_num}"' in text


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_whoever_comes_through_a_proxy_needs_a_key(stack: Stack, name: str) -> None:
    """What stands before web is on this machine too."""
    headers = {name: "203.0.113.9"}
    without = httpx2.get(f"{stack.front.url}/metrics", headers=headers)
    texter = {**headers, "Authorization": "ODFHIR texter/t"}
    lacking = httpx2.get(f"{stack.front.url}/metrics", headers=texter)
    reader = {**headers, "Authorization": "ODFHIR reader/r"}
    allowed = httpx2.get(f"{stack.front.url}/metrics", headers=reader)

    assert [401, 403, 200] == [each.status_code for each in (without, lacking, allowed)]


def test_the_way_of_a_request_is_measured(service: Stack) -> None:
    """POST, wait, decision, call: each is in its histogram, and nobody is named."""
    before = scraped(service)
    service.post()
    service.idle()
    lately_over(service)
    text = scraped(service)

    for name in (
        "asapcomms_request_decided_seconds_count",
        "asapcomms_request_door_seconds_count",
    ):
        assert 1 == sample(text, name) - sample(before, name)
    for part in (
        (
            'http_server_request_duration_seconds_count{http_request_method="POST",'
            'http_response_status_code="200",http_route="/asapcomms"}'
        ),
        (
            'messaging_process_duration_seconds_count{error_type="",'
            'messaging_destination_name="asapcomm",messaging_operation_name="create-asapcomm",'
            'messaging_system="dramatiq"}'
        ),
        'asapcomms_provider_call_seconds_count{outcome="accepted"}',
        'asapcomms_queue_wait_seconds_count{messaging_destination_name="asapcomm"}',
    ):
        assert part in text
    assert not re.search(r"5035550\d\d\d|Anna|example\.test/a/", text)


def test_the_decision_of_an_opening_is_measured_once(service: Stack) -> None:
    """As that of an offer; a repeated request decides nothing."""
    put_on_list(service.world)
    before = scraped(service)
    for _ in range(2):
        service.post(ASKED, "/openings", headers={"Idempotency-Key": "the-same"})
    service.idle()
    lately_over(service)

    name = "asapcomms_request_decided_seconds_count"
    assert 1 == sample(scraped(service), name) - sample(before, name)


def test_without_its_database_it_says_so(stack: Stack) -> None:
    """What is counted in the process is told all the same."""
    stack.lose_database()
    text = scraped(stack)
    stack.find_database()

    assert 0 == sample(text, "asapcomms_database_up")
    assert "asapcomms_texts_due" not in text
    assert "http_server_request_duration_seconds" in text


def lately_over(stack: Stack) -> None:
    """Wait until what was kept is too old."""
    stack.parts.metrics._seen = None
    stack.parts.standing._seen = None
