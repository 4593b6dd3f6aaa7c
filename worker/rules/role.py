"""What an account of the staff pages may do."""

from enum import StrEnum


class Role(StrEnum):
    """The two kinds of account."""

    LOOK = "look"
    SEND = "send"

    @property
    def may_send(self) -> bool:
        """Whether it may have patients texted, and stop that."""
        return self is Role.SEND
