"""The small entities of a desk: people, accounts, windows, items and settings, and their folds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from window_desk.domain import ops
from window_desk.domain.centre import Role
from window_desk.domain.item import ServiceItem
from window_desk.domain.ops import Recorded


class Person(msgspec.Struct, frozen=True):
    """An applicant or agent; `sealed` is opened with the person's own key."""

    id: str
    sealed: str = ""
    organisation: bool = False
    certificate_type: str = ""


class Account(msgspec.Struct, frozen=True):
    """Somebody who may act at this desk; `powers` are the items to decide on the spot, `*` all."""

    account: str
    name: str
    role: Role
    window: str
    department: str
    enabled: bool = True
    powers: tuple[str, ...] = ()


class WindowState(msgspec.Struct, frozen=True):
    """Who sits at a window and whether it calls."""

    window: str
    state: Literal["open", "paused", "closed"] = "closed"
    account: str = ""
    reason: str = ""
    since: datetime | None = None


class DeskKey(msgspec.Struct, frozen=True):
    """A key of another desk, trusted here until it is revoked; a revoked one stays so.

    What follows `public` is known only of a key that a hub's keeper listed.
    """

    fingerprint: str
    desk: str = ""
    public: str = ""
    recipient: str = ""
    role: str = ""
    lane: str = ""
    halls: tuple[str, ...] = ()
    trusted_at: datetime | None = None
    revoked_at: datetime | None = None
    reason: str = ""


class Fork(msgspec.Struct, frozen=True):
    """Two different ops under one number of a stream, and who looked at it."""

    stream: str
    seq: int
    ours: str
    theirs: str
    source: str
    at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    note: str = ""


class Publication(msgspec.Struct, frozen=True):
    """A version of something that is published whole: items, settings, notices, laws."""

    id: str
    at: datetime
    op: ops.Op


class ItemVersions(msgspec.Struct, frozen=True):
    """All versions of one item with their search keys, in the order of their numbers."""

    code: str
    versions: tuple[tuple[ServiceItem, str], ...]


def fold_person(entity: str, history: Iterable[Recorded]) -> Person:
    """The person as last recorded; nothing is left of one who was erased."""
    person = Person(id=entity)
    for each in history:
        match each.op:
            case ops.PersonRecorded(sealed=sealed, organisation=whole, certificate_type=kind):
                person = Person(entity, sealed, whole, kind)
            case ops.PersonErased():
                return Person(id=entity)
    return person


def fold_account(entity: str, history: Iterable[Recorded]) -> Account:
    """The account as its last addition left it, disabled or not."""
    state: Account | None = None
    for each in history:
        match each.op:
            case ops.AccountAdded(name=name, role=role, window=window, department=department):
                powers = state.powers if state else ()
                account = entity.partition("/")[2]
                state = Account(account, name, role, window, department, powers=powers)
            case ops.AccountEmpowered(items=items) if state is not None:
                state = msgspec.structs.replace(state, powers=items)
            case ops.AccountDisabled() if state is not None:
                state = msgspec.structs.replace(state, enabled=False)
    assert state is not None
    return state


def fold_window(entity: str, history: Iterable[Recorded]) -> WindowState:
    """The window as its last op left it."""
    state = WindowState(window=entity.partition("/")[2])
    for each in history:
        match each.op:
            case ops.WindowOpened(account=account):
                state = WindowState(state.window, "open", account, "", each.at)
            case ops.WindowPaused(reason=reason):
                state = WindowState(state.window, "paused", state.account, reason, each.at)
            case ops.WindowResumed():
                state = WindowState(state.window, "open", state.account, "", each.at)
            case ops.WindowClosed():
                state = WindowState(state.window, "closed", "", "", each.at)
    return state


def fold_item(history: Iterable[Recorded]) -> ItemVersions:
    """Every version of an item with its search keys, in order.

    A version is what was published first under its number: it never changes afterwards.
    """
    versions: dict[int, tuple[ServiceItem, str]] = {}
    for each in history:
        if isinstance(each.op, ops.ItemPublished):
            versions.setdefault(each.op.item.version, (each.op.item, each.op.keys))
    run = tuple(versions[number] for number in sorted(versions))
    return ItemVersions(code=run[0][0].code, versions=run)


def fold_key(entity: str, history: Iterable[Recorded]) -> DeskKey:
    """The key as it stands: what was revoked is not trusted again."""
    key = DeskKey(entity.partition("/")[2])
    for each in history:
        match each.op:
            case ops.KeyTrusted(desk=desk, public=public):
                key = msgspec.structs.replace(key, desk=desk, public=public, trusted_at=each.at)
            case ops.KeyListed() as op:
                key = msgspec.structs.replace(
                    key, desk=op.desk, public=op.public, recipient=op.recipient, role=op.role,
                    lane=op.lane, halls=op.halls, trusted_at=key.trusted_at or each.at,
                )  # fmt: skip
            case ops.KeyRevoked(reason=reason):
                key = msgspec.structs.replace(key, revoked_at=each.at, reason=reason)
    return key


def fold_forks(entity: str, history: Iterable[Recorded]) -> tuple[Fork, ...]:
    """The forks that were met in a stream, by the number at which each begins."""
    stream = entity.partition("/")[2]
    forks: dict[int, Fork] = {}
    for each in history:
        match each.op:
            case ops.StreamForked(seq=seq, ours=ours, theirs=theirs, source=source):
                forks[seq] = Fork(stream, seq, ours, theirs, source, each.at)
            case ops.StreamForkSettled(seq=seq, note=note) if seq in forks:
                forks[seq] = msgspec.structs.replace(
                    forks[seq], settled_at=each.at, settled_by=each.by, note=note
                )
    return tuple(forks.values())


def fold_publication(history: Iterable[Recorded]) -> Publication:
    """What was published last."""
    last = list(history)[-1]
    return Publication(id=last.id, at=last.at, op=last.op)
