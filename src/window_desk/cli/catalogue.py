"""`window-desk catalogue`: search the service items, show one, bring files in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli import catalogue_lint
from window_desk.cli.call import As, Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from window_desk.catalogue.load import Loaded
    from window_desk.catalogue.source import SourceError
    from window_desk.domain.centre import Department
    from window_desk.domain.item import ServiceItem
    from window_desk.services.publishing import Published
    from window_desk.storage.rows import ItemLine

app = new_app(_("Service items: search, show, import and export."))
app.add_typer(catalogue_lint.app)


@app.command("list", help=_("Find items by name, pinyin, initials or code; without text all."))
def list_(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help=_("Such as yyzz for 营业执照."))] = "",
    department: Annotated[
        str, typer.Option(help=_("Only items of a department: its code, or part of its name."))
    ] = "",
    as_json: Json = False,
) -> None:
    """The items that match, the best first."""
    from window_desk.domain.item import Bilingual
    from window_desk.storage import listings

    call = calling(ctx)
    with call.desk.look() as look:
        lines = listings.item_lines(look.connection)
        departments = look.centre.departments
    wanted = departments_meant(departments, department)
    found = [each for each in _ranked(lines, text) if not department or each.department in wanted]
    names = {each.name.zh: each.name for each in departments}
    heads = [_("Code"), _("Item"), _("Department"), _("Kind"), _("Guide")]
    rows = [
        (
            each.code,
            Bilingual(each.name_zh, each.name_en),
            names.get(each.department, each.department),
            kind_words[each.kind],
            _("yes") if each.guide else "",
        )
        for each in found
    ]
    call.answer(
        {"items": [_line(each) for each in found], "total": len(found)},
        lambda page: page.table(heads, rows, whole=0) if rows else page.line(_("No item fits.")),
    )


def departments_meant(known: Iterable[Department], wished: str) -> set[str]:
    """The names of the departments that a code or a part of a name means."""
    part = wished.casefold()
    return {
        each.name.zh
        for each in known
        if wished == each.code or part in each.name.zh.casefold() or part in each.name.en.casefold()
    }


def _line(line: ItemLine) -> dict[str, object]:
    return {
        "code": line.code,
        "name": line.name_zh,
        "name_en": line.name_en,
        "department": line.department,
        "kind": line.kind,
        "guide": line.guide,
    }


kind_words = {"instant": ("即办件", "instant"), "committed": ("承诺件", "committed")}
"""Each kind of item in Chinese and English."""


def _ranked(lines: list[tuple[ItemLine, str]], text: str) -> list[ItemLine]:
    """The lines that a search finds, full guides before directory entries of the same rank."""
    from window_desk.catalogue.search import matches, normalise_query

    query = normalise_query(text)
    if text and not query:
        return []
    ranked = [(matches(keys, query), position) for position, (_line, keys) in enumerate(lines)]
    hits = sorted((rank, position) for rank, position in ranked if rank is not None)
    return [lines[position][0] for _rank, position in hits]


@app.command(help=_("One item whole: papers, situations, route, limits, fee and basis."))
def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help=_("The item's code."))],
    as_json: Json = False,
) -> None:
    """The item in its newest version."""
    from window_desk.cli.item_page import show_item
    from window_desk.cli.printing import plain
    from window_desk.domain.errors import RuleBroken
    from window_desk.storage import reads

    call = calling(ctx)
    with call.desk.look() as look:
        item = reads.item(look.connection, code)
        departments = {each.name.zh: each.name for each in look.centre.departments}
    if item is None:
        raise RuleBroken(
            "item.unknown",
            "There is no item {item}.",
            hint="window-desk catalogue list TEXT finds it by name, pinyin or initials.",
            item=code,
        )
    fields = plain(item)
    assert isinstance(fields, dict)
    call.answer(fields | {"guide": item.guide}, lambda page: show_item(page, item, departments))


@app.command("import", help=_("Read items from files and folders; all of them or none."))
def import_(
    ctx: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help=_("TOML, CSV or XLSX files, and folders of TOML."),
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only check, and say what would change."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Publish the items, or say every error of every file and publish nothing."""
    from window_desk.catalogue.search import search_keys
    from window_desk.cli.findings_page import finding_line
    from window_desk.services import publishing

    call = calling(ctx)
    for each in paths:
        refuse_other_formats(each)
    loaded = _load(call, paths)
    if loaded.errors:
        _tell_errors(call, loaded.errors)
    if not dry_run:
        actor = call.sign_in(account)
        published = publishing.publish_items(call.desk, actor, loaded.items, search_keys)
    elif call.has_desk:
        published = publishing.preview_items(call.desk, loaded.items)
    else:
        published = publishing.Published(added=len(loaded.items), changed=0, unchanged=0)
    findings = catalogue_lint.find_imported(call, loaded)
    told = [finding_line(each) for each in findings if each.waiver is None]
    document = _counts(published) | {"errors": [], "findings": told}
    facts = [(_("Added"), published.added), (_("Changed"), published.changed)]
    call.answer(document, lambda page: page.facts([*facts, (_("Unchanged"), published.unchanged)]))
    catalogue_lint.tell(findings)


