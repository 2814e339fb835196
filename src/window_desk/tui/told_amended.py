"""What was done to an acceptance and to a no afterwards, and what stood before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from window_desk.domain import amendment, ops
from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.domain.ops import Recorded
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import named, with_aside
from window_desk.tui.told import Teller, limit_text

if TYPE_CHECKING:
    from window_desk.storage.change import Look

_findings: dict[str, Label] = {
    "stands": ("答复正确", "the no stands"),
    "called_back": ("纠正并通知申请人", "the applicant is called back"),
}


def read_items(look: Look, case: str) -> tuple[ServiceItem, ...]:
    """The items of a case one after the other: as it was opened, and after each amendment."""
    from window_desk.storage import items, reads

    keys = [
        (each.op.item, each.op.item_version, each.op.pinned)
        for each in look.history(case)
        if isinstance(each.op, ops.CaseOpened | ops.CaseAmended) and each.op.item
    ]
    asked = [
        each.op.item
        for each in look.history(case)
        if isinstance(each.op, ops.CaseAmendmentAsked) and each.op.item
    ]
    found = [items.every_part(look.connection, *each) for each in keys]
    wished = [reads.item_on(look.connection, each, look.today) for each in asked]
    return tuple(each for each in (*found, *wished) if each is not None)


def tell_all(
    history: Sequence[Recorded], items: Sequence[ServiceItem], tellers: Sequence[Teller]
) -> dict[str, str]:
    """Every act in words, by its id; papers and steps have the names of the item of that time."""
    names = {each.code: each.name for each in items}
    for each in history:
        if isinstance(each.op, ops.CaseAccepted | ops.CaseAmended):
            names |= {child.item: child.name for child in each.op.children}
    told: dict[str, str] = {}
    at = 0
    run = [each for each in history if not isinstance(each.op, ops.PersonShown)]
    for each in history:
        if isinstance(each.op, ops.CaseAmended) and each.op.item:
            at = min(at + 1, len(tellers) - 1)
        teller = tellers[at] if tellers else Teller(None)
        told[each.id] = _tell(each, run, names) or teller.tell(each.op)
    return told


def _tell(each: Recorded, run: Sequence[Recorded], names: dict[str, Bilingual]) -> str:
    op = each.op
    match op:
        case ops.CaseAmendmentAsked():
            wished = _wished(op, names)
            return _("Asked for an amendment: {what}").format(what=wished)
        case ops.CaseAmendmentRefused():
            return _("Not amended: {reason}").format(reason=op.reason)
        case ops.CaseAmended():
            return _amended(each, op, run, names)
        case ops.CaseNoReviewed():
            finding = word(_findings[op.outcome])
            return _("A supervisor looked at the no: {finding}, {note}").format(
                finding=finding, note=op.note
            )
        case ops.CaseChildDecided():
            said = _("Granted") if op.outcome == "granted" else _("Refused")
            name = word(names[op.item]) if op.item in names else op.item
            return with_aside(named(name, said), op.reason)
        case ops.CaseLateRequestSeen():
            return _("A supervisor looked at the late request {document}: {note}").format(
                document=op.document, note=op.note
            )
        case ops.CaseHandedOver():
            return _("Handed over to {account}: {reason}").format(account=op.to, reason=op.reason)
    return ""


def _wished(op: ops.CaseAmendmentAsked, names: dict[str, Bilingual]) -> str:
    parts = [word(names[op.item]) if op.item in names else op.item, str(op.accepted_on or "")]
    return _joined([*parts, op.reason])


def _amended(
    each: Recorded, op: ops.CaseAmended, run: Sequence[Recorded], names: dict[str, Bilingual]
) -> str:
    before = amendment.before(run, each.id)
    parts = []
    if op.item:
        pair = [word(names[code]) if code in names else code for code in (before.item, op.item)]
        limits = [limit_text(limit) for limit in (before.promised, op.promised) if limit]
        parts.append(_("item {before} → {after}").format(before=pair[0], after=pair[1]))
        parts.append(" → ".join(limits))
    if op.accepted_on is not None:
        day = _("day of acceptance {before} → {after}")
        parts.append(day.format(before=before.accepted_on, after=op.accepted_on))
    return _("Amended: {what}").format(what=_joined([*parts, op.reason]))


def _joined(parts: Sequence[str]) -> str:
    return ("；" if current() == "zh" else "; ").join(each for each in parts if each)
