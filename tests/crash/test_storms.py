"""Real processes in trouble: whatever befalls them, each offer ends with one text."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final

import pytest

from tests.contract.engines import INNODB, MYISAM, POSTGRESQL, SQLITE, Engines
from tests.crash import scenarios
from tests.crash.scenarios import SCENARIOS, SHORT, Scenario, run, run_restarts
from tests.crash.verdict import Verdict

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]

AT_ONCE: Final = 4
"""They wait most of the time."""

ON: Final = {
    scenarios.LISTENER_REFUSES: SQLITE,
    scenarios.WORKERS_KILLED: MYISAM,
    scenarios.ANYTHING_KILLED: POSTGRESQL,
    scenarios.REDIS_EMPTIED: SQLITE,
    scenarios.REDIS_STOPPED: INNODB,
    scenarios.REDIS_LOST: SQLITE,
    scenarios.REDIS_FULL: SQLITE,
    scenarios.PROVIDER_BAD: SQLITE,
    scenarios.DOUBLED: MYISAM,
}
SERVERS: Final = (POSTGRESQL, INNODB)

Outcomes = dict[str, Future[Verdict]]


@pytest.fixture(scope="module")
def outcomes(engines: Engines) -> Iterator[Outcomes]:
    """Let everything happen side by side."""
    for kind in set(ON.values()) - {SQLITE}:
        engines.server(kind)
    jobs: dict[str, Callable[[], Verdict]] = {
        f"{scenarios.DATABASE_RESTARTED} on {kind}": partial(run_restarts, kind, SHORT)
        for kind in SERVERS
    }
    jobs |= {each.name: partial(run, each, engines, ON[each], SHORT) for each in SCENARIOS}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {name: pool.submit(job) for name, job in jobs.items()}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_each_offer_ends_with_one_text(outcomes: Outcomes, scenario: Scenario) -> None:
    """No text twice, none lost; every request answered, every count and trace right."""
    verdict = outcomes[scenario.name].result()

    assert ([], 0, 0) == (verdict.wrong, verdict.twice, verdict.lost)
    assert SHORT.offers == verdict.offers == verdict.texts


@pytest.mark.parametrize("kind", SERVERS)
def test_a_database_may_be_killed(outcomes: Outcomes, kind: str) -> None:
    """A server that is killed twice in the middle of it is met again by everybody."""
    verdict = outcomes[f"{scenarios.DATABASE_RESTARTED} on {kind}"].result()

    assert ([], 0, 0) == (verdict.wrong, verdict.twice, verdict.lost)
    assert SHORT.offers == verdict.offers == verdict.texts