def _counts(published: Published) -> dict[str, object]:
    return {
        "added": published.added,
        "changed": published.changed,
        "unchanged": published.unchanged,
    }


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


formats = (".toml", ".csv", ".xlsx")
"""How the names of catalogue files end."""


def _load(call: Call, paths: Iterable[Path]) -> Loaded:
    """Read the files; they may name departments and items that the desk knows already."""
    from window_desk.catalogue import data_folder
    from window_desk.catalogue.load import load_items
    from window_desk.storage import listings

    if call.has_desk:
        with call.desk.look() as look:
            lines = [line for line, _keys in listings.item_lines(look.connection)]
            departments = {each.name.zh for each in look.centre.departments}
        departments |= {each.department for each in lines}
        codes = {each.code for each in lines}
    else:
        folder = data_folder() / "catalogue"
        shipped = load_items([folder / "directory", folder / "guides"])
        departments = {each.name.zh for each in shipped.departments}
        codes = {each.code for each in shipped.items}
    return load_items(paths, departments=departments, items=codes)


def _tell_errors(call: Call, errors: tuple[SourceError, ...]) -> None:
    """Say every error with its file and line, and end with the status of an unusable file."""
    from window_desk.catalogue.source import BadSource
    from window_desk.cli import ending
    from window_desk.cli.printing import narrate, write_json
    from window_desk.locale import say

    if not call.as_json:
        for each in errors:
            narrate(str(each))
        narrate(_("Nothing was imported: correct these {count} errors.").format(count=len(errors)))
        raise typer.Exit(ending.unusable)
    bad = BadSource(errors)
    narrate(say(bad))
    error = {"code": bad.code, "message": say(bad), "article": None}
    write_json({"added": 0, "changed": 0, "unchanged": 0, "errors": list(errors), "error": error})
    raise typer.Exit(ending.unusable)


@app.command(help=_("Write every item into one file, which can be imported again."))
def export(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help=_("The new file; it ends in .toml, .csv or .xlsx."))],
    as_json: Json = False,
) -> None:
    """Write the newest version of every item."""
    from window_desk.storage.desk import writable

    call = calling(ctx)
    refuse_other_formats(path)
    items, codes = _everything(call)
    content = _written(path, items, codes)
    with writable(path):
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    document = {"path": str(path), "items": len(items)}
    call.answer(document, lambda page: page.facts([(_("Items"), len(items)), (_("File"), path)]))


def _written(path: Path, items: list[ServiceItem], codes: dict[str, str]) -> bytes:
    """The content of the file, in the format that its name asks for."""
    from window_desk.catalogue import write, write_tables

    match path.suffix.lower():
        case ".csv":
            return write_tables.write_csv(items, codes)
        case ".xlsx":
            return write_tables.write_xlsx(items, codes)
    return write.write_catalogue(items, codes).encode()


def _everything(call: Call) -> tuple[list[ServiceItem], dict[str, str]]:
    from window_desk.storage import listings, reads

    with call.desk.look() as look:
        lines = [line for line, _keys in listings.item_lines(look.connection)]
        found = [reads.item(look.connection, each.code) for each in lines]
        codes = {each.name.zh: each.code for each in look.centre.departments}
    return [each for each in found if each is not None], codes
