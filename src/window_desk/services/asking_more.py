"""Asking the applicant for more after acceptance: each department asks, one request tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from window_desk.domain import asking, joint_moves, ops
from window_desk.domain import case as cases
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.place import check_leg_here
from window_desk.domain.text import clean_text
from window_desk.services.intake import pinned_item, require_case
from window_desk.storage.desk import Desk


def ask_more(desk: Desk, actor: Actor, case: str, step: str, asked: Mapping[str, str]) -> Case:
    """Ask the applicant for more, by a reviewer of the leg's department: paper to what is wanted.

    Nothing is told yet: it goes out with what the others need. Until then asking again takes the
    place of what was asked. The limits run on, for it is no procedure of 行政许可法 art. 45.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        leg = joint_moves.check_own_leg(found, actor, "ask_more", step)
        check_leg_here(found, tx.place(found.id), actor, step)
        wanted = tuple(
            ops.Asked(material=clean_text(code), reason=clean_text(reason, 500))
            for code, reason in asked.items()
        )
        asking.check_asked(found, leg, pinned_item(tx, found), wanted)
        tx.record(ops.CaseMoreAsked(step=step, asked=wanted), on=found.id)
        return tx.case(found.id)


def notify_more(desk: Desk, actor: Actor, case: str, reason: str = "") -> Case:
    """Tell the applicant in one request what all departments ask for, under a number of its own.

    By the window, the lead department or a supervisor. A later round names only what could not be
    seen before, or gives its `reason`, which the supervisor sees.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        joint_moves.check_steers(found, actor, "notify_more")
        said = clean_text(reason)
        steps = asking.check_request(found, said)
        # A reason is kept only where one was needed: the supervisor looks at every one.
        kept = said if asking.seen_before(found) else ""
        document = tx.next_number("request")
        op = ops.CaseMoreNotified(document=document, steps=steps, reason=kept)
        tx.record(op, on=found.id)
        return tx.case(found.id)


def return_more(desk: Desk, actor: Actor, case: str, checks: Sequence[ops.PaperCheck] = ()) -> Case:
    """Take in what was asked for, in one act; each leg goes on with the officer who asked.

    Every paper of the request counts as received unless `checks` say otherwise of it.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "return_more")
        papers = asking.asked_papers(asking.check_return(found))
        seen = {
            each.material: msgspec.structs.replace(each, reason=clean_text(each.reason))
            for each in checks
        }
        for code, check in seen.items():
            _check_paper(papers, code, check)
        told = tuple(
            seen.get(code, ops.PaperCheck(material=code, state="received")) for code in papers
        )
        tx.record(ops.CasePapersChecked(checks=told), on=found.id)
        tx.record(ops.CaseMoreReturned(), on=found.id)
        return tx.case(found.id)


def _check_paper(papers: tuple[str, ...], code: str, check: ops.PaperCheck) -> None:
    if code not in papers:
        raise RuleBroken(
            "more.not_asked",
            "{paper} was not asked for.",
            hint="The request named: {papers}.",
            paper=code,
            papers=list(papers),
        )
    if check.state not in ("received", "missing", "defective"):
        raise RuleBroken(
            "more.state",
            "{paper} is received, missing or not in order; nothing else.",
            hint="What follows later is asked for again.",
            paper=code,
        )
    if check.state == "defective" and not check.reason:
        raise RuleBroken(
            "more.reason",
            "Say what is wanted of {name}.",
            hint="The officer who asked reads it.",
            name=code,
        )
