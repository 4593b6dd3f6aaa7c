"""What a staff page costs the database: as many statements for a long list as for a short one."""

import pytest

from tests.steps.opening.lists import put_on_list
from tests.web.staff.test_sending import PAGE, follow, form
from tests.web.staff.test_watching import work_until_five
from tests.world.stack import Stack
from tests.world.staff import Clerk
from tests.world.statements import listened

MOST = 35
"""Statements of the dearest page, the dry run."""

FORGOTTEN = 9
"""What an office rarely changes is asked again after a second and a half."""


def statements(clerk: Clerk, path: str) -> int:
    """Count what a page asks the database."""
    with listened(clerk.stack.parts.store.engine) as asked:
        assert 200 == clerk.get(path).status_code
    return len(asked)


@pytest.mark.parametrize("page", ["", PAGE, f"{PAGE}&recalls=1", "/history", "/messages"])
def test_a_longer_list_asks_no_more(anna: Clerk, service: Stack, page: str) -> None:
    """Each page reads what it needs of everybody at once."""
    world = service.world
    put_on_list(world)
    work_until_five(world)
    world.patient(41, wireless_phone="5035550141")
    world.recall(1, 41)
    if page == "/history":
        follow(anna, anna.post("/send", {**form(anna.get(PAGE)), "send": ""}))
        service.idle()
    short = statements(anna, page)
    for num in range(30_000, 30_040):
        world.patient(num, wireless_phone=f"50355{num}")
        world.appointment(num, num)
    if page == "/history":
        world.later(hours=1)
        again = PAGE.replace("14%3A00", "16%3A00")
        follow(anna, anna.post("/send", {**form(anna.get(again)), "send": ""}))
        service.idle()

    assert 0 < short <= MOST
    assert statements(anna, page) <= short + FORGOTTEN
