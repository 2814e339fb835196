"""`window-desk catalogue plan`: an item's route in a row and in parallel, drawn."""

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
    from window_desk.domain.route import Plan, Span

app = new_app("")


@app.command(help=_("An item's route in parallel: critical path, slack and days saved."))
def plan(
    ctx: typer.Context,
    item: Annotated[str, typer.Argument(metavar="ITEM", help=_("CODE or CODE@VERSION."))],
    answers: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE", help=_("Situations and answers; else the usual ones.")),
    ] = None,
    as_json: Json = False,
) -> None:
    """Plan the steps that these situations bring."""
    from window_desk.cli.printing import shown
    from window_desk.cli.words import read_pairs
    from window_desk.domain import checklist, route
    from window_desk.reports.route_chart import chart_lines
    from window_desk.services.item_versions import find_item
    from window_desk.storage import items

    call = calling(ctx)
    pairs = read_pairs(answers or [], "KEY=VALUE")
    with call.desk.look() as look:
        found = items.as_asked(look.connection, find_item(look, item), look.today, pairs)
        departments = {each.name.zh: each.name for each in look.centre.departments}
    for code, option in pairs.items():
        checklist.require_answer(found, code, option)
    chosen = {each.code: checklist.chosen(each, pairs).code for each in found.situations}
    planned = route.plan(checklist.steps(found, chosen))

    def show(page: Page) -> None:
        page.line(f"{shown(found.name)}  {found.code}  v{found.version}", "bold")
        page.facts(_situations(found, chosen))
        page.drawn(chart_lines(planned, departments, page.width))

    call.answer(_document(found, chosen, planned), show)


def _situations(item: ServiceItem, chosen: Mapping[str, str]) -> list[tuple[str, object]]:
    """Every situation with the answer that the plan goes by."""
    from window_desk.locale import word

    return [
        (word(situation.question), option.name)
        for situation in item.situations
        for option in situation.options
        if option.code == chosen[situation.code]
    ]


def _document(item: ServiceItem, chosen: Mapping[str, str], planned: Plan) -> dict[str, object]:
    return {
        "item": item.code,
        "version": item.version,
        "answers": chosen,
        "in_a_row_working_days": planned.in_a_row,
        "working_days": planned.days,
        "saved_working_days": planned.saved,
        "critical_path": planned.critical_path,
        "steps": [_step(each) for each in planned.spans],
    }


def _step(span: Span) -> dict[str, object]:
    from window_desk.locale import word

    return {
        "step": span.step.code,
        "name": word(span.step.name),
        "department": span.step.department,
        "needs": span.step.needs,
        "working_days": span.step.days,
        "start": span.start,
        "end": span.end,
        "slack_working_days": span.slack,
        "critical": span.critical,
    }
