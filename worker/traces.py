"""Traces by OpenTelemetry: off, and nothing of it imported, unless the standard's variables are set.

A trace goes on in the row of its request, from where a receipt, a late text or a patient's answer
takes it up again. Ids only, as in the logs: what an exception says is left out.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

from worker.errors import CannotStart

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

KEY: Final = "traceparent"
"""The name of W3C's header, and of the option of a message."""

_WANTED: Final = (
    *("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT"),
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)
_ASIDE: Final = "opentelemetry.sdk.metrics"
_LAST_MILLISECONDS: Final = 1000
_provider: "TracerProvider | None" = None

Kind = Literal["INTERNAL", "SERVER", "CLIENT", "CONSUMER"]


def start(process: str, environment: Mapping[str, str] = os.environ) -> None:
    """Trace from now on, if that is wanted; raises CannotStart where it cannot be done."""
    exporter = environment.get("OTEL_TRACES_EXPORTER", "otlp")
    is_off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or exporter == "none"
    if is_off or not any(environment.get(name) for name in _WANTED):
        return
    protocol = environment.get("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    if exporter != "otlp" or protocol != "http/protobuf":
        raise CannotStart(
            "Traces go by OTLP over HTTP only: set OTEL_TRACES_EXPORTER=otlp and "
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, or OTEL_SDK_DISABLED=true."
        )
    _load_all()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise CannotStart(
            "OTEL_ variables ask for traces, and OpenTelemetry is not installed: install "
            "asapcomms[otel], or set OTEL_SDK_DISABLED=true."
        ) from None
    start_with(OTLPSpanExporter(), process)


def start_with(exporter: "SpanExporter", process: str) -> None:
    """Hand over what is traced from now on, some spans at a time."""
    global _provider  # noqa: PLW0603 - a process traces or does not
    _load_all()
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": f"asapcomms-{process}"}
    _provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    _provider.add_span_processor(BatchSpanProcessor(exporter))


def _load_all() -> None:
    """Have what the package keeps aside."""
    if sys.modules.get(_ASIDE, sys) is None:
        del sys.modules[_ASIDE]


def stop() -> None:
    """Hand over what is left, within a second."""
    global _provider  # noqa: PLW0603 - as above
    if _provider is not None:
        _provider.force_flush(_LAST_MILLISECONDS)
        _provider = None


@contextmanager
def span(
    name: str,
    kind: Kind = "INTERNAL",
    parent: object = None,
    **attributes: Any,  # noqa: ANN401 - ids, of the kinds that OpenTelemetry takes
) -> Iterator[None]:
    """Trace the block, below what is traced now, or below a parent that was kept or sent."""
    if _provider is None:
        yield
        return
    from opentelemetry.trace import SpanKind, Status, StatusCode

    with _provider.get_tracer("asapcomms").start_as_current_span(
        name,
        context=_remote(parent),
        kind=SpanKind[kind],
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as traced:
        try:
            yield
        except BaseException as error:
            traced.set_attribute("error.type", type(error).__name__)
            traced.set_status(Status(StatusCode.ERROR))
            raise


@contextmanager
def going_on(parent: object) -> Iterator[None]:
    """Let what is sent in the block belong to a trace that was kept."""
    there = None if _provider is None else _remote(parent)
    if there is None:
        yield
        return
    from opentelemetry import context

    token = context.attach(there)
    try:
        yield
    finally:
        context.detach(token)


def rename(name: str) -> None:
    """Give what is traced now the name that was not known when it began."""
    if _provider is not None:
        from opentelemetry.trace import get_current_span

        get_current_span().update_name(name)


def current() -> str | None:
    """Return what is traced now, to be kept or sent; None where nothing is."""
    if _provider is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(KEY)


def is_on() -> bool:
    """Say whether anything is traced."""
    return _provider is not None


def _remote(parent: object) -> "Context | None":
    """Read what was kept or sent; what cannot be read is nothing."""
    if not isinstance(parent, str):
        return None
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    found = TraceContextTextMapPropagator().extract({KEY: parent}, Context())
    return found or None
