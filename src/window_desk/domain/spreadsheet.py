"""Text that a spreadsheet shows as it is, and never runs."""

from __future__ import annotations

_starts = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet read a cell as a formula; some also take the full-width signs."""


def literal_text(text: str) -> str:
    """The text, with an apostrophe before it where it could be taken for a formula.

    Blanks before the sign do not hide it: some programs trim them when they read the file.
    """
    trimmed = text.lstrip()
    is_risky = text[:1] in _starts or trimmed[:1] in _starts
    return f"'{text}" if text and is_risky else text


def to_literal(text: str) -> str:
    """The text for a cell that is read back: as `literal_text`, and from there unmistakable."""
    return f"'{text}" if text.startswith("'") else literal_text(text)


def from_literal(cell: str) -> str:
    """The text that `to_literal` wrote; also what a person marked as text with an apostrophe."""
    return cell.removeprefix("'")
