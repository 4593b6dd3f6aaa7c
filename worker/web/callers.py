"""Which callers are known: by the settings' keys, and by those that `asapcomms keys` has made."""

import time
from collections.abc import Callable
from typing import Final

import structlog

from worker.api_key import Caller, digest
from worker.errors import Unavailable
from worker.settings import Settings
from worker.store import remembered
from worker.store.engine import Store
from worker.store.ledger import api_keys
from worker.store.ledger.api_keys import StoredKey
from worker.store.remembered import Remembered

USE_NOTED_AFTER_SECONDS: Final = 60.0
"""How often one key's last use is written, by each process."""

log = structlog.get_logger()


class Callers:
    """Knows whoever may call.

    The table is read once in a second and a half at most, and never for a key of the settings, so a
    revoked key opens nothing two seconds later, and a thousand wrong ones ask the database for little.
    """

    def __init__(
        self, settings: Settings, store: Store, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._of_settings = {
            digest(key.pair): Caller(identity=key.pair, permissions=key.permissions)
            for key in settings.api_keys
        }
        self._store = store
        self._clock = clock
        self._memory = Remembered(remembered.SECONDS)
        self._noted: dict[int, float] = {}

    @property
    def are_none(self) -> bool:
        """Whether nobody may call; raises Unavailable."""
        return not (self._of_settings or self._stored())

    def find(self, pair: str) -> Caller | None:
        """Return whoever brings a pair of keys; None where it opens nothing; raises Unavailable."""
        given = digest(pair)
        known = self._of_settings.get(given)
        if known is not None:
            return known
        found = self._stored().get(given)
        if found is None or not found.is_live(self._store.now()):
            return None
        return Caller(identity=f"//{found.name}", permissions=found.may, key_num=found.key_num)

    def should_note(self, caller: Caller) -> bool:
        """Say whether it is time to write down that somebody has called."""
        noted = self._noted.get(caller.key_num)
        is_due = noted is None or self._clock() - noted >= USE_NOTED_AFTER_SECONDS
        return bool(caller.key_num) and is_due

    def note_use(self, caller: Caller) -> None:
        """Write down that somebody has called, after the answer; where that fails it is done later."""
        if not self.should_note(caller):  # another request has
            return
        self._noted[caller.key_num] = self._clock()
        try:
            with self._store.writing() as transaction:
                api_keys.note_use(transaction, caller.key_num, self._store.now())
        except Unavailable as error:
            log.warning("key.use-not-kept", reason=error.sentence)

    def _stored(self) -> dict[str, StoredKey]:
        return self._memory.get("live", self._read)

    def _read(self) -> dict[str, StoredKey]:
        now = self._store.now()
        with self._store.reading() as transaction:
            return api_keys.read_live(transaction, now)
