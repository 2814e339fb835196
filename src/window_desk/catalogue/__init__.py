"""Catalogue, centre, calendar and law files: read, checked whole, and made searchable."""

from __future__ import annotations

from pathlib import Path

from window_desk.domain.errors import Unusable


def data_folder() -> Path:
    """The folder of what a new desk is seeded with: in the installed package, or the checkout.

    It holds `catalogue/`, `calendar/`, `law/` and `centre/`. Raises `Unusable` (`data.missing`).
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_data", package.parents[1] / "data"):
        if (folder / "catalogue").is_dir():
            return folder
    raise Unusable(
        "data.missing",
        "The folder with the catalogue, calendar, law and centre files is not in {folder}; "
        "install window-desk again.",
        folder=package,
    )
