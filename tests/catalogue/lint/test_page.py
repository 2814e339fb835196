"""The pages about the rules are those that the rules and the shipped items make today."""

from __future__ import annotations

from pathlib import Path

from window_desk.catalogue import data_folder
from window_desk.catalogue.lint import page
from window_desk.catalogue.lint.registry import rules
from window_desk.catalogue.settings import load_law

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_of_the_rules_is_fresh() -> None:
    kept = (DOCS / "catalogue-rules.md").read_text("utf-8")
    assert kept == page.rules_page(load_law(data_folder() / "law")), "make docs writes it again"


def test_the_page_names_every_rule() -> None:
    kept = (DOCS / "catalogue-rules.md").read_text("utf-8")
    assert all(f"| `{each.id}` |" in kept for each in rules)


def test_the_findings_of_the_shipped_items_are_fresh_and_none_is_an_error() -> None:
    kept = (DOCS / "catalogue-findings.md").read_text("utf-8")
    checked, found = page.shipped_findings()
    tables = page.findings_tables(checked, found)
    assert kept == page.findings_page(kept, tables), "make docs writes it again"
    assert not [each for each in found if each.severity == "error"]
    assert not [each for each in found if each.rule == "waiver.unused"]


def test_what_people_wrote_stays_when_the_tables_are_made_again() -> None:
    kept = f"before\n{page.begin}\nold\n{page.end}\nafter\n"
    assert page.findings_page(kept, "new") == (
        f"before\n{page.begin}\n\nnew\n\n{page.end}\nafter\n"
    )
