"""Opening, pausing and closing a window."""

from __future__ import annotations

from window_desk.domain import ops
from window_desk.domain.actor import Actor, rights
from window_desk.domain.centre import Window
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import require_text
from window_desk.storage import claims, reads, ticket_reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk
from window_desk.storage.rows import WindowState


def require_window(look: Look, code: str) -> Window:
    """The window with that code; raises `RuleBroken` when the centre has none."""
    window = look.centre.window(code)
    if window is None:
        raise RuleBroken(
            "window.unknown",
            "There is no window {window}.",
            hint="The windows are: {windows}.",
            window=code,
            windows=[each.code for each in look.centre.windows],
        )
    return window


def usual_window(look: Look, account: str) -> str:
    """The window that an account has of its own, unless somebody else sits there; else empty."""
    actor = reads.actor(look.connection, account)
    if actor is None or "serve" not in rights[actor.role]:
        return ""
    if look.centre.window(actor.window) is None:
        return ""
    state = reads.window_state(look.connection, actor.window)
    is_taken = state is not None and state.state != "closed" and state.account != account
    return "" if is_taken else actor.window


def open_window(tx: Change, code: str, account: str) -> None:
    """Record that an account sits at a window, inside a change; twice is harmless."""
    require_window(tx, code)
    state = reads.window_state(tx.connection, code)
    if state is None or state.state == "closed" or state.account != account:
        tx.record(ops.WindowOpened(account=account), on=f"window/{code}")


def require_free_to_call(tx: Change, code: str, account: str) -> Window:
    """The window, if this account may call from it now."""
    window = require_window(tx, code)
    state = reads.window_state(tx.connection, code)
    _check_holder(state, account)
    if state is not None and state.state == "paused":
        said = tx.centre.reason(state.reason)
        raise RuleBroken(
            "window.paused",
            "Window {window} is paused: {reason}.",
            hint="End the pause first.",
            window=code,
            reason=(said.zh, said.text("en")),
        )
    number = ticket_reads.number_at_window(tx.connection, code)
    if number is not None:
        raise RuleBroken(
            "window.busy",
            "{number} is still at window {window}.",
            hint="Finish, hold or transfer it first.",
            number=number,
            window=code,
        )
    return window


def _check_holder(state: WindowState | None, account: str) -> None:
    if state is not None and state.state != "closed" and state.account != account:
        raise RuleBroken(
            "window.other_account",
            "Window {window} is held by {account}.",
            hint="Sign in at this window first, or use your own.",
            window=state.window,
            account=state.account,
        )


def pause_window(desk: Desk, actor: Actor, window: str, reason: str) -> None:
    """Call nobody for a while, with a reason from the list or in words."""
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        _require_state(tx, actor, window, "open")
        said = require_text(reason, ("原因", "reason"))
        claims.forgo(tx.connection, window)
        tx.record(ops.WindowPaused(reason=said), on=f"window/{window}")


def resume_window(desk: Desk, actor: Actor, window: str) -> None:
    """End the pause."""
    actor.require("serve")
    with desk.change(by=actor.account) as tx:
        _require_state(tx, actor, window, "paused")
        tx.record(ops.WindowResumed(), on=f"window/{window}")


def close_window(desk: Desk, actor: Actor, window: str) -> None:
    """Sign out from a window; a ticket that is still there has to be ended first.

    A supervisor or admin may close the window of somebody else.
    """
    with desk.change(by=actor.account) as tx:
        number = ticket_reads.number_at_window(tx.connection, window)
        if number is not None:
            raise RuleBroken(
                "window.busy",
                "{number} is still at window {window}.",
                hint="Finish, hold or transfer it first.",
                number=number,
                window=window,
            )
        state = reads.window_state(tx.connection, window)
        if "supervise" not in rights[actor.role]:
            _check_holder(state, actor.account)
        claims.forgo(tx.connection, window)
        if state is not None and state.state != "closed":
            tx.record(ops.WindowClosed(), on=f"window/{window}")


def _require_state(tx: Change, actor: Actor, code: str, wanted: str) -> None:
    require_window(tx, code)
    state = reads.window_state(tx.connection, code)
    if "supervise" not in rights[actor.role]:
        _check_holder(state, actor.account)
    now = state.state if state else "closed"
    if now != wanted:
        raise RuleBroken(
            "window.state",
            "Window {window} is {state}.",
            hint="Sign in at the window first." if now == "closed" else "There is nothing to do.",
            window=code,
            state=state_labels[now],
        )


state_labels = {
    "open": ("开放", "open"),
    "paused": ("暂停", "paused"),
    "closed": ("关闭", "closed"),
}
