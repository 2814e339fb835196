"""A centre's settings as a TOML file, which the loader reads back to the same settings."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from window_desk.catalogue.write import filled, toml_value
from window_desk.domain.centre import Centre


def write_centre(centre: Centre) -> str:
    """The text of the file; what has its usual value is left out."""
    return "\n".join(_lines(centre)) + "\n"


def _lines(centre: Centre) -> Iterator[str]:
    yield "[centre]"
    below: list[tuple[str, msgspec.Struct]] = []
    for name, value in filled(centre):
        if name in ("rules", "policies") and isinstance(value, msgspec.Struct):
            below.append((name, value))
        else:
            yield f"{name} = {toml_value(value)}"
    for name, part in below:
        yield from ("", f"[centre.{name}]")
        for key, value in filled(part):
            yield f"{key} = {toml_value(value)}"
