"""What the smaller acts of an intake mean, in words of the present language."""

from __future__ import annotations

from collections.abc import Callable

from window_desk.domain import ops
from window_desk.locale import _, current


def tell_intake(op: ops.Op, paper: Callable[[str], str]) -> str:
    """The act in one sentence, or an empty text for another one; `paper` names a paper."""
    match op:
        case ops.CaseCorrectedOnSpot():
            return _("Put right on the spot: {paper} ({what})").format(
                paper=paper(op.material), what=op.what
            )
        case ops.CaseReceiptGiven():
            between = "、" if current() == "zh" else ", "
            return _("Receipt for: {papers}").format(papers=between.join(map(paper, op.papers)))
        case ops.CaseCorrectionsReturned():
            return _("Back with the corrections")
        case ops.CaseLicenceNoted():
            return _("The licence to renew ends on {day}").format(day=op.until)
        case ops.CaseCommitted():
            return _("Declared to meet the conditions; to be checked by {day}").format(
                day=op.check_by
            )
        case ops.CaseCommitmentChecked():
            said = _("Declaration kept") if op.outcome == "kept" else _("Declaration false")
            return f"{said} ({op.reason})" if op.reason else said
    return ""
