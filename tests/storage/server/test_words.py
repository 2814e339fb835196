"""No statement of the desk has a word that only SQLite understands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

STORAGE = Path(__file__).resolve().parents[3] / "src" / "window_desk" / "storage"

ONLY_SQLITE = re.compile(
    r"\b(?:ifnull|total|iif|printf|strftime|julianday|unixepoch|zeroblob|hex|last_insert_rowid"
    r"|sqlite_schema|sqlite_master|pragma_\w+)\(|\bGLOB\b|\bPRAGMA\b|INSERT OR |\bREPLACE INTO\b"
)
OF_FILES = {
    "backups.py", "driver.py", "file_store.py", "restoring.py", "schema.py", "upgrading.py",
    "desk.py", "tables.py", "log_tables.py", "hall_tables.py", "case_tables.py", "stream_tables.py",
}  # fmt: skip
"""The modules whose statements run on files alone."""


def texts(code: str) -> Iterator[str]:
    """Every piece of text in a module that is no docstring."""
    tree = ast.parse(code)
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in told:
            yield each.value


def found_in(code: str) -> list[str]:
    return [word for text in texts(code) for word in ONLY_SQLITE.findall(text)]


@pytest.mark.parametrize(
    "module",
    [each for each in sorted(STORAGE.glob("*.py")) if each.name not in OF_FILES],
    ids=lambda each: each.stem,
)
def test_both_databases_understand_it(module: Path) -> None:
    assert found_in(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted", ["SELECT ifnull(a, 0) FROM t", "x GLOB 'a*'", "INSERT OR IGNORE INTO t VALUES (1)"]
)
def test_a_planted_word_is_found(planted: str) -> None:
    assert found_in(f"statement = {planted!r}")
    assert not found_in(f'"""{planted}"""')
