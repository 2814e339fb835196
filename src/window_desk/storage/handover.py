"""What is open at a window or of an account, for the colleague who takes over (AB 岗)."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual
from window_desk.storage import items, listings, log, rows
from window_desk.storage.change import Look
from window_desk.storage.connection import Connection
from window_desk.storage.reads import moment

most_lines = 200
"""How many cases of one kind a sheet holds; the counts say how many there are."""

# The whole list of states, so that SQLite sees that the partial index holds every such row.
_open = (
    "c.first_contact = ? AND c.state IN ('intake', 'correction', 'under_review')"
    f" AND {listings.ours}"
)


class OpenTicket(msgspec.Struct, frozen=True):
    """A ticket at the window that is not ended."""

    number: str
    state: str
    since: datetime | None
    hold_reason: str
    item: Bilingual


class OpenCase(msgspec.Struct, frozen=True):
    """A case somebody answers for; `papers` were asked for in the last notice, or are promised.

    `answer_by` is the last day to say something: with silence it is accepted as of `received_on`.
    """

    line: rows.CaseLine
    received_on: date
    answer_by: date | None
    supply_by: date | None
    papers: tuple[Bilingual, ...]


class KeptDraft(msgspec.Struct, frozen=True):
    """Something typed and not yet acted on; `ticket` is its number, or an empty text."""

    ticket: str
    at: datetime


class Sheet(msgspec.Struct, frozen=True):
    """Everything open of an account, and at its window."""

    account: str
    name: str
    window: str
    tickets: tuple[OpenTicket, ...]
    taking_in: tuple[OpenCase, ...]
    accepted: tuple[rows.CaseLine, ...]
    promised: tuple[OpenCase, ...]
    drafts: tuple[KeptDraft, ...]
    taking_in_total: int
    accepted_total: int

    @property
    def unanswered(self) -> tuple[OpenCase, ...]:
        """The cases in which something has to be said to the applicant, the first due first."""
        waiting = [each for each in self.taking_in if each.answer_by is not None]
        return tuple(sorted(waiting, key=lambda each: (each.answer_by or date.max, each.line.id)))

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is open."""
        return not (self.tickets or self.taking_in or self.accepted or self.drafts)


def answered_for(connection: Connection, account: str) -> tuple[str, ...]:
    """The ids of every open case that an account answers for."""
    found = connection.execute(
        f"SELECT c.id FROM service_case c WHERE {_open} ORDER BY c.id", (account,)
    )
    return tuple(row[0] for row in found)


def window_of(connection: Connection, account: str) -> str:
    """The window at which an account sits, else its own."""
    sits: str | None = connection.execute(
        "SELECT window FROM window_state WHERE account = ? AND state <> 'closed'", (account,)
    ).scalar()
    if sits:
        return sits
    own = connection.execute("SELECT window FROM account WHERE account = ?", (account,)).scalar()
    return str(own or "")


def read_sheet(look: Look, account: str) -> Sheet:
    """The sheet of an account and the window it sits at."""
    connection = look.connection
    window = window_of(connection, account)
    name = connection.execute("SELECT name FROM account WHERE account = ?", (account,)).scalar()
    taking_in = _cases(look, account, "c.state IN ('intake', 'correction')", "c.opened_at")
    accepted = _lines(look, account, "c.state = 'under_review'", "c.promised_due")
    counts: dict[str, int] = dict(
        connection.execute(
            f"SELECT c.state, count(*) FROM service_case c WHERE {_open} GROUP BY c.state",
            (account,),
        ).all()
    )
    total = sum(counts.values())
    under_review = counts.get("under_review", 0)
    return Sheet(
        account=account,
        name=str(name or account),
        window=window,
        tickets=_tickets(connection, window) if window else (),
        taking_in=taking_in,
        accepted=accepted,
        promised=_cases(look, account, "c.promise = 'open'", "c.supply_by"),
        drafts=_drafts(connection, account),
        taking_in_total=total - under_review,
        accepted_total=under_review,
    )


def _lines(look: Look, account: str, condition: str, order: str) -> tuple[rows.CaseLine, ...]:
    found = look.connection.execute(
        f"{listings.case_query} WHERE {_open} AND {condition} ORDER BY {order}, c.id LIMIT ?",
        (account, most_lines),
    )
    return tuple(listings.read_case_line(row) for row in found)


def _cases(look: Look, account: str, condition: str, order: str) -> tuple[OpenCase, ...]:
    return tuple(read_open(look, each) for each in _lines(look, account, condition, order))


def read_open(look: Look, line: rows.CaseLine) -> OpenCase:
    """A case with its days and the papers it waits for."""
    case = look.case(line.id)
    answer_by, supply_by = look.connection.execute(
        "SELECT answer_by, supply_by FROM service_case WHERE id = ?", (line.id,)
    ).one()
    return OpenCase(
        line=line,
        received_on=case.received_on,
        answer_by=date.fromisoformat(answer_by) if answer_by else None,
        supply_by=date.fromisoformat(supply_by) if supply_by else None,
        papers=paper_names(look, case, awaited(case)),
    )


def awaited(case: Case) -> tuple[str, ...]:
    """The papers that a case waits for: those promised, or asked for in the last notice."""
    if case.state == "under_review":
        return case.promises
    return tuple(each.material for each in case.rounds[-1].defects) if case.rounds else ()


def paper_names(look: Look, case: Case, codes: tuple[str, ...]) -> tuple[Bilingual, ...]:
    """The papers' names by the item in the version that the case has."""
    item = items.every_part_of(look.connection, case)
    names = {each.code: each.name for each in item.materials}
    return tuple(names.get(each, Bilingual(each, each)) for each in codes)


def _tickets(connection: Connection, window: str) -> tuple[OpenTicket, ...]:
    found = connection.execute(
        "SELECT t.number, t.state, t.stage_since, t.hold_reason, t.item, i.name_zh, i.name_en"
        " FROM ticket t LEFT JOIN item i ON i.code = t.item"
        " AND i.valid_from <= t.day AND i.replaced_from > t.day"
        " WHERE t.ended_at IS NULL AND t.state IN ('called', 'serving', 'on_hold')"
        " AND t.window = ? AND t.desk = ? ORDER BY t.stage_since",
        (window, log.home_of(connection)),
    )
    return tuple(
        OpenTicket(number, state, moment(since), reason, Bilingual(zh or item, en or item))
        for number, state, since, reason, item, zh, en in found
    )


def _drafts(connection: Connection, account: str) -> tuple[KeptDraft, ...]:
    scope = f"intake/{account}/"
    found = connection.execute(
        "SELECT d.at, t.number FROM draft d LEFT JOIN ticket t ON t.id = substr(d.scope, ?)"
        " WHERE d.scope >= ? AND d.scope < ? ORDER BY d.at",
        (len(scope) + 1, scope, scope + "\U0010ffff"),
    )
    return tuple(
        KeptDraft(number or "", when) for at, number in found if (when := moment(at)) is not None
    )
