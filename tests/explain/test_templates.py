"""``asapcomms templates``, as a person types it."""

import json
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner, Result

from tests.world.office import World
from worker.cli import app
from worker.errors import AsapError
from worker.store.practice import tables
from worker.store.practice.templates import TEMPLATE

GOOD: Final = "[NameF]: [Date] [Time] is free at [OfficeName], see [AsapURL]"


@pytest.fixture(autouse=True)
def _settings(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    url = world.store.engine.url.render_as_string(hide_password=False)
    for name, value in {"DATABASE_URL": url, "TIME_ZONE": "UTC"}.items():
        monkeypatch.setenv(name, value)


def run(*words: str, typed: str = "") -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["templates", *words], input=typed)


def refusal(*words: str) -> str:
    """Run the command with what it refuses."""
    error = run(*words).exception
    assert isinstance(error, AsapError)
    return error.sentence


def saved(world: World) -> list[str]:
    """Return the practice's text, where there is one."""
    rows = world.rows(tables.preference)
    return [row["value_string"] for row in rows if row["pref_name"] == TEMPLATE]


def test_the_texts_are_listed() -> None:
    """Whose it is, what it says, what it costs, and as a patient would get it."""
    said = run()
    whose, text, longest, preview = said.stdout.splitlines()

    assert 0 == said.exit_code
    assert "The practice, Example Dental" == whose
    assert text.startswith("  [NameF], an appointment opening")
    assert "1 segment." in longest or "2 segments." in longest
    assert preview.startswith("  > Anna, an appointment opening has become available on ")


def test_a_text_that_cannot_work_is_listed_as_wrong(world: World) -> None:
    """The exit code tells a script."""
    world.preference(TEMPLATE, "Call us, [NameF]")
    said = run()

    assert 1 == said.exit_code
    assert "  WRONG  There is no [AsapURL]" in said.stdout
    assert "  note   " in said.stdout


def test_a_text_is_set(world: World) -> None:
    """It says so, and says so when it was there already."""
    assert "It is saved." == run("--set", GOOD).stdout.splitlines()[-1]
    assert [GOOD] == saved(world)
    assert "It was so already." == run("--set", GOOD).stdout.splitlines()[-1]


def test_a_text_is_read_from_standard_input(world: World) -> None:
    """A shell's quoting spoils no text; the last line's end is not part of it."""
    run("--set", "-", typed=f"{GOOD}\n")

    assert [GOOD] == saved(world)


def test_a_dry_run_changes_nothing(world: World) -> None:
    """It shows the text that would be, with what is wrong with it."""
    said = run("--set", GOOD, "--dry-run")
    assert (0, "Nothing was saved.") == (said.exit_code, said.stdout.splitlines()[-1])
    assert "is free at Example Dental, see " in said.stdout

    wrong = run("--set", "Hi", "--dry-run")
    assert (1, True) == (wrong.exit_code, "WRONG" in wrong.stdout)
    assert ([], []) == (saved(world), world.rows(tables.signalod))


def test_what_cannot_work_is_refused_in_a_sentence(world: World) -> None:
    """Nothing is saved."""
    assert "There is no [AsapURL], so patients have nothing to accept with." == refusal(
        "--set", "Hi [NameF]"
    )
    assert [] == saved(world)


def test_a_clinic_gets_a_text_and_gives_it_back(world: World) -> None:
    """Its own, then the practice's again."""
    world.preference("EasyNoClinics", "0")
    world.add(tables.clinic, clinic_num=3, description="West")
    head = run("--clinic", "3", "--set", GOOD).stdout.splitlines()[0]
    assert "Clinic 3, West" == head
    assert GOOD == world.row(tables.clinicpref)["value_string"]

    tried = run("--clinic", "3", "--use-practice", "--dry-run").stdout.splitlines()
    assert ("Clinic 3, West: the practice's text", "Nothing was saved.") == (tried[0], tried[-1])
    assert "It is saved." in run("--clinic", "3", "--use-practice").stdout
    assert [] == world.rows(tables.clinicpref)
    assert "Clinic 3, West: the practice's text" == run("--clinic", "3").stdout.splitlines()[0]


def test_a_machine_is_answered_with_json() -> None:
    """With every remark and its code."""
    (text,) = json.loads(run("--set", "Hi", "--dry-run", "--json").stdout)

    assert "no-link" == text["checked"]["remarks"][0]["code"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", GOOD, "--use-practice"), "Give either --set or --use-practice."),
        (("--use-practice",), "--use-practice needs the --clinic"),
        (("--dry-run",), "--dry-run is for --set and --use-practice"),
        (("--clinic", "3"), "The office does not use clinics"),
    ],
)
def test_contradictions_are_told(words: tuple[str, ...], said: str) -> None:
    """Nothing is guessed."""
    assert refusal(*words).startswith(said)
