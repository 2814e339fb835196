"""The two ways an act can fail: a rule forbids it, or a file or database cannot be used."""

from __future__ import annotations

from collections.abc import Mapping

Label = tuple[str, str]
"""One word or phrase in Chinese and English, for facts inside a sentence."""


def fill(template: str, facts: Mapping[str, object], lang: str) -> str:
    """The sentence with its facts in `lang` (`zh` or `en`).

    A `Label` gives the fitting half, and a list is put as one is in that language.
    """
    return template.format_map({name: _said(fact, lang) for name, fact in facts.items()})


def _said(fact: object, lang: str) -> object:
    if isinstance(fact, tuple) and len(fact) == 2:
        return fact[0 if lang == "zh" else 1]
    if isinstance(fact, list):
        return ("、" if lang == "zh" else ", ").join(str(_said(each, lang)) for each in fact)
    return fact


class DeskError(Exception):
    """A failure with a stable `code` and a sentence that a person can act on.

    `template` and `hint_template` are English, and the keys of their translations; `facts` fill
    the translated sentence too.
    """

    def __init__(self, code: str, message: str, *, hint: str = "", **facts: object) -> None:
        self.code = code
        self.template = message
        self.hint_template = hint
        self.facts = facts
        super().__init__(code)

    @property
    def message(self) -> str:
        """The English sentence."""
        return fill(self.template, self.facts, "en")

    @property
    def hint(self) -> str:
        """The English way out."""
        return fill(self.hint_template, self.facts, "en")

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class RuleBroken(DeskError):
    """An act that a rule forbids; `article` is a law key such as `xkf.32.1.4`, or empty."""

    def __init__(
        self, code: str, message: str, *, hint: str = "", article: str = "", **facts: object
    ) -> None:
        super().__init__(code, message, hint=hint, **facts)
        self.article = article


class Unusable(DeskError):
    """A database or file that cannot be used."""
