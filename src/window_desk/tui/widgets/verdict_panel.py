"""What the law says about the case as it lies on the desk, and what date acceptance would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from window_desk.domain.case import Case, state_labels
from window_desk.domain.checklist import Outcome, Verdict
from window_desk.domain.clock import Explanation
from window_desk.domain.item import Limit
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import clauses, named
from window_desk.tui.cells import day_text, fold, short_day
from window_desk.tui.told import limit_text
from window_desk.tui.way_lines import closed_ways, is_at_window, ways_column, ways_line
from window_desk.tui.widgets.prose import Words

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView
    from window_desk.tui.intake_reading import Outlook

_tones: dict[Outcome, str] = {
    "open": "-open",
    "accept": "-accept",
    "conditional": "-conditional",
    "correct": "-correct",
    "not_required": "-away",
    "not_ours": "-away",
}

_flaws = ("missing", "defective", "copies")
"""What is to be corrected about a paper."""


def verdict_text(verdict: Verdict) -> str:
    """The verdict in words, with its glyph."""
    open_papers = sum(1 for each in verdict.grounds if each.what == "unchecked")
    match verdict.outcome:
        case "open":
            return _("? {count} to check").format(count=open_papers)
        case "accept":
            return _("+ Accept")
        case "conditional":
            return _("~ Accept conditionally: {count} to follow").format(count=len(verdict.grounds))
        case "correct":
            return _to_correct(verdict)
        case "not_required":
            return _("x Not for us: no permit is needed")
    return _("x Not for us: {body} is competent").format(body=verdict.body or _("another body"))


def _to_correct(verdict: Verdict) -> str:
    """How many papers are missing and how many are not in order."""
    found = Counter(each.what == "missing" for each in verdict.grounds if each.what in _flaws)
    missing, wrong = found[True], found[False]
    if not missing:
        return _("! Correct: {count} not in order").format(count=wrong)
    if not wrong:
        return _("! Correct: {count} missing").format(count=missing)
    return _("! Correct: {missing} missing, {wrong} not in order").format(
        missing=missing, wrong=wrong
    )


def stretches(explanation: Explanation) -> list[str]:
    """The skipped days, those that follow each other for one reason together."""
    runs: list[tuple[date, date, str]] = []
    for each in explanation.skipped:
        why = word(each.why)
        if runs and runs[-1][1] + timedelta(days=1) == each.date and runs[-1][2] == why:
            runs[-1] = (runs[-1][0], each.date, why)
        else:
            runs.append((each.date, each.date, why))
    said = []
    before = ""
    for first, last, why in runs:
        # The reason stands once for all the stretches that follow each other with it.
        said.append(_span(first, last) if why == before else f"{why} {_span(first, last)}")
        before = why
    return said


def _span(first: date, last: date) -> str:
    if first == last:
        return short_day(first)
    if (first.year, first.month) != (last.year, last.month):
        return f"{short_day(first)}-{short_day(last)}"
    if current() == "zh":
        return f"{first.month}月{first.day}-{last.day}日"
    return f"{first.day}-{short_day(last)}"


def make_up_days(explanation: Explanation) -> list[str]:
    """The make-up days that count."""
    return [_("{day} counts (make-up day)").format(day=short_day(each.date))
            for each in explanation.make_up]  # fmt: skip


def as_many(parts: Iterable[str], width: int) -> str:
    """As many parts as fit into that many cells; how many are left off is said."""
    every = list(parts)
    for count in range(len(every), 0, -1):
        left = len(every) - count
        rest = [_("{count} more").format(count=left)] if left else []
        text = clauses([*every[:count], *rest])
        if cell_len(text) <= width:
            return text
    return every[0] if every else ""


class VerdictPanel(Words):
    """Three lines below, or a column at the side of a wide terminal."""

    DEFAULT_CSS = """
    VerdictPanel { height: auto; min-height: 4; padding: 0 1; border-top: solid $panel;
                   text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.outlook: CaseView | Outlook | None = None
        self.cited = ""
        self.plan: tuple[str, ...] = ()

    def show(
        self, outlook: CaseView | Outlook | None, cited: str, plan: tuple[str, ...] = ()
    ) -> None:
        """Show a case, an item before its case, or what to do first; `cited` is the article.

        `plan` is how several departments will have it: two lines, then its parts.
        """
        self.outlook, self.cited, self.plan = outlook, cited, plan
        self.update(self._text())

    def on_resize(self) -> None:
        """As many days as fit."""
        self.update(self._text())

    def _text(self) -> Text:
        width = max(20, self.content_size.width)
        wide = self.screen.has_class("-wide")
        if self.outlook is None:
            first = _("No item is chosen yet.")
            lines = [first, _("Its papers, its verdict and its dates are shown here.")]
        elif wide:
            lines = self._side(self.outlook)
        else:
            lines = self._below(self.outlook, width)
        head = lines[0]
        if wide:
            head, lines = "\n".join(fold(head, width)), fold("\n".join(lines), width)
        text = Text("\n".join(lines), no_wrap=True, overflow="ellipsis")
        text.stylize(self._style(), 0, len(head))
        return text

    def _style(self) -> str:
        colours = {"-accept": "success", "-conditional": "warning", "-correct": "error",
                   "-away": "error"}  # fmt: skip
        tone = _tones[self.outlook.verdict.outcome] if self.outlook else ""
        name = colours.get(tone, "")
        colour = self.app.theme_variables.get(name, "") if name else ""
        return f"bold {colour}".strip()

    def _head(self, outlook: CaseView | Outlook) -> str:
        case = outlook.case
        if case is None or case.state in ("intake", "correction"):
            said = verdict_text(outlook.verdict)
            again = ""
            if case is not None and case.rounds:
                again = _(" (asked {count}x)").format(count=len(case.rounds))
            return f"{said}{again}"
        number = f" {case.number}" if case.number else ""
        said = f"* {word(state_labels[case.state])}{number}"
        return named(said, case.body) if case.body else said

    def _cited(self, outlook: CaseView | Outlook) -> str:
        case = outlook.case
        return self.cited if case is None or case.state in ("intake", "correction") else ""

    def _below(self, outlook: CaseView | Outlook, width: int) -> list[str]:
        head = f"{self._head(outlook)} {self._cited(outlook)}".rstrip()
        lines = [head]
        if cell_len(head) > width:
            lines = [self._head(outlook), self._cited(outlook)]
        if not _has_dates(outlook.case):
            return [*lines, "", ""][:4]
        if is_at_window(outlook.case):
            verdict, item = outlook.verdict, outlook.item
            # A long article has the room of what W lists in full.
            # So have the two lines of a plan.
            has_room = len(lines) == 1 and not self.plan
            closed = [as_many(closed_ways(verdict, item), width)] if has_room else []
            lines += [ways_line(verdict), *closed]
        return [
            *lines,
            _dates(outlook),
            *self.plan[:2],
            as_many([*_provisional(outlook, _("? = provisional")), *_not_counted(outlook)], width),
        ]

    def _side(self, outlook: CaseView | Outlook) -> list[str]:
        lines = [f"{self._head(outlook)} {self._cited(outlook)}".rstrip(), ""]
        if not _has_dates(outlook.case):
            return lines
        if is_at_window(outlook.case):
            lines += [*ways_column(outlook.verdict, outlook.item), ""]
        lines += [_dates(outlook), ""]
        lines += [*self.plan[2:], ""] if self.plan else []
        lines += _not_counted(outlook)
        lines += [*_provisional(outlook, _("? = provisional, days not announced yet")), ""]
        names = {each.code: word(each.name) for each in outlook.item.materials}
        wrong = [each for each in outlook.verdict.grounds if each.what != "situation"]
        if outlook.case is None or outlook.case.accepted_at is None:
            lines += [f"- {names.get(each.code, each.code)}" for each in wrong]
        return lines


def _has_dates(case: Case | None) -> bool:
    return case is None or case.state not in ("turned_away", "withdrawn", "void")


def _dates(outlook: CaseView | Outlook) -> str:
    case, item, promised = outlook.case, outlook.item, outlook.promised
    if promised is None:
        return ""
    accepted = case is not None and case.accepted_at is not None
    limit = (case.promised if accepted and case else None) or item.promised
    template = (
        _("Accepted {start}: promised {day} ({limit}){law}")
        if accepted
        else _("If I accept now: promised {day} ({limit}){law}")
    )
    return template.format(
        start=short_day(promised.accepted_on),
        day=day_text(promised.due.date) + _mark(promised),
        limit=_limit(limit),
        law=_by_law(outlook.statutory),
    )


def _limit(limit: Limit | None) -> str:
    if limit is None or not limit.value:
        return _("on the spot")
    return limit_text(limit)


def _by_law(statutory: Explanation | None) -> str:
    if statutory is None:
        return _("; the law sets no limit")
    return _(", by law {day}").format(day=short_day(statutory.due.date) + _mark(statutory))


def _mark(explanation: Explanation) -> str:
    return "?" if explanation.due.provisional else ""


def _not_counted(outlook: CaseView | Outlook) -> list[str]:
    promised = outlook.promised
    if promised is None:
        return []
    skipped = stretches(promised)
    parts = make_up_days(promised)
    return parts + (
        [_("not counted: {days}").format(days=skipped[0]), *skipped[1:]] if skipped else []
    )


def _provisional(outlook: CaseView | Outlook, said: str) -> list[str]:
    both = (outlook.promised, outlook.statutory)
    return [said] if any(each and each.due.provisional for each in both) else []
