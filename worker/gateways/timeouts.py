"""How long a call of the provider may take, in all its parts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Each is a total: no number of addresses and no trickle of bytes makes it longer."""

    patience: timedelta = timedelta(seconds=2)
    """How long known-not-sent failures are tried again within one attempt."""
    connect: timedelta = timedelta(seconds=6)
    """Until the connection stands: the name is found (5 seconds where the first name server is
    down), one of the addresses answers, TLS and a proxy's tunnel are agreed."""
    read: timedelta = timedelta(seconds=6)
    """From the end of the request to the end of the answer."""

    @property
    def longest_send(self) -> timedelta:
        """The last call of an attempt may begin when the patience has just not run out.

        A name server can keep a call for longer, but then nothing has been written.
        """
        return self.patience + self.connect + self.read


TIMEOUTS: Final = Timeouts()
