"""The desk, signed in at window 1 of the database in the first argument."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from window_desk.tui.app import DeskApp

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk


def open_database() -> Desk:
    """Open the prepared database, in the thread behind the first frame."""
    from window_desk.storage.desk import Desk

    return Desk(Path(sys.argv[1]))


if __name__ == "__main__":
    DeskApp(open_database, "en", ("clerk1", sys.argv[2], "1")).run()
