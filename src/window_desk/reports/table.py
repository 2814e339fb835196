"""A report as tables on a terminal, or as plain aligned text where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual
from window_desk.domain.text import clean_text
from window_desk.locale import word
from window_desk.reports import queue_metrics
from window_desk.reports.figure import Figure, Group, Metric, Report

unknown = "–"
"""Stands where a value is not known."""

_as_wide_as_needed = 100_000
_longest = 10_000

_words = {
    "queue": Bilingual(zh="排队叫号", en="Queue"),
    "times": Bilingual(zh="排队时长（分:秒）", en="Times (minutes:seconds)"),
    "cases": Bilingual(zh="办件", en="Cases"),
    "to": Bilingual(zh="至", en="to"),
    "halls": Bilingual(zh="全部大厅", en="All halls"),
    "now": Bilingual(zh="尚未结束，截至", en="not over, as of"),
    "figure": Bilingual(zh="指标", en="figure"),
    "value": Bilingual(zh="数值", en="value"),
    "left_out": Bilingual(zh="未计入", en="left out"),
    "left_out_of": Bilingual(zh="时长未计入：", en="Left out of the times: "),
    "definitions": Bilingual(zh="指标定义", en="Definitions"),
}


def write_table(report: Report, file: TextIO, *, explain: bool = False) -> None:
    """Write the report to a file; with `explain` every definition follows the figures.

    On a terminal tables fit its width; anywhere else lines are as long as they are, without
    frames and colours.
    """
    is_terminal = file.isatty()
    console = Console(
        file=file,
        force_terminal=is_terminal,
        width=None if is_terminal else _as_wide_as_needed,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=not is_terminal,
    )
    with console.capture() as captured:
        for each in _parts(report, framed=is_terminal, explain=explain):
            console.print(each)
    lines = captured.get().splitlines()
    file.write("".join(f"{line.rstrip()}\n" for line in lines))


def _parts(report: Report, *, framed: bool, explain: bool) -> Iterable[Text | Table]:
    yield _text(_title(report), "bold")
    queue = [each for each in report.figures if each.metric.section == "queue"]
    cases = [each for each in report.figures if each.metric.section == "cases"]
    if queue:
        yield from _queue(queue, framed)
    if cases:
        yield from _cases(cases, framed)
    if explain:
        yield from _definitions(report)


def _title(report: Report) -> str:
    period = report.first.isoformat()
    if report.last != report.first:
        period = f"{period} {word(_words['to'])} {report.last.isoformat()}"
    if not report.is_own:
        period = f"{word(_words['halls']) if report.hall == 'all' else report.hall}  {period}"
    if not report.is_running:
        return period
    made_at = report.made_at.astimezone(CENTRE_TIME).strftime("%Y-%m-%d %H:%M")
    return f"{period} ({word(_words['now'])} {made_at})"


def _queue(figures: Sequence[Figure], framed: bool) -> Iterable[Text | Table]:
    groups = list({each.group.key: each.group for each in figures}.values())
    found = {(each.group.key, each.name): each for each in figures}
    counts = (*queue_metrics.counts, queue_metrics.missed_rate)
    yield _text("")
    yield _text(word(_words["queue"]), "bold")
    yield _matrix(groups, counts, found, framed)
    yield _text("")
    yield _text(word(_words["times"]), "bold")
    times = tuple(metric for pair in queue_metrics.times for metric in pair)
    yield _matrix(groups, times, found, framed, rows_of=times[0])
    total = found["", times[0].name]
    if total.left_out:
        yield _text(word(_words["left_out_of"]) + _reasons(total))


def _matrix(
    groups: Sequence[Group],
    metrics: Sequence[Metric],
    found: dict[tuple[str, str], Figure],
    framed: bool,
    rows_of: Metric | None = None,
) -> Table:
    """A line for every group, a column for every metric; `rows_of` adds its n and its rest."""
    table = _table(framed)
    table.add_column(_text(""), overflow="fold")
    headings = [word(each.label) for each in metrics]
    if rows_of:
        headings = ["n", word(_words["left_out"]), *headings]
    for each in headings:
        # One word to a line: the names take what is left, and no figure is ever cut.
        heading = Text("\n").join(map(_text, each.split())) if framed else _text(each)
        table.add_column(heading, justify="right", no_wrap=True)
    for group in groups:
        line = [found.get((group.key, each.name)) for each in metrics]
        cells = [shown(each) if each else "" for each in line]
        if rows_of:
            first = found[group.key, rows_of.name]
            cells = [str(first.n), str(first.excluded), *cells]
        table.add_row(_text(word(group.label)), *map(_text, cells))
    return table


def _cases(figures: Sequence[Figure], framed: bool) -> Iterable[Text | Table]:
    yield _text("")
    yield _text(word(_words["cases"]), "bold")
    table = _table(framed)
    table.add_column(_text(word(_words["figure"])), overflow="fold")
    table.add_column(_text(word(_words["value"])), justify="right")
    table.add_column(_text("n"), justify="right")
    table.add_column(_text(word(_words["left_out"])), overflow="fold")
    for each in figures:
        # A department's share stands below the figure it is a part of.
        label = f"- {word(each.group.label)}" if each.group.key else word(each.label)
        cells = (label, shown(each), str(each.n), _reasons(each))
        table.add_row(*map(_text, cells))
    yield table


def _definitions(report: Report) -> Iterable[Text]:
    notes = {word(each.group.note): None for each in report.figures if each.group.note.zh}
    yield _text("")
    yield _text(word(_words["definitions"]), "bold")
    for each in report.figures:
        # Every metric has a figure in total.
        if not each.group.key:
            yield _text(f"{word(each.label)} [{each.name}]: {word(each.definition)}")
    for note in notes:
        yield _text(note)


def shown(figure: Figure) -> str:
    """A value as people read it: minutes and seconds, per cent, or a plain number."""
    if figure.value is None:
        return unknown
    if figure.unit == "seconds":
        minutes, seconds = divmod(int(figure.value), 60)
        return f"{minutes}:{seconds:02d}"
    if figure.unit == "share":
        return f"{figure.value * 100:.2f} %"
    return str(figure.value)


def _reasons(figure: Figure) -> str:
    return ", ".join(f"{word(each.label)} {each.count}" for each in figure.left_out)


def _table(framed: bool) -> Table:
    # The frame brings a blank between columns; a second one would not leave 80 cells enough.
    return Table(
        box=box.SIMPLE_HEAD if framed else None,
        padding=(0, 0) if framed else (0, 2, 0, 0),
        show_edge=False,
        pad_edge=False,
    )


def _text(content: str, style: str = "") -> Text:
    # Names come from settings that people write; nothing in them may steer the terminal.
    return Text(clean_text(content, _longest), style=style)
