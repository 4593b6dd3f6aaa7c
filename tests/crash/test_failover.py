"""A Redis master that is killed: its replica takes over, and no text is lost or doubled."""

from pathlib import Path
from random import Random

import pytest

from tests.contract.engines import SQLITE, Engines
from tests.crash.house import House, sandbox
from tests.crash.people import morning, open_all_day
from tests.crash.storm import Storm
from tests.world import sentinels
from tests.world.office import World
from tests.world.sentinels import Sentinels

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

OFFERS = 200
SECONDS = 20.0
LONGEST_SECONDS = 15.0
"""What a failover may cost a text, of which the Sentinels take two or three."""


def test_a_failover_loses_no_text(engines: Engines, tmp_path: Path) -> None:
    """With kill -9 of the master while 200 offers are asked for, each ends with one text, in time."""
    store = engines.fresh(SQLITE, tmp_path)
    world = World.on(store)
    world.policy(zone=morning())
    open_all_day(world)
    took: list[float] = []

    def fail_over(house: House, _: Random) -> None:
        watched = house.redis
        assert isinstance(watched, Sentinels)
        killed = watched.kill_master()
        took.append(watched.wait_for_another(killed))
        watched.start_node(killed)  # as a service would; the Sentinels make it a replica

    with (
        sentinels.running() as watched,
        sandbox(tmp_path) as provider,
        (house := House(world, tmp_path, watched, provider)).crew,
    ):
        house.work(workers=2, web=True)
        storm = Storm(house.invite(OFFERS), SECONDS, [fail_over], longest_pause=SECONDS / 2)
        storm.rage(house, Random(1))  # noqa: S311 - no secret
        verdict = house.settle()
    store.close()

    assert ([], 0, 0) == (verdict.wrong, verdict.twice, verdict.lost)
    assert OFFERS == verdict.offers == verdict.texts
    assert max(verdict.seconds) < LONGEST_SECONDS, (took, sorted(verdict.seconds)[-5:])
