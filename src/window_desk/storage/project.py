"""From an entity's state to the rows that screens read: pure but for what `Derive` looks up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import clock, desk_state
from window_desk.domain import ticket as tickets
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Limit
from window_desk.domain.numbering import read_number
from window_desk.domain.ops import Recorded
from window_desk.domain.ticket import Ticket
from window_desk.storage.seal import Identity

Key = tuple[str, tuple[Any, ...]]
"""A row's table and primary key."""

Rows = dict[Key, dict[str, Any]]
"""The rows of one entity."""

Unseal = Callable[[str, str], Identity | None]
"""Opens sealed data: person id and sealed text to identity, None when the key is gone."""

_encoder = msgspec.json.Encoder(order="sorted")


class Derive(msgspec.Struct, frozen=True):
    """What rows are derived with besides the ops: the calendar, and the people's keys."""

    calendar: WorkingCalendar | None
    unseal: Unseal


def milliseconds(at: datetime | None) -> int | None:
    """A moment as milliseconds since the epoch."""
    return None if at is None else round(at.timestamp() * 1000)


def project(entity: str, history: Sequence[Recorded], derive: Derive) -> Rows:
    """All rows that an entity's ops add up to."""
    family = history[0].op.kind.partition(".")[0]
    match family:
        case "ticket":
            return _ticket(tickets.fold(history))
        case "case":
            return _case(cases.fold(history), derive)
        case "person":
            return _person(desk_state.fold_person(history), derive)
        case "account":
            return _account(desk_state.fold_account(entity, history))
        case "window":
            return _window(desk_state.fold_window(entity, history))
        case "item":
            return _item(desk_state.fold_item(history))
        case _:
            return _publication(entity, desk_state.fold_publication(history))


def _ticket(ticket: Ticket) -> Rows:
    running = next((each for each in ticket.periods if each.end is None), None)

    def closed(stage: tickets.Stage) -> int:
        return sum(
            int((each.end - each.start).total_seconds())
            for each in ticket.periods
            if each.stage == stage and each.end is not None
        )

    def first(stage: tickets.Stage) -> int | None:
        return milliseconds(next((x.start for x in ticket.periods if x.stage == stage), None))

    row = {
        "id": ticket.id,
        "day": ticket.day.isoformat(),
        "prefix": ticket.number.removesuffix(f"{ticket.serial:03d}"),
        "serial": ticket.serial,
        "number": ticket.number,
        "queue": ticket.queue,
        "priority": ticket.priority,
        "rule": ticket.rule,
        "head_start": ticket.head_start,
        "state": ticket.state,
        "item": ticket.item,
        "appointment_at": milliseconds(ticket.appointment),
        "issued_at": milliseconds(ticket.issued_at),
        "rank_at": milliseconds(ticket.rank_at),
        "eligible_from": milliseconds(ticket.eligible_from),
        "stage_since": milliseconds(running.start) if running else None,
        "called_at": first("way"),
        "last_called_at": milliseconds(ticket.last_called_at),
        "started_at": first("service"),
        "ended_at": milliseconds(ticket.ended_at),
        "calls": ticket.calls,
        "wait_s": closed("wait"),
        "way_s": closed("way"),
        "service_s": closed("service"),
        "hold_s": closed("hold"),
        "window": ticket.window,
        "clerk": ticket.clerk,
        "why": _encoder.encode(ticket.why).decode() if ticket.why else "",
        "hold_reason": ticket.hold_reason,
        "last": ticket.last,
        "last_at": milliseconds(ticket.last_at),
        "last_by": ticket.last_by,
    }
    return {("ticket", (ticket.id,)): row}


def due_date(case: Case, limit: Limit | None, calendar: WorkingCalendar | None) -> clock.Due | None:
    """When a limit of the case ends by this calendar; None while it does not run."""
    if limit is None or case.accepted_at is None or calendar is None:
        return None
    accepted_on = case.accepted_at.astimezone(CENTRE_TIME).date()
    return _due(calendar, accepted_on, clock.Budget.of(limit))


# Many cases begin on the same day with the same limit.
@lru_cache(maxsize=10_000)
def _due(calendar: WorkingCalendar, start: date, budget: clock.Budget) -> clock.Due:
    return clock.due(calendar, start, budget)


