"""`window-desk catalogue export|template`: the catalogue into a file, and a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.domain.centre import Centre, Department
    from window_desk.domain.item import ServiceItem

app = new_app("")

Format = Literal["toml", "csv", "xlsx", "jsonld"]


@app.command(help=_("Write every item into one file: toml, csv and xlsx can be imported again."))
def export(
    ctx: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(help=_("The new file; it ends in .toml, .csv, .xlsx or .jsonld.")),
    ],
    format: Annotated[
        Format | None,
        typer.Option(help=_("jsonld: CPSV-AP and schema.org; else what the name ends in.")),
    ] = None,
    on: Annotated[
        str, typer.Option(metavar="D", help=_("As it is in force on that day, else today."))
    ] = "",
    as_json: Json = False,
) -> None:
    """Write every item in the version that is in force on the day, and say what is left out."""
    from window_desk.cli.catalogue_reading import desk_items
    from window_desk.cli.printing import narrate
    from window_desk.cli.words import read_day
    from window_desk.storage import listings

    call = calling(ctx)
    kind = format or _format_of(path)
    day = read_day(on, "--on") if on else None
    items = desk_items(call, day)
    with call.desk.look() as look:
        centre = look.centre
        later = listings.planned_items(look.connection, day or look.today)
    for code, version in later:
        said = _("{item}: version {version} comes later and is not in the file; see --on.")
        narrate("! " + said.format(item=code, version=version))
    write_file(path, _written(kind, items, centre))
    document = {"path": str(path), "items": len(items)}
    call.answer(document, lambda page: page.facts([(_("Items"), len(items)), (_("File"), path)]))


@app.command(help=_("Write the workbook that an office fills in, with its lists and an example."))
def template(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help=_("The new file; it ends in .xlsx."))],
    as_json: Json = False,
) -> None:
    """Write the workbook; the desk's departments stand in it where there is a desk."""
    from window_desk.catalogue.template import write_template
    from window_desk.domain.errors import Unusable

    call = calling(ctx)
    if path.suffix.lower() != ".xlsx":
        raise Unusable(
            "catalogue.template",
            "{path} does not end in .xlsx.",
            hint="The template is a workbook.",
            path=str(path),
        )
    departments: tuple[Department, ...] = ()
    if call.has_desk:
        with call.desk.look() as look:
            departments = look.centre.departments
    write_file(path, write_template(departments))
    document = {"path": str(path), "departments": len(departments)}
    facts = [(_("File"), path), (_("Departments"), len(departments))]
    call.answer(document, lambda page: page.facts(facts))


def _format_of(path: Path) -> str:
    from window_desk.domain.errors import Unusable

    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("toml", "csv", "xlsx", "jsonld"):
        raise Unusable(
            "catalogue.format",
            "{path} does not end in .toml, .csv, .xlsx or .jsonld.",
            hint="Name the file so, or say --format jsonld.",
            path=str(path),
        )
    return kind


def _written(kind: str, items: list[ServiceItem], centre: Centre) -> bytes:
    """The content of the file in that format."""
    from window_desk.catalogue import linked, write, write_tables

    codes = {each.name.zh: each.code for each in centre.departments}
    match kind:
        case "csv":
            return write_tables.write_csv(items, codes)
        case "xlsx":
            return write_tables.write_xlsx(items, codes)
        case "jsonld":
            return linked.write_jsonld(items, centre)
    return write.write_catalogue(items, codes).encode()


def write_file(path: Path, content: bytes) -> None:
    """Put the content in place in one piece, or leave what was there."""
    from window_desk.storage.file_errors import require_folder, writable

    require_folder(path)
    with writable(path):
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
