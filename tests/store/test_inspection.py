"""What a database is checked for, and what is said of one that will not do."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.contract.test_schema import run_everything
from tests.world.office import World
from worker.errors import CannotStart
from worker.steps.warm_up import warm_up
from worker.store.checks import required
from worker.store.checks.inspection import Contents, Inspection, inspect_store, require_usable
from worker.store.checks.required import INSERTED, OPTIONAL, READ, RIGHTS, UPDATED
from worker.store.checks.rights import lacking_by
from worker.store.checks.unreachable import Problem
from worker.store.engine import Store
from worker.store.ledger.tables import OWN
from worker.store.practice import tables as practice_tables
from worker.store.practice.tables import PRACTICE


class Statements:
    """Every statement that was run, and what can be read off it."""

    def __init__(self) -> None:
        self.all: set[str] = set()

    def note(self, *given: object) -> None:
        """Keep a statement."""
        self.all.add(str(given[2]))

    @property
    def columns(self) -> dict[str, set[str]]:
        """Columns that were read or changed, by table."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for statement in self.all:
            aliases = {alias: name for name, alias in re.findall(r"(\w+) AS (\w+_\d+)", statement)}
            for table, column in re.findall(r'(\w+)\."(\w+)"', statement):
                found[aliases.get(table, table)].add(column)
            if changed := re.match(r"UPDATE (\w+) SET (.+) WHERE", statement):
                found[changed[1]].update(re.findall(r'"(\w+)"\s*=', changed[2]))
        return {name: columns for name, columns in found.items() if name in PRACTICE.tables}

    def tables(self, verb: str) -> set[str]:
        """Tables of the practice that were inserted into, or updated."""
        found = {name for each in self.all for name in re.findall(rf"^{verb} (\w+)", each)}
        return found & PRACTICE.tables.keys()


def inspected(store: Store) -> Inspection:
    """Inspect a database that can be reached."""
    found = inspect_store(store)
    assert isinstance(found, Inspection)
    return found


def test_what_is_needed_is_what_is_used(world: World) -> None:
    """The columns that a database is checked for are those that the steps read and change."""
    statements = Statements()
    event.listen(world.store.engine, "before_cursor_execute", statements.note)

    run_everything(world)
    world.preference("EasyNoClinics", "0")
    world.add(practice_tables.clinic, clinic_num=1)
    warm_up(world.office, world.now)

    aside = {table.name for table in OPTIONAL}
    used = {name: found for name, found in statements.columns.items() if name not in aside}
    assert {} == {name: columns - set(READ[name]) for name, columns in used.items()
                  if columns - set(READ[name])}  # fmt: skip
    assert {table.name for table in UPDATED} == statements.tables("UPDATE") - aside
    prepared = {"preference", "patient", "appointment", "definition", "clinic"}
    prepared |= {"recall", "recalltype"}
    assert statements.tables("INSERT INTO") - prepared - aside <= {table.name for table in INSERTED}
    only_after_a_death = {"commlog", "histappointment", "securitylog"}
    assert READ.keys() - used.keys() <= only_after_a_death | {"signalod"}


def test_a_migrated_database_is_usable(world: World) -> None:
    """An office's database has no problem."""
    assert [] == inspected(world.store).problems
    require_usable(world.store)


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    """Looking for a SQLite file does not create it."""
    file = tmp_path / "practice.db"
    store = Store.open(f"sqlite:///{file}")

    found = inspect_store(store)

    assert isinstance(found, Problem)
    assert f"There is no database at {file}." == found.found
    assert not file.exists()
    with pytest.raises(CannotStart, match="asapcomms migrate"):
        require_usable(store)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """A path to something else is said to be wrong."""
    file = tmp_path / "practice.db"
    file.write_text("Dear patient, " * 200)
    store = Store.open(f"sqlite:///{file}")

    with pytest.raises(CannotStart, match=r"practice\.db is not a database"):
        require_usable(store)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ((), Contents.EMPTY),
        (("wp_posts", "patient"), Contents.FOREIGN),
        (("preference",), Contents.PRACTICE),
        (("asapcomms_version", "patient"), Contents.BEGUN),
        (("asapcomms_version", "preference"), Contents.PRACTICE),
    ],
)
def test_whose_database_it_is_shows_in_its_tables(names: tuple[str, ...], kind: Contents) -> None:
    """Only a table of preferences makes a database Open Dental's."""
    assert kind is Contents.of(frozenset(names))


def test_every_right_can_be_held_on_everything() -> None:
    """A user who owns the server or the database lacks nothing."""
    whole = ("GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION",)
    base = ("GRANT SELECT, INSERT, UPDATE, DELETE ON `opendental`.* TO `a`@`%`",)

    assert [{}, {}] == [lacking_by(grants, "opendental") for grants in (whole, base)]


def test_rights_on_another_database_do_not_count() -> None:
    """A user of another database lacks everything."""
    grants = (
        "GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*AB ON `opendental`.* TO '",
        "GRANT ALL PRIVILEGES ON `opendental2`.* TO `a`@`%`",
        "GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION",
    )

    assert RIGHTS == lacking_by(grants, "opendental")


@pytest.mark.parametrize("pattern", [r"open\_dental", "open%", "%", "open_dental"])
def test_a_granted_database_may_be_a_pattern(pattern: str) -> None:
    """MariaDB's rights on databases know % and _."""
    assert {} == lacking_by([f"GRANT ALL PRIVILEGES ON `{pattern}`.* TO `a`@`%`"], "open_dental")


def test_an_escaped_letter_is_no_pattern() -> None:
    """An escaped _ is that letter only."""
    grants = [r"GRANT ALL PRIVILEGES ON `open\_dental`.* TO `a`@`%`"]

    assert RIGHTS == lacking_by(grants, "openxdental")


def test_rights_are_counted_by_table() -> None:
    """What is granted on a table is lacking on the others."""
    lacking = lacking_by(["GRANT SELECT, UPDATE ON `od`.`asapcomm` TO `a`@`%`"], "od")

    assert ("INSERT",) == lacking["asapcomm"]
    assert RIGHTS["schedule"] == lacking["schedule"]


def test_rights_on_columns_are_enough_when_they_are_all() -> None:
    """A user who may read the columns that are read lacks nothing there."""
    columns = ", ".join(f"`{name}`" for name in READ["operatory"])
    enough = f"GRANT SELECT ({columns}) ON `od`.`operatory` TO `a`@`%`"
    too_few = "GRANT SELECT (`IsHidden`), DELETE ON `od`.`operatory` TO `a`@`%`"

    assert "operatory" not in lacking_by([enough], "od")
    assert ("SELECT",) == lacking_by([too_few], "od")["operatory"]


def test_rights_are_asked_for_every_table_that_is_used() -> None:
    """No table of ours or of the practice is forgotten."""
    assert {*READ, *OWN.tables, "asapcomms_version"} == set(RIGHTS)
    assert required.READ.keys() <= practice_tables.PRACTICE.tables.keys()
