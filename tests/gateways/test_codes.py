"""The table of codes: what each is, what is done about it, and what the office reads."""

import pytest

from worker.gateways import codes
from worker.gateways.codes import Action, Code, CodeClass
from worker.sandbox.numbers import REFUSED_FROM, REFUSED_TO

P, C, S = CodeClass.PERMANENT, CodeClass.CONFIGURATION, CodeClass.SUPPRESSED
R, U, L = CodeClass.RETRY, CodeClass.UNKNOWN, CodeClass.LIMITED
FAIL, BAD, STOPPED = Action.FAIL, Action.REMEMBER_NUMBER, Action.SUPPRESS_NUMBER
HALT, AGAIN, ASK = Action.STOP_SENDER, Action.TRY_AGAIN, Action.ASK

NOTHING_GOES_OUT = (30002, 30032, 30033, 30034, 30035, 30037, 30454, 30990, 63038)

CALLS = {
    **dict.fromkeys((10001, 20404, 21607, 21609, 21704, 90010, *NOTHING_GOES_OUT), (C, HALT)),
    **dict.fromkeys((20003, 20005, 21212, 21601, 21603, 21606, 21659, 21660, 21661), (C, HALT)),
    **dict.fromkeys((20403, 21701, 21703, 21705, 70051), (C, HALT)),
    **dict.fromkeys((14107, 20429, 21611, 21730, 63017), (R, AGAIN)),
    **dict.fromkeys((20500, 20503), (U, ASK)),
    **dict.fromkeys((21211, 21265, 21614, 21635), (P, BAD)),
    **dict.fromkeys((21214, 21266, 21408, 21608, 21612, 21617, 21657), (P, FAIL)),
    **dict.fromkeys((572002, 572005), (P, FAIL)),
    21610: (S, STOPPED),
}
RECEIPTS = {
    **dict.fromkeys(NOTHING_GOES_OUT, (C, HALT)),
    **dict.fromkeys((30005, 30006), (P, BAD)),
    **dict.fromkeys((30001, 30003, 30007, 30008, 30017, 30022, 30023, 30036, 30047), (L, FAIL)),
    **dict.fromkeys((30410, 30500, 30610, 32017, 60005), (L, FAIL)),
    **dict.fromkeys((30018, 30019, 30020, 30021, 30024, 30027, 30038, 30040, 30041), (L, FAIL)),
    **dict.fromkeys((30043, 30044, 30046, 30450, 30453, 30485), (L, FAIL)),
    30004: (S, FAIL),
    30010: (P, FAIL),
    21610: (S, STOPPED),
}
_OF_CALLS = ("Not sent because ", "The text provider ")
_OF_RECEIPTS = ("Not delivered because ", "Not delivered; ", "The number cannot receive texts ")
LINES = [
    pytest.param(beginnings, line, id=str(code))
    for beginnings, table in ((_OF_CALLS, codes.CREATE), (_OF_RECEIPTS, codes.RECEIPT))
    for code, line in table.items()
]
JARGON = ("Twilio", "SID", "API", "HTTP", "E.164", "A2P", "10DLC", "SMS", "'To'", "'From'", "code")


@pytest.mark.parametrize("code", sorted(CALLS.keys() | codes.CREATE.keys()))
def test_calls(code: int) -> None:
    """Each code that refuses a text is of the class, and asks for the action, that was agreed."""
    line = codes.CREATE[code]

    assert CALLS[code] == (line.kind, line.action)


@pytest.mark.parametrize("code", sorted(RECEIPTS.keys() | codes.RECEIPT.keys()))
def test_receipts(code: int) -> None:
    """Each code of a failed delivery is of the class, and asks for the action, that was agreed."""
    line = codes.RECEIPT[code]

    assert RECEIPTS[code] == (line.kind, line.action)


@pytest.mark.parametrize(("beginnings", "line"), LINES)
def test_sentences(beginnings: tuple[str, ...], line: Code) -> None:
    """Each code has one plain sentence on one line."""
    sentence = line.sentence

    assert sentence.startswith(beginnings)
    assert sentence.endswith(".")
    assert 1 == sentence.count(".")
    assert sentence.isprintable()
    assert len(sentence) <= 100
    assert [] == [word for word in JARGON if word in sentence]


def test_tried_again() -> None:
    """Only a provider that is busy is called again at once."""
    again = {code for code, line in codes.CREATE.items() if line.action is Action.TRY_AGAIN}

    assert {code for code, (kind, _) in CALLS.items() if kind is R} == again


@pytest.mark.parametrize("code", [10009, 29999, 99999])
def test_refusal_that_is_not_listed(code: int) -> None:
    """A code that nobody has listed fails its text alone, and is named for whoever looks it up."""
    line = codes.of_refusal(code)

    assert line.action is not Action.TRY_AGAIN
    assert not codes.is_listed(code)
    assert (P, FAIL) == (line.kind, line.action)
    assert f"Not sent because the text provider refused it (code {code})." == line.sentence


@pytest.mark.parametrize("code", [10009, 29999, 99999])
def test_receipt_that_is_not_listed(code: int) -> None:
    """A failed delivery with a code that nobody has listed says nothing about the number."""
    line = codes.of_receipt(code)

    assert (L, FAIL) == (line.kind, line.action)
    assert f"Not delivered (code {code})." == line.sentence


def test_receipt_without_a_code() -> None:
    """A failed delivery may come without a reason."""
    line = codes.of_receipt(None)

    assert "Not delivered; the text provider gives no reason." == line.sentence


def test_landline() -> None:
    """The receptionist reads what is wrong with the number."""
    assert "The number cannot receive texts (landline)." == codes.of_receipt(30006).sentence


def test_sandbox_codes() -> None:
    """Every number that the sandbox refuses has a sentence of its own."""
    assert codes.CREATE.keys() >= {*REFUSED_TO.values(), *REFUSED_FROM.values()}
