"""The acts at the window on a case: accept, settle, ask for corrections, turn away, hand out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from window_desk.domain import acceptance as rule
from window_desk.domain import case as cases
from window_desk.domain import checklist, competence, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.saying_no import check_alternative
from window_desk.domain.text import clean_text, require_text
from window_desk.domain.told_once import already_told, notice_out
from window_desk.services.accepting import (
    acceptance,
    check_acceptable,
    included_children,
    outcome_labels,
    way_out,
)
from window_desk.services.intake import pinned_item, require_case
from window_desk.services.judging import judge, material_name
from window_desk.services.powers import with_powers
from window_desk.services.receipts import give_where_none_lists
from window_desk.services.sending import send_legs
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk


def accept(desk: Desk, actor: Actor, case: str, *, supply_by: date | None = None) -> Case:
    """Accept a case, at once sent to every department that can begin.

    With promised papers (容缺受理) `supply_by` says until when they come, by default the
    promised date; a later day is refused. After a correction the limits count from the day on
    which the corrected papers came in (行政许可法 art. 32(1)5). A receipt for papers that no
    receipt lists yet comes with it.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        _accept(tx, actor, found, supply_by)
        give_where_none_lists(tx, found.id)
        return tx.case(found.id)


def settle(desk: Desk, actor: Actor, case: str) -> Case:
    """Accept, grant and hand out an instant item on the spot (即办件), in one act.

    Raises `RuleBroken` for a clerk without the power for the item.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        item = pinned_item(tx, found)
        if item.kind != "instant":
            raise RuleBroken(
                "case.not_instant",
                "{name} is not decided on the spot.",
                hint="Accept it; its departments decide.",
                article="xkf.34",
                name=(item.name.zh, item.name.text("en")),
            )
        competence.check_power(with_powers(tx, actor), item.code)
        _accept(tx, actor, found, None)
        accepted = tx.case(found.id)
        if accepted.promises:
            raise RuleBroken(
                "case.promised_papers",
                "{count} promised papers have not come yet.",
                hint="Accept it with the promise; decide when the papers are here.",
                count=len(accepted.promises),
            )
        for leg in accepted.legs:
            tx.record(ops.CaseLegAnswered(step=leg.step.code, outcome="agreed"), on=found.id)
        give_where_none_lists(tx, found.id)
        tx.record(
            ops.CaseDecided(outcome="granted", document=tx.next_number("decision")), on=found.id
        )
        tx.record(ops.CaseServed(document=tx.next_number("service")), on=found.id)
        return tx.case(found.id)


def _accept(tx: Change, actor: Actor, case: Case, supply_by: date | None) -> None:
    cases.check_act(case, "accept")
    item = pinned_item(tx, case)
    verdict = judge(tx, case, item)
    check_acceptable(item, verdict, "conditional" if verdict.outcome == "conditional" else "accept")
    op = acceptance(
        tx,
        item,
        case.answers,
        verdict,
        window=actor.window,
        supply_by=supply_by,
        accepted_on=rule.accepted_on(case, tx.today),
        children=included_children(tx, case),
    )
    tx.record(op, on=case.id)
    send_legs(tx, case.id, cases.ready_legs(tx.case(case.id)))


def correct(
    desk: Desk, actor: Actor, case: str, late_reasons: Mapping[str, str] | None = None
) -> Case:
    """Tell the applicant, once and completely, everything to correct (行政许可法 art. 32(1)4).

    Only with a written reason (`late_reasons`, by material) a later round names what could be seen
    in an earlier one, and any round asks for a paper that the centre has on file. What the notice
    that is out says already is refused until the applicant comes back. A receipt for papers that
    no receipt lists yet comes with the notice.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "correct")
        item = pinned_item(tx, found)
        verdict = judge(tx, found, item)
        way = verdict.way("correct")
        out = notice_out(found)
        if way.why == "told" and out is not None:
            raise already_told(out)
        if not way.allowed:
            raise RuleBroken(
                "case.nothing_to_correct" if verdict.outcome != "open" else "case.open",
                "A correction notice is not possible now: {outcome}.",
                hint=way_out.get(verdict.outcome, "Accept the case."),
                article=way.article,
                outcome=outcome_labels[verdict.outcome],
            )
        reasons = {key: clean_text(text) for key, text in (late_reasons or {}).items()}
        asks = {each.material: each for each in way.asks}
        defects = tuple(
            _with_reason(item, asks[each.material], each, reasons.get(each.material, ""))
            if each.material in asks
            else each
            for each in checklist.defects(verdict)
        )
        notice = ops.CaseCorrectionNotified(document=tx.next_number("correction"), defects=defects)
        tx.record(notice, on=found.id)
        give_where_none_lists(tx, found.id)
        return tx.case(found.id)


