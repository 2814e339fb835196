"""The pages `docs/catalogue-rules.md` and, its tables only, `docs/catalogue-findings.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from window_desk.catalogue import data_folder
from window_desk.catalogue.lint.collection import Collection
from window_desk.catalogue.lint.finding import Finding, Rule
from window_desk.catalogue.lint.registry import rules
from window_desk.catalogue.lint.run import lint
from window_desk.catalogue.load import load_items
from window_desk.catalogue.settings import load_centre, load_law
from window_desk.domain.law import Law

begin, end = "<!-- made by `make docs` -->", "<!-- end of what is made -->"
"""Between these lines of the findings page stands what is made; people write the rest."""

_head = """\
# The catalogue's rules

Made from the table in `src/window_desk/catalogue/lint/registry.py` by `make docs`.

`window-desk catalogue lint` looks at the items of the desk, or at the files it is given, and tells
what it finds with its place and how to mend it. An **error** breaks the law or stops applicants for
good, and makes the command end with status 1; a **warning** costs them papers, days or a lawful
ground that nobody has given a reason for; a **hint** is worth a look. `--rule`, `--severity` and
`--department` narrow it down. `catalogue import` says how much there is to find in what it takes.

What is marked *refused* is held by the import itself: such an item gets into no desk, and the
command tells of its file what the import would say.

An item may accept a finding for a reason that is written down in it:

    [[item.waivers]]
    rule = "paper.held"
    place = "old_licence"
    reason = "换发新执照时收回原执照"

`place` is the code of one paper, step or situation; without it the reason holds for the whole item.
A waiver without a reason is refused, and one that matches nothing is a finding itself.

The regulation on the business environment is about businesses; for what persons apply for, its
articles are the measure, not the law behind the finding.
"""


def rules_page(law: Law) -> str:
    """The page with every rule."""
    return "\n".join([_head, *_rules_table(law), ""])


def _rules_table(law: Law) -> Iterator[str]:
    yield "| rule | | finds | how to mend it | article |"
    yield "| --- | --- | --- | --- | --- |"
    for each in rules:
        article = _both(*(law.cite(each.article, lang) for lang in ("en", "zh")))
        cells = (f"`{each.id}`", _grave(each), _both(*each.title[::-1]), _both(*each.mend[::-1]))
        yield _row(*cells, article if each.article else "")


def _grave(rule: Rule) -> str:
    held = rule.severity == "error" and rule.check is None
    return f"{rule.severity}, refused" if held else rule.severity


def _both(en: str, zh: str) -> str:
    return f"{en}<br>{zh}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(each.replace('|', '¦') for each in cells)} |"


def shipped_findings() -> tuple[int, list[Finding]]:
    """How many items are shipped with the desk, and all that is found in them."""
    folder = data_folder()
    loaded = load_items([folder / "catalogue"])
    collection = Collection(
        loaded.items,
        load_centre(folder / "centre" / "demo.toml").departments,
        articles={each.key for each in load_law(folder / "law").articles},
    )
    return len(loaded.items), lint(collection, loaded.origins)


def findings_tables(checked: int, found: Iterable[Finding]) -> str:
    """What stands and what is accepted for a reason, as two tables."""
    stand = [each for each in found if each.waiver is None]
    accepted = [each for each in found if each.waiver is not None]
    lines = [
        f"Items looked at: {checked}. Findings that stand: {len(stand)}; accepted for a written "
        f"reason: {len(accepted)}.",
        "",
        "| stands | item | finding |",
        "| --- | --- | --- |",
        *(_row(f"`{each.rule}`", _named(each), _both(*each.message[::-1])) for each in stand),
        "",
        "| accepted | item | place | reason |",
        "| --- | --- | --- | --- |",
    ]
    for each in accepted:
        assert each.waiver is not None
        lines.append(_row(f"`{each.rule}`", _named(each), f"`{each.place}`", each.waiver.reason))
    return "\n".join(lines)


def _named(finding: Finding) -> str:
    zh, en = finding.name
    return zh if zh == en else _both(en, zh)


def findings_page(present: str, tables: str) -> str:
    """The page with its tables made again; what people wrote stays."""
    before, _, rest = present.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{tables}\n\n{end}{after}"


def main(words: list[str]) -> str:
    """The page that is asked for: `rules`, or `findings` with the file of the present one."""
    if words[0] == "rules":
        return rules_page(load_law(data_folder() / "law"))
    present = Path(words[1]).read_text("utf-8")
    return findings_page(present, findings_tables(*shipped_findings()))


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1:]))
