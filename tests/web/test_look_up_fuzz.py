"""Whatever is asked of a look-up or the history is answered, and never with a bug."""

from typing import Final
from urllib.parse import quote

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.web.test_look_ups import PATHS
from tests.world.stack import Stack
from worker.web.free_time import OPENINGS, SLOTS
from worker.web.look_ups import ADDRESSES

HISTORY: Final = ("/asapcomms/history", "/asapcomms/history.csv", "/asapcomms/history/weeks")
NAMES: Final = sorted({name for one in ADDRESSES for name in one.parameters} | {*SLOTS, *OPENINGS})
WORDS: Final = (
    *("0", "1", "2", "100", str(2**63 - 1), str(2**63), "-1", "1e3", "", " ", "\0", "Ⅻ"),
    *("0001-01-01", "9999-12-31", "2300-02-28", "2300-02-30", "9999-12-31 23:59:59"),
    *("ASAP", "planned", "Blockout", "None", "d", "yyyy", "'", "MMMM dddd tt"),
)
queries = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(WORDS) | st.text(max_size=12)), max_size=4
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(st.sampled_from((*PATHS, *HISTORY)), queries)
@example("/appointments/Slots", [("dateStart", "9999-12-31")])
@example("/openings/free", [("dateEnd", "9999-12-31"), ("dateStart", "9999-12-31")])
@example("/asapcomms/history", [("dateStart", "0001-01-01")])
@example("/asapcomms/history.csv", [("dateEnd", "9999-12-31")])
@example("/asapcomms/history/weeks", [("date", "0001-01-01")])
@example("/appointments", [("Offset", str(2**63 - 1)), ("date", "9999-12-31")])
@example("/appointments", [("DateTimeFormatString", "yyyy")])
def test_any_query_is_answered(stack: Stack, path: str, query: list[tuple[str, str]]) -> None:
    """A list, a row, or one sentence that says what is wrong."""
    asked = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in query)
    answer = stack.get(f"{path}?{asked}")

    assert answer.status_code in {200, 400, 404}, (path, query, answer.text)
    assert answer.text
