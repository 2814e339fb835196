"""Decisions on a declaration (告知承诺), and the check that follows."""

from __future__ import annotations

import msgspec

from window_desk.domain import acceptance as rule
from window_desk.domain import case as cases
from window_desk.domain import competence, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import clean_text
from window_desk.services.accepting import acceptance, check_acceptable
from window_desk.services.intake import pinned_item, require_case
from window_desk.services.judging import judge
from window_desk.services.powers import with_powers
from window_desk.services.receipts import give_where_none_lists
from window_desk.storage.desk import Desk


def commit(desk: Desk, actor: Actor, case: str) -> Case:
    """Accept and grant on the spot, as the applicant declared to meet the conditions told.

    What was declared has to be checked within the item's `check_days` working days. Raises
    `RuleBroken` for an item without the procedure, for a clerk without the power for it, for
    papers that are not in order, and for an applicant excluded by an earlier false declaration
    (优化营商环境条例 art. 40 and the item's own rules).
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "commit")
        item = pinned_item(tx, found)
        verdict = judge(tx, found, item)
        way = verdict.way("commit")
        if way.why == "no_commitment" or item.commitment is None:
            raise RuleBroken(
                "case.no_commitment",
                "{name} is not decided on a declaration.",
                hint="Accept it; its departments decide.",
                article=way.article,
                name=(item.name.zh, item.name.text("en")),
            )
        if way.why == "false_declaration":
            raise RuleBroken(
                "case.excluded",
                "The applicant's declaration in {case} was false: no decision on another one.",
                hint="Accept it in the ordinary way; its departments decide.",
                article=way.article,
                case=way.source,
            )
        competence.check_power(with_powers(tx, actor), item.code)
        check_acceptable(item, verdict, "commit")
        accepted = acceptance(
            tx,
            item,
            found.answers,
            verdict,
            window=actor.window,
            accepted_on=rule.accepted_on(found, tx.today),
        )
        # The decision takes the place of the route: nobody is asked.
        at_once = msgspec.structs.replace(accepted, article=way.article, steps=())
        tx.record(at_once, on=found.id)
        told = tuple(each.zh for each in item.commitment.conditions)
        check_by = tx.calendar.add(tx.today, item.commitment.check_days)
        document = tx.next_number("commitment")
        tx.record(ops.CaseCommitted(document, told, check_by), on=found.id)
        give_where_none_lists(tx, found.id)
        decision = ops.CaseDecided(outcome="granted", document=tx.next_number("decision"))
        tx.record(decision, on=found.id)
        return tx.case(found.id)


def check_commitment(
    desk: Desk, actor: Actor, case: str, outcome: ops.CheckOutcome, reason: str = ""
) -> Case:
    """Note what the check of a declaration found, by a reviewer or supervisor.

    A false one needs its reason, and keeps the applicant from deciding anything on a declaration,
    and from papers that follow, from now on.
    """
    actor.require("decide")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "check_commitment")
        if found.commitment is None or found.commitment.outcome is not None:
            raise RuleBroken(
                "case.nothing_declared",
                "There is no declaration to check in this case.",
                hint="window-desk case promises --commitments lists those that are to be checked.",
            )
        said = clean_text(reason, 1000)
        if outcome == "false" and not said:
            raise RuleBroken(
                "case.check_reason",
                "Say what was found to be false.",
                hint="The applicant may answer to it; the reason stays on record.",
            )
        tx.record(ops.CaseCommitmentChecked(outcome=outcome, reason=said), on=found.id)
        return tx.case(found.id)
