"""The particulars of a case's acts as people read them: names where the record has codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from window_desk.cli.bundle_document import outcome_labels
from window_desk.cli.case_tables import paper_labels
from window_desk.documents.words import manners, titles
from window_desk.domain import ops
from window_desk.domain.case import Case, leg_labels
from window_desk.domain.centre import Centre
from window_desk.domain.errors import Label
from window_desk.domain.explanation import ground_words
from window_desk.domain.item import Bilingual, ServiceItem, Step
from window_desk.locale import word
from window_desk.locale.punctuation import clauses, listed, named, with_aside

_Checked = Iterable[ops.PaperCheck | ops.Defect]
_said: dict[str, Label | Bilingual] = {**outcome_labels, **manners, **ground_words}
_said |= {str(state): label for state, label in leg_labels.items()}
_said |= {
    "stands": ("答复正确", "the no stands"),
    "called_back": ("纠正并通知申请人", "the applicant is called back"),
    "kept": ("承诺属实", "the declaration was kept"),
    "false": ("承诺不实", "the declaration was false"),
}
_said |= {each: titles[each] for each in ("not_required", "not_ours")}
_plain = ("number", "document", "body", "reason", "what", "until", "alternative", "note", "to",
          "place", "minutes")  # fmt: skip
_coded = ("outcome", "form", "manner", "ground")


class Names(msgspec.Struct, frozen=True):
    """What the papers, steps, answers, items and departments that a case's acts name are called."""

    papers: dict[str, Bilingual]
    steps: dict[str, Bilingual]
    answers: dict[tuple[str, str], Bilingual]
    children: dict[str, Bilingual]
    bodies: dict[str, Bilingual]


def names_of(case: Case, item: ServiceItem, centre: Centre) -> Names:
    """The names of one case; `item` has every part, whatever the answers."""
    bodies = {each.name.zh: each.name for each in centre.departments}
    steps = {each.code: each for each in (*item.steps, *(each.step for each in case.legs))}
    many = Counter(each.name.zh for each in steps.values())
    return Names(
        papers={each.code: each.name for each in item.materials},
        steps={
            code: each.name if many[each.name.zh] == 1 else _with_department(each, bodies)
            for code, each in steps.items()
        },
        answers={
            (each.code, option.code): option.name
            for each in item.situations
            for option in each.options
        },
        children={each.part.item: each.part.name for each in case.children},
        bodies=bodies,
    )


def _with_department(step: Step, bodies: dict[str, Bilingual]) -> Bilingual:
    """A step whose name several have."""
    body = bodies.get(step.department, Bilingual(step.department))
    return Bilingual(
        zh=f"{step.name.zh}（{step.department}）",
        en=f"{step.name.text('en')} ({body.text('en')})",
    )


def names_along(history: Iterable[ops.Recorded], read: Callable[[str], Names]) -> Iterator[Names]:
    """For each act the names that held; `read` gives those before an amendment, or the last."""
    acts = list(history)
    amended = [each.id for each in acts if isinstance(each.op, ops.CaseAmended)]
    found = read(amended[0] if amended else "")
    for each in acts:
        if each.id in amended:
            later = amended[amended.index(each.id) + 1 :]
            found = read(later[0] if later else "")
        yield found


def particulars(op: ops.Op, names: Names) -> str:
    """What an act was about, as far as it says more than what it is."""
    step = getattr(op, "step", "")
    code = step.code if isinstance(step, Step) else step
    paper = getattr(op, "material", "")
    found = [
        _name(names.steps, code),
        _name(names.papers, paper),
        *_parts(op, names),
        *(_word(getattr(op, each, "")) for each in _coded),
        *(str(getattr(op, each, "") or "") for each in _plain),
    ]
    return clauses(each for each in found if each)


def _parts(op: ops.Op, names: Names) -> Iterable[str]:
    match op:
        case ops.CaseAnswered(answers=answers):
            yield listed(
                word(names.answers[pair]) if pair in names.answers else "=".join(pair)
                for pair in answers.items()
            )
        case ops.CasePapersChecked(checks=checks):
            yield from _by_state(checks, names)
        case ops.CaseCorrectionNotified(defects=defects):
            yield from _by_state(defects, names)
        case ops.CaseDispatched(steps=steps):
            yield _steps(steps, names)
        case _:
            yield from _joint(op, names)


def _joint(op: ops.Op, names: Names) -> Iterable[str]:
    match op:
        case ops.CaseChildDecided(item=item):
            yield _name(names.children, item)
        case ops.CaseLegAdded(step=step):
            yield _name(names.bodies, step.department)
        case ops.CaseMoreAsked(asked=asked):
            yield _papers(asked, names)
        case ops.CaseMoreNotified(steps=steps):
            yield _steps(steps, names)
        case ops.CaseMeetingCalled(meets=meets, steps=steps):
            yield f"{meets:%Y-%m-%d %H:%M}"
            yield _steps(steps, names)
        case ops.CaseMeetingHeld(opinions=opinions):
            for each in opinions:
                yield named(_name(names.steps, each.step), _word(each.outcome))


def _papers(asked: Iterable[ops.Asked], names: Names) -> str:
    return listed(with_aside(_name(names.papers, each.material), each.reason) for each in asked)


def _by_state(checks: _Checked, names: Names) -> Iterable[str]:
    found: dict[str, list[str]] = {}
    for each in checks:
        short = each.reason.removeprefix("copies:")
        reason = each.reason if short == each.reason else ""
        found.setdefault(each.state, []).append(
            with_aside(_name(names.papers, each.material), reason)
        )
    for state, papers in found.items():
        yield named(word(paper_labels[state]), listed(papers))


def _steps(codes: Iterable[str], names: Names) -> str:
    return listed(_name(names.steps, each) for each in codes)


def _name(known: dict[str, Bilingual], code: str) -> str:
    return word(known[code]) if code in known else code


def _word(code: object) -> str:
    return word(_said[code]) if isinstance(code, str) and code in _said else str(code or "")
