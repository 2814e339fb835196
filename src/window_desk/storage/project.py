"""From an entity's state to the rows that screens read: pure but for what `Derive` looks up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import desk_state
from window_desk.domain import ticket as tickets
from window_desk.domain.item_versions import replaced_from
from window_desk.domain.ops import Recorded
from window_desk.domain.streams import desk_of
from window_desk.domain.ticket import Ticket
from window_desk.storage.project_case import case_rows
from window_desk.storage.projected import Derive, Rows, milliseconds
from window_desk.storage.seal import Identity

_encoder = msgspec.json.Encoder(order="sorted")


def project(entity: str, history: Sequence[Recorded], derive: Derive) -> Rows:
    """All rows that an entity's ops add up to."""
    family = history[0].op.kind.partition(".")[0]
    make = _families.get(family)
    if make is not None:
        return make(entity, history, derive)
    return _publication(entity, desk_state.fold_publication(history))


def _ticket(ticket: Ticket, home: str) -> Rows:
    running = next((each for each in ticket.periods if each.end is None), None)

    def closed(stage: tickets.Stage) -> int:
        return sum(
            int((each.end - each.start).total_seconds())
            for each in ticket.periods
            if each.stage == stage and each.end is not None
        )

    def first(stage: tickets.Stage) -> int | None:
        return milliseconds(next((x.start for x in ticket.periods if x.stage == stage), None))

    maker = ticket.id.rpartition(":")[0]
    row = {
        "id": ticket.id,
        "maker": maker,
        "desk": ticket.desk,
        "own": int(desk_of(maker) == home),
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
    kept = {"enabled": int(account.enabled), "powers": "\n".join(account.powers)}
    row = msgspec.structs.asdict(account) | kept
    return {("account", (account.account,)): row}


def _window(state: desk_state.WindowState) -> Rows:
    row = msgspec.structs.asdict(state) | {"since": milliseconds(state.since)}
    return {("window_state", (state.window,)): row}


def _desk_key(key: desk_state.DeskKey) -> Rows:
    row = msgspec.structs.asdict(key) | {
        "halls": "\n".join(key.halls),
        "trusted_at": milliseconds(key.trusted_at),
        "revoked_at": milliseconds(key.revoked_at),
    }
    return {("desk_key", (key.fingerprint,)): row}


def _forks(forks: tuple[desk_state.Fork, ...]) -> Rows:
    return {
        ("fork", (each.stream, each.seq)): msgspec.structs.asdict(each)
        | {"at": milliseconds(each.at), "settled_at": milliseconds(each.settled_at)}
        for each in forks
    }


def _item(versions: desk_state.ItemVersions) -> Rows:
    replaced = replaced_from(item for item, _keys in versions.versions)
    return {
        ("item", (item.code, item.version)): {
            "code": item.code,
            "version": item.version,
            "name_zh": item.name.zh,
            "name_en": item.name.en,
            "type": item.type,
            "kind": item.kind,
            "department": item.department,
            "guide": int(item.guide),
            "valid_from": item.valid_from.isoformat() if item.valid_from else "",
            "replaced_from": replaced[item.version].isoformat(),
            "keys": keys,
            "body": _encoder.encode(item),
        }
        for item, keys in versions.versions
    }


def _publication(entity: str, publication: desk_state.Publication) -> Rows:
    row = {"entity": entity, "op": publication.id, "body": _encoder.encode(publication.op)}
    return {("publication", (entity,)): row}


_families: dict[str, Callable[[str, Sequence[Recorded], Derive], Rows]] = {
    "ticket": lambda _, run, derive: _ticket(tickets.fold(run), derive.home),
    "case": lambda _, run, derive: case_rows(cases.fold(run), derive),
    "person": lambda entity, run, derive: _person(desk_state.fold_person(entity, run), derive),
    "account": lambda entity, run, _: _account(desk_state.fold_account(entity, run)),
    "window": lambda entity, run, _: _window(desk_state.fold_window(entity, run)),
    "item": lambda _, run, __: _item(desk_state.fold_item(run)),
    "key": lambda entity, run, _: _desk_key(desk_state.fold_key(entity, run)),
    "stream": lambda entity, run, _: _forks(desk_state.fold_forks(entity, run)),
}
"""What is published whole has no family of its own here."""
