"""What the sandbox can be told to do wrong: the words of PUT /behaviour."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from worker.sandbox.numbers import known


class Create(StrEnum):
    """What can befall a request to send; each says whether the sandbox then has the text."""

    SLOW_BEFORE = "slow-before-accepting"
    SLOW_AFTER = "slow-after-accepting"
    SILENT_BEFORE = "silent-before-accepting"
    SILENT_AFTER = "silent-after-accepting"
    RESET_BEFORE = "reset-before-accepting"
    RESET_AFTER = "reset-after-accepting"
    ERROR_BEFORE = "error-500-before-accepting"
    ERROR_AFTER = "error-500-after-accepting"
    GARBAGE_AFTER = "garbage-after-accepting"
    TOO_MANY_BEFORE = "429-before-accepting"
    REFUSE_BEFORE = "refuse-before-accepting"

    @property
    def is_after(self) -> bool:
        """Whether the sandbox has the text when this befalls."""
        return self.endswith("-after-accepting")


class Look(StrEnum):
    """What can befall a request to list texts, or to read one."""

    SLOW = "slow"
    SILENT = "silent"
    AWAY = "away"
    ERROR = "error-500"
    TOO_MANY = "429"
    GARBAGE = "garbage"


class Ending(StrEnum):
    """How a text can end."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    READ = "read"
    PARTIALLY_DELIVERED = "partially_delivered"


class Receipts(StrEnum):
    """How the receipts of a text can come."""

    USUAL = "usual"
    LATE = "late"
    LOST = "lost"
    REPEATED = "repeated"
    OUT_OF_ORDER = "out-of-order"


class Turn(BaseModel):
    """How often something is played, how likely, and for which recipient."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    play: str
    times: int | None = Field(default=None, ge=1)
    """Without it: until it is told otherwise."""
    probability: float = Field(default=1, gt=0, le=1)
    to: Annotated[str, AfterValidator(lambda text: text and known(text))] = ""
    seconds: float = Field(default=5, ge=0, le=86_400)


class CreateTurn(Turn):
    """A fault of the next request to send."""

    play: Create
    code: int = Field(default=21610, ge=10_000, le=99_999)
    """With which it is refused."""


class LookTurn(Turn):
    """A fault of the next request to list texts, or to read one."""

    play: Look


class EndingTurn(Turn):
    """The end of the next text, so many seconds after its beginning."""

    play: Ending
    code: int | None = Field(default=None, ge=10_000, le=99_999)
    """The reason; without it a text that fails has 30008, which is no reason."""
    seconds: float = Field(default=1.6, ge=0.05, le=86_400)


class ReceiptsTurn(Turn):
    """The way in which the receipts of the next text come."""

    play: Receipts


class Behaviour(BaseModel):
    """All that is to be played; of each list the first that fits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    creates: tuple[CreateTurn, ...] = ()
    looks: tuple[LookTurn, ...] = ()
    endings: tuple[EndingTurn, ...] = ()
    receipts: tuple[ReceiptsTurn, ...] = ()
    advanced_opt_out: bool = False
    """Whether the Messaging Service says, as OptOutType, what it took a text for and answered."""
