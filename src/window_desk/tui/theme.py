"""Light, dark and high contrast; a state is always a glyph and a word besides its colour."""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

themes = (
    Theme(
        name="desk-dark",
        primary="#7fb2ff",
        secondary="#8fd0c0",
        accent="#ffcf70",
        foreground="#e6e9ef",
        background="#14181f",
        surface="#1b212b",
        panel="#263040",
        success="#7fd89a",
        warning="#ffcf70",
        error="#ff8f7a",
        dark=True,
        variables={"primary-muted": "#22304a"},
    ),
    Theme(
        name="desk-light",
        primary="#1d4f91",
        secondary="#1f6f63",
        accent="#8a5a00",
        foreground="#1b1f24",
        background="#fbfbf8",
        surface="#f1f1ec",
        panel="#dfe3e8",
        success="#1e6b37",
        warning="#8a5a00",
        error="#a8281a",
        dark=False,
        variables={"primary-muted": "#d8e6fa"},
    ),
    Theme(
        name="desk-contrast",
        primary="#ffffff",
        secondary="#00ffff",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#303030",
        success="#00ff00",
        warning="#ffff00",
        error="#ff9090",
        dark=True,
        variables={"primary-muted": "#00308f"},
    ),
)
"""In the order in which the theme key goes through them; a chosen row lies on `primary-muted`."""

light_styles = {
    "green": "$success",
    "blue": "$primary",
    "yellow": "$warning",
    "cliff": "bold $warning",
    "red": "$error",
    "double_red": "bold $error",
    "closed": "$foreground 60%",
}
"""The colour of each light."""

leg_styles = {
    "green": "$success",
    "soon": "$warning",
    "late": "bold $error",
    "applicant": "$primary",
    "none": "$foreground 60%",
}
"""The colour of each light of a department's leg."""


def style_of(named: str, colours: Mapping[str, str]) -> str:
    """A style such as `bold $error` in a theme's colours."""
    bold, _sign, name = named.rpartition("$")
    return f"{bold}{colours.get(name, '')}".strip()
