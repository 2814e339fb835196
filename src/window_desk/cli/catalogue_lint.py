"""`window-desk catalogue lint`: what the rules find, and what an import is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import Call, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.catalogue.lint.finding import Finding
    from window_desk.catalogue.load import Loaded
    from window_desk.catalogue.source import SourceError
    from window_desk.domain.centre import Department
    from window_desk.domain.item import ServiceItem

app = new_app(_("Service items: search, show, import and export."))


class Grave(StrEnum):
    """How grave a finding is at least."""

    error = "error"
    warning = "warning"
    hint = "hint"


@app.command("lint", help=_("Find circles, papers asked twice, limits over the law and dead ends."))
def lint_(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help=_("Files and folders; without them the items of the desk.")
        ),
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(help=_("Only this rule; may be given several times."))
    ] = None,
    severity: Annotated[
        Grave, typer.Option(help=_("Only findings that are at least so grave."))
    ] = Grave.hint,
    department: Annotated[
        str, typer.Option(help=_("Only items of a department: its code, or part of its name."))
    ] = "",
    as_json: Json = False,
) -> None:
    """Every finding with its rule, its place and how to mend it; status 1 where one is an error."""
    from window_desk.cli import ending

    call = calling(ctx)
    wanted = _known_rules(rule or ())
    checked, departments, found = _look_at(call, paths or [])
    names = _departments(departments, department) if department else None
    found = [
        each
        for each in found
        if (not wanted or each.rule in wanted) and _is_within(each, severity, names)
    ]
    _answer(call, checked, departments, found)
    if any(each.severity == "error" and each.waiver is None for each in found):
        raise typer.Exit(ending.refused)


def _answer(
    call: Call, checked: int, departments: Iterable[Department], found: Sequence[Finding]
) -> None:
    from window_desk.cli.findings_page import finding_line, show_findings

    told = [each for each in found if each.waiver is None]
    waived = [(each, each.waiver.reason) for each in found if each.waiver is not None]
    document = {
        "findings": [finding_line(each) for each in told],
        "waived": [finding_line(each) | {"reason": reason} for each, reason in waived],
        "checked": checked,
    }
    names = {each.name.zh: each.name for each in departments}
    result = (checked, told, len(waived))
    call.answer(document, lambda page: show_findings(page, call.law, names, result))


def _known_rules(wished: Sequence[str]) -> set[str]:
    """The rules named in the call; a usage error names the nearest one to a mistyped one."""
    from difflib import get_close_matches

    from window_desk.catalogue.lint.registry import by_id

    for each in wished:
        if each not in by_id:
            close = get_close_matches(each, by_id, n=1)
            sentence = (
                _("There is no rule {rule}; did you mean {names}?")
                if close
                else _("There is no rule {rule}; the rules are {names}.")
            )
            names = ", ".join(close or by_id)
            raise typer.BadParameter(
                sentence.format(rule=repr(each), names=names), param_hint="--rule"
            )
    return set(wished)


def _departments(known: Iterable[Department], wished: str) -> set[str]:
    from window_desk.cli.catalogue import departments_meant

    return departments_meant(known, wished)


def _is_within(finding: Finding, severity: Grave, departments: set[str] | None) -> bool:
    """Whether it is as grave as asked for, of one of the departments if any are asked for.

    Of an item that the import refuses, the department may not be known.
    """
    if list(Grave).index(Grave(finding.severity)) > list(Grave).index(severity):
        return False
    return departments is None or not finding.department or finding.department in departments


def _look_at(
    call: Call, paths: Sequence[Path]
) -> tuple[int, tuple[Department, ...], list[Finding]]:
    """How many items were looked at, the departments they know, and what was found."""
    from window_desk.catalogue.lint.collection import Collection
    from window_desk.catalogue.lint.run import lint, refusals
    from window_desk.catalogue.load import load_items
    from window_desk.cli.catalogue_reading import refuse_other_formats

    for each in paths:
        refuse_other_formats(each)
    items, departments = _background(call) if paths else _current(call)
    if not paths:
        collection = Collection(items, departments, articles=_articles(call))
        return len(collection.own), departments, lint(collection)
    loaded = load_items(
        paths,
        departments=_names(items, departments),
        items={each.code for each in items},
    )
    if any(not each.rule for each in loaded.errors):
        _tell_errors(call, loaded.errors)
    if loaded.errors:
        by_code = {each.code: each for each in items}
        return (
            len({each.item for each in loaded.errors}),
            departments,
            refusals(loaded.errors, by_code),
        )
    named = (*loaded.departments, *departments)
    return len(loaded.items), named, find(call, loaded, items, departments)


def find(
    call: Call,
    loaded: Loaded,
    items: Iterable[ServiceItem],
    departments: Iterable[Department],
) -> list[Finding]:
    """What is found in items from files, among those that the desk has already."""
    from window_desk.catalogue.lint.collection import Collection
    from window_desk.catalogue.lint.run import lint

    own = {each.code for each in loaded.items}
    collection = Collection(
        (*items, *loaded.items),
        (*loaded.departments, *departments),
        articles=_articles(call),
        own=own,
    )
    return lint(collection, loaded.origins)


def find_imported(call: Call, loaded: Loaded) -> list[Finding]:
    """What is found in items that an import takes in."""
    items, departments = _background(call)
    return find(call, loaded, items, departments)


def tell(found: Sequence[Finding]) -> None:
    """Say on stderr how much was found, and how to read it; errors are said one by one."""
    from window_desk.cli.findings_page import counted
    from window_desk.cli.printing import narrate
    from window_desk.locale import word

    told = [each for each in found if each.waiver is None]
    for each in told:
        if each.severity == "error":
            narrate(f"! {each.item}: {word(each.message)}")
    if told:
        way = _("window-desk catalogue lint shows each and how to mend it.")
        narrate(f"! {counted(told)}: {way}")


def _articles(call: Call) -> set[str]:
    return {each.key for each in call.law.articles}


def _names(items: Iterable[ServiceItem], departments: Iterable[Department]) -> set[str]:
    return {each.name.zh for each in departments} | {each.department for each in items}


def _current(call: Call) -> tuple[tuple[ServiceItem, ...], tuple[Department, ...]]:
    """The items of the desk and the departments of its centre."""
    from window_desk.cli.catalogue_reading import desk_items

    with call.desk.look() as look:
        departments = look.centre.departments
    return tuple(desk_items(call)), departments


def _background(call: Call) -> tuple[tuple[ServiceItem, ...], tuple[Department, ...]]:
    """What items in files may name: those of the desk, or the shipped ones where there is none."""
    from window_desk.catalogue import data_folder
    from window_desk.catalogue.load import load_items
    from window_desk.catalogue.settings import load_centre

    if call.has_desk:
        return _current(call)
    shipped = load_items([data_folder() / "catalogue"])
    centre = load_centre(data_folder() / "centre" / "demo.toml")
    return shipped.items, tuple(centre.departments)


def _tell_errors(call: Call, errors: tuple[SourceError, ...]) -> None:
    """Say what keeps the files from being read; the status is that of an unusable file."""
    from window_desk.catalogue.source import BadSource
    from window_desk.cli import ending
    from window_desk.cli.printing import narrate, write_json
    from window_desk.locale import say

    bad = BadSource(errors)
    if call.as_json:
        narrate(say(bad))
        error = {"code": bad.code, "message": say(bad), "article": None}
        write_json({"findings": [], "errors": list(errors), "error": error})
    else:
        for each in errors:
            narrate(str(each))
        narrate(_("Nothing was looked at. Errors to correct: {count}.").format(count=len(errors)))
    raise typer.Exit(ending.unusable)
