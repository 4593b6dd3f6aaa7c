"""A Redis with a replica, and three Sentinels that make it the master when the first has died."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from tests.world import memory
from tests.world.ports import free_port
from tests.world.redis import RedisServer
from worker.queue import server
from worker.queue.client import connect

NAME: Final = "asapcomms"
_SENTINELS: Final = 3
_DOWN_MILLISECONDS: Final = 1000
_SECONDS: Final = 30.0


class Sentinels(RedisServer):
    """Two servers on TCP, of which one is the master, and whoever says which."""

    def __init__(self, folder: Path, certificate: Path | None = None) -> None:
        super().__init__(folder)
        self._folder = folder
        self._certificate = certificate
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._clients: dict[int, Redis] = {}
        self.nodes = [free_port(), free_port()]
        self.sentinels = [free_port() for _ in range(_SENTINELS)]

    @property
    def url(self) -> str:
        """Where the Sentinels answer, and for whom they are asked."""
        places = ",".join(f"127.0.0.1:{port}" for port in self.sentinels)
        if self._certificate is None:
            return f"redis+sentinel://{places}/{NAME}/0"
        return f"rediss+sentinel://{places}/{NAME}/0?ssl_ca_certs={self._certificate}"

    def start(self) -> None:
        """Start everything and wait until each Sentinel knows all others and the replica."""
        first, second = self.nodes
        self.start_node(first)
        self.start_node(second, "--replicaof", f"127.0.0.1 {first}")
        for port in self.sentinels:
            self._start_sentinel(port, first)
        self._until(lambda: all(self._is_whole(port) for port in self.sentinels))

    def start_node(self, port: int, *more: str) -> None:
        """Start one of the servers; who knows from before whose replica it is needs no word."""
        folder = self._folder / str(port)
        folder.mkdir(exist_ok=True)
        listens = [word for line in self._listens(port) for word in f"--{line}".split()]
        options = (*listens, "--bind", "127.0.0.1", "--dir", str(folder), "--save", "")
        kept = ("--appendonly", "yes", "--maxmemory-policy", "noeviction", "--loglevel", "warning")
        self._run(port, *options, *kept, "--repl-diskless-sync-delay", "0", *more)

    def stop(self) -> None:
        """End everything at once."""
        for client in self._clients.values():
            client.close()
        for process in self._processes.values():
            process.kill()
            process.wait()
        self._processes.clear()

    def master(self) -> int:
        """Return the port of the master that the first Sentinel names."""
        found = self.look(self.sentinels[0]).sentinel_get_master_addr_by_name(NAME)
        assert found is not None
        return int(found[1])

    def hand_over(self) -> None:
        """Make the replica the master while both live, and the old one its replica at once."""
        before = self.master()
        self._until(self._is_taken_up)
        self.wait_for_another(before)
        old = self.look(before)
        old.replicaof("127.0.0.1", self.master())
        old.client_kill_filter(_type="normal", skipme=True)  # as a Sentinel does it

    def _is_taken_up(self) -> bool:
        """Ask for it; a replica that a Sentinel has not heard of for a moment is none yet."""
        try:
            self.look(self.sentinels[0]).execute_command("SENTINEL FAILOVER", NAME)
        except ResponseError:
            return False
        return True

    def kill_master(self) -> int:
        """End the master as a power cut would; returns its port."""
        port = self.master()
        self.kill(port)
        return port

    def kill(self, port: int) -> None:
        """End a server or a Sentinel."""
        process = self._processes.pop(port)
        process.kill()
        process.wait()

    @contextmanager
    def client(self) -> Iterator[Redis]:
        """Look into the master of the moment."""
        with connect(self.url) as client:
            yield client

    def wait_for_another(self, than: int) -> float:
        """Wait until the Sentinels name another master; returns how many seconds that took."""
        began = time.monotonic()
        self._until(lambda: self.master() != than)
        return time.monotonic() - began

    def _start_sentinel(self, port: int, master: int) -> None:
        lines = (
            *self._listens(port),
            "bind 127.0.0.1",
            f"dir {self._folder}",
            f"sentinel monitor {NAME} 127.0.0.1 {master} 2",
            f"sentinel down-after-milliseconds {NAME} {_DOWN_MILLISECONDS}",
            f"sentinel failover-timeout {NAME} 5000",
        )
        file = self._folder / f"sentinel-{port}.conf"
        file.write_text("\n".join(lines) + "\n")
        self._run(port, str(file), "--sentinel", "--loglevel", "warning")

    def _listens(self, port: int) -> list[str]:
        """Return the lines of a configuration that say how it is spoken to."""
        if self._certificate is None:
            return [f"port {port}"]
        files = [f"tls-{kind}-file {self._certificate}" for kind in ("cert", "key", "ca-cert")]
        return ["port 0", f"tls-port {port}", *files, "tls-auth-clients no", "tls-replication yes"]

    def look(self, port: int) -> Any:
        """Return the client of a server or Sentinel; one that speaks TLS takes long to be made."""
        if port not in self._clients:
            self._clients[port] = (
                Redis(port=port)
                if self._certificate is None
                else Redis("127.0.0.1", port, ssl=True, ssl_ca_certs=str(self._certificate))
            )
        return self._clients[port]

    def _is_whole(self, port: int) -> bool:
        try:
            masters = self.look(port).sentinel_masters()
        except RedisError:
            return False
        state = masters[NAME]
        found = (int(state["num-slaves"]), int(state["num-other-sentinels"]))
        return found == (1, _SENTINELS - 1)

    def _run(self, port: int, *words: str) -> None:
        self._processes[port] = subprocess.Popen([str(server.find_binary()), *words])

    @staticmethod
    def _until(is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + _SECONDS
        while not is_so():
            assert time.monotonic() < until, "the Sentinels never agreed"
            time.sleep(0.05)


@contextmanager
def running(certificate: Path | None = None) -> Iterator[Sentinels]:
    """Run them all, with TLS if a certificate is named."""
    with tempfile.TemporaryDirectory(dir=memory.short()) as folder:
        made = Sentinels(Path(folder), certificate)
        try:
            made.start()
            yield made
        finally:
            made.stop()
