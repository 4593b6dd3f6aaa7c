"""The dispatch worker: everything that acts.

Its processes start sooner and stay smaller by what is said here, before they load anything.
Loading makes a hundred thousand objects that stay: to look for garbage after every 700 of them took
a sixth of a start. redis loads OpenTelemetry's metrics wherever they are installed, and never uses
them unless it is told to: they are not to be had until `worker.traces` wants them. And structlog
loads rich for tracebacks in colours, which no log of ours has; commands load it when they need it.
"""

import gc
import sys

gc.set_threshold(10_000, 20, 20)
sys.modules.setdefault("opentelemetry.sdk.metrics", None)  # type: ignore[arg-type] # Python's way
if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401

    del sys.modules["rich"]
