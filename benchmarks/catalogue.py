"""The whole catalogue looked at by every rule, beside the reading of its files alone."""

from __future__ import annotations

import time

from window_desk.catalogue import data_folder
from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.run import lint
from window_desk.catalogue.load import load_items
from window_desk.catalogue.settings import load_centre, load_law


def linted() -> tuple[float, float]:
    """Milliseconds of reading and looking, and of reading the same files only."""
    folder = data_folder()
    departments = load_centre(folder / "centre" / "demo.toml").departments
    articles = {each.key for each in load_law(folder / "law").articles}
    began = time.perf_counter()
    loaded = load_items([folder / "catalogue"])
    read = time.perf_counter()
    lint(Collection(loaded.items, departments, articles=articles), loaded.origins)
    done = time.perf_counter()
    return (done - began) * 1000, (read - began) * 1000
