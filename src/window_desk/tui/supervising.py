"""What waits for a supervisor, in words: kinds, rows, and one matter in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import clauses
from window_desk.storage.rows import CaseLine
from window_desk.tui.cells import day_text
from window_desk.tui.conflict_text import act_text, conflict_lines
from window_desk.tui.widgets.lines import Column, Line

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk
    from window_desk.storage.matters import Matter, Section, Waiting

section_labels: dict[str, Label] = {
    "noes": ("否定报备", "a no"),
    "amendments": ("更正申请", "amendment"),
    "late": ("二次补正", "asked late"),
    "promises": ("容缺后补", "promised"),
    "declarations": ("承诺核查", "declared"),
    "unanswered": ("尚未答复", "unanswered"),
    "serve": ("等待送达", "to serve"),
    "conflicts": ("异地操作", "elsewhere"),
    "forks": ("记录分叉", "fork"),
}
"""Each kind of matter, in the order of the list; the nos are the list of 办不成事."""


def read_waiting(desk: Desk, section: Section | None) -> Waiting:
    """Read what waits, in a thread."""
    from window_desk.storage import supervision

    with desk.look() as view:
        return supervision.read_waiting(view, section)


def counts_text(waiting: Waiting, chosen: str | None) -> Text:
    """How many wait of each kind that has any; the one that is shown alone is underlined."""
    text = Text()
    for section, count in waiting.counts.items():
        if count or section == chosen:
            style = "underline" if section == chosen else ""
            text.append(f"{word(section_labels[section])} {count}", style)
            text.append("  ")
    return text


def columns(width: int) -> list[Column]:
    """The columns of the list in so many cells."""
    wide = width >= 110
    return [
        Column(_("kind"), 10),
        Column(_("case"), 20 if wide else 13),
        Column(_("item")),
        Column(_("applicant"), 9 if wide else 6),
        Column(_("who"), 8),
        Column(_("day"), 9 if current() == "zh" else 6),
        Column(_("why")),
    ]


def row(matter: Matter, names: Mapping[str, str], width: int) -> Line:
    """A matter as a row; of a number that does not fit, its end is what tells it apart."""
    number = matter.line.number or matter.line.id
    # Acceptance numbers of one centre begin alike.
    shown = number if width >= 110 else number.partition("-")[2] or number
    said = day_text(matter.day)
    day = said.partition("（")[0] if current() == "zh" else said.partition(" ")[2]
    cells = (
        word(section_labels[matter.section]),
        shown,
        item_text(matter.line),
        applicant_text(matter),
        names.get(matter.who, matter.who) or "-",
        day,
        why_text(matter),
    )
    return Line(matter.key, cells)


def applicant_text(matter: Matter) -> str:
    """The applicant, a person masked; a fork is about no case and has none."""
    if matter.section == "forks":
        return "-"
    return matter.line.shown_name or _("erased")


def item_text(line: CaseLine) -> str:
    """The case's item in the present language."""
    return word(Bilingual(line.item_zh, line.item_en)) or line.item


def fits(matter: Matter, text: str, names: Mapping[str, str]) -> bool:
    """Whether what was typed is in its number, names, reason or item, or in pinyin of the item."""
    if not text:
        return True
    line, typed = matter.line, text.casefold()
    said = (
        line.number, line.id, line.item_zh, line.item_en, line.applicant_name, matter.who,
        names.get(matter.who, ""), matter.reason, *(each.zh for each in matter.papers),
    )  # fmt: skip
    if any(typed in each.casefold() for each in said):
        return True
    from window_desk.catalogue.search import normalise_query

    terms = normalise_query(text).split()
    return bool(terms) and all(term in matter.item_keys for term in terms)


def why_text(matter: Matter) -> str:
    """Why it is in the list, in a few words."""
    papers = ("、" if current() == "zh" else ", ").join(word(each) for each in matter.papers)
    match matter.section:
        case "noes":
            return matter.reason
        case "amendments":
            return clauses([*changes(matter), matter.reason])
        case "late":
            return f"{papers}: {matter.reason}"
        case "promises":
            return _("to come: {papers}").format(papers=papers)
        case "declarations":
            return _("check the declaration {document}").format(document=matter.reason)
        case "unanswered":
            return unanswered_text(matter.ends)
        case "serve":
            return _("decided, not served yet")
    return _why_elsewhere(matter)


def _why_elsewhere(matter: Matter) -> str:
    if matter.section == "conflicts":
        return f"{matter.desk}: {act_text(matter.kind)}"
    return _("two different acts under one number, met in {source}").format(source=matter.reason)


def unanswered_text(ends: str) -> str:
    """What silence makes of an intake that nobody answered."""
    if ends == "not_required":
        return _("no permit is needed: silence does not accept it, tell the applicant")
    if ends == "not_ours":
        return _("another body's: silence does not accept it, tell the applicant which one")
    return _("nobody answered yet; then it counts as accepted")


def changes(matter: Matter) -> list[str]:
    """What an amendment would change: from what to what."""
    found = []
    if matter.item:
        name = word(matter.item_name) if matter.item_name else matter.item
        found.append(f"{item_text(matter.line)} → {name}")
    if matter.accepted_on is not None:
        found.append(f"{matter.accepted_before} → {matter.accepted_on}")
    return found


def head_text(matter: Matter, names: Mapping[str, str], cited: str) -> Text:
    """Which case a matter is about, in a line; what, who, when and by which article in another."""
    text = Text()
    name = applicant_text(matter)
    number = matter.line.number or matter.line.id
    text.append(f"{number}  {item_text(matter.line)}  {name}\n", "bold")
    who = names.get(matter.who, matter.who) or "-"
    kind, day = word(section_labels[matter.section]), day_text(matter.day, year=True)
    text.append(f"{kind}  {who}  {day} {cited}")
    return text


def detail_text(matter: Matter, names: Mapping[str, str]) -> Text:
    """Why it waits, what the applicant was told to do instead, and both versions of a conflict."""
    if matter.section == "conflicts" and not matter.is_about_case:
        said = _(
            "{desk} did this with a number that was not with it: {act}. It is kept and does not"
            " count. Here the last act is: {ours}. n notes that you looked at it."
        )
        act, ours = act_text(matter.kind), act_text(matter.ours)
        return Text(said.format(desk=matter.desk, act=act, ours=ours))
    if matter.section == "conflicts":
        return Text("\n".join(conflict_lines(matter.versions, names)))
    if matter.section == "forks":
        said = _(
            "Two lives of {stream} wrote different acts under one number, so nothing more of it is"
            " taken in. Find out which machine is a copy and stop it; y then goes on with what is"
            " here."
        )
        return Text(said.format(stream=matter.op))
    text = Text(why_text(matter))
    if matter.instead:
        text.append("\n" + _("instead: {alternative}").format(alternative=matter.instead))
    return text
