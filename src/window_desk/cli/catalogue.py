"""`window-desk catalogue`: search the service items, show one, bring files in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli import (
    catalogue_diff,
    catalogue_files,
    catalogue_lint,
    catalogue_plan,
    catalogue_publish,
)
from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from window_desk.domain.centre import Department
    from window_desk.services.publishing import Published
    from window_desk.storage.rows import ItemLine

app = new_app(_("Service items: search, show, compare, plan, import and export."))


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

    call = calling(ctx)
    with call.desk.look() as look:
        lines = look.items
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


def _ranked(lines: Sequence[tuple[ItemLine, str]], text: str) -> list[ItemLine]:
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
    code: Annotated[
        str, typer.Argument(help=_("The item's code or name; @N behind it shows version N."))
    ],
    as_json: Json = False,
) -> None:
    """The item as it is in force today, or in the version asked for."""
    from window_desk.cli.item_page import show_item
    from window_desk.cli.printing import plain
    from window_desk.domain.item_versions import standings
    from window_desk.services.item_versions import find_item
    from window_desk.storage import items, reads

    call = calling(ctx)
    with call.desk.look() as look:
        item = items.as_asked(look.connection, find_item(look, code), look.today)
        children = items.children_on(look.connection, item, look.today)
        versions = reads.item_versions(look.connection, item.code)
        departments = {each.name.zh: each.name for each in look.centre.departments}
        stands = standings(versions, look.today)
    fields = plain(item)
    assert isinstance(fields, dict)
    document = fields | {
        "guide": item.guide,
        "versions": [
            {
                "version": each.version,
                "valid_from": each.valid_from,
                "standing": stands[each.version],
            }
            for each in versions
        ],
    }
    call.answer(
        document, lambda page: show_item(page, item, departments, children, versions, stands)
    )


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
    from window_desk.cli.catalogue_reading import load_files, refuse_errors, refuse_other_formats
    from window_desk.cli.findings_page import finding_line
    from window_desk.services import publishing

    call = calling(ctx)
    for each in paths:
        refuse_other_formats(each)
    loaded = load_files(call, paths)
    told = _("Nothing was imported. Errors to correct: {count}.")
    refuse_errors(call, loaded.errors, told, {"added": 0, "changed": 0, "unchanged": 0})
    if not dry_run:
        actor = call.sign_in(account)
        published = publishing.publish_items(call.desk, actor, loaded.items, search_keys)
    elif call.has_desk:
        published = publishing.preview_items(call.desk, loaded.items)
    else:
        published = publishing.Published(added=len(loaded.items), changed=0, unchanged=0)
    _warn_of_planned(published)
    findings = catalogue_lint.find_imported(call, loaded)
    found = [finding_line(each) for each in findings if each.waiver is None]
    document = _counts(published) | {"errors": [], "findings": found}
    facts = [(_("Added"), published.added), (_("Changed"), published.changed)]
    call.answer(document, lambda page: page.facts([*facts, (_("Unchanged"), published.unchanged)]))
    catalogue_lint.tell(findings)


def _warn_of_planned(published: Published) -> None:
    """Say which versions that were still to come do not any more."""
    from window_desk.cli.printing import narrate

    for code, version in published.called_off:
        said = _("{item}: version {version}, which was planned, is called off by the newer one.")
        narrate("! " + said.format(item=code, version=version))


def _counts(published: Published) -> dict[str, object]:
    return {
        "added": published.added,
        "changed": published.changed,
        "unchanged": published.unchanged,
    }


for part in (
    catalogue_files,
    catalogue_publish,
    catalogue_diff,
    catalogue_plan,
    catalogue_lint,
):
    app.add_typer(part.app)
