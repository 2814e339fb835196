"""What waits for reviewers, leg by leg and decision by decision: the first due first, in pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from window_desk.domain import case_clocks
from window_desk.domain.case import Case
from window_desk.domain.identity import shown_name
from window_desk.domain.item import Bilingual
from window_desk.domain.leg_light import LegLight, leg_light
from window_desk.domain.streams import seen_from
from window_desk.storage import items, reads
from window_desk.storage.change import Look
from window_desk.storage.connection import Connection
from window_desk.storage.leg_place import here
from window_desk.storage.review_keys import (
    asking_of_department,
    asking_of_officer,
    by_officer,
    of_department,
    of_officer,
    to_decide,
)

page_size = 200
"""How many lines a page holds."""

Key = tuple[str, str, str]
"""A line's place: its due date, the case and the step, empty where it is the decision."""

State = Literal["open", "asking", "decide"]

state_words: dict[State, Bilingual] = {
    "open": Bilingual(zh="待答复", en="to be answered"),
    "asking": Bilingual(zh="待申请人补充", en="waiting for the applicant"),
    "decide": Bilingual(zh="待决定", en="to be decided"),
}
"""What each line waits for, in Chinese and English."""


class ReviewLine(msgspec.Struct, frozen=True):
    """One thing that a department has to do: a leg, or the decision (`step` is empty then).

    The applicant is masked. `since` is when the department got it, `left` the working days up to
    `due`, negative when it is over; `officer` has it there. `asked` counts what the applicant is
    asked for; `reminded_at` is the last reminder, `meeting_at` when its joint review meets. `desk`
    is where the leg lies and `owner` whose the case is, each empty where it is this desk.
    """

    case: str
    number: str
    item: str
    item_name: Bilingual
    applicant: str
    department: str
    state: State
    step: str = ""
    step_name: Bilingual = Bilingual(zh="决定", en="decision")
    since: datetime | None = None
    due: date | None = None
    left: int | None = None
    light: LegLight = LegLight.NONE
    officer: str = ""
    officer_name: str = ""
    asked: int = 0
    reminded_at: datetime | None = None
    meeting_at: datetime | None = None
    promised_due: date | None = None
    is_suspended: bool = False
    desk: str = ""
    owner: str = ""

    @property
    def key(self) -> str:
        """What tells it apart in a list."""
        return f"{self.case}|{self.step}"


class Reviews(msgspec.Struct, frozen=True):
    """A page of lines, and the key of the next one, empty at the end."""

    lines: tuple[ReviewLine, ...]
    next: str = ""


class ReviewCounts(msgspec.Struct, frozen=True):
    """How many legs a department has open, how many of them are late, asked about, and mine."""

    open: int
    late: int
    asking: int
    mine: int


def read_reviews(
    look: Look, department: str, *, officer: str = "", after: str = "", limit: int = page_size
) -> Reviews:
    """What a department has to do, or with `officer` only what that account took up.

    What it costs depends on the page and not on how many legs there are.
    """
    streams = (
        (*of_officer, *asking_of_officer)
        if officer
        else (of_department, asking_of_department, to_decide)
    )
    facts = {"department": department, "officer": officer}
    return read_page(look, ((each, facts) for each in streams), after, limit)


def read_page(
    look: Look, streams: Iterator[tuple[str, dict[str, str]]], after: str, limit: int
) -> Reviews:
    """The first lines behind a key of streams that are each in the order of the list."""
    due, case, step = (*after.split("|", 2), "", "", "")[:3]
    place = {"due": due, "case": case, "step": step, "limit": limit, "home": look.home}
    found: set[Key] = set()
    for statement, facts in streams:
        found.update(tuple(row) for row in look.connection.execute(statement, facts | place))
    keys = sorted(found)[:limit]
    lines = _lines(look, keys)
    return Reviews(lines, next="|".join(keys[-1]) if len(keys) == limit else "")


def read_counts(look: Look, department: str, officer: str) -> ReviewCounts:
    """The counts beside a department's list; late by the indexed date."""
    facts = {
        "department": department,
        "officer": officer,
        "today": look.today.isoformat(),
        "home": look.home,
    }

    def count(index: str, condition: str) -> int:
        statement = f"SELECT count(*) FROM leg l INDEXED BY {index} WHERE {condition}"
        return int(look.connection.execute(statement, facts).scalar())

    own = f"l.department = :department AND {here}"
    return ReviewCounts(
        open=count("leg_open", f"l.state = 'open' AND {own}"),
        late=count("leg_open", f"l.state = 'open' AND {own} AND l.due < :today"),
        asking=count("leg_asking", f"l.state = 'asking' AND {own}"),
        mine=sum(count("leg_of_officer", f"l.state = 'open' AND {each}") for each in by_officer),
    )


