"""Figures one by one, for programs: a JSON list, and a CSV file that spreadsheets open safely."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal

from window_desk.domain.spreadsheet import literal_text
from window_desk.locale import word
from window_desk.reports.figure import Figure, Report

columns = (
    "section", "name", "group", "group_label", "label", "unit", "value", "n", "excluded",
    "left_out", "definition", "from", "to", "hall",
)  # fmt: skip
"""The keys of a record in JSON, and the heading of the CSV file."""


def records(report: Report) -> Iterator[dict[str, object]]:
    """Every figure as plain values; words are in the current language.

    `value` is an integer (seconds for durations), a number from 0 to 1 for a share, or None when
    nothing is known. `excluded` is the number of rows left out, `left_out` says why.
    """
    for each in report.figures:
        yield {
            "section": each.metric.section,
            "name": each.name,
            "group": each.group.key,
            "group_label": word(each.group.label),
            "label": word(each.label),
            "unit": each.unit,
            "value": float(each.value) if isinstance(each.value, Decimal) else each.value,
            "n": each.n,
            "excluded": each.excluded,
            "left_out": [
                {"reason": one.reason, "label": word(one.label), "count": one.count}
                for one in each.left_out
            ],
            "definition": word(each.definition),
            "from": report.first.isoformat(),
            "to": report.last.isoformat(),
            "hall": report.hall,
        }


def as_json(*reports: Report) -> str:
    """The list of records, of one report after the other, as one JSON document."""
    found = [record for each in reports for record in records(each)]
    return json.dumps(found, ensure_ascii=False, indent=2)


def as_csv(*reports: Report) -> bytes:
    """The records as CSV in UTF-8 with a byte order mark and CRLF, every text quoted.

    The mark is there because spreadsheets on Chinese Windows take a file without it for GBK and
    show Chinese as rubbish. Programs read the JSON, or this as `utf-8-sig`. An unknown value is an
    empty cell; text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    figures = [figure for each in reports for figure in each.figures]
    lines_of = [record for each in reports for record in records(each)]
    for each, record in zip(figures, lines_of, strict=True):
        record["left_out"] = _reasons(each)
        cells = (record[name] for name in columns)
        writer.writerow([literal_text(one) if isinstance(one, str) else one for one in cells])
    return lines.getvalue().encode("utf-8-sig")


def _reasons(figure: Figure) -> str:
    return "; ".join(f"{word(each.label)} {each.count}" for each in figure.left_out)
