"""How a process begins: it loads what it needs, and what is loaded is not looked through again."""

import gc
import sys
from typing import Final

_OBJECTS: Final = 10_000
_TIMES: Final = 20

_ASIDE: Final = "opentelemetry.sdk.metrics"
"""redis loads it wherever it is installed, and asks for it when it is told to, which nobody does."""


def load_less() -> None:
    """Have a process start sooner, and stay smaller; before everything else is loaded.

    Loading makes a hundred thousand objects that stay. To look through them again and again for what
    may be freed took a sixth of the time: it is done after ten thousand new ones, and not after 700.
    """
    gc.set_threshold(_OBJECTS, _TIMES, _TIMES)
    sys.modules.setdefault(_ASIDE, None)  # type: ignore[arg-type] # so Python says: not to be had


def load_all() -> None:
    """Give whoever wants it what was left aside."""
    if _ASIDE in sys.modules and sys.modules[_ASIDE] is None:
        del sys.modules[_ASIDE]
