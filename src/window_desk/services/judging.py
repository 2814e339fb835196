"""A case judged with everything on record: earlier notices, papers on file, broken promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from window_desk.domain import acceptance, checklist, ops
from window_desk.domain.case import Case
from window_desk.domain.checklist import Verdict
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.storage import listings, promises
from window_desk.storage.change import Look
from window_desk.storage.rows import PaperOnFile


def papers_on_file(look: Look, case: Case, item: ServiceItem) -> dict[str, PaperOnFile]:
    """By material, the papers that the centre has of the applicant from other cases."""
    found = listings.papers_on_file(
        look.connection, case.applicant, item, look.now, but_not=case.id
    )
    return {each.material: each for each in found}


def judge(look: Look, case: Case, item: ServiceItem) -> Verdict:
    """The verdict after 行政许可法 art. 32(1) with what is on record."""
    return judge_with(look, case, item, papers_on_file(look, case, item))


def judge_with(
    look: Look, case: Case, item: ServiceItem, on_file: Mapping[str, PaperOnFile]
) -> Verdict:
    """The same with papers on file that were read already."""
    past = promises.breaches(look.connection, case.applicant, but_not=case.id)
    facts = msgspec.structs.replace(
        acceptance.facts_of(case),
        broken_promise=past.promise,
        false_declaration=past.declaration,
        on_file=_lent(item, on_file),
    )
    return checklist.judge(item, case.answers, case.checks, facts)


def _lent(item: ServiceItem, on_file: Mapping[str, PaperOnFile]) -> dict[str, str]:
    """What an applicant need not bring again: what others issued, not their own writing."""
    own = {each.code for each in item.materials if each.issuer == "applicant"}
    return {code: each.number or each.case for code, each in on_file.items() if code not in own}


def check_sources(
    look: Look, case: Case, item: ServiceItem, checks: Sequence[ops.PaperCheck]
) -> tuple[ops.PaperCheck, ...]:
    """The checks, each paper on file with the id of the case it is on file from.

    Raises `RuleBroken` for a paper that is not on file, and for one that is promised by an
    applicant who did not keep their word before (容缺受理).
    """
    states = {each.state for each in checks}
    if "promised" in states:
        _check_record(look, case)
    if "on_file" not in states:
        return tuple(checks)
    on_file = papers_on_file(look, case, item)
    return tuple(
        _with_source(item, on_file, each) if each.state == "on_file" else each for each in checks
    )


def _check_record(look: Look, case: Case) -> None:
    past = promises.breaches(look.connection, case.applicant, but_not=case.id)
    if past.promise or past.declaration:
        raise promise_refused(past.promise, past.declaration)


def promise_refused(promise: str, declaration: str) -> RuleBroken:
    """No more papers may follow for somebody who did not keep their word; the case is named."""
    if promise:
        return RuleBroken(
            "case.promise_record",
            "The applicant did not bring the papers promised with {case}: nothing may follow.",
            hint="Take every paper now, or mark it as missing and ask for corrections.",
            case=promise,
        )
    return RuleBroken(
        "case.promise_record",
        "The applicant's declaration in {case} was false: nothing may follow.",
        hint="Take every paper now, or mark it as missing and ask for corrections.",
        case=declaration,
    )


def _with_source(
    item: ServiceItem, on_file: Mapping[str, PaperOnFile], check: ops.PaperCheck
) -> ops.PaperCheck:
    found = on_file.get(check.material)
    if found is None:
        raise RuleBroken(
            "case.not_on_file",
            "{name} is not on file for this applicant, or is not valid any more.",
            hint="Mark it as received when it lies on the desk.",
            name=material_name(item, check.material),
        )
    return msgspec.structs.replace(check, source=found.case)


def material_name(item: ServiceItem, code: str) -> Label:
    """A paper's name in Chinese and English."""
    name = next(each.name for each in item.materials if each.code == code)
    return name.zh, name.text("en")
