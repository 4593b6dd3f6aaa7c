"""How long things take: seconds, in buckets that suit what is measured."""

from typing import Final

from prometheus_client import Histogram

_QUICK: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""OpenTelemetry's advice for requests of HTTP and for messages."""

_PATIENT: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
"""For what may have to wait until somebody mends something."""

HTTP: Final = Histogram(
    "http_server_request_duration_seconds",
    "Requests of web, as OpenTelemetry's http.server.request.duration.",
    ["http_request_method", "http_route", "http_response_status_code"],
    buckets=_QUICK,
)
PROCESS: Final = Histogram(
    "messaging_process_duration_seconds",
    "Work on messages, as OpenTelemetry's messaging.process.duration.",
    [
        *("messaging_system", "messaging_destination_name", "messaging_operation_name"),
        "error_type",
    ],
    buckets=_QUICK,
)
QUEUE_WAIT: Final = Histogram(
    "asapcomms_queue_wait_seconds",
    "From a message's enqueueing to its work, by the clocks of both machines.",
    ["messaging_destination_name"],
    buckets=_PATIENT,
)
DECIDED: Final = Histogram(
    "asapcomms_request_decided_seconds",
    "From a request's arrival to its decision, by the database's clock.",
    buckets=_PATIENT,
)
DOOR: Final = Histogram(
    "asapcomms_request_door_seconds",
    "From a request's arrival to the provider's door, of a text that is due at once.",
    buckets=_PATIENT,
)
PROVIDER_CALL: Final = Histogram(
    "asapcomms_provider_call_seconds",
    "Handing a text over to the provider, its own quick retries included.",
    ["outcome"],
    buckets=_QUICK,
)
