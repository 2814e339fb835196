"""Undo: the account's own last act, within its grace, as long as nothing was built on it."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain import ticket as tickets
from window_desk.domain.actor import Actor
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.ops import Recorded
from window_desk.domain.streams import desk_of_op, is_pool
from window_desk.storage import reads, ticket_reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk
from window_desk.storage.lines import Release


def undo(desk: Desk, actor: Actor) -> Label:
    """Take the account's last act back; gives its words. Numbers it gave out stay used."""
    with desk.look() as look:
        shared = _last_of_queue(look, actor)
    if shared is not None:
        return _undo_in_queue(desk, actor, shared)
    with desk.change(by=actor.account) as tx:
        entity, act = _found(tx, actor)
        _check_window_free(tx, entity, act)
        _take_back(tx, entity, act)
        # One act may have been on many cases, as a hand-over is.
        for other in reads.touched_together(tx.connection, actor.account, act[-1].at):
            if other != entity:
                _take_back(tx, other, _last_act(tx.history(other)))
        return words[act[0].op.kind]


def _found(look: Look, actor: Actor) -> tuple[str, list[Recorded]]:
    """What the account did last within its grace, and to what."""
    grace = look.centre.rules.undo_seconds
    since = look.now - timedelta(seconds=grace)
    entity = reads.last_touched(look.connection, actor.account, since)
    if entity is None:
        raise RuleBroken(
            "undo.nothing",
            "There is nothing of yours from the last {seconds} s to undo.",
            hint="Later mistakes are corrected by the next act; ask a supervisor.",
            seconds=grace,
        )
    act = _last_act(look.history(entity))
    _check_undoable(act)
    return entity, act


def _last_of_queue(look: Look, actor: Actor) -> tuple[str, Recorded] | None:
    """The account's last act, where the hall's queue recorded it, and its ticket."""
    entity, act = _found(look, actor)
    return (entity, act[-1]) if is_pool(desk_of_op(act[-1].id)) else None


def _undo_in_queue(desk: Desk, actor: Actor, shared: tuple[str, Recorded]) -> Label:
    """Only the queue itself takes back what it recorded, and only what nobody built on."""
    identity, act = shared
    if act.op.kind not in undone_in_queue or desk.line is None:
        raise RuleBroken(
            "undo.in_queue",
            "This cannot be undone: {act} is with the hall's queue, where others go on from it.",
            hint="Call the number, or transfer it again.",
            act=words[act.op.kind],
        )
    desk.line.release(desk, actor, identity, Release("undone", undone=act.id))
    return words[act.op.kind]


def _take_back(tx: Change, entity: str, act: list[Recorded]) -> None:
    for each in reversed(act):
        is_ticket = each.op.kind.startswith("ticket.")
        undone = ops.TicketUndone if is_ticket else ops.CaseUndone
        tx.record(undone(undoes=each.id), on=entity)


def _last_act(history: list[Recorded]) -> list[Recorded]:
    """The ops of the newest act that still counts: the last ones, of one account and moment."""
    counted = ops.standing(history)
    newest = counted[-1]
    same = takewhile(lambda each: each.at == newest.at and each.by == newest.by, reversed(counted))
    return list(same)[::-1]


def _check_undoable(act: list[Recorded]) -> None:
    """What the law, a rule or a notice did is no act of somebody who could take it back."""
    for each in act:
        if each.op.kind in not_undone or getattr(each.op, "deemed", False):
            raise RuleBroken(
                "undo.by_itself",
                "This cannot be undone: {act} came about by law, rule or notice.",
                hint="What is wrong about it is put right by the next act; ask a supervisor.",
                act=words[each.op.kind],
            )


def _check_window_free(tx: Change, entity: str, act: list[Recorded]) -> None:
    """Undoing an end would put the ticket back at its window: another must not be there."""
    if not act[0].op.kind.startswith("ticket."):
        return
    before = [each for each in ops.standing(tx.history(entity)) if each not in act]
    if not before:
        return
    ticket = tickets.fold(before)
    if ticket.state not in tickets.at_window:
        return
    number = ticket_reads.number_at_window(tx.connection, ticket.window)
    if number is not None and number != ticket.number:
        raise RuleBroken(
            "undo.window_busy",
            "{number} is at window {window} now, so this cannot be undone.",
            hint="Finish or hold it first.",
            number=number,
            window=ticket.window,
        )


