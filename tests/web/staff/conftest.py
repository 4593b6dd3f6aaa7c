"""The staff pages over HTTP."""

import pytest

from tests.world.stack import Stack
from tests.world.staff import Clerk, hire


@pytest.fixture
def nobody(stack: Stack) -> Clerk:
    """Return a browser in an office where nobody has an account."""
    stack.app.state.staff.clock = stack.world.clock
    return Clerk(stack)


@pytest.fixture
def stranger(nobody: Clerk) -> Clerk:
    """Return a browser in which nobody has signed in, in an office where anna may."""
    hire(nobody.stack, "anna")
    return nobody


@pytest.fixture
def anna(stranger: Clerk) -> Clerk:
    """Return anna's browser, who has signed in and may send."""
    stranger.sign_in("anna")
    return stranger
