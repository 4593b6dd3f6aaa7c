"""One trace, from whoever asked to the patient's answer; and none at all unless it is wanted."""

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.queue.letters import letter
from tests.web.patient.conftest import Phone
from tests.world.provider import tell
from tests.world.stack import Stack, eventually
from tests.world.visitor import Visitor
from worker import traces
from worker.errors import CannotStart

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
"""W3C's own example."""


class Told:
    """What was exported."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()

    def spans(self, trace: str = TRACE) -> list[str]:
        """Return the names of a trace's spans, by when they began."""
        found = [span for span in self.everything() if f"{span.context.trace_id:032x}" == trace]
        return [span.name for span in sorted(found, key=lambda span: span.start_time or 0)]

    def everything(self) -> tuple[ReadableSpan, ...]:
        """Return every span that has ended."""
        assert traces._provider is not None
        traces._provider.force_flush()
        return self.exporter.get_finished_spans()


@pytest.fixture
def told() -> Iterator[Told]:
    """Trace into memory."""
    made = Told()
    traces.start_with(made.exporter, "test")
    yield made
    traces.stop()


@pytest.fixture
def traced(told: Told, service: Stack) -> Stack:
    """Return a service that is traced, on the clock of its world."""
    assert told is not None
    service.app.state.patients.clock = service.world.clock
    return service


def test_from_a_post_to_the_patients_answer(told: Told, traced: Stack) -> None:
    """The caller's own trace goes through queue, worker, call, receipt and answer."""
    num = traced.post(headers=PARENT).json()["AsapCommNum"]
    traced.idle()
    tell(traced.world, "delivered")
    Phone(traced, Visitor(traced.world, num)).accept()
    traced.idle()
    eventually(lambda: told.spans().count("call the provider") == 2)

    assert [
        "POST /asapcomms",
        "process asapcomm",
        "call the provider",
        "receipt",
        "answer",
        "process asapcomm-send",
        "call the provider",
    ] == told.spans()


def test_nothing_personal_is_told(told: Told, traced: Stack) -> None:
    """Attributes are ids and names of our own; an exception's words are left out."""
    traced.post()
    traced.idle()
    traced.producer.enqueue(letter(op="(503) 555-0100"))
    traced.idle()
    eventually(lambda: len(told.everything()) >= 4)

    words = " ".join(span.to_json() for span in told.everything())
    assert "55501" not in words.replace("-", "")  # 555 alone is in many an id
    assert "Anna" not in words


def test_a_stock_producers_trace_is_taken_up(told: Told, traced: Stack) -> None:
    """It puts its context into the message's options, as OpenTelemetry's own propagator writes it."""
    stock = RedisBroker(client=traced.producer.client)
    stock.enqueue(Message("asapcomm", "create-asapcomm", (), letter().kwargs, options=dict(PARENT)))
    traced.idle()
    tell(traced.world, "sent")
    eventually(lambda: len(told.spans()) == 3)

    assert ["process asapcomm", "call the provider", "receipt"] == told.spans()


def test_what_the_clock_finds_goes_on_with_its_trace(told: Told, stack: Stack) -> None:
    """The row has kept it while Redis was emptied."""
    stack.post(headers={**PARENT, "Prefer": "respond-async"})
    stack.redis.flushdb()
    stack.tick()
    with stack.working():
        stack.idle()
        eventually(lambda: len(told.spans()) == 3)

    assert ["POST /asapcomms", "process asapcomm", "call the provider"] == told.spans()


def test_a_failure_is_marked(told: Told) -> None:
    """By its kind, and not by its words."""
    try:
        with traces.span("work"):
            raise ValueError("(503) 555-0100")  # noqa: TRY301 - what is tested
    except ValueError:
        (span,) = told.everything()

    assert not span.status.is_ok
    assert {"error.type": "ValueError"} == dict(span.attributes or {})
    assert () == tuple(span.events)


@pytest.mark.parametrize("parent", [None, 7, "", "nonsense", "00-0-0-00"])
def test_a_parent_that_is_none_begins_a_trace(told: Told, parent: object) -> None:
    """Whatever a producer has written there."""
    with traces.span("work", parent=parent), traces.going_on(parent):
        pass

    (span,) = told.everything()
    assert span.parent is None


@pytest.mark.processes
def test_nothing_is_imported_unless_it_is_wanted() -> None:
    """Whoever does not trace pays nothing for it, not even for the metrics that redis would load."""
    code = (
        "import sys, worker.web.app, worker.clock, worker.actors; from worker import traces\n"
        "traces.start('x', {})\n"
        "with traces.span('x'), traces.going_on('x'): traces.current()\n"
        "loaded = {name for name, module in sys.modules.items() if module}\n"
        "sys.exit(any(name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter')) for name in loaded))"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_SERVICE_NAME": "x"},
        {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"},
        {"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"},
    ],
)
def test_it_is_off(environment: dict[str, str]) -> None:
    """The standard's variables say whether anybody wants traces."""
    traces.start("web", environment)

    assert not traces.is_on()


@pytest.mark.parametrize(
    "environment",
    [
        {"OTEL_TRACES_EXPORTER": "zipkin"},
        {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
    ],
)
def test_what_cannot_be_done_is_said(environment: dict[str, str]) -> None:
    """A start that would trace nothing is none."""
    with pytest.raises(CannotStart, match="OTLP over HTTP only"):
        traces.start("web", environment)


def test_a_collector_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """By OTLP over HTTP, under the name of the process."""
    bodies: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        traces.start("web")
        with traces.span("work", parent=PARENT["traceparent"]):
            pass
        traces.stop()
        server.shutdown()

    (sent,) = (ExportTraceServiceRequest.FromString(body) for body in bodies)
    (of,) = sent.resource_spans
    names = {each.key: each.value.string_value for each in of.resource.attributes}
    assert "asapcomms-web" == names["service.name"]
    assert TRACE == of.scope_spans[0].spans[0].trace_id.hex()
