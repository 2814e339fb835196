"""A disk without room: nothing can be written, and everything can be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support import start_python

pytestmark = pytest.mark.on_file("the disk of a file")

_reading = """
    import resource, signal, sys
    from pathlib import Path
    from tests.storage.files import CLERK
    from tests.support import Clock
    from window_desk.domain.errors import Unusable
    from window_desk.services import tickets
    from window_desk.storage.desk import Desk
    from window_desk.storage.driver import connect, find_driver

    path = Path(sys.argv[1])
    # No file can grow by a byte: what a full disk refuses is refused here.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        connect(path).execute("SELECT count(*) FROM ticket")
        print("can be read", flush=True)
    except find_driver().Error as error:
        print(str(error).lower(), flush=True)

    def count(desk):
        with desk.read() as connection:
            return connection.execute("SELECT count(*) FROM ticket").scalar()

    desk = Desk(path, Clock())
    print(count(desk), flush=True)
    try:
        tickets.issue(desk, CLERK, "A")
    except Unusable as error:
        print(error.code, count(desk), flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
"""


@pytest.mark.parametrize("name", ["desk.db", "file:a desk?x=1%20#.db"])
@pytest.mark.parametrize("has_log", [False, True], ids=["checkpointed", "with a log left over"])
def test_a_full_disk_can_be_read(desk_file: Path, has_log: bool, name: str) -> None:
    path = desk_file.with_name(name)
    if path != desk_file:
        shutil.copy(desk_file, path)
    with start_python(_issuing, path, "kill" if has_log else "close") as process:
        process.communicate()
    assert path.with_name(f"{path.name}-wal").exists() is has_log
    with start_python(_reading, path) as process:
        said, _ = process.communicate()
    usual, before, after = said.splitlines()
    # The way that SQLite takes by itself fails: the negative control.
    assert usual == "disk i/o error"
    assert (before, after) == ("1", "db.io 1")


_issuing = """
    import os, signal, sys
    from pathlib import Path
    from tests.storage.files import CLERK
    from tests.support import Clock
    from window_desk.services import tickets
    from window_desk.storage.desk import Desk

    desk = Desk(Path(sys.argv[1]), Clock())
    tickets.issue(desk, CLERK, "A")
    if sys.argv[2] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    desk.close()
"""
