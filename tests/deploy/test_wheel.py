"""The wheel, installed where there is no checkout: everything it needs is in it."""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.sources import OURS
from tests.deploy.site import ROOT, site
from tests.world.up import Up
from worker.up.procfile import PROCFILE, find_program

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

EXTRAS = "client,embedded,mysql,postgresql"


@dataclass(frozen=True)
class Installed:
    """A wheel, and an environment that holds it with its extras and nothing else."""

    wheel: Path
    bin: Path

    def run(self, *words: str, folder: Path, environment: dict[str, str] | None = None) -> str:
        """Run one of its programs in an empty folder and return what it says."""
        program, *arguments = words
        done = subprocess.run(
            [str(self.bin / program), *arguments],
            cwd=folder,
            env=environment or {"PATH": f"{self.bin}:/usr/bin:/bin", "LANG": "C.UTF-8"},
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    """Build the wheel and install it, with the versions that the lock file names."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        _uv("build", "--quiet", "--wheel", "--out-dir", name, str(ROOT))
        (wheel,) = folder.glob("*.whl")
        locked = folder / "locked.txt"
        what = ("--frozen", "--no-dev", "--all-extras", "--no-emit-project", "--no-hashes")
        _uv("export", "--quiet", *what, "--output-file", str(locked), folder=ROOT)
        environment = folder / "env"
        _uv("venv", "--quiet", "--python", sys.executable, str(environment), folder=folder)
        _uv(
            *("pip", "install", "--quiet", "--constraint", str(locked)),
            *("--python", str(environment / "bin" / "python")),
            f"asapcomms[{EXTRAS}] @ {wheel.as_uri()}",
            folder=folder,
        )
        yield Installed(wheel, environment / "bin")


def _uv(*words: str, folder: Path | None = None) -> None:
    done = subprocess.run(
        [find_program("uv"), *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_file_is_in_the_wheel(installed: Installed) -> None:
    """Templates, style sheets, messages, migrations and the marks of types are no modules."""
    with zipfile.ZipFile(installed.wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {
        str(path.relative_to(ROOT))
        for folder in OURS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert ours == packed
    assert {"schemas/py.typed", "worker/py.typed"} <= packed


def test_it_says_its_version(installed: Installed, tmp_path: Path) -> None:
    """It is the one that the wheel's name has."""
    said = installed.run("asapcomms", "--version", folder=tmp_path)

    assert said == f"asapcomms {installed.wheel.name.split('-')[1]}\n"


def test_it_is_not_the_checkout(installed: Installed, tmp_path: Path) -> None:
    """What runs comes from the environment that the wheel was installed into."""
    ask = "import schemas, worker; print(schemas.__file__, worker.__file__)"
    said = installed.run("python", "-c", ask, folder=tmp_path)

    assert all(place.startswith(str(installed.bin.parent)) for place in said.split())


def test_types_are_told(installed: Installed, tmp_path: Path) -> None:
    """A producer's own code is checked against the message that it enqueues."""
    producer = tmp_path / "producer.py"
    producer.write_text("from schemas.messages import CreateAsapComm\nCreateAsapComm(op='two')\n")
    words = ("mypy", "--strict", "--python-executable", str(installed.bin / "python"))
    done = subprocess.run(
        [find_program("mypy"), *words[1:], str(producer)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert "import-untyped" not in done.stdout
    assert '"op" to "CreateAsapComm" has incompatible type' in done.stdout


def test_it_runs_everything_on_one_machine(installed: Installed, tmp_path: Path) -> None:
    """`asapcomms up` sends the first text, with the embedded server of its extra."""
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        up = Up.start(Path(home), tmp_path / "errors", str(installed.bin / "asapcomms"), "up")
        try:
            offer = up.offer()
        finally:
            up.end()

    assert offer["FKey"] == 11939
    assert "Traceback" not in (tmp_path / "errors").read_text()


def test_it_makes_its_tables(installed: Installed, tmp_path: Path) -> None:
    """`asapcomms migrate` finds its migrations, and has nothing left to do the second time."""
    url = f"sqlite:///{tmp_path}/empty.db"
    told = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "DATABASE_URL": url, "TIME_ZONE": "UTC"}
    first = installed.run("asapcomms", "migrate", folder=tmp_path, environment=told)
    again = installed.run("asapcomms", "migrate", folder=tmp_path, environment=told)

    assert first.endswith("Done.\n")
    assert "Done." not in again


def test_it_runs_the_procfile(installed: Installed) -> None:
    """Honcho runs its three processes as the Procfile says, and a text goes out."""
    with site() as own:
        procfile = str(shutil.copy(ROOT / "Procfile", own.folder))
        command = (find_program("honcho"), "start", "--procfile", procfile)
        with own.run(command, own.variables(installed.bin)) as words:
            offer = own.offer()
        said = words.read_text()

    assert offer["ResponseStatus"] == "PendingRsvp"
    assert all(f" {name}.1 " in said for name in PROCFILE)
    assert "Traceback" not in said
