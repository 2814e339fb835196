"""What waits for a supervisor, section by section, each read by its own index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec

from window_desk.domain import amendment, case_terms, checklist, saying_no
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual
from window_desk.domain.streams import author
from window_desk.storage import items, listings, reads, rows, supervise_streams
from window_desk.storage.change import Look
from window_desk.storage.disputes import read_versions
from window_desk.storage.handover import paper_names
from window_desk.storage.matters import Matter, Section, Waiting, sections

most_lines = 100
"""How many lines of a section are read, the most urgent ones; the counts say how many wait."""

late_days = 366
"""Calendar days for which a late request is listed while no supervisor looked at it."""

promise_ahead = 3
"""Working days before their day from which promised papers are listed."""

answer_ahead = 2
"""Working days before the last day from which a silent intake is listed: from the third on."""


def read_waiting(look: Look, section: Section | None = None) -> Waiting:
    """The matters of one section, or of all in their order, and the counts of every section."""
    wanted = sections if section is None else (section,)
    # Only the cases themselves say which of these was looked at.
    read: dict[Section, tuple[Matter, ...]] = {
        "late": tuple(islice(_late_matters(look, _found(look, "late")), most_lines)),
        "conflicts": tuple(_conflicts(look)),
        "forks": tuple(_forks(look)),
    }
    for each in wanted:
        if each not in read:
            read[each] = tuple(_readers[each](look, _found(look, each)))
    counts = {each: _count(look, each) if each in _index else len(read[each]) for each in sections}
    matters = _with_keys(look, [matter for each in wanted for matter in read[each]])
    return Waiting(matters, counts, look.today)


def _with_keys(look: Look, matters: list[Matter]) -> tuple[Matter, ...]:
    """The matters, each with the search keys of its case's item."""
    codes = json.dumps(sorted({each.line.item for each in matters}))
    keys: dict[str, str] = dict(
        look.connection.execute(
            "SELECT code, keys FROM item WHERE valid_from <= ?1 AND replaced_from > ?1"
            " AND code IN (SELECT value FROM json_each(?2))",
            (look.today.isoformat(), codes),
        ).all()
    )
    return tuple(
        msgspec.structs.replace(each, item_keys=keys.get(each.line.item, "")) for each in matters
    )


# Most later rounds ask for nothing new; those that did say so in their op.
_late = (
    'SELECT n."case" FROM correction_notice n INDEXED BY correction_told'
    " WHERE n.at >= :since AND n.position > 0 AND EXISTS"
    " (SELECT 1 FROM op o WHERE o.entity = n.\"case\" AND o.kind = 'case.correction_notified'"
    " AND instr(o.body, CAST('\"late_reason\":' AS BLOB)) > 0)"
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
            f"SELECT count(*) FROM service_case c INDEXED BY {_index[section]}"
            f" WHERE {condition} AND {listings.ours}",
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
            f"SELECT c.id FROM service_case c INDEXED BY {_index[section]}"
            f" WHERE {condition} AND {listings.ours} ORDER BY {order} LIMIT :most"
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
            "amendments", line, amendment.asked_by(history, look.home), _day(at), asked.reason,
            item=asked.item, item_name=_item_name(look, asked.item),
            accepted_on=asked.accepted_on, accepted_before=case.accepted_on,
        )  # fmt: skip


def _item_name(look: Look, code: str) -> Bilingual | None:
    item = reads.item_on(look.connection, code, look.today)
    return item.name if item else None


def _late_matters(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        case = look.case(line.id)
        found = case_terms.late_request(case)
        if found is not None:
            yield Matter(
                "late", line, _told_by(look, case, found.document), _day(found.at),
                "; ".join(found.reasons), article="xkf.32.1.4",
                papers=paper_names(look, case, found.materials),
            )  # fmt: skip


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


def _unanswered(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        case = look.case(line.id)
        ends = checklist.ended_as(items.item_of(look.connection, case), case.answers)
        day = case_terms.answer_by(case, look.calendar) or look.today
        yield Matter(
            "unanswered", line, case.first_contact, day, ends=ends,
            article=checklist.articles[ends] if ends else "xkf.32.1.4",
        )  # fmt: skip


def _to_serve(look: Look, lines: list[rows.CaseLine]) -> Iterator[Matter]:
    for line in lines:
        day, decided = look.connection.execute(
            "SELECT serve_by, decided_by FROM service_case WHERE id = ?", (line.id,)
        ).one()
        yield Matter("serve", line, decided, date.fromisoformat(day), article="xkf.44")


def _conflicts(look: Look) -> Iterator[Matter]:
    for each in supervise_streams.read_disputes(look.connection, most_lines):
        line = listings.case_line(look.connection, each.case)
        who = author(each.by, each.op, look.home)
        if line is not None:
            yield Matter(
                "conflicts", line, who, _day(each.at), op=each.op, kind=each.kind,
                desk=each.desk, versions=read_versions(look, each.case, each.op),
            )  # fmt: skip
        elif each.kind.startswith("ticket."):
            run = look.history(each.case)
            ticket = look.ticket(each.case)
            yield Matter(
                "conflicts", rows.no_case(ticket.number, each.at), who, _day(each.at), op=each.op,
                kind=each.kind, desk=each.desk, ours=run[-1].op.kind,
            )  # fmt: skip


def _forks(look: Look) -> Iterator[Matter]:
    for each in supervise_streams.read_forks(look.connection):
        place = f"{each.stream}:{each.seq}"
        yield Matter(
            "forks", rows.no_case(place, each.at), "", _day(each.at), each.source, op=each.stream
        )


_readers: dict[Section, Reader] = {
    "noes": _noes,
    "amendments": _amendments,
    "late": _late_matters,
    "promises": _promises,
    "declarations": _declarations,
    "unanswered": _unanswered,
    "serve": _to_serve,
}


def _day(at: datetime) -> date:
    return at.astimezone(CENTRE_TIME).date()
