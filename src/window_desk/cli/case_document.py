"""What the commands answer about a case: its checklist, verdict, clocks, legs and timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from window_desk.cli import joint_document, way_document
from window_desk.cli.bundle_document import children_of
from window_desk.cli.clock_document import Document, clocks_of, legs_of
from window_desk.cli.person_document import people_of
from window_desk.cli.since_document import since_of
from window_desk.cli.timeline_words import Names, names_along, names_of, particulars
from window_desk.domain import amendment, case_terms, checklist, ops
from window_desk.domain.acceptance import Ground
from window_desk.domain.case import Case, State
from window_desk.domain.checklist import Need
from window_desk.domain.errors import Label
from window_desk.domain.item import ServiceItem, Step
from window_desk.domain.light import Light
from window_desk.domain.numbering import read_number
from window_desk.domain.streams import author
from window_desk.domain.unknown_item import is_known_only_from_case
from window_desk.locale import _, say, word
from window_desk.locale.punctuation import clauses
from window_desk.services.acts import words as act_words
from window_desk.services.intake import CaseView
from window_desk.storage import items, listings
from window_desk.storage.change import Look
from window_desk.storage.rows import CaseLine, PaperOnFile
from window_desk.storage.standing import standing

_not_accepted: frozenset[State] = frozenset({"intake", "correction"})


def head(case: Case) -> Document:
    """What names a case: its id, and its acceptance number once it has one."""
    return {"case": case.id, "number": case.number or None, "state": case.state}


def checklist_of(view: CaseView) -> list[Document]:
    """Every paper that is needed, with its state; None where nobody looked at it yet."""
    return [_need(each, view.on_file.get(each.material.code)) for each in view.needs]


def _need(need: Need, on_file: PaperOnFile | None) -> Document:
    material, check = need.material, need.check
    return {
        "material": material.code,
        "name": word(material.name),
        "state": check.state if check else None,
        "reason": check.reason if check else "",
        "originals": material.originals,
        "copies": material.copies,
        "counted": check.copies if check else None,
        "issuer": material.issuer,
        "because": need.because or None,
        "may_follow": material.deferrable,
        "shared": material.shared,
        "returned": material.returned,
        "source": check.source or None if check else None,
        "on_file": on_file
        and {
            "case": on_file.case,
            "number": on_file.number or None,
            "at": on_file.at,
            "issued": on_file.issued,
        },
        "defects": [word(each) for each in material.defects],
    }


def situations_of(view: CaseView) -> list[Document]:
    """Every situation with its answers, and the one in force."""
    return [
        {
            "situation": each.code,
            "question": word(each.question),
            "answer": checklist.chosen(each, view.case.answers).code,
            "answers": {option.code: word(option.name) for option in each.options},
        }
        for each in view.item.situations
    ]


def verdict_of(view: CaseView) -> Document:
    """The verdict with every reason and its article, and what may be done now."""
    verdict = view.verdict
    return (
        {
            "case": view.case.id,
            "verdict": verdict.outcome,
            "article": verdict.article,
            "reasons": [_reason(view.item, each) for each in verdict.grounds],
            "allowed": list(verdict.allowed),
            "body": verdict.body or None,
        }
        | way_document.ways_of(view)
        | {"plan": joint_document.plan_of(view.plan)}
    )


def _reason(item: ServiceItem, ground: Ground) -> Document:
    is_situation = ground.what == "situation"
    return {
        "material": None if is_situation else ground.code,
        "situation": ground.code if is_situation else None,
        "what": ground.what,
        "message": ground_words(item, ground),
        "article": ground.article,
    }


def ground_words(item: ServiceItem, ground: Ground) -> str:
    """One reason of a verdict as a sentence."""
    names = {each.code: each.name for each in item.materials}
    names |= {each.code: each.question for each in item.situations}
    said = {
        "unchecked": _("{name}: nobody has looked at it yet"),
        "missing": _("{name}: missing"),
        "defective": _("{name}: not in order"),
        "copies": _("{name}: {reason} copies too few"),
        "promised": _("{name}: follows later"),
        "situation": _("{name}: this answer ends the application here"),
    }[ground.what].format(
        name=word(names[ground.code]) if ground.code in names else ground.code,
        reason=ground.reason,
    )
    return f"{said} ({ground.reason})" if ground.reason and ground.what != "copies" else said


def acted(view: CaseView) -> Document:
    """What an act at the window left: state, dates once it is accepted, and document numbers."""
    accepted = view.case.accepted_at is not None
    promised, statutory = (view.promised, view.statutory) if accepted else (None, None)
    return head(view.case) | {
        "promised_due": promised.due.date if promised else None,
        "statutory_due": statutory.due.date if statutory else None,
        "supply_by": view.case.supply_by,
        "documents": documents_of(view.case),
    }


def documents_of(case: Case) -> list[Document]:
    """The documents of a case that stand, with their kind and number."""
    numbers = [read_number(each) for each in case.documents]
    return [{"kind": each.kind, "number": each.number} for each in numbers]


def light_of(case: str, look: Look) -> Light | None:
    """The light of a case by its id; None before it is accepted."""
    line = listings.case_line(look.connection, case)
    return None if line is None else light_of_line(line, look)


def light_of_line(line: CaseLine, look: Look) -> Light | None:
    """The light of a listed case; None before it is accepted."""
    return None if line.state in _not_accepted else standing(look, line).light


def timeline_of(look: Look, case: Case) -> list[Document]:
    """Every act of a case in its order; one that was undone says so.

    `detail` has the codes of the record, `said` the same in words.
    """
    history = look.history(case.id)

    def names(until: str) -> Names:
        then = amendment.before(history, until) if until else case
        return names_of(then, items.every_part_of(look.connection, then), look.centre)

    standing = {each.id for each in ops.standing(history)}
    return [
        {
            "at": each.at,
            "by": author(each.by, each.id, look.home),
            "act": each.op.kind,
            "words": word(timeline_words.get(each.op.kind, (each.op.kind, each.op.kind))),
            "detail": ", ".join([*_detail(each.op), *_before(history, each)]),
            "said": clauses(filter(None, (particulars(each.op, known), *_before(history, each)))),
            "undone": each.id not in standing and not isinstance(each.op, ops.CaseUndone),
        }
        for each, known in zip(history, names_along(history, names), strict=True)
    ]


timeline_words: Mapping[str, Label] = act_words | {"case.undone": ("撤销", "undoing")}
"""What each act is called in a timeline."""


def _detail(op: ops.Op) -> list[str]:
    """The particulars of an act: numbers, steps, outcome and reason, as far as it has them."""
    found: list[str] = []
    for name in ("number", "document", "step", "outcome", "form", "body", "manner", "reason",
                 "material", "what", "until", "alternative", "note", "to", "ground", "place",
                 "minutes"):  # fmt: skip
        said = getattr(op, name, "")
        found.append(said.code if isinstance(said, Step) else str(said))
    match op:
        case ops.CaseAnswered(answers=answers):
            found += [f"{code}={option}" for code, option in answers.items()]
        case ops.CasePapersChecked(checks=checks):
            found += [_paper(each.material, each.state, each.reason) for each in checks]
        case ops.CaseCorrectionNotified(defects=defects):
            found += [_paper(each.material, each.state, each.reason) for each in defects]
        case ops.CaseDispatched(steps=steps):
            found += steps
        case ops.CaseChildDecided(item=item):
            found.append(item)
        case ops.CaseAmendmentAsked(item=item, accepted_on=day):
            found += [item, str(day or "")]
        case _:
            found += joint_document.details_of(op)
    return [part for part in found if part]


def _before(history: list[ops.Recorded], each: ops.Recorded) -> list[str]:
    """What an amendment changed: from what to what."""
    op = each.op
    if not isinstance(op, ops.CaseAmended):
        return []
    stood = amendment.before(history, each.id)
    changed = [("item", stood.item, op.item), ("accepted_on", stood.accepted_on, op.accepted_on)]
    return [f"{name}={before}->{after}" for name, before, after in changed if after]


def _paper(material: str, state: str, reason: str) -> str:
    return f"{material}={state}:{reason}" if reason else f"{material}={state}"


def whole(view: CaseView, look: Look) -> Document:
    """Everything that is known of a case; personal data masked."""
    case, item = view.case, view.item
    dates = acted(view)
    return (
        dates
        | {
            "light": light_of(case.id, look),
            "item": {
                "code": item.code,
                "version": item.version,
                "name": word(item.name),
                "is_here": not is_known_only_from_case(item),
            },
            "opened_at": case.opened_at,
            "opened_by": case.opened_by,
            "accepted_at": case.accepted_at,
            "accepted_on": case.accepted_on,
            "deemed": case.deemed,
            "answer_by": case_terms.answer_by(case, look.calendar),
            "accepted_by": case.accepted_by or None,
            "window": case.window or None,
            "ticket": case.ticket or None,
            "lead": case.lead or None,
            "first_contact": case.first_contact,
            "amendment": case.amendment,
            "no": case.no,
            "holders": case.holders,
            "outcome": case.outcome or None,
            "reason": case.reason,
            "decided_at": case.decided_at,
            "decided_by": case.decided_by or None,
            "served_at": case.served_at,
            "clocks": clocks_of(view, look),
            "situations": situations_of(view),
            "materials": checklist_of(view),
            "rounds": _rounds(case),
            "legs": legs_of(case, look),
            "children": children_of(case, look),
            "plan": joint_document.plan_of(view.plan) | joint_document.standing_of(case, look),
            "late_legs": joint_document.late_of(case, look),
            "opinions": joint_document.opinions_of(case),
            "requests": joint_document.requests_of(case),
            "meetings": joint_document.meetings_of(case),
            "timeline": timeline_of(look, case),
            "owner": look.place(case.id).owner,
            "read_only": _read_only(look, case.id),
        }
        | since_of(view.case, look)
        | people_of(view.case, look)
    )


def _read_only(look: Look, case: str) -> str | None:
    """Why nothing can be done with the case here; None where something can."""
    why = look.closed(case)
    return say(why) if why else None


def _rounds(case: Case) -> Iterable[Document]:
    return [
        {
            "document": each.document,
            "at": each.at,
            "defects": each.defects,
            "asked_late": bool(each.late),
            "seen": each.seen,
        }
        for each in case.rounds
    ]
