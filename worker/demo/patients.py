"""Forty patients who do not exist; their numbers are reserved for fiction (555-0100 to 555-0199)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from schemas.codes import OptOut, PatStatus, YesNo
from schemas.keys import PatNum
from worker.store.engine import Transaction
from worker.store.practice.tables import commoptout, patient

_NAMES: Final = (
    "Nora Quillfeather", "Silas Brambleby", "Greta Thistlewick", "Odell Marchpane",
    "Ivy Larkspindle", "Barnaby Inkwell-Rose", "Theodora Wintergale", "Cosmo Pennywhistle",
    "Mabel Foxglovery", "Rufus Tumblewood", "Delphine Oakapple", "Jasper Honeydew-Hill",
    "Zoë Candlewright", "Emil Gooseberry", "Tamsin Moonraker", "Otis Marmalade",
    "Pilar Nightingarden", "Hugo Butterfield-Bee", "Ana-Lucía Starling-Moss", "Felix Cobblepot",
    "Winnie Dandelore", "Arlo Featherstitch", "Beatrix Plumbottom", "Caspian Duckworthy",
    "Dottie Elderflower", "Milo Hazelbrook", "Fern Applecart", "Gus Peppercornish",
    "Hattie Willowick", "Ignatius Teacake", "Juno Silverthimble", "Kit Barleycorner",
    "Lottie Meadowlark", "Magnus Toadflax", "Nell Kettleworthy", "Orson Bluebottle",
    "Poppy Lanternjack", "Quincy Snowdropper", "Rosalind Fiddlewood", "Stanley Umberleaf",
)  # fmt: skip

REFUSED_BEFORE: Final = PatNum(1)
AT_DAILY_LIMIT: Final = PatNum(2)
WANTS_NO_TEXTS: Final = PatNum(3)
NEVER_ASKED: Final = PatNum(4)
NO_WIRELESS_PHONE: Final = PatNum(5)
INVALID_PHONE: Final = PatNum(6)
DECEASED: Final = PatNum(7)
OPTED_OUT_OF_ALL: Final = PatNum(8)
OPTED_OUT_OF_ASAP: Final = PatNum(9)
OPTED_OUT_OF_RECALL: Final = PatNum(10)
EXAMPLE: Final = PatNum(26)
"""The patient of the documentation's example."""

REGULARS: Final = tuple(PatNum(num) for num in range(11, len(_NAMES) + 1))
"""Those who can be texted without more ado; they also fill the schedule."""

_DIFFERENT: Final[Mapping[PatNum, Mapping[str, object]]] = {
    WANTS_NO_TEXTS: {"txt_msg_ok": YesNo.NO},
    NEVER_ASKED: {"txt_msg_ok": YesNo.UNKNOWN},
    NO_WIRELESS_PHONE: {"wireless_phone": "", "hm_phone": "(503) 555-0105"},
    INVALID_PHONE: {"wireless_phone": "555-0106"},
    DECEASED: {"pat_status": PatStatus.DECEASED},
}
_OPT_OUTS: Final[Mapping[PatNum, OptOut]] = {
    OPTED_OUT_OF_ALL: OptOut.ALL,
    OPTED_OUT_OF_ASAP: OptOut.WEB_SCHED_ASAP,
    OPTED_OUT_OF_RECALL: OptOut.WEB_SCHED_RECALL,
}
_AREA_CODES: Final = ("503", "971", "541", "458", "360")


def insert_patients(transaction: Transaction) -> None:
    """Write the patients, and what some of them opted out of."""
    for num, name in enumerate(_NAMES, start=1):
        transaction.insert(patient, **_row(PatNum(num), name))
    for pat_num, kinds in _OPT_OUTS.items():
        transaction.insert(commoptout, pat_num=pat_num, opt_out_sms=kinds)


def _row(pat_num: PatNum, name: str) -> dict[str, object]:
    first, last = name.split()
    area_code = _AREA_CODES[pat_num % len(_AREA_CODES)]
    return {
        "pat_num": pat_num,
        "f_name": first,
        "l_name": last,
        "birthdate": date(1940 + 2 * pat_num, 1 + pat_num % 12, 1 + pat_num % 28),
        "wireless_phone": f"({area_code}) 555-{100 + pat_num:04}",
        "txt_msg_ok": YesNo.YES,
        "pri_prov": 1 + 2 * (pat_num % 2),
        "clinic_num": 1 + pat_num % 2,
        **_DIFFERENT.get(pat_num, {}),
    }
