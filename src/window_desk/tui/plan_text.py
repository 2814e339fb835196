"""The plan of a route in words and drawn: who leads, how answers join, what runs beside what."""

from __future__ import annotations

from collections.abc import Mapping

from window_desk.domain.case import Case, join_labels
from window_desk.domain.centre import Centre
from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual, JoinRule, ServiceItem
from window_desk.domain.live_plan import JointPlan, plan_of, silence_labels
from window_desk.domain.route import Plan, Span
from window_desk.locale import _, word
from window_desk.locale.punctuation import clauses, listed, named
from window_desk.tui.cells import fit
from window_desk.tui.route_reading import number, saved_text
from window_desk.tui.told import department_text

_bar_width = 20
"""The cells of the longest plan's bars."""

_join_names: dict[JoinRule, Label] = {
    "all_agree": ("统一办理", "all must agree"),
    "lead_decides": ("联合办理", "the lead decides"),
    "each_decides": ("并联办理", "each decides its part"),
}

Names = Mapping[str, Bilingual]


def plan_before(item: ServiceItem, case: Case | None, centre: Centre | None) -> JointPlan | None:
    """The plan of an item before it is accepted; None where one department does it all."""
    if case is not None and case.state not in ("intake", "correction"):
        return None
    silence = centre.policies.missing_opinion if centre else "waits"
    found = plan_of(item, case.answers if case else {}, silence)
    return found if found.supporting else None


def path_text(plan: Plan) -> str:
    """The steps on which a day lost is a day lost for the applicant."""
    names = {each.step.code: word(each.step.name) for each in plan.spans}
    return " > ".join(names[code] for code in plan.critical_path)


def plan_parts(joint: JointPlan, departments: Names) -> list[str]:
    """The plan in short: who leads and supports, the days, how it joins, the critical path."""
    lead = department_text(joint.lead, departments)
    others = listed(department_text(each, departments) for each in joint.supporting)
    return [
        saved_text(joint.plan),
        word(join_labels[joint.joins]),
        _("{lead} leads, with {others}").format(lead=lead, others=others),
        _("critical: {path}").format(path=path_text(joint.plan)),
    ]


def plan_lines(joint: JointPlan, departments: Names) -> tuple[str, str]:
    """The plan in two lines, which are cut where there is no room."""
    saved, _join, who, path = plan_parts(joint, departments)
    return clauses((saved, join_words(joint), path)), who


def join_words(joint: JointPlan) -> str:
    """The join rule in its few words: 统一办理, 联合办理 or 并联审批."""
    return word(_join_names[joint.joins])


def plan_pages(joint: JointPlan, departments: Names) -> list[str]:
    """The whole plan: in words, then drawn step by step."""
    silence = silence_labels.get(joint.missing_opinion)
    words = [
        named(_("leads"), department_text(joint.lead, departments)),
        named(
            _("support"),
            listed(department_text(each, departments) for each in joint.supporting) or "-",
        ),
        named(_("how the answers join"), word(join_labels[joint.joins])),
        *([word(silence)] if silence else []),
        saved_text(joint.plan),
        named(_("critical path"), path_text(joint.plan)),
    ]
    return ["\n".join(words), *drawn(joint.plan, departments)]


def drawn(plan: Plan, departments: Names, name_width: int = 30) -> list[str]:
    """Each step with its bar over the working days; `*` marks the critical path.

    `name_width` is the cells of a step's name; with the bar a line is 25 cells wider.
    """
    if not plan.spans or not plan.days:
        return []
    lines = [_bar(each, plan, name_width) for each in plan.spans]
    words = [f"  {clauses(_facts(each, plan, departments))}" for each in plan.spans]
    pairs = zip(lines, words, strict=True)
    head = _("working days 0 to {days}; * is the critical path").format(days=number(plan.days))
    return ["\n".join([head, *(each for pair in pairs for each in pair)])]


def _bar(span: Span, plan: Plan, name_width: int) -> str:
    critical = span.step.code in plan.critical_path
    begin = int(span.start * _bar_width / plan.days)
    end = max(begin + 1, int(span.end * _bar_width / plan.days))
    sign = "=" if critical else "-"
    bar = " " * begin + sign * (end - begin)
    name = fit(word(span.step.name), name_width)
    return f"{'*' if critical else ' '} {name} |{fit(bar, _bar_width)}|"


def _facts(span: Span, plan: Plan, departments: Names) -> list[str]:
    names = {each.step.code: word(each.step.name) for each in plan.spans}
    needs = [names[code] for code in span.step.needs if code in names]
    return [
        department_text(span.step.department, departments),
        _("day {start} to {end}").format(start=number(span.start), end=number(span.end)),
        *([_("after {steps}").format(steps=listed(needs))] if needs else []),
        *([] if span.critical else [_("may be {days} days late").format(days=number(span.slack))]),
    ]
