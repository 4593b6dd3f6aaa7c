"""Passwords that are changed as docs/operating.md says, while somebody uses them."""

import re

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from tests.architecture.sources import ROOT
from tests.world.redis import RedisServer

OPERATING = ROOT / "docs" / "operating.md"


def test_redis_knows_two_passwords_during_a_change(own_redis: RedisServer) -> None:
    """The old one opens until it is taken away, and who is connected by then stays so."""
    orders = re.findall(r"`(ACL SETUSER asapcomms [<>]\w+)`", OPERATING.read_text())
    assert ["ACL SETUSER asapcomms >new", "ACL SETUSER asapcomms <old"] == orders
    add, remove = (order.split() for order in orders)

    def connected(password: str) -> Redis:
        return Redis.from_url(own_redis.url.replace("unix://", f"unix://asapcomms:{password}@"))

    with own_redis.client() as administrator:
        administrator.execute_command("ACL", "SETUSER", "asapcomms", "on", ">old", "~*", "+@all")  # type: ignore[no-untyped-call]
        with connected("old") as before, connected("new") as after, connected("old") as late:
            before.ping()
            administrator.execute_command(*add)  # type: ignore[no-untyped-call]
            after.ping()
            administrator.execute_command(*remove)  # type: ignore[no-untyped-call]
            before.ping()
            with pytest.raises(AuthenticationError):
                late.ping()
