"""What the TOML parser says is wrong, as a sentence in the present language."""

from __future__ import annotations

from window_desk.locale import _


def say_syntax(reason: str, column: str) -> str:
    """What is wrong with a line and what to do; `reason` is the parser's own."""
    what = _reasons().get(reason) or f"{reason[:1].lower()}{reason[1:]}"
    if column:
        told = _("This is not valid TOML at column {column}: {what}; correct this line.")
        return told.format(column=column, what=what)
    return _("This is not valid TOML: {what}; correct this line.").format(what=what)


def _reasons() -> dict[str, str]:
    """The parser's reasons that name nothing from the file; others stay in its words."""
    return {
        "Invalid statement": _("invalid statement"),
        "Invalid value": _("invalid value"),
        "Invalid initial character for a key part": _("invalid initial character for a key part"),
        "Invalid date or datetime": _("invalid date or datetime"),
        "Invalid hex value": _("invalid hex value"),
        "Expected '=' after a key in a key/value pair": _("expected '=' after a key"),
        "Expected ']' at the end of a table declaration": _("expected ']' at the end of a table"),
        "Expected ']]' at the end of an array declaration": _("expected ']]' at the end of a list"),
        "Expected newline or end of document after a statement": _(
            "expected the end of the line after a statement"
        ),
        "Cannot overwrite a value": _("the same key stands there twice"),
        "Unclosed array": _("a list is not closed"),
        "Unclosed inline table": _("an inline table is not closed"),
        "Unterminated string": _("a text is not closed"),
        "Unescaped '\\' in a string": _("a lone '\\' in a text"),
    }