words: dict[str, Label] = {
    "ticket.issued": ("取号", "giving out the number"),
    "ticket.called": tickets.move_labels["call"],
    "ticket.claimed": tickets.move_labels["call"],
    "ticket.recalled": tickets.move_labels["recall"],
    "ticket.started": tickets.move_labels["start"],
    "ticket.held": tickets.move_labels["hold"],
    "ticket.resumed": tickets.move_labels["resume"],
    "ticket.missed": tickets.move_labels["miss"],
    "ticket.requeued": tickets.move_labels["requeue"],
    "ticket.transferred": tickets.move_labels["transfer"],
    "ticket.finished": tickets.move_labels["finish"],
    "ticket.left": tickets.move_labels["leave"],
    "ticket.undone": ("撤销", "undoing"),
    "ticket.conflict_set_aside": ("争议操作不予采纳", "leaving another desk's act out"),
    "case.opened": ("开立办件", "opening the case"),
    "case.answered": cases.act_labels["answer"],
    "case.papers_checked": cases.act_labels["check"],
    "case.corrected_on_spot": cases.act_labels["correct_on_spot"],
    "case.receipt_given": cases.act_labels["give_receipt"],
    "case.licence_noted": cases.act_labels["note_licence"],
    "case.corrections_returned": cases.act_labels["return_corrections"],
    "case.committed": cases.act_labels["commit"],
    "case.commitment_checked": cases.act_labels["check_commitment"],
    "case.accepted": cases.act_labels["accept"],
    "case.correction_notified": cases.act_labels["correct"],
    "case.turned_away": cases.act_labels["refuse"],
    "case.dispatched": cases.act_labels["dispatch"],
    "case.leg_answered": cases.act_labels["review"],
    "case.decided": cases.act_labels["decide"],
    "case.served": cases.act_labels["serve"],
    "case.withdrawn": cases.act_labels["withdraw"],
    "case.handed_over": cases.act_labels["hand_over"],
    "case.amendment_asked": ("申请更正受理", "asking for an amendment"),
    "case.amendment_refused": ("不予更正受理", "refusing an amendment"),
    "case.amended": cases.act_labels["amend"],
    "case.no_reviewed": cases.act_labels["review_no"],
    "case.leg_added": cases.act_labels["add_leg"],
    "case.leg_assigned": cases.act_labels["assign"],
    "case.more_asked": cases.act_labels["ask_more"],
    "case.more_notified": cases.act_labels["notify_more"],
    "case.more_returned": cases.act_labels["return_more"],
    "case.reminded": cases.act_labels["remind"],
    "case.meeting_called": cases.act_labels["call_meeting"],
    "case.meeting_cancelled": cases.act_labels["cancel_meeting"],
    "case.meeting_held": cases.act_labels["hold_meeting"],
    "case.child_decided": cases.act_labels["decide_child"],
    "case.late_request_seen": cases.act_labels["see_late_request"],
    "case.suspended": cases.act_labels["suspend"],
    "case.resumed": cases.act_labels["resume"],
    "case.extended": cases.act_labels["extend"],
    "case.restarted": cases.act_labels["restart"],
    "case.promise_broken": ("承诺材料逾期未交", "promised papers did not come"),
    "case.handed": ("移交办件", "handing the case to another desk"),
    "case.conflict_decided": ("处理争议操作", "deciding about another desk's act"),
    "case.dates_moved": ("工作日安排变动，期限重算", "a working-day notice moved the dates"),
}
"""What each act is called when it is undone, in Chinese and English."""

undone_in_queue = frozenset({"ticket.issued", "ticket.claimed", "ticket.left"})
"""What the shared queue of a hall takes back of its own acts."""

not_undone = frozenset(
    {"case.promise_broken", "case.dates_moved", "case.handed", "case.conflict_decided"}
)
"""What nobody did or other desks build on, so that nobody takes it back; nor what is `deemed`."""
