"""Taking an application in: open it, answer its situations, check its papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from window_desk.domain import acceptance, case_clocks, checklist, clock, ops
from window_desk.domain import case as cases
from window_desk.domain.actor import Actor
from window_desk.domain.bundle import Part
from window_desk.domain.case import Case
from window_desk.domain.checklist import Need, Verdict
from window_desk.domain.clock import Explanation
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Limit, ServiceItem
from window_desk.domain.live_plan import JointPlan, plan_of, plan_of_case
from window_desk.domain.text import clean_text
from window_desk.services import people
from window_desk.services.item_versions import item_in_force
from window_desk.services.judging import check_sources, judge_with, papers_on_file
from window_desk.storage import drafts, items, reads, ticket_reads
from window_desk.storage.change import Change, Look
from window_desk.storage.desk import Desk
from window_desk.storage.rows import PaperOnFile


class CaseView(msgspec.Struct, frozen=True):
    """A case with its item, its checklist, the verdict, and the dates if it were accepted now.

    Once the case is accepted the dates are its own. `on_file` are by material the papers that the
    centre has of the applicant already, `parts` the items of a bundle. `plan` is the route with
    who leads, who supports and how they join, also before the case is accepted.
    """

    case: Case
    item: ServiceItem
    needs: tuple[Need, ...]
    verdict: Verdict
    promised: Explanation | None
    statutory: Explanation | None
    plan: JointPlan
    on_file: dict[str, PaperOnFile] = {}
    parts: tuple[Part, ...] = ()

    @property
    def asked(self) -> tuple[Need, ...]:
        """What the last correction notice asked for and what is open beside it.

        All papers where no correction is under way.
        """
        if self.case.state != "correction":
            return self.needs
        told = {each.material for each in self.case.rounds[-1].defects}
        return tuple(each for each in self.needs if each.material.code in told or not each.in_order)


def open_case(
    desk: Desk,
    actor: Actor,
    item_code: str,
    applicant: people.Applicant,
    *,
    ticket: str = "",
    window: str = "",
    draft: str = "",
) -> Case:
    """Open a case for an applicant; `ticket` is the id or number of the ticket it comes from.

    Papers that the centre reads from another office itself are marked as such at once. A `draft`
    that led to this case is gone in the same transaction.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        item = require_guide(tx, item_code)
        origin = _ticket_id(tx, ticket, window or actor.window) if ticket else ""
        who = people.record_person(tx, applicant)
        agent = people.record_agent(tx, applicant)
        identity = tx.record(
            ops.CaseOpened(
                item=item.code,
                item_version=item.version,
                applicant=who,
                agent=agent,
                authority=clean_text(applicant.authority),
                ticket=origin,
                window=window or actor.window,
                pinned=items.pins_of(tx.connection, item, tx.today),
            )
        )
        item = items.item_of(tx.connection, tx.case(identity))
        shared = tuple(
            ops.PaperCheck(material=each.code, state="shared")
            for each in item.materials
            if each.shared
        )
        if shared:
            tx.record(ops.CasePapersChecked(checks=shared), on=identity)
        if draft:
            drafts.forget(tx.connection, draft)
        return tx.case(identity)


def _ticket_id(tx: Change, ticket: str, window: str) -> str:
    number = clean_text(ticket).upper()
    found: str | None = ticket
    if ":" not in ticket:
        found = ticket_reads.find_ticket(tx.connection, tx.today, number, window)
    if found is None:
        raise RuleBroken(
            "ticket.number",
            "No number {number} was given out today.",
            hint="Check the slip.",
            number=ticket,
        )
    return tx.ticket(found).id


def require_guide(tx: Change, code: str) -> ServiceItem:
    """The version of an item that is in force today, with a full guide.

    Raises `RuleBroken` for an item that is unknown, not in force yet, or without its guide.
    """
    item = item_in_force(tx, code)
    if not item.guide:
        raise RuleBroken(
            "item.no_guide",
            "{name} is in the directory, but its service guide is not here yet.",
            hint="An admin can import it: window-desk catalogue import FILE.",
            article="xkf.30",
            name=(item.name.zh, item.name.text("en")),
        )
    return item


