"""A service item on a page: everything that an applicant and a clerk want to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from window_desk.cli.catalogue import kind_words
from window_desk.cli.printing import Page, shown
from window_desk.domain.item import Bilingual, FeeLine, Limit, Material, ServiceItem, type_labels
from window_desk.domain.item_versions import Standing, standing_labels
from window_desk.locale import _


def show_item(
    page: Page,
    item: ServiceItem,
    departments: Mapping[str, Bilingual],
    children: Sequence[ServiceItem],
    versions: Sequence[ServiceItem],
    stands: Mapping[int, Standing],
) -> None:
    """Put the item on the page; an empty part is left out.

    `children` are the items of a bundle. `versions` are all of its versions, listed where there
    are several, `stands` how each does.
    """
    _show_head(page, item, departments)
    if children:
        page.title(_("Items of the bundle"))
        page.table(
            [_("Code"), _("Item"), _("Department")],
            [
                [each.code, each.name, departments.get(each.department, each.department)]
                for each in children
            ],
        )
    if item.materials:
        page.title(_("Papers"))
        heads = [_("Code"), _("Paper"), _("From"), _("Originals"), _("Copies"), _("Note")]
        page.table(heads, [_paper(each) for each in item.materials])
    if item.situations:
        page.title(_("Situations"))
        page.table(
            [_("Code"), _("Question"), _("Answer"), _("What"), _("Brings")],
            [
                [
                    situation.code if not position else "",
                    situation.question if not position else "",
                    option.code,
                    option.name,
                    ", ".join((*option.adds, *option.steps)) or option.body,
                ]
                for situation in item.situations
                for position, option in enumerate(situation.options)
            ],
        )
    if item.steps:
        page.title(_("Route"))
        page.table(
            [_("Step"), _("What"), _("Department"), _("Days"), _("After")],
            [
                [
                    each.code,
                    each.name,
                    departments.get(each.department, each.department),
                    each.days,
                    ", ".join(each.needs),
                ]
                for each in item.steps
            ],
        )

    if len(versions) > 1:
        page.title(_("Versions"))
        page.table(
            [_("Version"), _("In force from"), _("Standing")],
            [
                [
                    f"v{each.version}",
                    each.valid_from or _("always"),
                    standing_labels[stands[each.version]],
                ]
                for each in versions
            ],
        )
        page.line(_("window-desk catalogue diff CODE@1 CODE@2 says what changed."))


def _show_head(page: Page, item: ServiceItem, departments: Mapping[str, Bilingual]) -> None:
    page.line(shown(item.name), "bold")
    page.facts(
        [
            (_("Code"), item.code),
            (_("Version"), f"v{item.version}"),
            (_("In force from"), item.valid_from),
            (_("Department"), departments.get(item.department, item.department)),
            (_("Type"), type_labels.get(item.type, item.type)),
            (_("Kind"), kind_words[item.kind]),
            (_("By law"), limit_words(item.statutory)),
            (_("Promised"), limit_words(item.promised)),
            *((_("Condition"), each) for each in item.conditions),
            *((_("Basis"), f"{each.law} {each.article}") for each in item.basis),
            *((_("Fee"), _fee(each)) for each in item.fees),
            (_("Result"), item.result.name if item.result else ""),
            (_("Valid"), item.result.validity if item.result else ""),
            (_("Place"), item.place),
            (_("Hours"), item.hours),
            (_("Complaints"), item.complaint),
            (_("Note"), item.sample),
        ]
    )
    if not item.guide:
        page.line(_("The service guide of this item is not here yet."))


def _paper(material: Material) -> list[object]:
    notes = [
        word
        for word, is_so in (
            (_("may follow later"), material.deferrable),
            (_("read from another office"), material.shared),
            (_("shown and given back"), material.returned),
            (_("electronic"), material.electronic),
        )
        if is_so
    ]
    return [
        material.code,
        material.name,
        _("applicant") if material.issuer == "applicant" else material.issuer,
        material.originals,
        material.copies,
        ", ".join(notes),
    ]


def limit_words(limit: Limit | None) -> str:
    """A limit with its unit, or nothing."""
    if limit is None:
        return ""
    value = shown(limit.value)
    if limit.unit == "working_days":
        return _("{value} working days").format(value=value)
    return _("{value} calendar days").format(value=value)


def _fee(fee: FeeLine) -> str:
    yuan, fen = divmod(fee.amount, 100)
    return f"{shown(fee.name)}: CNY {yuan}.{fen:02d} / {shown(fee.per)} ({fee.basis})"
