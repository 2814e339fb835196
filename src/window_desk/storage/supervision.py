"""What waits for a supervisor, section by section, each read by its own index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

import msgspec

from window_desk.domain import amendment, saying_no
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual
from window_desk.storage import listings, rows
from window_desk.storage.change import Look
from window_desk.storage.handover import paper_names

Section = Literal["noes", "amendments", "late", "promises", "declarations", "unanswered", "serve"]
sections: tuple[Section, ...] = get_args(Section)

most_lines = 100
"""How many lines of a section are read, the most urgent ones; the counts say how many wait."""

late_days = 30
"""Calendar days back from which corrections that were asked for late are listed."""

promise_ahead = 3
"""Working days before their day from which promised papers are listed."""

answer_ahead = 2
"""Working days before the last day from which a silent intake is listed: from the third on."""


class Matter(msgspec.Struct, frozen=True):
    """One thing for a supervisor: the case, who did or asked it, the day it hangs on, and why.

    `article` is the law behind it where there is one; `instead` what the applicant was told to do
    instead of a no; `papers` those that it is about; `item` and `day` what an amendment would set.
    """

    section: Section
    line: rows.CaseLine
    who: str
    day: date
    reason: str = ""
    instead: str = ""
    article: str = ""
    papers: tuple[Bilingual, ...] = ()
    item: str = ""
    item_name: Bilingual | None = None
    accepted_on: date | None = None
    accepted_before: date | None = None

    @property
    def key(self) -> str:
        """What tells it apart in a list of all sections."""
        return f"{self.section}|{self.line.id}"


class Waiting(msgspec.Struct, frozen=True):
    """The matters that were read, how many wait in each section, and the day."""

    matters: tuple[Matter, ...]
    counts: dict[Section, int]
    today: date


def read_waiting(look: Look, section: Section | None = None) -> Waiting:
    """The matters of one section, or of all in their order, and the counts of every section."""
    wanted = sections if section is None else (section,)
    # Most later rounds ask for nothing new: only the cases themselves say which do.
    read = {"late": tuple(_late_matters(look, _found(look, "late")))}
    for each in wanted:
        if each not in read:
            read[each] = tuple(_readers[each](look, _found(look, each)))
    counts = {each: _count(look, each) if each in _index else len(read[each]) for each in sections}
    matters = tuple(matter for each in wanted for matter in read[each])
    return Waiting(matters, counts, look.today)


_late = (
    'SELECT n."case" FROM correction_notice n INDEXED BY correction_told'
    " WHERE n.at >= :since AND n.position > 0 ORDER BY n.at DESC LIMIT :most"
)
_asked_again = (
    "SELECT d.\"case\" FROM document d WHERE d.kind = 'request' AND d.run >= :year"
    " ORDER BY d.run DESC, d.serial DESC LIMIT :most"
)
"""The last requests of departments; only the cases themselves say which was a second one."""

# Each condition is the one of its partial index, so that only what waits is looked at.
_where: dict[Section, tuple[str, str]] = {
    "noes": ("c.no_at IS NOT NULL", "c.no_at, c.id"),
    "amendments": ("c.amendment = 1", "c.id"),
    "promises": ("c.promise = 'open' AND c.supply_by <= :promised", "c.supply_by, c.id"),
    "declarations": ("c.check_by IS NOT NULL", "c.check_by, c.id"),
    "unanswered": (
        "c.answer_by IS NOT NULL AND c.answer_by <= :answered", "c.answer_by, c.id",
    ),
    "serve": ("c.serve_by IS NOT NULL", "c.serve_by, c.id"),
}  # fmt: skip

_index: dict[Section, str] = {
    "noes": "case_no",
    "amendments": "case_amendment",
    "promises": "case_supply_by",
    "declarations": "case_check_by",
    "unanswered": "case_answer_by",
    "serve": "case_serve_by",
}


def _facts(look: Look) -> dict[str, Any]:
    since = datetime.combine(
        look.today - timedelta(days=late_days), datetime.min.time(), CENTRE_TIME
    )
    return {
        "since": int(since.timestamp() * 1000),
        "year": since.year,
        "promised": look.calendar.add(look.today, promise_ahead).isoformat(),
        "answered": look.calendar.add(look.today, answer_ahead).isoformat(),
        "most": most_lines,
    }


def _count(look: Look, section: Section) -> int:
    condition = _where[section][0]
    return int(
        look.connection.execute(
            f"SELECT count(*) FROM service_case c INDEXED BY {_index[section]} WHERE {condition}",
            _facts(look),
        ).scalar()
    )


def _found(look: Look, section: Section) -> list[rows.CaseLine]:
    """The first cases of a section, in its order."""
    if section == "late":
        chosen = f"SELECT * FROM ({_late}) UNION SELECT * FROM ({_asked_again})"
        order = "c.last_at DESC, c.id"
    else:
        condition, order = _where[section]
        chosen = (
            f"SELECT c.id FROM service_case c INDEXED BY {_index[section]} WHERE {condition}"
            f" ORDER BY {order} LIMIT :most"
        )
    found = look.connection.execute(
        f"{listings.case_query} WHERE c.id IN ({chosen}) ORDER BY {order}", _facts(look)
    )
    return [listings.read_case_line(row) for row in found]


Reader = Callable[[Look, list[rows.CaseLine]], Iterator[Matter]]


def _noes(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        case = look.case(line.id)
        if case.no is not None:
            yield Matter(
                "noes", line, case.no.by, _day(case.no.at), case.no.reason,
                instead=case.no.alternative, article=saying_no.article_of(case),
            )  # fmt: skip


def _amendments(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        case = look.case(line.id)
        asked, history = case.amendment, look.history(line.id)
        if asked is None:
            continue
        at = next(each.at for each in reversed(history) if each.op is asked or each.op == asked)
        yield Matter(
            "amendments", line, amendment.asked_by(history), _day(at), asked.reason,
            item=asked.item, item_name=_item_name(look, asked.item),
            accepted_on=asked.accepted_on, accepted_before=case.accepted_on,
        )  # fmt: skip


def _item_name(look: Look, code: str) -> Bilingual | None:
    row = look.connection.execute(
        "SELECT name_zh, name_en FROM item WHERE code = ? AND current = 1", (code,)
    ).one_or_none()
    return Bilingual(*row) if row else None


def _late_matters(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        case = look.case(line.id)
        matter = _corrected_late(look, line, case) or _asked_late(look, line, case)
        if matter is not None:
            yield matter


def _corrected_late(look: Look, line: rows.CaseLine, case: Case) -> Matter | None:
    """A correction round that names what could be seen in an earlier one (art. 32(1)4)."""
    for each in case.rounds[1:]:
        late = [defect for defect in each.defects if defect.late_reason]
        if late:
            reasons = dict.fromkeys(defect.late_reason for defect in late)
            return Matter(
                "late", line, _told_by(look, case, each.document), _day(each.at),
                "; ".join(reasons), article="xkf.32.1.4",
                papers=paper_names(look, case, tuple(defect.material for defect in late)),
            )  # fmt: skip
    return None


def _asked_late(look: Look, line: rows.CaseLine, case: Case) -> Matter | None:
    """A request of the departments that says what an earlier one could have said."""
    first = look.today - timedelta(days=late_days)
    for each in case.more[1:]:
        if each.reason and _day(each.at) >= first:
            papers = tuple(dict.fromkeys(one.material for _, asked in each.asked for one in asked))
            return Matter(
                "late", line, _told_by(look, case, each.document), _day(each.at), each.reason,
                papers=paper_names(look, case, papers),
            )  # fmt: skip
    return None


def _told_by(look: Look, case: Case, document: str) -> str:
    return next(
        (each.by for each in look.history(case.id) if getattr(each.op, "document", "") == document),
        "",
    )


def _promises(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        case = look.case(line.id)
        yield Matter(
            "promises", line, case.first_contact, case.supply_by or look.today,
            papers=paper_names(look, case, case.promises),
        )  # fmt: skip


def _declarations(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        case = look.case(line.id)
        if case.commitment is not None:
            yield Matter(
                "declarations", line, case.decided_by, case.commitment.check_by,
                case.commitment.document,
            )  # fmt: skip


def _column(name: str, section: Section, article: str) -> Reader:
    """A reader of a section whose day is a column: nothing else of the case is needed."""

    def read(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
        for line in lines:
            day, first, decided = look.connection.execute(
                f"SELECT {name}, first_contact, decided_by FROM service_case WHERE id = ?",
                (line.id,),
            ).one()
            who = decided if section == "serve" else first
            yield Matter(section, line, who, date.fromisoformat(day), article=article)

    return read


_readers: dict[Section, Reader] = {
    "noes": _noes,
    "amendments": _amendments,
    "late": _late_matters,
    "promises": _promises,
    "declarations": _declarations,
    "unanswered": _column("answer_by", "unanswered", "xkf.32.1.4"),
    "serve": _column("serve_by", "serve", "xkf.44"),
}


def _day(at: datetime) -> date:
    return at.astimezone(CENTRE_TIME).date()
