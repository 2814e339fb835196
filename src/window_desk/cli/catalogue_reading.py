"""Catalogue files and versions in the desk, as the words of a command name them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from window_desk.cli.call import Call
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.catalogue.load import Loaded
    from window_desk.catalogue.source import SourceError
    from window_desk.domain.item import ServiceItem

formats = (".toml", ".csv", ".xlsx")
"""How the names of catalogue files end."""

whole_desk = "desk"
"""The word for every item that is in force in the desk."""


def refuse_other_formats(path: Path) -> None:
    """Raise `Unusable` for a file that is no catalogue by its name."""
    from window_desk.domain.errors import Unusable

    if path.suffix.lower() not in formats and not path.is_dir():
        raise Unusable(
            "catalogue.format",
            "{path} does not end in .toml, .csv or .xlsx.",
            hint="Catalogues are read and written in these three formats.",
            path=str(path),
        )


def load_files(call: Call, paths: Iterable[Path]) -> Loaded:
    """Read the files; they may name departments and items that the desk knows already."""
    from window_desk.catalogue import data_folder
    from window_desk.catalogue.load import load_items

    if call.has_desk:
        with call.desk.look() as look:
            lines = [line for line, _keys in look.items]
            departments = {each.name.zh for each in look.centre.departments}
        departments |= {each.department for each in lines}
        codes = {each.code for each in lines}
    else:
        folder = data_folder() / "catalogue"
        shipped = load_items([folder / "directory", folder / "guides"])
        departments = {each.name.zh for each in shipped.departments}
        codes = {each.code for each in shipped.items}
    return load_items(paths, departments=departments, items=codes)


def refuse_errors(
    call: Call, errors: tuple[SourceError, ...], told: str, document: dict[str, object]
) -> None:
    """Say every error with its file and line, and end with the status of an unusable file.

    `told` is the last line for people, with {count}; `document` stands in JSON beside the errors.
    """
    from window_desk.catalogue.source import BadSource
    from window_desk.cli import ending
    from window_desk.cli.printing import narrate, write_json
    from window_desk.locale import say

    if not errors:
        return
    if not call.as_json:
        for each in errors:
            narrate(str(each))
        narrate(told.format(count=len(errors)))
        raise typer.Exit(ending.unusable)
    bad = BadSource(errors)
    narrate(say(bad))
    error = {"code": bad.code, "message": say(bad), "article": None}
    write_json(document | {"errors": list(errors), "error": error})
    raise typer.Exit(ending.unusable)


def is_file(wanted: str) -> bool:
    """Whether a word of a command means files rather than an item or the desk."""
    return wanted.lower().endswith(formats) or Path(wanted).exists()


def read_catalogue(call: Call, wanted: str) -> tuple[ServiceItem, ...]:
    """The items of a file or folder, of the whole desk, or the one that `CODE[@VERSION]` names."""
    from window_desk.services.item_versions import find_item

    if is_file(wanted):
        refuse_other_formats(Path(wanted))
        loaded = load_files(call, [Path(wanted)])
        refuse_errors(call, loaded.errors, _("Nothing was compared. Errors: {count}."), {})
        return loaded.items
    if wanted == whole_desk:
        return tuple(desk_items(call))
    with call.desk.look() as look:
        return (find_item(look, wanted),)


def desk_items(call: Call, day: date | None = None) -> list[ServiceItem]:
    """Every item of the desk that is in force on a day, or today."""
    from window_desk.storage import listings, reads

    with call.desk.look() as look:
        found_on = day or look.today
        lines = [line for line, _keys in listings.item_lines(look.connection, found_on)]
        found = [reads.item(look.connection, each.code, each.version) for each in lines]
    return [each for each in found if each is not None]
