"""`window-desk stuck`: who holds each open case, since when, and what remains for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.reviews import After, Limit
from window_desk.locale import _, word
from window_desk.locale.punctuation import listed

if TYPE_CHECKING:
    from window_desk.cli.joint_page import Names
    from window_desk.cli.printing import Page
    from window_desk.storage.stuck import StuckLine

app = new_app(_("Who holds each open case, and what remains for the others."))


@app.command(help=_("Who holds each open case, and what remains for the others."))
def stuck(ctx: typer.Context, after: After = "", limit: Limit = 100, as_json: Json = False) -> None:
    """A page of legs that are away and decisions that are due."""
    from window_desk.cli.joint_document import stuck_of
    from window_desk.cli.joint_page import department_names
    from window_desk.storage import stuck as stored

    call = calling(ctx)
    with call.desk.look() as look:
        names = department_names(look)
        found = stored.read_stuck(look, after=after, limit=limit)

    def on_page(page: Page) -> None:
        if not found.lines:
            page.line(_("Nobody holds a case."))
            return
        page.table(_heads(), [_row(each, names) for each in found.lines])
        if found.next:
            page.line(_("More: --after {key}").format(key=f"'{found.next}'"))

    call.answer({"stuck": stuck_of(found.lines), "next": found.next or None}, on_page)


def _heads() -> list[str]:
    return [
        _("Number"), _("Item"), _("With"), _("What"), _("State"), _("Since"), _("Light"), _("Due"),
        _("Left"), _("Reminded"), _("Remains"),
    ]  # fmt: skip


def _row(stuck: StuckLine, names: Names) -> list[object]:
    from window_desk.cli.joint_page import leg_light_words
    from window_desk.storage.reviews import state_words

    line = stuck.line
    others = (each.department for each in stuck.others)
    body = names.get(line.department, line.department)
    holder = f"{body} {line.desk or line.officer_name}".strip()
    return [
        line.number or line.case,
        line.item_name,
        holder,
        line.step_name,
        word(state_words[line.state]),
        line.since,
        leg_light_words(line.light),
        line.due,
        line.left,
        line.reminded_at,
        listed(dict.fromkeys(names.get(each, each) for each in others)),
    ]
