"""The receipt for everything that was handed in (收件凭证, 行政许可法 art. 32(2))."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import case_terms, ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.item import Bilingual, Material, ServiceItem
from window_desk.services.intake import pinned_item, require_case
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk


class Listed(msgspec.Struct, frozen=True):
    """A paper on a receipt: originals as asked for, copies as counted where they were."""

    material: Material
    copies: int
    in_order: bool


class Receipt(msgspec.Struct, frozen=True):
    """A receipt as it is handed to the applicant.

    Until the application is accepted it says when the clock starts: where nothing is said by
    `answer_by`, the application counts as accepted from `received_on` on (art. 32(1)4). Both are
    None once something was said.
    """

    document: str
    case: str
    number: str
    at: datetime
    receiver: str
    window: str
    item: Bilingual
    applicant: str
    papers: tuple[Listed, ...]
    accepted_on: date | None
    received_on: date | None
    answer_by: date | None


def handed_in(case: Case) -> tuple[str, ...]:
    """The papers that the applicant put on the desk, also those that are not in order."""
    return tuple(
        code
        for code, paper in case.papers.items()
        if paper.check.state in ("received", "defective")
    )


def give_receipt(desk: Desk, actor: Actor, case: str) -> Receipt:
    """Give a receipt for all papers handed in so far.

    Raises `RuleBroken` when nothing was handed in yet.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "give_receipt")
        if not handed_in(found):
            raise RuleBroken(
                "case.nothing_received",
                "Nothing was handed in yet.",
                hint="Mark the papers that lie on the desk first.",
                article="xkf.32.2",
            )
        _record(tx, found)
        return receipt_of(tx, found.id)


def give_where_none_lists(tx: Change, case: str) -> None:
    """Give a receipt inside another act, when papers were handed in that no receipt lists."""
    found = tx.case(case)
    listed = {
        code
        for each in ops.standing(tx.history(case))
        if isinstance(each.op, ops.CaseReceiptGiven)
        for code in each.op.papers
    }
    if not listed.issuperset(handed_in(found)):
        _record(tx, found)


def _record(tx: Change, case: Case) -> None:
    document = tx.next_number("receipt")
    tx.record(ops.CaseReceiptGiven(document=document, papers=handed_in(case)), on=case.id)


def receipt_of(look: Look, case: str) -> Receipt:
    """The newest receipt of a case that stands; raises `RuleBroken` when there is none."""
    found = require_case(look, case)
    item = pinned_item(look, found)
    given = [
        (each, each.op)
        for each in ops.standing(look.history(found.id))
        if isinstance(each.op, ops.CaseReceiptGiven)
    ]
    if not given:
        raise RuleBroken(
            "case.no_receipt",
            "No receipt was given for this case.",
            hint="Give one for the papers handed in so far.",
            article="xkf.32.2",
        )
    recorded, op = given[-1]
    return receipt_from(found, item, recorded, op, look.calendar)


def receipt_from(
    case: Case,
    item: ServiceItem,
    recorded: ops.Recorded,
    op: ops.CaseReceiptGiven,
    calendar: WorkingCalendar,
) -> Receipt:
    """The receipt that an act gave, by what the case and the working days are at that time."""
    answer_by = case_terms.answer_by(case, calendar)
    return Receipt(
        document=op.document,
        case=case.id,
        number=case.number,
        at=recorded.at,
        receiver=recorded.by,
        window=case.window,
        item=item.name,
        applicant=case.applicant,
        papers=tuple(_listed(item, case, code) for code in op.papers),
        accepted_on=case.accepted_on,
        received_on=case.received_on if answer_by else None,
        answer_by=answer_by,
    )


def _listed(item: ServiceItem, case: Case, code: str) -> Listed:
    material = next(each for each in item.materials if each.code == code)
    check = case.checks[code]
    copies = material.copies if check.copies is None else check.copies
    return Listed(material, copies, in_order=check.state != "defective")


def start_of_clock(receipt: Receipt) -> Label:
    """From when the limits count, as the receipt tells the applicant, in Chinese and English."""
    if receipt.accepted_on is not None:
        day = receipt.accepted_on
        return (
            f"已受理，办理期限自{day}起算（当日不计入）。",
            f"Accepted: the limits count from {day}, that day not included.",
        )
    if receipt.answer_by is None or receipt.received_on is None:
        return (
            "已一次告知补正；办理期限自补正材料全部收到之日起算。",
            "Corrections are asked for: the limits count from the day on which all of them are in.",
        )
    received, last = receipt.received_on, receipt.answer_by
    return (
        f"收件日{received}；自收件之日起五个工作日内（至{last}）不一次告知补正的，"
        f"自{received}起即为受理，办理期限自该日起算。",
        f"Received on {received}. Where nothing is said within five working days, by {last}, the"
        f" application counts as accepted from {received} on, and the limits count from that day.",
    )
