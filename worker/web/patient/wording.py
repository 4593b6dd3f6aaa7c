"""The page's words, in the patient's language."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent / "messages"
LANGUAGES: Final = tuple(sorted(file.stem for file in _FOLDER.glob("*.json")))
DEFAULT: Final = "en"

_KNOWN_AS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("en", "eng", "english", "inglés", "ingles"), "en"),
    **dict.fromkeys(("es", "spa", "esp", "spanish", "español", "espanol", "castellano"), "es"),
}
"""What offices write into patient.Language: two or three letters, with a country, or a name."""

_HALF_DAY: Final = 12
_UNBROKEN: Final = "\N{NO-BREAK SPACE}"


@cache
def messages(language: str) -> dict[str, Any]:
    """Read a language's file."""
    words: dict[str, Any] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return words


def choose(asked: str | None, of_patient: str, accepted: str) -> str:
    """Choose a language: the one clicked, else the one the office has noted, else the browser's."""
    return _named(asked or "") or _named(of_patient) or _of_browser(accepted) or DEFAULT


def _named(name: str) -> str | None:
    plain = name.strip().lower()
    return _KNOWN_AS.get(plain) or _KNOWN_AS.get(plain.replace("_", "-").split("-")[0])


def _of_browser(header: str) -> str | None:
    """Read Accept-Language: the first of the best-liked that there is."""
    liked = []
    for part in header.split(",")[:20]:
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        language = _named(tag)
        if language and weight > 0:
            liked.append((weight, language))
    return max(liked, key=lambda one: one[0])[1] if liked else None


class Dates:
    """Writes times as a language does."""

    def __init__(self, words: Mapping[str, Any], today: datetime) -> None:
        self._words = words
        self._today = today

    def clock(self, moment: datetime) -> str:
        """Write a time of day, which no line breaks: 4:00 PM."""
        half = self._words["am" if moment.hour < _HALF_DAY else "pm"]
        written = f"{moment.hour % _HALF_DAY or _HALF_DAY}:{moment.minute:02} {half}"
        return written.replace(" ", _UNBROKEN)

    def day(self, moment: datetime) -> str:
        """Write a day as a heading, with its year if that is another one."""
        is_this_year = moment.year == self._today.year
        name: str = self._words["day" if is_this_year else "day_of_year"].format(
            weekday=self._words["days"][moment.weekday()],
            month=self._words["months"][moment.month - 1],
            day=moment.day,
            year=moment.year,
        )
        return name[:1].upper() + name[1:]

    def short(self, moment: datetime) -> str:
        """Write day and time as a table does: Oct 18, 2:00 PM; with the year if that is another."""
        year = "" if moment.year == self._today.year else f" {moment.year}"
        month = self._words["months"][moment.month - 1][:3]
        return f"{month} {moment.day}{year}, {self.clock(moment)}".replace(" ", _UNBROKEN, 1)

    def sentence(self, moment: datetime) -> str:
        """Write day and time in the middle of a sentence, the day as its heading has it."""
        is_at_one = moment.hour % _HALF_DAY == 1
        pattern = self._words["sentence_at_one" if is_at_one else "sentence"]
        day = self.day(moment)
        if self._words["day_is_lower"]:
            day = day[:1].lower() + day[1:]
        written: str = pattern.format(day=day, time=self.clock(moment))
        return written
