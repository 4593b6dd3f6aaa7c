"""How often one POST speaks to the database."""

from tests.contract.one_text import noted
from tests.world.stack import Stack


def test_a_post_is_one_write_with_one_read(service: Stack) -> None:
    """The request is written by one statement, and looked up with its offer by one."""
    with noted(service.parts.store.engine) as found:
        answer = service.post()

    assert 200 == answer.status_code
    assert [
        "INSERT asapcomms_request",
        "COMMIT",
        "SELECT asapcomms_request",
        "COMMIT",
    ] == found