def answer(desk: Desk, actor: Actor, case: str, answers: Mapping[str, str]) -> CaseView:
    """Answer situations: situation code to option code."""
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "answer")
        item = pinned_item(tx, found)
        for code, option in answers.items():
            checklist.require_answer(item, code, option)
        tx.record(ops.CaseAnswered(answers=dict(answers)), on=found.id)
        return view(tx, found.id)


def check_papers(desk: Desk, actor: Actor, case: str, checks: Sequence[ops.PaperCheck]) -> CaseView:
    """Note the state of papers, all in one act.

    Raises `RuleBroken` for a paper that is not on the checklist, one that may not follow later
    (容缺受理), or one marked as read from another office though it is not shared.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "check")
        item = pinned_item(tx, found)
        known = {
            each.material.code: each for each in checklist.needs(item, found.answers, found.checks)
        }
        cleaned = tuple(
            msgspec.structs.replace(each, reason=clean_text(each.reason)) for each in checks
        )
        for each in cleaned:
            _check_paper(known, each)
        cleaned = check_sources(tx, found, item, cleaned)
        tx.record(ops.CasePapersChecked(checks=cleaned), on=found.id)
        return view(tx, found.id)


def _check_paper(known: Mapping[str, Need], check: ops.PaperCheck) -> None:
    need = known.get(check.material)
    if need is None:
        raise RuleBroken(
            "case.material",
            "{paper} is not on this checklist.",
            hint="The papers are: {known}. Nothing else may be asked for.",
            article="xkf.31",
            paper=check.material,
            known=list(known) or "-",
        )
    name = (need.material.name.zh, need.material.name.text("en"))
    if check.state == "promised" and not need.material.deferrable:
        raise RuleBroken(
            "case.not_deferrable",
            "{name} may not follow later.",
            hint="Only papers that the item marks so may be promised.",
            article="国发〔2022〕5号",
            name=name,
        )
    if check.state == "shared" and not need.material.shared:
        raise RuleBroken(
            "case.not_shared",
            "{name} is not read from another office.",
            hint="Mark it as received when it lies on the desk, or as on file.",
            name=name,
        )
    if check.state == "defective" and not check.reason:
        raise RuleBroken(
            "case.defect_reason",
            "Say what is wrong with {name}.",
            hint="Choose a reason from the list or type one; the applicant is told it once.",
            article="xkf.32.1.4",
            name=name,
        )
    if check.copies is not None and not 0 <= check.copies <= 999:
        raise RuleBroken(
            "case.copies",
            "{count} is not a number of copies.",
            hint="Count from 0 to 999.",
            count=check.copies,
        )


def require_case(tx: Look, name: str) -> Case:
    """The case with that id or acceptance number."""
    return tx.case(reads.find_case(tx.connection, clean_text(name)) or name)


def pinned_item(tx: Look, case: Case) -> ServiceItem:
    """The item in the versions the case was opened under, as its answers make it."""
    return items.item_of(tx.connection, case)


def view(tx: Look, identity: str) -> CaseView:
    """The case as the intake screen shows it."""
    case = tx.case(identity)
    item = pinned_item(tx, case)
    accepted = case.accepted_at is not None
    on_file = papers_on_file(tx, case, item)
    silence = tx.centre.policies.missing_opinion
    start = acceptance.accepted_on(case, tx.today)

    def explained(limit: Limit | None) -> Explanation | None:
        if accepted:
            return case_clocks.explain(case, limit, tx.calendar, tx.today)
        return clock.explain(tx.calendar, start, limit) if limit else None

    return CaseView(
        case=case,
        item=item,
        needs=checklist.needs(item, case.answers, case.checks),
        verdict=judge_with(tx, case, item, on_file),
        promised=explained(case.promised if accepted else item.promised),
        statutory=explained(case.statutory if accepted else item.statutory),
        plan=plan_of_case(case, silence) if accepted else plan_of(item, case.answers, silence),
        on_file=on_file,
        parts=items.parts_of(tx.connection, case) if item.children else (),
    )


def view_case(desk: Desk, name: str) -> CaseView:
    """The case as the intake screen shows it, read and not changed."""
    with desk.look() as tx:
        return view(tx, require_case(tx, name).id)
