"""Collects every sentence that is shown, and keeps the Chinese translations beside them.

`make locale` adds what is new to the translation file, drops what is no longer shown and compiles
the file that the desk reads.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[2] / "src" / "window_desk"
PO = SOURCE / "locale" / "zh_CN" / "LC_MESSAGES" / "window_desk.po"
MO = PO.with_suffix(".mo")

_errors = ("RuleBroken", "Unusable", "DeskError", "BadSource", "HubGone")
_passes_on = ("domain/errors.py", "locale/__init__.py")
"""Where sentences of others are handed on: nothing new stands there."""


def shown_texts(source: Path = SOURCE) -> dict[str, list[str]]:
    """Every English sentence that is a key of a translation, with the files it stands in."""
    found: dict[str, list[str]] = {}
    for file in sorted(source.rglob("*.py")):
        name = file.relative_to(source).as_posix()
        if name in _passes_on:
            continue
        for text in texts_in(file.read_text("utf-8")):
            places = found.setdefault(text, [])
            if name not in places:
                places.append(name)
    return found


def texts_in(code: str) -> set[str]:
    """The sentences in one file: in `_()`, in errors, and in tables from which errors choose."""
    tree = ast.parse(code)
    texts: set[str] = set()
    chosen = False
    for argument in _arguments(tree):
        literal = _literals(argument)
        texts |= literal or _sentences(argument)
        chosen = chosen or not literal
    if chosen:
        for statement in tree.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                texts |= _sentences(statement.value)
    return texts - {""}


def _arguments(tree: ast.Module) -> Iterator[ast.expr]:
    """The arguments that are translated: of `_`, and message and hint of an error."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        if name == "_":
            yield from node.args[:1]
        elif name in _errors:
            yield from node.args[1:2]
            yield from (each.value for each in node.keywords if each.arg == "hint")


def _literals(node: ast.expr) -> set[str]:
    """The text that an argument is, both of a choice, or nothing when it is no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _literals(node.body) | _literals(node.orelse)
    return set()


def _sentences(node: ast.expr) -> set[str]:
    """Every full sentence anywhere inside."""
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and each.value.endswith((".", "!", "?"))
        and " " in each.value
    }


def read_translations() -> Catalog:
    """The translation file as it is."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="window_desk")


def renew() -> list[str]:
    """Write the translation file anew and compile it; gives what has no translation yet."""
    kept = read_translations() if PO.exists() else Catalog()
    epoch = datetime(2026, 1, 1, tzinfo=UTC)
    catalog = Catalog(
        locale="zh_CN", domain="window_desk", project="window-desk", version="1", charset="utf-8",
        copyright_holder="window-desk", creation_date=epoch, revision_date=epoch, fuzzy=False,
        msgid_bugs_address="none", last_translator="window-desk", language_team="window-desk",
        header_comment="# Chinese (Simplified) translations of everything that window-desk says.",
    )  # fmt: skip
    missing = []
    for text, places in sorted(shown_texts().items()):
        before = kept.get(text)
        translated = before.string if before is not None else ""
        catalog.add(text, translated, locations=[(each, 1) for each in places])
        if not translated:
            missing.append(text)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False)
    with MO.open("wb") as file:
        write_mo(file, catalog)
    return missing


if __name__ == "__main__":
    for untranslated in renew():
        sys.stdout.write(f"no translation yet: {untranslated!r}\n")
