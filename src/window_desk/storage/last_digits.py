"""Acceptance numbers by what people read aloud: their last digits."""

from __future__ import annotations

import re

from window_desk.storage.connection import Connection

most_days = 400
"""On how many days with acceptances a number is looked for, the last ones: a year and a half."""

_read_aloud = re.compile(r"(?:[0-9A-Z_.-]{1,80}-)?([0-9]{4,9})")

# One step in the index for each day, and one for the number on it: what it costs depends on the
# days alone, not on how many cases there are.
_ending = """
WITH RECURSIVE on_day (run, more) AS (
    SELECT (SELECT max(run) FROM document WHERE kind = 'case'), :days - 1
    UNION ALL
    SELECT
        (SELECT max(d.run) FROM document d WHERE d.kind = 'case' AND d.run < on_day.run),
        more - 1
    FROM on_day WHERE on_day.run IS NOT NULL AND more > 0
)
SELECT d.number FROM on_day CROSS JOIN document d
    ON d.kind = 'case' AND d.run = on_day.run AND d.serial = :serial
"""


def numbers_ending(connection: Connection, text: str) -> list[str]:
    """The acceptance numbers that end as a text does, the newest first.

    The text is the whole count of a day, at least four digits as it is printed (`0007`), and may
    have the mark of the desk and the end of the day before it (`23-0007`, `3-0007`). Any other
    text ends no number.
    """
    found = _read_aloud.fullmatch(text.upper())
    # Longer counts are printed without a leading zero.
    if found is None or (len(found[1]) > 4 and found[1].startswith("0")):
        return []
    facts = {"days": most_days, "serial": int(found[1])}
    numbers = connection.execute(_ending, facts).scalars()
    return [each for each in numbers if each.endswith(text.upper())]
