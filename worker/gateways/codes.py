"""Twilio's error codes: what each means, what is done about it, and what the office reads in Note.

Source: the error pages of Twilio's documentation. The wording of an answer is never decided upon,
because Twilio changes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CodeClass(StrEnum):
    """What kind of trouble a code is."""

    PERMANENT = "permanent"
    """This number will not take texts, today or tomorrow."""
    CONFIGURATION = "configuration"
    """The office's account or sender is at fault: every text would fail the same way."""
    SUPPRESSED = "suppressed"
    """The patient has said stop."""
    RETRY = "retry"
    """Certainly not sent, and it will pass."""
    UNKNOWN = "unknown"
    """The text may have gone out."""
    LIMITED = "limited"
    """This text did not arrive; another one, another day, may."""


class Action(StrEnum):
    """What is done about a code."""

    FAIL = "fail"
    """This text fails with its sentence."""
    REMEMBER_NUMBER = "remember-number"
    """The text fails, and the number is skipped from now on."""
    SUPPRESS_NUMBER = "suppress-number"
    """The text fails, and the number counts as opted out until it says START."""
    STOP_SENDER = "stop-sender"
    """Nothing more is sent until the sender works again; the texts wait."""
    TRY_AGAIN = "try-again"
    """The same text is tried again while the slot allows."""
    ASK = "ask"
    """The provider is asked whether it has the text."""


@dataclass(frozen=True, slots=True)
class Code:
    """One line of the table."""

    kind: CodeClass
    action: Action
    sentence: str

    @property
    def stops_sender(self) -> bool:
        """Whether every text would fail the same way."""
        return self.action is Action.STOP_SENDER


NOT_AUTHORIZED: Final = 20003
TOO_MANY_REQUESTS: Final = 20429
OPTED_OUT: Final = 21610

_ACTIONS: Final = {
    CodeClass.PERMANENT: Action.FAIL,
    CodeClass.CONFIGURATION: Action.STOP_SENDER,
    CodeClass.SUPPRESSED: Action.FAIL,
    CodeClass.RETRY: Action.TRY_AGAIN,
    CodeClass.UNKNOWN: Action.ASK,
    CodeClass.LIMITED: Action.FAIL,
}
"""What a class asks for where its line names nothing else."""


def _line(kind: CodeClass, sentence: str, action: Action | None = None) -> Code:
    return Code(kind, action or _ACTIONS[kind], sentence)


_P, _C, _S = CodeClass.PERMANENT, CodeClass.CONFIGURATION, CodeClass.SUPPRESSED
_R, _U, _L = CodeClass.RETRY, CodeClass.UNKNOWN, CodeClass.LIMITED
_BAD, _STOPPED = Action.REMEMBER_NUMBER, Action.SUPPRESS_NUMBER

_ACCOUNT = "Not sent because the text provider does not accept this office's account or token."
_BUSY = "The text provider asked to slow down."
_FOREIGN_SENDER = "Not sent because the office's sending number does not belong to its account."
_MUTE_SENDER = "Not sent because the office's sending number cannot send texts."
_NO_SERVICE = "Not sent because the office's sending service does not exist at the text provider."
_NOT_MOBILE = "Not sent because the wireless phone is not a mobile number."
_TRIAL = "Not sent because the text provider's trial account may not text this number."
_NO_SENDER = "Not sent because the office's sending number is not valid."

_INACTIVE = "Not sent because this office's account with the text provider is not active."
_CALLBACK = "Not sent because the text provider does not accept the address for its callbacks."
_NO_NUMBER = "Not sent because the office's sending service has no number at the provider."

_NOTHING_GOES_OUT: Final = {
    30002: "this office's account with the text provider is suspended",
    30032: "the office's toll-free number is not verified with the carriers",
    30033: "the office's registration with the carriers is suspended",
    30034: "the office's sending number is not registered with the carriers",
    30035: "the office's sending number is not registered with the carriers yet",
    30037: "texting is switched off for this office's account with the text provider",
    30454: "this office's account has reached the text provider's daily limit",
    30990: "the office's registration with the carriers is suspended",
    63038: "this office's account has reached the text provider's daily limit",
}
"""Account or sender can send nothing, whether Twilio says so at once or afterwards."""

