"""Every rule of the catalogue, in the order of the page `docs/catalogue-rules.md`."""

from __future__ import annotations

from window_desk.catalogue.lint import (
    answers,
    circles,
    grounds,
    limits,
    names,
    papers,
    refused,
    routes,
)
from window_desk.catalogue.lint.finding import Rule

waiver_unused = Rule(
    "waiver.unused",
    "warning",
    ("没有对应问题的豁免", "a waiver that matches nothing"),
    (
        "问题已经改正的，删去豁免；写错规则或者位置的，更正。",
        "Take it out where the item was mended; correct its rule or place where it was mistyped.",
    ),
)
"""What `run.py` finds when all others are done."""

rules: tuple[Rule, ...] = (
    *circles.rules,
    *routes.rules,
    *papers.rules,
    *limits.rules,
    *grounds.rules,
    *answers.rules,
    *names.rules,
    waiver_unused,
    *refused.rules,
)

by_id = {each.id: each for each in rules}
