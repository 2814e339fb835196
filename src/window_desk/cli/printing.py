"""What a command prints: one JSON document for programs, or lines and tables for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, TYPE_CHECKING

import msgspec

from window_desk.domain.item import Bilingual
from window_desk.locale import word

if TYPE_CHECKING:
    from rich.text import Text

_as_wide_as_needed = 100_000
_gap = 2
_tones = {
    "plain": "",
    "dim": "dim",
    "strong": "bold",
    "critical": "bold red",
    "beside": "cyan",
    "slack": "yellow",
}
"""The colours of what is drawn; each stands beside a glyph and a word."""
_unseen = ("Cc", "Cf", "Cs", "Zl", "Zp")


def visible(text: str) -> str:
    """The text in one line, with every character that a terminal obeys written as its number."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\u{ord(each):04x}" if unicodedata.category(each) in _unseen else each for each in text
    )


def plain(value: object) -> object:
    """A value as JSON has it: structs as objects with every field, moments with their offset."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value)
        return {name: plain(each) for name, each in fields.items()}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (str, bytes)):
        return value if isinstance(value, str) else value.hex()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    return value


def write_json(document: object) -> None:
    """Print one JSON document on stdout."""
    text = json.dumps(plain(document), ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(f"{text}\n")


def narrate(text: str) -> None:
    """Say on stderr what is going on; it is no part of the answer."""
    sys.stderr.write(f"{visible(text)}\n")
    sys.stderr.flush()


class Page:
    """Lines, facts and tables for people; whatever stands in them is text and nothing else.

    On a terminal they fit its width; anywhere else a line is as long as it is.
    """

    def __init__(self, file: IO[str] | None = None) -> None:
        from rich.console import Console

        out = file or sys.stdout
        self._console = Console(
            file=out,
            width=None if out.isatty() else _as_wide_as_needed,
            markup=False,
            emoji=False,
            highlight=False,
        )

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """One line, or a paragraph where the terminal is narrower, `indent` cells to the right."""
        if indent:
            from rich.padding import Padding

            self._print(Padding(self._text(text, style), (0, 0, 0, indent), expand=False))
        else:
            self._console.print(self._text(text, style))

    def lines(self, texts: Iterable[str]) -> None:
        """One line for each text."""
        for each in texts:
            self.line(each)

    @property
    def width(self) -> int:
        """The cells of a drawing: the terminal's, or 80 where there is none."""
        return min(self._console.width, 140) if self._console.file.isatty() else 80

    def drawn(self, lines: Iterable[Sequence[tuple[str, str]]]) -> None:
        """Lines of pieces, each with its tone; they are never broken."""
        from rich.text import Text

        for pieces in lines:
            line = Text.assemble(*((visible(text), _tones[tone]) for text, tone in pieces))
            line.rstrip()
            self._console.print(line, no_wrap=True, overflow="fold", crop=False)

    def title(self, text: str) -> None:
        """A line that stands out, after an empty one."""
        self.line()
        self.line(text, "bold")

    def facts(self, facts: Iterable[tuple[str, object]]) -> None:
        """Names with their values, one in a line; a fact without a value is left out."""
        self._grid([(f"{name}", shown(value)) for name, value in facts if shown(value)])

    def _grid(self, rows: Sequence[tuple[str, str]]) -> None:
        from rich.table import Table

        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in rows:
            grid.add_row(self._text(name, "dim"), self._text(value))
        self._print(grid)

    def table(
        self, heads: Sequence[str], rows: Iterable[Sequence[object]], whole: int | None = None
    ) -> None:
        """A table with a line for each row; numbers stand to the right.

        Where the terminal is too narrow for a long key, the column `whole`, each row has two
        lines instead, the second with its key in one piece.
        """
        lines = [list(each) for each in rows]
        if whole is not None and self._width(heads, lines) > self._console.width:
            self._in_two_lines(lines, whole)
        else:
            self._in_one_line(heads, lines)

    def _width(self, heads: Sequence[str], lines: Sequence[Sequence[object]]) -> int:
        from rich.cells import cell_len

        columns = zip(heads, *lines, strict=True)
        widths = [max(cell_len(visible(shown(each))) for each in cells) for cells in columns]
        return sum(widths) + _gap * (len(widths) - 1)

    def _in_one_line(self, heads: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
        from rich.table import Table

        table = Table(box=None, padding=(0, _gap, 0, 0), pad_edge=False)
        for position, head in enumerate(heads):
            numbers = bool(lines) and all(type(each[position]) is int for each in lines)
            table.add_column(
                self._text(head, "bold"),
                justify="right" if numbers else "left",
                overflow="fold",
            )
        for line in lines:
            table.add_row(*(self._text(shown(each)) for each in line))
        self._print(table)

    def _in_two_lines(self, lines: Sequence[Sequence[object]], whole: int) -> None:
        for line in lines:
            others = [shown(each) for at, each in enumerate(line) if at != whole]
            self.line(" | ".join(each for each in others if each))
            key = self._text(f"  {shown(line[whole])}", "dim")
            self._console.print(key, no_wrap=True, overflow="ignore", crop=False)

    def _print(self, table: object) -> None:
        with self._console.capture() as captured:
            self._console.print(table)
        # Cells are filled up with blanks, which only make copied lines longer.
        lines = captured.get().splitlines()
        self._console.file.write("".join(f"{each.rstrip()}\n" for each in lines))

    def _text(self, text: str, style: str = "") -> Text:
        from rich.text import Text

        return Text(visible(text), style=style)


def shown(value: object) -> str:
    """A value as people read it: words in the present language, moments to the minute."""
    match value:
        case None | "":
            return ""
        case Bilingual():
            return word(value)
        case (str(zh), str(en)):
            return word((zh, en))
        case bool():
            return word(("是", "yes") if value else ("否", "no"))
        case Decimal():
            return f"{value.normalize():f}"
    at = getattr(value, "time", None)
    return f"{value:%Y-%m-%d %H:%M}" if at else str(value)


def spoken(seconds: int) -> str:
    """A duration as minutes and seconds, or hours, minutes and seconds: `7:05`, `1:07:05`."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
