"""Desks whose publications count here: the catalogue, notices and laws of a city."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.command import new_app
from window_desk.locale import _

if TYPE_CHECKING:
    from window_desk.cli.call import Call
    from window_desk.cli.printing import Page
    from window_desk.services.following import Standing

app = new_app("")

Other = Annotated[str, typer.Argument(metavar="DESK", help=_("The desk that publishes."))]


@app.command(help=_("Let another desk's catalogue, working days and laws count here."))
def follow(
    ctx: typer.Context,
    other: Other,
    settings: Annotated[
        bool, typer.Option("--settings", help=_("The centre's settings, too."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """Record it as an act of this desk."""
    from window_desk.domain.sources import catalogue_families
    from window_desk.services import following

    call = calling(ctx)
    families = (*catalogue_families, *(("centre",) if settings else ()))
    following.follow_desk(call.desk, call.sign_in(account), other, families)
    _answer(call)


@app.command(help=_("Let what another desk publishes count here no more."))
def unfollow(ctx: typer.Context, other: Other, account: As = "", as_json: Json = False) -> None:
    """Record it as an act of this desk."""
    from window_desk.services import following

    call = calling(ctx)
    following.leave_desk(call.desk, call.sign_in(account), other)
    _answer(call)


def _answer(call: Call) -> None:
    from window_desk.services import following

    with call.desk.look() as look:
        found = following.read_standings(look)

    def on_page(page: Page) -> None:
        if found:
            show_sources(page, found)
        else:
            page.line(_("No other desk's publications count here."))

    call.answer({"sources": found}, on_page)


_families = {
    "item": ("事项目录", "items"),
    "calendar": ("工作日历", "working days"),
    "law": ("法律条文", "laws"),
    "centre": ("中心设置", "settings"),
}


def show_sources(page: Page, sources: Sequence[Standing]) -> None:
    """A table of the desks that are followed, and a line for what is the matter with one."""
    from window_desk.locale import word

    if not sources:
        return
    page.title(_("Followed"))
    page.table(
        [_("Desk"), _("What"), _("Publication"), _("Published"), _("Last heard of")],
        [
            [
                each.desk,
                ", ".join(word(_families[family]) for family in each.families),
                each.published.number if each.published else "-",
                each.published.at if each.published else None,
                each.heard_at,
            ]
            for each in sources
        ],
    )
    for each in sources:
        if each.stale:
            page.line(_("! Nothing was heard of {desk} for a week.").format(desk=each.desk))
        if not each.agrees:
            page.line(
                _("! The catalogue here is not what {desk} published as number {number}: another"
                  " item or version was published here before. Update window-desk, run db rebuild,"
                  " or have the item published there once more.")
                .format(desk=each.desk, number=each.published.number if each.published else 0)
            )  # fmt: skip
