"""Whose a case is: handed to another desk, and what others did with it meanwhile decided."""

from __future__ import annotations

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import ConflictOutcome
from window_desk.domain.ownership import Kept
from window_desk.domain.streams import is_desk
from window_desk.domain.text import clean_text, require_text
from window_desk.domain.ticket import Ticket
from window_desk.services.intake import require_case
from window_desk.storage import custody_reads, log, supervise_streams
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk


def hand_case(desk: Desk, actor: Actor, case: str, to: str, reason: str = "") -> Case:
    """Hand a case to another desk, which owns it from here on; this desk can only read it then.

    Legs that departments' own desks have stay there. With the last case of a person that is not
    the receiver's already, the person goes along: that desk may erase them too. Raises
    `RuleBroken` where this desk does not own it, and for a name that is no desk's.
    """
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        if not is_desk(to) or to == tx.home:
            raise RuleBroken(
                "custody.desk",
                "{to} is not another desk.",
                hint="A desk is called like h1/desk1; it shows its name with window-desk sync key.",
                to=to,
            )
        op = ops.CaseHanded(to=to, follows=tx.history(found.id)[-1].id, reason=clean_text(reason))
        tx.record(op, on=found.id)
        for person in filter(None, (found.applicant, found.agent)):
            _hand_person(tx, person, found.id, to)
        return found


def _hand_person(tx: Change, person: str, case: str, to: str) -> None:
    """Let a person go with their last case; who handed them on before has no say any more."""
    op = ops.PersonHanded(to=to)
    others = custody_reads.owners_of_cases(tx.connection, person, but_not=case, home=tx.home)
    if others <= {to} and tx.history(person) and tx.closed(person, op) is None:
        tx.record(op, on=person)


def decide_conflict(desk: Desk, actor: Actor, op: str, outcome: ConflictOutcome, note: str) -> Case:
    """Decide about an op of a desk that did not own the case: it stays out, or counts from now on.

    Raises `RuleBroken` where nothing waits under that name, this desk does not own the case, or
    the op does not fit the case as it is.
    """
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        case, kept = _kept(tx, op)
        if kept.written.kind.startswith("ticket."):
            raise RuleBroken(
                "conflict.number",
                "A number goes on where it was called: another desk's act never counts.",
                hint="Set it aside.",
            )
        if outcome == "taken":
            _check_fits(tx.case(case), kept)
        said = require_text(note, ("处理意见", "note"))
        tx.record(ops.CaseConflictDecided(op=op, outcome=outcome, note=said), on=case)
        return tx.case(case)


def is_about_number(desk: Desk, op: str) -> bool:
    """Whether an act of another desk that waits for a decision was done with a number."""
    with desk.look() as look:
        entity = supervise_streams.disputed_case(look.connection, op)
        run = look.history(entity) if entity else []
        return bool(run) and run[0].op.kind.startswith("ticket.")


def set_aside_number(desk: Desk, actor: Actor, op: str, note: str) -> Ticket:
    """Note that somebody looked at what a desk did with a number that was not with it.

    The number goes on where it is; any supervisor of a desk that knows of it may look.
    """
    actor.require("supervise")
    with desk.change(by=actor.account) as tx:
        number, _found = _kept(tx, op)
        said = require_text(note, ("处理意见", "note"))
        tx.record(ops.TicketConflictSetAside(op=op, note=said), on=number)
        return tx.ticket(number)


def _kept(tx: Change, op: str) -> tuple[str, Kept]:
    case = supervise_streams.disputed_case(tx.connection, op)
    run = log.run_of(tx.connection, case) if case else None
    if case is None or run is None:
        raise RuleBroken(
            "conflict.unknown",
            "No act {op} of another desk waits here.",
            hint="window-desk supervise conflicts lists those that do.",
            op=op,
        )
    return case, next(each for each in run.kept if each.written.id == op)


def _check_fits(case: Case, kept: Kept) -> None:
    """Raise `RuleBroken` for an act that the case does not allow as it is."""
    act = None if kept.recorded is None else cases.act_of_kind.get(kept.written.kind)
    if act is None:
        raise RuleBroken(
            "conflict.kind",
            "This act cannot be taken over.",
            hint="Set it aside and do what is needed here.",
        )
    cases.check_act(case, act)