CREATE: Final[Mapping[int, Code]] = {
    10001: _line(_C, _INACTIVE),
    NOT_AUTHORIZED: _line(_C, _ACCOUNT),
    20005: _line(_C, _INACTIVE),
    20403: _line(_C, _INACTIVE),
    20404: _line(_C, _ACCOUNT),
    TOO_MANY_REQUESTS: _line(_R, _BUSY),
    20500: _line(_U, "The text provider had an error of its own."),
    20503: _line(_U, "The text provider is not available now."),
    14107: _line(_R, _BUSY),
    21211: _line(_P, "Not sent because the wireless phone is not a number that can be dialed.", _BAD),
    21212: _line(_C, _NO_SENDER),
    21214: _line(_P, "Not sent because the wireless phone cannot be reached."),
    21265: _line(_P, "Not sent because the wireless phone is a short number of a company.", _BAD),
    21266: _line(_P, "Not sent because the wireless phone is the office's own sending number."),
    21408: _line(_P, "Not sent because texting to this country is not switched on at the text provider."),
    OPTED_OUT: _line(_S, "Not sent because the patient has replied STOP to this office.", _STOPPED),
    21601: _line(_C, _MUTE_SENDER),
    21607: _line(_C, _NO_SENDER),
    21609: _line(_C, _CALLBACK),
    21603: _line(_C, "Not sent because the office's sending number is missing."),
    21606: _line(_C, _FOREIGN_SENDER),
    **dict.fromkeys((21608, 572002, 572005), _line(_P, _TRIAL)),
    21611: _line(_R, "The text provider has too many texts of this office waiting."),
    21612: _line(_P, "Not sent because the text provider cannot reach this number from the office's."),
    21614: _line(_P, _NOT_MOBILE, _BAD),
    21617: _line(_P, "Not sent because the text is too long."),
    21635: _line(_P, "Not sent because the wireless phone is a landline.", _BAD),
    21657: _line(_P, "Not sent because this country does not take the office's sending name."),
    21659: _line(_C, _NO_SENDER),
    21660: _line(_C, _FOREIGN_SENDER),
    21661: _line(_C, _MUTE_SENDER),
    21701: _line(_C, _NO_SERVICE),
    21703: _line(_C, _NO_NUMBER),
    21704: _line(_C, _NO_NUMBER),
    21705: _line(_C, _NO_SERVICE),
    21730: _line(_R, "The text provider is under maintenance."),
    63017: _line(_R, _BUSY),
    70051: _line(_C, _ACCOUNT),
    90010: _line(_C, _INACTIVE),
    **{code: _line(_C, f"Not sent because {why}.") for code, why in _NOTHING_GOES_OUT.items()},
}  # fmt: skip
"""What Twilio says when it is handed a text.

21408, 21608 and 21657 are settings of the account, but of one country or one number: a foreign number
of one patient must not stop the texts to all others.
"""

_FOREIGN_CARRIER = "Not delivered because the patient's carrier does not know the office's number."
_PROVIDER_ERROR = "Not delivered; the text provider had an error of its own."
_TOO_MANY = "Not delivered because the office has sent more than its carrier's daily limit."
_FRAUD = "Not delivered because the text provider suspects a fraud and blocks the number for now."

RECEIPT: Final[Mapping[int, Code]] = {
    30001: _line(_L, "Not delivered because the text waited too long at the text provider."),
    30003: _line(_L, "Not delivered because the phone is switched off or out of reach."),
    30004: _line(_S, "Not delivered because the patient or the carrier blocks this office's texts."),
    30005: _line(_P, "Not delivered because the number does not exist.", _BAD),
    30006: _line(_P, "The number cannot receive texts (landline).", _BAD),
    30007: _line(_L, "Not delivered because the carrier takes the text for spam."),
    30008: _line(_L, "Not delivered; the carrier gives no reason."),
    30010: _line(_P, "Not delivered because the text costs more than the office allows."),
    30017: _line(_L, "Not delivered because the carrier's network is overloaded."),
    30018: _line(_L, _FOREIGN_CARRIER),
    30019: _line(_L, "Not delivered because the text is too long for the carrier."),
    30020: _line(_L, _PROVIDER_ERROR),
    30021: _line(_L, _PROVIDER_ERROR),
    30022: _line(_L, _TOO_MANY),
    30023: _line(_L, _TOO_MANY),
    30024: _line(_L, _FOREIGN_CARRIER),
    30027: _line(_L, _TOO_MANY),
    30038: _line(_L, "Not delivered because the carrier takes the text for a password."),
    30040: _line(_L, _FOREIGN_CARRIER),
    30041: _line(_L, _FOREIGN_CARRIER),
    30043: _line(_L, _FOREIGN_CARRIER),
    30044: _line(_L, "Not delivered because the text is too long for a trial account."),
    30046: _line(_L, "Not delivered; the carrier did not say whether it was."),
    30450: _line(_L, _FRAUD),
    30453: _line(_L, _FRAUD),
    30485: _line(_L, _FRAUD),
    30036: _line(_L, "Not delivered because the time in which it was of use has passed."),
    30047: _line(_L, "Not delivered because of the text provider's quiet hours."),
    30410: _line(_L, "Not delivered because the carrier did not answer in time."),
    30500: _line(_L, _PROVIDER_ERROR),
    30610: _line(_L, "Not delivered because of the text provider's quiet hours."),
    32017: _line(_L, "Not delivered because the carrier blocks the office's sending number."),
    60005: _line(_L, "Not delivered; the carrier had an error of its own."),
    OPTED_OUT: _line(_S, "Not delivered because the patient has replied STOP to this office.", _STOPPED),
    **{code: _line(_C, f"Not delivered because {why}.") for code, why in _NOTHING_GOES_OUT.items()},
}  # fmt: skip
"""What Twilio says of a text that it had accepted.

A sender that one carrier does not know is no reason to stop it: the others deliver its texts.

None of them is sent again by itself: the carrier may have delivered it all the same, and nobody
gets the same offer twice. The office may offer again.
"""

NOT_LISTED: Final = "Not sent because the text provider refused it (code {code})."
NOT_LISTED_RECEIPT: Final = "Not delivered (code {code})."
NO_CODE: Final = "Not delivered; the text provider gives no reason."


def of_refusal(code: int) -> Code:
    """Look up the code of a refused call; one that is not listed fails its text alone."""
    known = CREATE.get(code)
    return known or Code(CodeClass.PERMANENT, Action.FAIL, NOT_LISTED.format(code=code))


def of_receipt(code: int | None) -> Code:
    """Look up the code of a failed delivery; one that is not listed fails its text alone."""
    if code is None:
        return Code(CodeClass.LIMITED, Action.FAIL, NO_CODE)
    known = RECEIPT.get(code)
    return known or Code(CodeClass.LIMITED, Action.FAIL, NOT_LISTED_RECEIPT.format(code=code))


def is_listed(code: int) -> bool:
    """Say whether somebody has decided what a code means."""
    return code in CREATE or code in RECEIPT
