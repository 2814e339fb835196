"""Notices on paper: one on a page, or a file for each of many."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from window_desk.cli.printing import Page
from window_desk.domain.errors import Unusable
from window_desk.locale import _, current

if TYPE_CHECKING:
    from window_desk.documents.notices import Notice
    from window_desk.storage.derived import Moved
    from window_desk.storage.desk import Desk


def show_notice(page: Page, found: Notice, name: str) -> None:
    """Title, number, facts and paragraphs; `name` is the applicant as whoever asked may see it."""
    page.line(found.title, "bold")
    page.line(found.number)
    page.facts([(_("Applicant"), name), *found.facts])
    for each in found.paragraphs:
        page.line("")
        for line in each.split("\n"):
            page.line(line)


def make_folder(folder: Path) -> None:
    """Make the folder for papers in one that is there; raises `Unusable` where it cannot be."""
    from window_desk.storage.file_errors import require_folder

    require_folder(folder)
    try:
        folder.mkdir(exist_ok=True)
        probe = folder / ".window-desk"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(path: Path, error: OSError) -> Unusable:
    return Unusable(
        "papers.folder",
        "{path} cannot be written: {reason}.",
        hint="Name a folder of your own; window-desk case notice prints each paper at any time.",
        path=str(path),
        reason=error.strerror or str(error),
    )


def write_moved(desk: Desk, moved: Iterable[Moved], folder: Path) -> list[Path]:
    """Write the paper about its moved dates for each case, named by the case; gives the files.

    Applicants are masked, as wherever nobody put on record that they looked.
    """
    from window_desk.documents.notices import make_notice, notices_of

    written = []
    with desk.look() as look:
        for each in moved:
            kinds = {kind: number for number, kind in notices_of(look, each.case)}
            found = make_notice(look, each.case, kinds["case.dates_moved"], current())
            # The code of a centre is text of its own making.
            path = folder / f"{re.sub(r'[^0-9A-Za-z-]', '_', each.number)}.txt"
            try:
                with path.open("w", encoding="utf-8") as file:
                    show_notice(Page(file), found, each.applicant)
            except OSError as error:
                raise _unusable(path, error) from error
            written.append(path)
    return written
