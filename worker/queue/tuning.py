"""What is set otherwise than dramatiq and Redis do it by themselves, and why.

With their defaults a killed worker's message came back after 8 to 36 minutes, a retry that fell into
an outage of Redis was lost, delayed messages froze after it, and a consumer's thread that died took
its queue with it while the process looked healthy.
"""

from typing import Final

HEARTBEAT_MILLISECONDS: Final = 15_000
"""A worker silent for this long has died (dramatiq: a minute). Its messages go back on the queue."""

MAINTENANCE_CHANCE: Final = 100_000
"""In a million commands, how many look for dead workers' messages (dramatiq: 1000).

An idle worker asks four times a second and queue, so they are found some seconds after the last beat.
"""

RETRIES: Final = 0
"""What failed is a dead letter: whatever has a row is put on the queue again by the clock, and what
waits for the database goes back on its own queue. A retry of dramatiq's is a delayed message, which
one process hoards, and which freezes when Redis was away."""

AGAIN_SECONDS: Final = 1.0
"""After how long a message that waits for the database goes back; its thread sleeps meanwhile, as
every other message needs the database too."""

DEAD_MESSAGE_MILLISECONDS: Final = 7 * 24 * 60 * 60 * 1000
"""How long a dead letter can be looked into."""

TIME_LIMIT_MILLISECONDS: Final = 60_000
"""A message's work takes at most a quarter of this; whoever hangs is ended."""

CALLS_OF_REQUESTS: Final = 3
"""How many of a process's eight threads may call the provider for what they have just decided."""

CALLS_OF_SENDING: Final = 3
"""How many messages of the sending queue a process has in work or at hand (dramatiq: two a thread).

Each may wait for the provider, so two threads are left for decisions, whatever the provider does."""

CALLS_OF_DELIVERING: Final = 1
"""How many of a process's threads may call end points: others' systems, which may be slow for hours."""

POLL_SECONDS: Final = 0.25
"""How late a message of a stock producer, which wakes nobody, may be found."""

DELAYED_POLL_SECONDS: Final = 1.0
"""Nothing of ours lies on a delay queue, but dramatiq keeps a consumer for each."""

STRANDED_SECONDS: Final = 30.0
"""How often an idle consumer asks whether Redis thinks that it holds a message; twice the longest
work, so that what is in work is never taken for lost."""

STANDSTILL_SECONDS: Final = 30.0
"""A message that is the first of its queue for so long is one that nobody takes."""

WAKE_TOKENS: Final = 16
"""More of them than this say nothing new."""

PATIENT_TRIES: Final = 60
LONGEST_PAUSE_SECONDS: Final = 1.0
"""A worker's client rides out about a minute without Redis; until then nothing reaches dramatiq."""

QUICK_TRIES: Final = 1
"""Web and clock give up within about a second: they have the database to go by."""

SOCKET_SECONDS: Final = 5.0
QUICK_SOCKET_SECONDS: Final = 1.0

WATCHDOG_SECONDS: Final = 2.0
"""How often a worker looks whether its master and all its consumers are alive."""
