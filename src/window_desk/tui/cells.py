"""Text measured in terminal cells, and cleaned of everything that a terminal would obey."""

from __future__ import annotations

from datetime import date

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from window_desk.locale import current

_weekdays = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: padded, or cut with `~` at the end.

    A control character becomes a blank, so that what is measured is what is painted.
    """
    if not text.isprintable():
        text = text.translate(_blanks)
    wide = cell_len(text)
    if wide > width:
        return set_cell_size(text, max(0, width - 1)) + "~" if width > 0 else ""
    blank = " " * (width - wide)
    return blank + text if right else text + blank


def fold(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken as Chinese and English are.

    A line ends after a blank, or beside a wide character where no closing sign would begin the
    next line and no opening one end this one; a word that is wider than a line is cut.
    """
    return [line for each in text.split("\n") for line in _fold_line(each, max(2, width))]


def _fold_line(text: str, width: int) -> list[str]:
    lines = []
    while cell_len(text) > width:
        most = _chars_in(text, width)
        at = next((at for at in range(most, 0, -1) if _may_break(text, at)), most)
        lines.append(text[:at].rstrip(" "))
        text = text[at:].lstrip(" ")
    return [*lines, text]


def _chars_in(text: str, width: int) -> int:
    """How many characters from the beginning have room in so many cells, one at the least."""
    cells = 0
    for at, each in enumerate(text):
        cells += cell_len(each)
        if cells > width:
            return max(1, at)
    return len(text)


def _may_break(text: str, at: int) -> bool:
    if at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if _ends_in_a_sign(text[:at].rstrip(" ")) or "\u00a0" in (before, after):
        return False
    if " " in (before, after):
        return True
    if after in _closing or before in _opening:
        return False
    return cell_len(before) == 2 or cell_len(after) == 2


def _ends_in_a_sign(text: str) -> bool:
    sign, word_before = text[-1:], text[-2:-1].strip()
    return sign in _signs and (not word_before or word_before in _pauses)


_closing = "，。、；：？！）》〕”’,.;:?!)]}%"
_opening = "（《〔“‘([{"
_pauses = "，；：、（"
_signs = "+!-?~xX*@=#<>^"
"""Signs before a sentence or a light's name, which never end a line."""


def clock(seconds: int) -> str:
    """A duration as minutes and seconds, or hours and minutes with an `h`."""
    seconds = max(0, seconds)
    if seconds >= 3600:
        return f"{seconds // 3600}h{seconds % 3600 // 60:02d}"
    return f"{seconds // 60}:{seconds % 60:02d}"


def minutes(seconds: int) -> int:
    """A duration in minutes, a begun one counted."""
    return -(-max(0, seconds) // 60)


def day_text(day: date, *, year: bool = False) -> str:
    """A date as it is spoken: `12月3日（周四）`, `Thu 3 Dec`."""
    if current() == "zh":
        head = f"{day.year}年" if year else ""
        return f"{head}{day.month}月{day.day}日（周{_weekdays[0][day.weekday()]}）"
    tail = f" {day.year}" if year else ""
    return f"{_weekdays[1][day.weekday()]} {day.day} {_months[day.month - 1]}{tail}"


def short_day(day: date, *, year: bool = False) -> str:
    """A date without its weekday: `28 Nov`, `11月28日`."""
    text = day_text(day, year=year)
    return text.partition("（")[0] if current() == "zh" else text.partition(" ")[2]


class HarmlessLines(LineFilter):
    """Takes control characters out of everything that is painted, whatever they came from."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line without C0, C1 and direction controls, which were measured as no cell."""
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(segment.text.translate(_nothing), segment.style)
            for segment in segments
        ]


_controls = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_blanks = dict.fromkeys(_controls, " ")
_nothing = dict.fromkeys(_controls)
