"""Chinese and English: every sentence is written in English and translated when it is shown."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from window_desk.domain.errors import DeskError, Label, fill

if TYPE_CHECKING:
    from window_desk.domain.item import Bilingual

Lang = Literal["zh", "en"]

_folder = Path(__file__).parent
_current: Lang = "en"


def wished_language(environment: Mapping[str, str] | None = None) -> Lang:
    """The language that WINDOW_DESK_LANG or the system's own setting asks for; English if none."""
    asked = os.environ if environment is None else environment
    for name in ("WINDOW_DESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if asked.get(name):
            return "zh" if asked[name].lower().startswith("zh") else "en"
    return "en"


def use(lang: Lang) -> None:
    """Show everything in this language from now on."""
    global _current
    _current = lang


def current() -> Lang:
    """The language in which things are shown now."""
    return _current


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("window_desk", _folder, languages=["zh_CN"], fallback=True)


def _(text: str) -> str:
    """The text in the current language; English is its own key."""
    return _catalogue().gettext(text) if _current == "zh" and text else text


def word(label: Label | Bilingual) -> str:
    """A word that carries both languages, in the current one."""
    if isinstance(label, tuple):
        return label[0] if _current == "zh" else label[1]
    return label.text(_current)


def say(error: DeskError) -> str:
    """What went wrong and the way out, as one line in the current language."""
    parts = (fill(_(each), error.facts, _current) for each in (error.template, error.hint_template))
    return ("" if _current == "zh" else " ").join(part for part in parts if part)
