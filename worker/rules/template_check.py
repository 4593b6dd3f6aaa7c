"""What is wrong with the template of an offer's text, said before anybody receives one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Final
from unicodedata import name as sign_name

from worker.rules.segments import costly_signs, count_segments
from worker.rules.template import LONGEST_TEXT, OfficeContact, at_creation, at_sending, confirmation

TAGS: Final = (
    *("NameF", "Date", "Time", "OfficeName", "OfficePhone", "OfficeFax", "OfficeAddress"),
    "AsapURL",
)
"""What is filled in a text, in any letter case; anything else in brackets is sent as it stands."""

SHORTENERS: Final = frozenset(
    {
        *("bit.ly", "bitly.com", "j.mp", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "v.gd"),
        *("buff.ly", "rebrand.ly", "rb.gy", "cutt.ly", "t.ly", "tiny.cc", "shorturl.at", "bl.ink"),
        *("lnkd.in", "s.id", "soo.gd", "adf.ly", "short.io", "shorte.st", "clck.ru", "qr.ae"),
    }
)
"""Shared by everybody, spammers too, so carriers stop what has one."""

ADVISED_SIGNS: Final = 320
"""Carriers advise against longer texts."""

_SOME_NAME: Final = "Anna"
_TAG: Final = re.compile(r"\[([^\[\]]*)\]")
_WORD: Final = re.compile(r"\w+")
_LINK: Final = re.compile(r"(?P<before>\S?)\[asapurl\](?P<after>\S?)", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?<![\w.@-])(?:[a-z][a-z+]*://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)"
)
_ENDS_A_LINK: Final = frozenset(".,;:!?)\"'")
_OPENS_A_LINK: Final = frozenset("(\"'<:")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a template."""

    code: str
    """What it is, for programs."""
    sentence: str
    is_fatal: bool = False
    """Whether texts by this template cannot do their work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a template is tried with: an opening, an office, and the names of those on the list."""

    slot_start: datetime
    date_format: str
    office: OfficeContact
    url: str
    names: Sequence[str]
    """At least one."""
    others: Sequence[OfficeContact] = ()
    """Clinics that send the same text under their own names."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and the text that costs most."""

    remarks: tuple[Remark, ...]
    longest: str
    segments: int

    @property
    def refusal(self) -> str | None:
        """Why the template cannot work, in one sentence; None where it can."""
        return next((remark.sentence for remark in self.remarks if remark.is_fatal), None)


def rendered(template: str, filling: Filling, first_name: str) -> str:
    """Return the text as a patient of this name would read it."""
    stored = at_creation(template, filling.slot_start, filling.office, filling.date_format)
    return at_sending(stored, first_name, filling.url)


def check(template: str, filling: Filling, not_held: str = "") -> Checked:
    """Go through everything that can be wrong with a template; what is fatal comes first.

    ``not_held`` are its signs that the office's database would not keep.
    """
    offices = [replace(filling, office=office) for office in (filling.office, *filling.others)]
    widest = max(offices, key=lambda one: _size(rendered(template, one, _SOME_NAME)))
    longest = max((rendered(template, widest, name) for name in filling.names), key=_size)
    segments = count_segments(longest)
    remarks = [
        *_of_template(template),
        *_of_signs_not_held(template, not_held),
        *_of_costly_signs(template, rendered(template, widest, _plain_name(widest))),
        *_of_length(longest, segments),
        *(remark for one in offices for remark in _of_office(template, one)),
    ]
    ordered = sorted(dict.fromkeys(remarks), key=lambda remark: not remark.is_fatal)
    return Checked(tuple(ordered), longest, segments)


def _fatal(code: str, sentence: str) -> Remark:
    return Remark(code, sentence, is_fatal=True)


def _size(text: str) -> tuple[int, int]:
    return count_segments(text), len(text)


