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
    sealed: str
    organisation: bool
    certificate_type: str
    recorded_at: datetime


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


class Publication(msgspec.Struct, frozen=True):
    """A version of something that is published whole: items, settings, notices, laws."""

    id: str
    at: datetime
    op: ops.Op


class ItemVersions(msgspec.Struct, frozen=True):
    """All versions of one item with their search keys, in the order of their numbers."""

    code: str
    versions: tuple[tuple[ServiceItem, str], ...]


def fold_person(history: Iterable[Recorded]) -> Person:
    """The person as last recorded."""
    run = list(history)
    last = next(each for each in reversed(run) if isinstance(each.op, ops.PersonRecorded))
    assert isinstance(last.op, ops.PersonRecorded)
    return Person(
        id=run[0].id,
        sealed=last.op.sealed,
        organisation=last.op.organisation,
        certificate_type=last.op.certificate_type,
        recorded_at=last.at,
    )


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


def fold_publication(history: Iterable[Recorded]) -> Publication:
    """What was published last."""
    last = list(history)[-1]
    return Publication(id=last.id, at=last.at, op=last.op)
