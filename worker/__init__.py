"""The dispatch worker: everything that acts.

Its processes start sooner and stay smaller by what is said here, before they load anything.
Loading makes a hundred thousand objects that stay: to look for garbage after every 700 of them took
a sixth of a start. And redis loads OpenTelemetry's metrics wherever they are installed, and never
uses them unless it is told to: they are not to be had until `worker.traces` wants them.
"""

import gc
import sys

gc.set_threshold(10_000, 20, 20)
sys.modules.setdefault("opentelemetry.sdk.metrics", None)  # type: ignore[arg-type] # Python's way