_details = (
    'SELECT l."case", l.step, l.department, l.state, l.dispatched_at, l.due, l.officer, l.desk,'
    " l.asked, l.reminded_at, l.meeting_at, {case} FROM json_each(:keys) k"
    ' CROSS JOIN leg l ON l."case" = k.value ->> 0 AND l.step = k.value ->> 1'
    ' JOIN service_case c ON c.id = l."case" {more}'
)
_decisions = (
    "SELECT c.id, '', c.lead, 'decide', c.accepted_at, c.promised_due, '', '', 0, NULL, NULL,"
    " {case} FROM json_each(:keys) k CROSS JOIN service_case c ON c.id = k.value ->> 0 {more}"
)
_case = (
    "c.number, c.item, c.item_version, i.name_zh, i.name_en, p.name, p.organisation,"
    " c.promised_due, c.suspended_since, e.owner"
)
_more = (
    " LEFT JOIN item i ON i.code = c.item AND i.version = c.item_version"
    " LEFT JOIN person p ON p.id = c.applicant"
    ' LEFT JOIN elsewhere e ON e."case" = c.id'
)


def _lines(look: Look, keys: Sequence[Key]) -> tuple[ReviewLine, ...]:
    names = StepNames(look)
    people = {each.account: each.name for each, _on in reads.accounts(look.connection)}
    by_key: dict[tuple[str, str], ReviewLine] = {}
    for statement, wanted in (
        (_details, [key[1:] for key in keys if key[2]]),
        (_decisions, [key[1:] for key in keys if not key[2]]),
    ):
        rows = look.connection.execute(
            statement.format(case=_case, more=_more), {"keys": json.dumps(wanted)}
        )
        by_key |= {(row[0], row[1]): _line(look, names, people, row) for row in rows}
    return tuple(by_key[key[1:]] for key in keys)


def _line(
    look: Look, names: StepNames, people: Mapping[str, str], row: Sequence[Any]
) -> ReviewLine:
    case, step, department, state, since, due, officer, lies_at, asked = row[:9]
    reminded_at, meeting_at, number, item, version, zh, en, name, organisation = row[9:18]
    promised_due, suspended_since, owner = row[18:]
    officer = seen_from(look.home, officer, case)
    last, left = _clock(look, case, step, _day(due), is_suspended=suspended_since is not None)
    yellow = look.centre.policies.yellow_working_days
    # A decision has no department's limit of its own: the case's light speaks for it.
    light = leg_light(look.calendar, look.today, state, last, yellow=yellow)
    return ReviewLine(
        case=case,
        number=number or "",
        item=item,
        item_name=Bilingual(zh=zh or item, en=en or ""),
        applicant=shown_name(name or "", bool(organisation)),
        department=department,
        state=state,
        step=step,
        step_name=names.of(case, item, version, step) if step else Bilingual("决定", "decision"),
        since=reads.moment(since),
        due=last,
        left=left,
        light=light,
        officer=officer,
        officer_name=people.get(officer, ""),
        asked=asked,
        reminded_at=reads.moment(reminded_at),
        meeting_at=reads.moment(meeting_at),
        promised_due=_day(promised_due),
        is_suspended=suspended_since is not None,
        desk="" if lies_at == look.home else lies_at,
        owner=owner or "",
    )


def _clock(
    look: Look, case: str, step: str, due: date | None, *, is_suspended: bool
) -> tuple[date | None, int | None]:
    """The day and what is left; of a case that is suspended both are read from its ledger."""
    if due is None:
        return None, None
    if not is_suspended:
        return due, look.calendar.count(look.today, due)
    found: Case = look.case(case)
    leg = found.leg(step)
    if leg is None:
        left = case_clocks.left(found, found.promised, look.calendar, look.today)
        clock = case_clocks.explain(found, found.promised, look.calendar, look.today)
        return (clock.due.date if clock else due), left
    moved = case_clocks.leg_due(found, leg, look.calendar, look.today)
    return (moved.date if moved else due), case_clocks.leg_left(
        found, leg, look.calendar, look.today
    )


class StepNames:
    """The names of steps: those of an item's version are read once, added ones from their case."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._known: dict[tuple[str, int], dict[str, Bilingual]] = {}

    def of(self, case: str, item: str, version: int, step: str) -> Bilingual:
        """The name of a case's step."""
        if (item, version) not in self._known:
            found = items.every_part(self._look.connection, item, version)
            steps = found.steps if found else ()
            self._known[item, version] = {each.code: each.name for each in steps}
        name = self._known[item, version].get(step)
        if name is None:
            leg = self._look.case(case).leg(step)
            name = leg.step.name if leg else Bilingual(step)
        return name


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def late_departments(connection: Connection, today: str, ids: Sequence[str]) -> dict[str, str]:
    """Of these cases, those with a late leg, and the department that is late first.

    By the indexed date; a suspension that still lasts keeps a leg from getting late.
    """
    found = connection.execute(
        'SELECT l."case", l.department FROM json_each(:ids) k'
        ' CROSS JOIN leg l ON l."case" = k.value JOIN service_case c ON c.id = k.value'
        " WHERE l.state = 'open' AND l.due < min(:today, coalesce(c.suspended_since, :today))"
        " ORDER BY l.due DESC, l.position DESC",
        {"ids": json.dumps(list(ids)), "today": today},
    )
    return {row[0]: row[1] for row in found}
