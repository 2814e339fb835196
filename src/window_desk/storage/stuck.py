"""Who holds each open case, since when, and what remains for the others: the first due first."""

from __future__ import annotations

import json

import msgspec

from window_desk.domain.item import Bilingual
from window_desk.storage.change import Look
from window_desk.storage.review_lists import everybody
from window_desk.storage.reviews import ReviewLine, StepNames, page_size, read_page


class Remaining(msgspec.Struct, frozen=True):
    """A leg of the same case that is not answered: whose, which step, and its state."""

    department: str
    step: str
    step_name: Bilingual
    state: str


class StuckLine(msgspec.Struct, frozen=True):
    """Who holds a case and what of it remains for the others."""

    line: ReviewLine
    others: tuple[Remaining, ...]


class Stuck(msgspec.Struct, frozen=True):
    """A page of lines, and the key of the next one, empty at the end."""

    lines: tuple[StuckLine, ...]
    next: str = ""


def read_stuck(look: Look, *, after: str = "", limit: int = page_size) -> Stuck:
    """Every leg that is away and every decision that is due, of all departments.

    A case that several departments hold has a line for each. What it costs depends on the page.
    """
    page = read_page(look, everybody(look), after, limit)
    others = _others(look, page.lines)
    return Stuck(
        tuple(
            StuckLine(
                each, tuple(rest for rest in others.get(each.case, ()) if rest.step != each.step)
            )
            for each in page.lines
        ),
        page.next,
    )


def _others(look: Look, lines: tuple[ReviewLine, ...]) -> dict[str, list[Remaining]]:
    """The legs that are not answered, by case."""
    rows = look.connection.execute(
        'SELECT l."case", l.department, l.step, l.state, c.item, c.item_version'
        ' FROM json_each(:ids) k CROSS JOIN leg l ON l."case" = k.value'
        " JOIN service_case c ON c.id = k.value"
        " WHERE l.state IN ('waiting', 'open', 'asking', 'returned')"
        ' ORDER BY l."case", l.position',
        {"ids": json.dumps(list({each.case for each in lines}))},
    )
    names = StepNames(look)
    found: dict[str, list[Remaining]] = {}
    for case, department, step, state, item, version in rows:
        name = names.of(case, item, version, step)
        found.setdefault(case, []).append(Remaining(department, step, name, state))
    return found
