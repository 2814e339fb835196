"""The two kinds of tables that a desk has in a file: both hold every column to its type."""

from __future__ import annotations

strict = {"sqlite_strict": True}
"""Rows in the order in which they came."""

keyed = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""Rows in the order of their key, which they are found by."""
