"""Forty offers through a PgBouncer in transaction mode, by the processes of the Procfile."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.contract import bases
from tests.contract.engines import Engines
from tests.contract.pooler import pgbouncer
from tests.crash.house import house
from tests.crash.http import send
from tests.crash.people import Guest
from worker.store.engine import Store
from worker.store.migrate import upgrade_store

pytestmark = [pytest.mark.processes, pytest.mark.timeout(200)]

OFFERS = 40
AT_ONCE = 8


@pytest.mark.parametrize("server_connections", [2, 1])
def test_forty_offers_are_forty_texts(
    engines: Engines, tmp_path: Path, server_connections: int
) -> None:
    """With a connection or two for all processes each request is answered well, and texted once."""
    said = f"default_pool_size = {server_connections}"
    with (
        bases.empty(engines, "postgresql") as base,
        pgbouncer(base.url, said, "ignore_startup_parameters = options") as url,
    ):
        with base.opened() as direct:
            upgrade_store(direct)
        store = Store.open(url)
        with house(store, tmp_path, DATABASE_CONNECTIONS="4", DATABASE_LOCK_SECONDS="5") as made:
            made.work(web=True)
            guests = made.invite(OFFERS)

            def ask(guest: Guest) -> int:
                headers = {"Authorization": "ODFHIR demo/demo", "Idempotency-Key": str(guest.key)}
                url = f"http://127.0.0.1:{made.port}/asapcomms"
                return send("POST", url, guest.body, headers)

            with ThreadPoolExecutor(AT_ONCE) as clients:
                statuses = set(clients.map(ask, guests))
            verdict = made.settle()
        store.close()

    assert statuses <= {200, 202}
    assert verdict.is_good, verdict
    assert OFFERS == verdict.offers == verdict.texts
