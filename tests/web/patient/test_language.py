"""English and Spanish: which one is shown, and that both say everything."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

import worker.web.patient
from schemas.codes import AptStatus
from tests.web.patient.conftest import Phone
from worker.rules.telling import Sentence, Topic
from worker.store.practice import tables
from worker.web.patient.wording import LANGUAGES, Dates, choose, messages

FOLDER: Final = Path(worker.web.patient.__file__).parent / "messages"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("asked", "of_patient", "browser", "expected"),
    [
        (None, "", "", "en"),
        (None, "", "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "", "en-US,en;q=0.9,es;q=0.8", "en"),
        (None, "", "fr;q=0.9,es;q=0.4", "es"),
        (None, "", "de,fr", "en"),
        (None, "", "es;q=0, en;q=0.1", "en"),
        (None, "", "es;q=x", "en"),
        (None, "spa", "en-US", "es"),
        (None, "Spanish", "", "es"),
        (None, "Español", "", "es"),
        (None, "es-MX", "", "es"),
        (None, "eng", "es", "en"),
        (None, "Klingon", "es", "es"),
        ("en", "spa", "es", "en"),
        ("es", "", "en", "es"),
        ("xx", "spa", "", "es"),
    ],
)
def test_which_language(asked: str | None, of_patient: str, browser: str, expected: str) -> None:
    """The one clicked goes first, then the office's note, then the browser."""
    assert expected == choose(asked, of_patient, browser)


def shape(words: Any) -> Any:
    """Return the keys of a file, and the places that its sentences leave open."""
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    if isinstance(words, list):
        return len(words)
    return sorted({part.split("}")[0] for part in words.split("{")[1:]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    """No sentence and no place in one is missing; how dates are put differs."""
    english, other = messages("en"), messages(language)
    without_dates = [{k: v for k, v in words.items() if k != "dates"} for words in (english, other)]

    assert shape(without_dates[0]) == shape(without_dates[1])
    assert english["dates"].keys() == other["dates"].keys()
    assert (7, 12) == (len(other["dates"]["days"]), len(other["dates"]["months"]))
    assert json.loads((FOLDER / f"{language}.json").read_text()) == other


def test_a_spanish_page(phone: Phone) -> None:
    """The office's note of the language is enough, whatever the browser says."""
    phone.stack.world.change(tables.patient, language="spa")
    was = datetime(2023, 11, 15, 13, 20)
    scheduled = {"apt_status": AptStatus.SCHEDULED, "apt_date_time": was, "op": 9}
    phone.stack.world.change(tables.appointment, **scheduled)
    page = phone.get()

    assert "es" == page.headers["Content-Language"]
    assert '<html lang="es">' in page.text
    html = phone.read()
    assert "Cambiar mi cita del miércoles, 15 de noviembre, a la 1:20 p. m." in html
    assert "al miércoles, 18 de octubre, a las 2:00 p. m." in html
    assert "m.." not in html
    assert "<h3>Miércoles, 18 de octubre</h3>" in page.text


def test_the_clicked_language_stays_over_an_answer(phone: Phone) -> None:
    """Who has chosen a language is answered in it."""
    html = phone.get(path=f"{phone.path}?lang=es").text
    answered = phone.send(phone.forms(html)[0], path=f"{phone.path}?lang=es")

    assert f"{phone.visitor.short_guid}?lang=es" == answered.headers["Location"]


def test_a_link_that_leads_nowhere_speaks_the_browsers_language(phone: Phone) -> None:
    """Nothing is known of a stranger but the browser."""
    page = phone.get(path="/a/unknown", Accept_Language="es")

    assert "Este enlace no funciona" in page.text


@pytest.mark.parametrize(
    ("language", "at", "clock", "sentence"),
    [
        (
            "en", "2023-09-05T00:05", "12:05 AM", "Tuesday, September 5 at 12:05 AM",
        ),
        (
            "en", "2023-09-05T12:00", "12:00 PM", "Tuesday, September 5 at 12:00 PM",
        ),
        (
            "es", "2023-09-05T13:20", "1:20 p. m.", "martes, 5 de septiembre, a la 1:20 p. m.",
        ),
        (
            "es", "2024-01-31T09:00", "9:00 a. m.",
            "miércoles, 31 de enero de 2024, a las 9:00 a. m.",
        ),
    ],
)  # fmt: skip
def test_dates(language: str, at: str, clock: str, sentence: str) -> None:
    """Times are written as each language does."""
    then = datetime.fromisoformat(at)
    dates = Dates(messages(language)["dates"], datetime(2023, 9, 1))

    written = [dates.clock(then), dates.sentence(then)]
    assert [clock, sentence] == [each.replace(NO_BREAK, " ") for each in written]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_breaks_a_time(language: str) -> None:
    """On a small phone 10:00 never stands apart from its AM."""
    dates = Dates(messages(language)["dates"], datetime(2023, 9, 5, 10))

    assert " " not in dates.clock(datetime(2023, 9, 5, 10))
    assert dates.sentence(datetime(2023, 9, 5, 10)).endswith(dates.clock(datetime(2023, 9, 5, 10)))


def test_a_day_of_another_year_has_its_year() -> None:
    """In December an opening in January is not taken for one of last winter."""
    dates = Dates(messages("en")["dates"], datetime(2023, 12, 30))

    assert "Sunday, December 31" == dates.day(datetime(2023, 12, 31))
    assert "Monday, January 1, 2024" == dates.day(datetime(2024, 1, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_words(language: str) -> None:
    """There is a heading for each topic and a sentence for each one that may be said."""
    words = messages(language)

    assert {*Topic, "declined_many"} == words["titles"].keys()
    assert set(Sentence) == words["say"].keys()
    assert words["leads"].keys() <= set(Topic)
