"""Findings of the catalogue's rules as lines for people and as objects for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from window_desk.catalogue.lint.finding import Finding
from window_desk.catalogue.lint.registry import by_id
from window_desk.cli.printing import Page
from window_desk.domain.item import Bilingual
from window_desk.domain.law import Law
from window_desk.locale import _, current, word

severity_words = {
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "hint": ("提示", "hint"),
}
"""Each severity in Chinese and English."""

_signs = {"error": ("✗", "bold red"), "warning": ("!", "bold yellow"), "hint": ("·", "bold")}


def counts(found: Iterable[Finding]) -> dict[str, int]:
    """How many findings there are of each severity, without those that the items accept."""
    counted = Counter(each.severity for each in found if each.waiver is None)
    return {"error": counted["error"], "warning": counted["warning"], "hint": counted["hint"]}


def counted(found: Iterable[Finding]) -> str:
    """The counts in words."""
    return _("errors {error}, warnings {warning}, hints {hint}").format_map(counts(found))


def finding_line(finding: Finding) -> dict[str, object]:
    """A finding for programs; the texts are in the present language."""
    rule = by_id[finding.rule]
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "item": finding.item,
        "name": word(finding.name),
        "department": finding.department,
        "place": finding.place,
        "message": word(finding.message),
        "mend": word(rule.mend),
        "article": rule.article or None,
        "file": finding.file or None,
        "line": finding.line or None,
    }


Result = tuple[int, Sequence[Finding], int]
"""How many items were looked at, what was found, and how much more the items accept."""


def show_findings(page: Page, law: Law, departments: Mapping[str, Bilingual], of: Result) -> None:
    """The findings under their rules, the gravest first, and the counts at the end."""
    checked, told, waived = of
    shown = ""
    for each in told:
        if each.rule != shown:
            shown = each.rule
            _show_rule(page, law, shown)
        page.line(word(each.message), indent=2)
        owner = departments.get(each.department, Bilingual(each.department))
        where = f"{each.file}:{each.line}" if each.file else ""
        about = (word(each.name), word(owner), each.place, each.item, where)
        page.line(" | ".join(part for part in about if part), "dim", indent=4)
    if told:
        page.line()
    page.line(
        _(
            "Items looked at: {checked}. Found: {counts}; {waived} more have a written reason."
        ).format(checked=checked, counts=counted(told), waived=waived)
    )


def _show_rule(page: Page, law: Law, name: str) -> None:
    """The head of a rule: its sign, severity and title, and how to mend what it finds."""
    rule = by_id[name]
    sign, style = _signs[rule.severity]
    page.line()
    page.line(f"{sign} {word(severity_words[rule.severity])}  {rule.id}  {word(rule.title)}", style)
    article = law.cite(rule.article, current()) if rule.article else ""
    page.line(" ".join(part for part in (word(rule.mend), article) if part), "dim", indent=2)
