"""The fold of a case's ops into its state."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from window_desk.domain import clock, ops
from window_desk.domain.case.fold_joint import answered, apply_joint, sent
from window_desk.domain.case.state import (
    Case,
    ChildCase,
    ClockSuspension,
    Commitment,
    Leg,
    No,
    Paper,
    Round,
)
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.ops import PaperCheck, Recorded
from window_desk.domain.streams import author, desk_of_op


def fold(history: Iterable[Recorded], home: str = "") -> Case:
    """The case that a run of its ops, in canonical order, adds up to.

    Accounts are named as the desk `home` has to see them: those of other desks are other people
    (`h1/desk1`'s `wang` is `wang@h1/desk1`). Without it, as the desk that opened the case does.
    """
    run = list(history)
    home = home or desk_of_op(run[0].id)
    own = f"{home}:"
    if not all(each.id.startswith(own) for each in run):
        run = [named_for(each, home) for each in run]
    first = run[0]
    assert isinstance(first.op, ops.CaseOpened)
    case = _opened(first, first.op)
    counted = ops.standing(run)
    if not counted or counted[0].id != first.id:
        case = _replace(case, state="void", last=run[-1].id, closed_at=run[-1].at)
    for each in counted[1:]:
        case = _applied(case, each)
    given = [(number, each.id) for each in run for number in numbers_in(each.op)]
    return _replace(
        case,
        numbers=tuple(number for number, _ in given),
        numbered_by=tuple(desk_of_op(identity) for _, identity in given),
        documents=tuple(
            number for each in counted for number in numbers_in(each.op) if number != case.number
        ),
    )


def named_for(recorded: Recorded, home: str) -> Recorded:
    """The op with its accounts as a desk sees them."""
    if desk_of_op(recorded.id) == home:
        return recorded
    op = recorded.op
    if isinstance(op, ops.CaseHandedOver | ops.CaseLegAssigned):
        op = msgspec.structs.replace(op, to=author(op.to, recorded.id, home))
    by = author(recorded.by, recorded.id, home)
    return msgspec.structs.replace(recorded, by=by, op=op)


def numbers_in(op: ops.Op) -> tuple[str, ...]:
    """The numbers that an op gave out; they stay used when the op is undone."""
    match op:
        case ops.CaseAccepted(number=number, document=document):
            return (number, document)
        case (
            ops.CaseReceiptGiven()
            | ops.CaseCommitted()
            | ops.CaseCorrectionNotified()
            | ops.CaseTurnedAway()
            | ops.CaseSuspended()
            | ops.CaseExtended()
            | ops.CaseAmended()
            | ops.CaseDecided()
            | ops.CaseServed()
            | ops.CaseMoreNotified()
            | ops.CaseMeetingHeld()
            | ops.CaseChildDecided()
        ) if op.document:
            return (op.document,)
        case ops.CaseDatesMoved(document=document) if document:
            return (document,)
    return ()


def _replace(case: Case, **changes: object) -> Case:
    return msgspec.structs.replace(case, **changes)


def _opened(first: Recorded, op: ops.CaseOpened) -> Case:
    return Case(
        id=first.id,
        item=op.item,
        item_version=op.item_version,
        applicant=op.applicant,
        agent=op.agent,
        authority=op.authority,
        ticket=op.ticket,
        window=op.window,
        pinned=op.pinned,
        opened_at=first.at,
        opened_by=first.by,
        first_contact=first.by,
        last=first.id,
        last_at=first.at,
        last_by=first.by,
        last_kind=first.op.kind,
    )


def _applied(case: Case, recorded: Recorded) -> Case:
    case = _replace(
        case,
        last=recorded.id,
        last_at=recorded.at,
        last_by=recorded.by,
        last_kind=recorded.op.kind,
    )
    for apply in (
        _at_the_window,
        _ended_at_the_window,
        _in_time,
        _in_its_departments,
        apply_joint,
        _looked_at,
    ):
        changed = apply(case, recorded)
        if changed is not None:
            return changed
    return case


def _at_the_window(case: Case, recorded: Recorded) -> Case | None:
    op, at, by = recorded.op, recorded.at, recorded.by
    match op:
        case ops.CaseAnswered():
            return _replace(case, answers=case.answers | op.answers)
        case ops.CasePapersChecked():
            return _with_papers(case, recorded, op.checks)
        case ops.CaseCorrectedOnSpot():
            received = ops.PaperCheck(material=op.material, state="received")
            corrected = (*case.corrected, op.material)
            return _replace(_with_papers(case, recorded, (received,)), corrected=corrected)
        case ops.CaseLicenceNoted():
            return _replace(case, licence_until=op.until)
        case ops.CaseCorrectionNotified():
            asked = Round(document=op.document, at=at, defects=op.defects)
            return _replace(
                case, state="correction", rounds=(*case.rounds, asked), returned_at=None
            )
        case ops.CaseCorrectionsReturned():
            return _replace(case, returned_at=at, first_contact=by)
        case ops.CaseHandedOver():
            return _replace(case, first_contact=op.to)
    return None


def _with_papers(case: Case, recorded: Recorded, checks: Iterable[PaperCheck]) -> Case:
    seen = {each.material: Paper(check=each, at=recorded.at, by=recorded.by) for each in checks}
    here = {code for code, paper in seen.items() if paper.check.state == "received"}
    still = tuple(code for code in case.promises if code not in here)
    others = tuple(code for code in case.of_another_item if code not in seen)
    return _replace(case, papers=case.papers | seen, promises=still, of_another_item=others)


def _ended_at_the_window(case: Case, recorded: Recorded) -> Case | None:
    op, at, by = recorded.op, recorded.at, recorded.by
    match op:
        case ops.CaseAccepted():
            return _accepted(case, recorded, op)
        case ops.CaseCommitted():
            return _replace(case, commitment=Commitment(op.document, op.check_by))
        case ops.CaseTurnedAway():
            return _replace(
                case, state="turned_away", outcome=op.form, reason=op.reason, body=op.body,
                article=op.article, closed_at=at, no=No(at, by, op.reason, op.alternative),
            )  # fmt: skip
        case ops.CaseWithdrawn():
            return _replace(case, state="withdrawn", reason=op.reason, closed_at=at)
    return None


def _in_time(case: Case, recorded: Recorded) -> Case | None:
    """What moves the limits."""
    op = recorded.op
    match op:
        case ops.CaseSuspended():
            begun = ClockSuspension(
                recorded.id, op.ground, op.start, op.document, op.days, op.body, op.counting
            )
            return _replace(case, suspensions=(*case.suspensions, begun))
        case ops.CaseResumed():
            ended = tuple(
                msgspec.structs.replace(each, end=op.end) if each.id == op.suspension else each
                for each in case.suspensions
            )
            return _replace(case, suspensions=ended)
        case ops.CaseExtended():
            told_on = recorded.at.astimezone(CENTRE_TIME).date()
            more = clock.Extension(op.days, op.reason, op.approver, told_on)
            return _replace(case, extension=more)
        case ops.CaseRestarted():
            return _replace(case, restart=clock.Restart(op.on, op.reason))
        case ops.CaseAmendmentAsked():
            return _replace(case, amendment=op)
        case ops.CaseAmendmentRefused():
            return _replace(case, amendment=None)
        case ops.CaseAmended():
            return _amended(case, op)
    return None


def _amended(case: Case, op: ops.CaseAmended) -> Case:
    case = _replace(case, amendment=None)
    if op.accepted_on is not None:
        case = _replace(case, day_zero=op.accepted_on)
    if not op.item:
        return case
    others = () if op.same is None else tuple(x for x in case.papers if x not in op.same)
    return _replace(
        case,
        of_another_item=others,
        item=op.item,
        item_version=op.item_version,
        promised=op.promised,
        statutory=op.statutory,
        lead=op.lead,
        instant=op.instant,
        legs=tuple(Leg(step=each) for each in op.steps),
        joins=op.joins,
        missing_opinion=op.missing_opinion,
        children=tuple(ChildCase(each) for each in op.children),
        pinned=op.pinned,
    )


def _in_its_departments(case: Case, recorded: Recorded) -> Case | None:
    op, at, by = recorded.op, recorded.at, recorded.by
    match op:
        case ops.CaseDispatched():
            return sent(case, op, recorded)
        case ops.CaseLegAnswered():
            return answered(case, op, recorded)
        case ops.CaseDecided():
            return _replace(
                case, state=op.outcome, outcome=op.outcome, reason=op.reason,
                decided_at=at, decided_by=by, no=_no(case, op, recorded),
            )  # fmt: skip
        case ops.CaseServed():
            return _replace(case, state="served", served_at=at, closed_at=at)
    return None


def _no(case: Case, op: ops.CaseDecided, recorded: Recorded) -> No | None:
    """The no of a decision: of a bundle also where only one of its items was refused."""
    refused = [each for each in case.children if each.outcome == "refused"]
    if op.outcome != "refused" and not refused:
        return None
    said_by = refused[-1].decided_by if refused else recorded.by
    return No(recorded.at, said_by, op.reason, op.alternative)


def _looked_at(case: Case, recorded: Recorded) -> Case | None:
    """What was found out afterwards."""
    op = recorded.op
    match op:
        case ops.CasePromiseBroken():
            return _replace(case, broken=op.materials)
        case ops.CaseCommitmentChecked() if case.commitment is not None:
            checked = msgspec.structs.replace(case.commitment, outcome=op.outcome)
            return _replace(case, commitment=checked)
        case ops.CaseNoReviewed() if case.no is not None:
            seen = msgspec.structs.replace(case.no, reviewed=op.outcome, note=op.note)
            return _replace(case, no=seen)
        case ops.CaseLateRequestSeen():
            rounds = tuple(
                msgspec.structs.replace(each, seen=True) if each.document == op.document else each
                for each in case.rounds
            )
            more = tuple(
                msgspec.structs.replace(each, seen=True) if each.document == op.document else each
                for each in case.more
            )
            return _replace(case, rounds=rounds, more=more)
    return None


def _accepted(case: Case, recorded: Recorded, op: ops.CaseAccepted) -> Case:
    return _replace(
        case,
        state="under_review",
        number=op.number,
        accepted_at=recorded.at,
        accepted_by=recorded.by,
        day_zero=op.accepted_on,
        deemed=op.deemed,
        article=op.article,
        promised=op.promised,
        statutory=op.statutory,
        lead=op.lead,
        instant=op.instant,
        promises=op.promises,
        supply_by=op.supply_by,
        legs=tuple(Leg(step=each) for each in op.steps),
        joins=op.joins,
        missing_opinion=op.missing_opinion,
        children=tuple(ChildCase(each) for each in op.children),
    )