def _of_template(template: str) -> Iterator[Remark]:
    if not template.strip():
        yield _fatal("blank", "The text is blank, so there is nothing to send.")
        return
    known = {tag.lower(): tag for tag in TAGS}
    found = _TAG.findall(template)
    if "asapurl" not in {tag.lower() for tag in found}:
        yield _fatal("no-link", "There is no [AsapURL], so patients have nothing to accept with.")
    for tag in dict.fromkeys(found):
        meant = get_close_matches(tag.strip().lower(), known, 1, 0.75)
        if tag.lower() not in known and (meant or _WORD.fullmatch(tag)):
            hint = f"; [{known[meant[0]]}] is" if meant else f"; there are {_listed()}"
            yield _fatal(
                "unknown-tag", f"[{tag}] is no tag, so patients would read it as it stands{hint}."
            )
    yield from _of_links(template)
    if not {"date", "time"} <= {tag.lower() for tag in found}:
        yield Remark(
            "no-time",
            "Without [Date] and [Time] patients learn only from the page when the opening is.",
        )


def _of_links(template: str) -> Iterator[Remark]:
    links = list(_LINK.finditer(template))
    for link in links:
        before, after = link["before"], link["after"]
        if (before and before not in _OPENS_A_LINK) or (after and after not in _ENDS_A_LINK):
            yield _fatal(
                "no-space",
                "[AsapURL] needs a space before and after it, or phones make another link of it.",
            )
            break
    if len(links) > 1:
        yield Remark("twice", "[AsapURL] stands there more than once, and is paid for each time.")
    for host in dict.fromkeys(_HOST.findall(template.lower())):
        if any(host == known or host.endswith(f".{known}") for known in SHORTENERS):
            yield _fatal(
                "shortener",
                f"{host} shortens links for everybody, and carriers stop texts that have one.",
            )


def _of_signs_not_held(template: str, not_held: str) -> Iterator[Remark]:
    if not_held:
        signs = ", ".join(_named(sign, template) for sign in not_held)
        sentence = f"{signs}: the office's database cannot keep that. Write plain signs."
        yield Remark("not-held", sentence, is_fatal=True)


def of_confirmation(template: str, filling: Filling) -> list[Remark]:
    """Say what makes the text dearer that confirms a move."""
    name, start = _plain_name(filling), filling.slot_start
    body = confirmation(template, name, start, filling.office, filling.date_format)
    return list(_of_costly_signs(template, body))


def _plain_name(filling: Filling) -> str:
    """What patients are called is theirs, and no mistake of the office's: one stands for all."""
    return "A" * max(map(len, filling.names))


def _of_costly_signs(template: str, body: str) -> Iterator[Remark]:
    """Name the signs that make a text dearer."""
    odd = costly_signs(body)
    if odd:
        plain = "".join("?" if sign in odd else sign for sign in body)
        yield Remark(
            "costly-signs",
            f"{', '.join(_named(sign, template) for sign in odd)}: with signs that are not in the "
            f"alphabet of texts it takes {_segments(count_segments(body))} instead of "
            f"{count_segments(plain)}. Write plain ones.",
        )


def _of_length(longest: str, segments: int) -> Iterator[Remark]:
    if len(longest) > LONGEST_TEXT:
        yield _fatal(
            "too-long",
            f"The longest text has {len(longest)} signs, and more than {LONGEST_TEXT} are not sent.",
        )
    elif len(longest) > ADVISED_SIGNS:
        yield Remark(
            "long",
            f"The longest text has {len(longest)} signs, {_segments(segments)}; carriers advise "
            f"at most {ADVISED_SIGNS}.",
        )


def _of_office(template: str, filling: Filling) -> Iterator[Remark]:
    name = filling.office.name.strip()
    is_named = "[officename]" in template.lower() or (name and name.lower() in template.lower())
    if template.strip() and not is_named:
        yield Remark(
            "no-office",
            "The text does not say from whom it is: carriers and US rules for texts (TCPA) want "
            "[OfficeName].",
        )
    elif template.strip() and not name:
        yield Remark("nameless-office", "The office has no name in Open Dental to put in.")


def _named(sign: str, template: str) -> str:
    where = "" if sign in template else ", from the office's own data"
    shown = f"{sign} " if sign.isprintable() else ""
    return f"{shown}({sign_name(sign, 'a sign without a name').lower()}{where})"


def _segments(number: int) -> str:
    return f"{number} segment{'' if number == 1 else 's'}"


def _listed() -> str:
    return ", ".join(f"[{tag}]" for tag in TAGS)
