"""Handing over what an account answers for (首问负责, AB 岗) to the colleague who takes over."""

from __future__ import annotations

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor, rights
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import require_text
from window_desk.services import windows
from window_desk.storage import handover, reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk


def account_at(look: Look, window: str) -> str:
    """The account that sits at a window, else the one whose window it is.

    Raises `RuleBroken` for a window that is not here or belongs to nobody.
    """
    windows.require_window(look, window)
    state = reads.window_state(look.connection, window)
    if state is not None and state.state != "closed" and state.account:
        return state.account
    own = [each.account for each, enabled in reads.accounts(look.connection)
           if enabled and each.window == window]  # fmt: skip
    if not own:
        raise RuleBroken(
            "handover.nobody",
            "Nobody sits at window {window}.",
            hint="Name the account instead.",
            window=window,
        )
    return own[0]


def hand_over(desk: Desk, actor: Actor, giver: str, to: str, reason: str) -> tuple[str, ...]:
    """Let `to` answer for every open case that `giver` answers for; gives the cases' ids.

    Only the account itself or a supervisor does it, and only to an enabled account that takes in
    applications. All cases go together or none does.
    """
    with desk.change(by=actor.account) as tx:
        if actor.account != giver:
            actor.require("supervise")
        said = require_text(reason, ("理由", "reason"))
        _check_taker(tx, giver, to)
        given = handover.answered_for(tx.connection, giver)
        if not given:
            raise RuleBroken(
                "handover.nothing",
                "{account} answers for no open case.",
                hint="There is nothing to hand over.",
                account=giver,
            )
        for identity in given:
            cases.check_act(tx.case(identity), "hand_over")
            tx.record(ops.CaseHandedOver(to=to, reason=said), on=identity)
        return given


def _check_taker(tx: Change, giver: str, to: str) -> None:
    if to == giver:
        raise RuleBroken(
            "handover.same",
            "{account} has these cases already.",
            hint="Name the colleague who takes over.",
            account=to,
        )
    taker = reads.actor(tx.connection, to)
    if taker is None or "intake" not in rights[taker.role]:
        raise RuleBroken(
            "handover.taker",
            "{account} cannot take over: it is unknown, disabled or does not take in applications.",
            hint="window-desk account list shows the accounts and their roles.",
            account=to,
        )
