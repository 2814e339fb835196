"""What a no has to tell besides its reason (否定报备): what the applicant can do instead."""

from __future__ import annotations

from typing import Literal

from window_desk.domain.case import Case
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.text import clean_text

Form = Literal["not_required", "not_ours", "refused"]
"""The ways of saying no: no permit is needed, another body is competent, not granted."""

alternatives: dict[Form, tuple[Label, ...]] = {
    "not_required": (
        ("无需办理许可，可以直接开展", "go ahead: no permit is needed for it"),
        ("改办备案或者登记事项", "file a notice or register it instead"),
        ("由窗口协助选择适用的其他事项", "the window helps to find another item that fits"),
    ),
    "not_ours": (
        ("向{body}提出申请", "apply to {body}"),
        ("由本窗口联系{body}后告知申请人", "this window asks {body} and tells the applicant"),
    ),
    "refused": (
        ("整改或者补充条件后重新申请", "put it right and apply again"),
        ("改办适用的其他事项", "apply for another item that fits"),
        (
            "依法申请行政复议或者提起行政诉讼",
            "apply for administrative review, or sue before the court",
        ),
    ),
}
"""What is usually left to the applicant after each form of no; `body` is the competent one."""


def check_alternative(raw: str) -> str:
    """The clean text of what can be done instead; raises `RuleBroken` when there is none."""
    text = clean_text(raw)
    if not text:
        raise RuleBroken(
            "case.alternative",
            "Say what the applicant can do instead.",
            hint="Name another item, another body, what to put right, or the remedy.",
        )
    return text


def article_of(case: Case) -> str:
    """The article behind the no that was said in a case, or an empty text."""
    if case.no is None:
        return ""
    return case.article if case.state == "turned_away" else "xkf.38"
