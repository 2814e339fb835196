"""Text that people type, made fit to keep and to show: one line, and no invisible characters."""

from __future__ import annotations

import unicodedata

from window_desk.domain.errors import Label, RuleBroken

_dropped_categories = ("Cc", "Cf", "Cs")
"""Controls (C0 with ESC, DEL, C1), format characters, lone surrogates.

Format characters are all dropped: bidi overrides and isolates, zero-width ones, byte order marks,
tags, and the zero-width joiner and non-joiner too. Names on certificates do not need these two,
and with them two names that look alike would differ.
"""

_blanks = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters that count as letters, marks or signs and yet show nothing."""


def clean_text(raw: str, limit: int = 200) -> str:
    """The text in one line, composed (NFC), without anything invisible, spaces single.

    Visible characters stay as they are, however rare: Han outside the basic plane, private-use
    characters, combining marks, variation selectors, and marks that other programs interpret.
    `limit` counts characters. Raises RuleBroken `text.too_long`: nothing is cut off silently.
    """
    visible = "".join(" " if each.isspace() else each for each in raw if _is_kept(each))
    text = " ".join(unicodedata.normalize("NFC", visible).split())
    if len(text) > limit:
        raise RuleBroken(
            "text.too_long",
            "This text has {length} characters; at most {limit} fit.",
            hint="Shorten it.",
            length=len(text),
            limit=limit,
        )
    return text


def require_text(raw: str, what: Label | str, limit: int = 200) -> str:
    """The clean text; raises RuleBroken `text.empty` when nothing visible is left of it."""
    text = clean_text(raw, limit)
    if not text:
        raise RuleBroken(
            "text.empty", "{what}: nothing is filled in.", hint="Fill it in.", what=what
        )
    return text


def _is_kept(character: str) -> bool:
    if character.isspace():
        return True
    if character in _blanks or _is_noncharacter(ord(character)):
        return False
    return unicodedata.category(character) not in _dropped_categories


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
