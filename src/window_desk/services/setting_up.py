"""Seeding a new desk with the shipped catalogue, calendar, law and centre."""

from __future__ import annotations

from pathlib import Path

from window_desk.catalogue.load import load_items
from window_desk.catalogue.search import search_keys
from window_desk.catalogue.settings import load_centre, load_law, load_notices
from window_desk.catalogue.source import BadSource
from window_desk.services import publishing
from window_desk.storage.change import Change


def seed(tx: Change, folder: Path) -> publishing.Published:
    """Publish everything in a data folder, all or nothing; what is there already is left alone.

    Raises `BadSource` with every error of every file.
    """
    loaded = load_items([folder / "catalogue" / "directory", folder / "catalogue" / "guides"])
    if loaded.errors:
        raise BadSource(loaded.errors)
    centre = load_centre(folder / "centre" / "demo.toml")
    notices = load_notices(folder / "calendar")
    law = load_law(folder / "law")
    if not tx.history("centre/main"):
        publishing.put_centre(tx, centre)
    for notice in notices:
        if not tx.history(f"calendar/{notice.year}"):
            publishing.put_notice(tx, notice)
    if not tx.history("law/xkf"):
        publishing.put_law(tx, law.articles)
    return publishing.put_items(tx, loaded.items, search_keys)
