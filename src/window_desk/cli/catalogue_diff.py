"""`window-desk catalogue diff`: what changed between two catalogues, and the four reductions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from window_desk.cli.printing import Page
    from window_desk.domain.item import ServiceItem
    from window_desk.domain.item_diff import (
        CatalogueDiff,
        FieldChange,
        ItemDiff,
        Measure,
        Reduction,
    )

app = new_app("")


@app.command(help=_("What changed between two catalogues or versions, and the four reductions."))
def diff(
    ctx: typer.Context,
    before: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help=_("A file or folder, CODE, CODE@VERSION, or desk for all that is in force."),
        ),
    ],
    after: Annotated[str, typer.Argument(metavar="B", help=_("The same, for what came later."))],
    as_json: Json = False,
) -> None:
    """Compare, item by item and in total."""
    from window_desk.cli.catalogue_reading import is_file, read_catalogue, whole_desk
    from window_desk.domain.item_diff import compare_catalogues

    call = calling(ctx)
    old, new = read_catalogue(call, before), read_catalogue(call, after)
    named = [not is_file(each) and each != whole_desk for each in (before, after)]
    old, new = _matched(old, new, named)
    found = compare_catalogues(old, new)
    call.answer(_document(found), lambda page: _show(page, found))


def _matched(
    old: tuple[ServiceItem, ...], new: tuple[ServiceItem, ...], named: list[bool]
) -> tuple[tuple[ServiceItem, ...], tuple[ServiceItem, ...]]:
    """Where one side names an item, only that item of the other; two single items are a pair."""
    import msgspec

    if named[0] and not named[1]:
        new = tuple(each for each in new if each.code == old[0].code) or new
    elif named[1] and not named[0]:
        old = tuple(each for each in old if each.code == new[0].code) or old
    if len(old) == len(new) == 1 and all(named):
        old = (msgspec.structs.replace(old[0], code=new[0].code),)
    return old, new


def reduction_document(reductions: Mapping[Measure, Reduction]) -> dict[str, object]:
    """The four reductions as JSON has them."""
    return {
        name: {"before": each.before, "after": each.after, "change": each.change}
        for name, each in reductions.items()
    }


def change_documents(changes: tuple[FieldChange, ...]) -> list[dict[str, object]]:
    """Every change as JSON has it, with a sentence in the present language."""
    from window_desk.domain.item_diff_words import change_text
    from window_desk.locale import current

    return [
        {
            "field": each.field,
            "what": each.what,
            "code": each.code or None,
            "within": each.within,
            "before": each.before,
            "after": each.after,
            "message": change_text(each, current()),
        }
        for each in changes
    ]


def _document(found: CatalogueDiff) -> dict[str, object]:
    from window_desk.domain.item_diff import definitions
    from window_desk.locale import word

    return reduction_document(found.totals) | {
        "compared": found.compared,
        "days_left_out": found.left_out,
        "definitions": {name: word(label) for name, label in definitions.items()},
        "items": [
            {
                "code": each.code,
                "name": word(each.after.name),
                "before_version": each.before.version,
                "after_version": each.after.version,
                "valid_from": each.after.valid_from,
            }
            | reduction_document(each.reductions)
            | {"changes": change_documents(each.changes)}
            for each in found.items
        ],
        "added": [{"code": each.code, "name": word(each.name)} for each in found.added],
        "dropped": [{"code": each.code, "name": word(each.name)} for each in found.dropped],
    }


measure_labels = {
    "materials": ("减材料（份）", "papers"),
    "steps": ("减环节（个）", "steps"),
    "handovers": ("减跑动（次）", "visits"),
    "days": ("减时限（工作日）", "working days"),
}
"""The reductions with their units."""


def _show(page: Page, found: CatalogueDiff) -> None:
    from window_desk.domain.item_diff import definitions
    from window_desk.locale import word

    heads = [_("Reduction"), _("Earlier"), _("Later"), _("Change")]
    rows = [
        (measure_labels[name], each.before, each.after, _signed(each))
        for name, each in found.totals.items()
    ]
    page.table(heads, rows)
    page.line(_("Guides compared: {count}").format(count=found.compared))
    if found.left_out:
        said = _("Left out of the days, because not both promises are in working days: {count}")
        page.line(said.format(count=found.left_out))
    page.lines(word(each) for each in definitions.values())
    for each in found.items:
        _show_item(page, each)
    for title, items in ((_("Added"), found.added), (_("Dropped"), found.dropped)):
        if items:
            page.title(title)
            page.lines(f"+ {word(each.name)}  {each.code}" if title == _("Added")
                       else f"- {word(each.name)}  {each.code}" for each in items)  # fmt: skip
    if not (found.items or found.added or found.dropped):
        page.line(_("Nothing differs."))


def _show_item(page: Page, each: ItemDiff) -> None:
    from window_desk.domain.item_diff_words import change_text
    from window_desk.locale import current, word

    page.title(f"{word(each.after.name)}  {each.code}  v{each.before.version} → "
               f"v{each.after.version}")  # fmt: skip
    moved = [
        f"{word(measure_labels[name])} {_number(value.before)} → {_number(value.after)}"
        f" ({_signed(value)})"
        for name, value in each.reductions.items()
        if value.change
    ]
    page.lines(f"  * {line}" for line in moved)
    page.lines(f"  - {change_text(change, current())}" for change in each.changes)


def _number(value: object) -> str:
    from window_desk.cli.printing import shown

    return shown(value)


def _signed(each: Reduction) -> str:
    if each.change is None:
        return ""
    return f"{'+' if each.change > 0 else ''}{_number(each.change)}"