def _case(case: Case, derive: Derive) -> Rows:
    promised = due_date(case, case.promised, derive.calendar)
    statutory = due_date(case, case.statutory, derive.calendar)
    legs = _legs(case, derive)
    dates = [each.date.isoformat() for each in (promised, statutory) if each]
    dates += [each["due"] for each in legs.values() if each["due"]]
    row = {
        "id": case.id,
        "number": case.number or None,
        "item": case.item,
        "item_version": case.item_version,
        "state": case.state,
        "applicant": case.applicant,
        "agent": case.agent,
        "ticket": case.ticket,
        "window": case.window,
        "opened_at": milliseconds(case.opened_at),
        "opened_by": case.opened_by,
        "accepted_at": milliseconds(case.accepted_at),
        "accepted_by": case.accepted_by,
        "promised_due": promised.date.isoformat() if promised else None,
        "statutory_due": statutory.date.isoformat() if statutory else None,
        "last_due": max(dates, default=None),
        "provisional": int(any(each.provisional for each in (promised, statutory) if each)),
        "supply_by": case.supply_by.isoformat() if case.supply_by else None,
        "lead": case.lead,
        "holders": "\n".join(case.holders),
        "instant": int(case.instant),
        "rounds": len(case.rounds),
        "outcome": case.outcome,
        "decided_at": milliseconds(case.decided_at),
        "decided_by": case.decided_by,
        "served_at": milliseconds(case.served_at),
        "closed_at": milliseconds(case.closed_at),
        "last": case.last,
        "last_at": milliseconds(case.last_at),
        "last_by": case.last_by,
    }
    return (
        {("service_case", (case.id,)): row}
        | _papers(case)
        | _corrections(case)
        | legs
        | _numbers(case)
    )


def _papers(case: Case) -> Rows:
    return {
        ("paper", (case.id, code)): {
            "case": case.id,
            "material": code,
            "state": paper.check.state,
            "reason": paper.check.reason,
            "copies": paper.check.copies,
            "source": paper.check.source,
            "at": milliseconds(paper.at),
            "by": paper.by,
        }
        for code, paper in case.papers.items()
    }


def _corrections(case: Case) -> Rows:
    return {
        ("correction_notice", (case.id, position)): {
            "case": case.id,
            "position": position,
            "document": each.document,
            "at": milliseconds(each.at),
        }
        for position, each in enumerate(case.rounds)
    }


def _legs(case: Case, derive: Derive) -> Rows:
    rows: Rows = {}
    for position, leg in enumerate(case.legs):
        due = None
        if leg.dispatched_at is not None and derive.calendar is not None:
            sent = leg.dispatched_at.astimezone(CENTRE_TIME).date()
            due = _due(derive.calendar, sent, clock.Budget(leg.step.days)).date.isoformat()
        rows["leg", (case.id, leg.step.code)] = {
            "case": case.id,
            "step": leg.step.code,
            "position": position,
            "department": leg.step.department,
            "state": leg.state,
            "dispatched_at": milliseconds(leg.dispatched_at),
            "answered_at": milliseconds(leg.answered_at),
            "answered_by": leg.answered_by,
            "due": due,
        }
    return rows


def _numbers(case: Case) -> Rows:
    taken = [read_number(each) for each in case.numbers]
    return {
        ("document", (each.kind, each.run, each.serial)): {
            "kind": each.kind,
            "run": each.run,
            "serial": each.serial,
            "number": each.number,
            "case": case.id,
        }
        for each in taken
    }


def _person(person: desk_state.Person, derive: Derive) -> Rows:
    identity = derive.unseal(person.id, person.sealed) or Identity(name="")
    row = {
        "id": person.id,
        "organisation": int(person.organisation),
        "name": identity.name,
        "certificate_type": person.certificate_type,
        "certificate_number": identity.certificate_number,
        "phone": identity.phone,
        "address": identity.address,
    }
    return {("person", (person.id,)): row}


def _account(account: desk_state.Account) -> Rows:
    row = msgspec.structs.asdict(account) | {"enabled": int(account.enabled)}
    return {("account", (account.account,)): row}


def _window(state: desk_state.WindowState) -> Rows:
    row = msgspec.structs.asdict(state) | {"since": milliseconds(state.since)}
    return {("window_state", (state.window,)): row}


def _item(versions: desk_state.ItemVersions) -> Rows:
    newest = versions.versions[-1][0].version
    return {
        ("item", (item.code, item.version)): {
            "code": item.code,
            "version": item.version,
            "current": int(item.version == newest),
            "name_zh": item.name.zh,
            "name_en": item.name.en,
            "type": item.type,
            "kind": item.kind,
            "department": item.department,
            "guide": int(item.guide),
            "keys": keys,
            "body": _encoder.encode(item),
        }
        for item, keys in versions.versions
    }


def _publication(entity: str, publication: desk_state.Publication) -> Rows:
    row = {"entity": entity, "op": publication.id, "body": _encoder.encode(publication.op)}
    return {("publication", (entity,)): row}
