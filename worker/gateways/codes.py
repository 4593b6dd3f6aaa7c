"""Twilio's error codes: which are final, and the sentence the office reads in Note.

Source: the error pages of Twilio's documentation. The wording of an answer is never decided upon.
"""

from typing import Final

_PERMANENT: Final = {
    20003: "Not sent because the text provider does not accept this office's account or token.",
    20005: "Not sent because this office's account with the text provider is not active.",
    21211: "Not sent because the wireless phone is not a number that can be dialed.",
    21212: "Not sent because the office's sending number is not valid.",
    21214: "Not sent because the wireless phone cannot be reached.",
    21266: "Not sent because the wireless phone is the office's own sending number.",
    21408: "Not sent because texting to this country is not switched on at the text provider.",
    21601: "Not sent because the office's sending number cannot send texts.",
    21603: "Not sent because the office's sending number is missing.",
    21606: "Not sent because the office's sending number does not belong to its account.",
    21608: "Not sent because the text provider's trial account may not text this number.",
    21610: "Not sent because the patient has replied STOP to this office.",
    21612: "Not sent because the text provider cannot reach this number from the office's.",
    21614: "Not sent because the wireless phone is not a mobile number.",
    21617: "Not sent because the text is too long.",
    21635: "Not sent because the wireless phone is a landline.",
    21659: "Not sent because the office's sending number is not valid.",
    21660: "Not sent because the office's sending number does not belong to its account.",
    21661: "Not sent because the office's sending number cannot send texts.",
    21701: "Not sent because the office's sending service does not exist at the text provider.",
    21705: "Not sent because the office's sending service does not exist at the text provider.",
    30034: "Not sent because the office's sending number is not registered with the carriers.",
}

TOO_MANY_REQUESTS: Final = 20429

_FOR_NOW: Final = {
    TOO_MANY_REQUESTS: "The text provider asked to slow down.",
    21611: "The text provider has too many texts of this office waiting.",
    21730: "The text provider is under maintenance.",
    63017: "The text provider asked to slow down.",
}

LEFT_ALREADY: Final = frozenset({20404, 30409})
"""Answers to a cancellation that came too late."""

NOT_LISTED: Final = "Not sent because the text provider refused it (code {code})."


def is_permanent(code: int) -> bool:
    """Say whether trying again is pointless; a code that is not listed fails safe."""
    return code not in _FOR_NOW


def sentence(code: int) -> str:
    """Say what a code means, in words for the office."""
    return _PERMANENT.get(code) or _FOR_NOW.get(code) or NOT_LISTED.format(code=code)