def _with_reason(item: ServiceItem, ask: rule.Ask, defect: ops.Defect, reason: str) -> ops.Defect:
    if reason:
        return msgspec.structs.replace(defect, late_reason=reason)
    name = material_name(item, defect.material)
    if ask.why == "on_file":
        raise RuleBroken(
            "case.asked_on_file",
            "{name} is on file here from {source}: it is not asked for again.",
            hint="Use the one on file, or give the reason why it does not serve.",
            article="xkf.33",
            name=name,
            source=ask.source,
        )
    raise RuleBroken(
        "case.asked_later",
        "{name} was not asked for in the first notice.",
        hint="Accept it as it is, or give the reason why it could not be seen then.",
        article="xkf.32.1.4",
        name=name,
    )


def turn_away(
    desk: Desk,
    actor: Actor,
    case: str,
    reason: str,
    *,
    alternative: str,
    body: str = "",
    form: ops.NoForm | None = None,
) -> Case:
    """Refuse to accept: no permit is needed, or another body is competent and named.

    Missing papers are never a ground (行政许可法 art. 32(1)). The form follows from the
    situations; where they do not say it, `form` does. `alternative` says what the applicant can
    do instead; a supervisor looks at every no.
    """
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "refuse")
        verdict = checklist.judge(pinned_item(tx, found), found.answers, found.checks)
        chosen = verdict.outcome if verdict.outcome in ("not_required", "not_ours") else form
        if chosen is None:
            raise RuleBroken(
                "case.no_ground",
                "Missing or wrong papers are no ground to turn an application away.",
                hint="Ask for corrections, or say that no permit is needed or who is competent.",
                article="xkf.32.1",
            )
        competent = clean_text(body) or verdict.body
        if chosen == "not_ours" and not competent:
            raise RuleBroken(
                "case.body",
                "Name the body that is competent.",
                hint="The applicant has to be told where to go.",
                article="xkf.32.1.2",
            )
        tx.record(
            ops.CaseTurnedAway(
                form="not_ours" if chosen == "not_ours" else "not_required",
                document=tx.next_number("turned_away"),
                article=checklist.articles[chosen],
                reason=require_text(reason, ("理由", "reason")),
                body=competent,
                alternative=check_alternative(alternative),
            ),
            on=found.id,
        )
        return tx.case(found.id)


def withdraw(desk: Desk, actor: Actor, case: str, reason: str = "") -> Case:
    """The applicant takes the application back before it is decided."""
    actor.require("intake")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "withdraw")
        tx.record(ops.CaseWithdrawn(reason=clean_text(reason)), on=found.id)
        return tx.case(found.id)


Manner = Literal["in_person", "post", "electronic"]


def serve(desk: Desk, actor: Actor, case: str, manner: Manner = "in_person") -> Case:
    """Hand out the decision or licence (行政许可法 art. 44)."""
    actor.require("hand_out")
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        cases.check_act(found, "serve")
        tx.record(ops.CaseServed(document=tx.next_number("service"), manner=manner), on=found.id)
        return tx.case(found.id)
