"""`window-desk supervise`: what waits for a supervisor, as on the supervision screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import Json, calling
from window_desk.cli.command import new_app
from window_desk.cli.words import read_choice
from window_desk.locale import _, word
from window_desk.locale.punctuation import clauses

if TYPE_CHECKING:
    from window_desk.storage.matters import Matter, Section, Waiting

app = new_app(_("What waits for a supervisor."))


@app.command(help=_("What waits for a supervisor: nos, amendments, late corrections and more."))
def supervise(
    ctx: typer.Context,
    section: Annotated[
        str | None,
        typer.Argument(
            help=_(
                "noes, amendments, late, promises, declarations, unanswered, serve, conflicts"
                " or forks; without it all of them."
            )
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read in one consistent view and list it."""
    from window_desk.storage import supervision

    chosen = _section(section)
    call = calling(ctx)
    with call.desk.look() as look:
        found = supervision.read_waiting(look, chosen)
    document = {
        "counts": found.counts,
        "matters": [_matter(each) for each in found.matters],
    }
    call.answer(
        document,
        lambda page: (
            page.table(_heads(), [_row(each) for each in found.matters])
            if found.matters
            else page.line(_nothing(found, chosen))
        ),
    )


def _section(text: str | None) -> Section | None:
    from window_desk.storage.matters import sections

    return None if text is None else read_choice(text, sections, "SECTION")


def _nothing(found: Waiting, chosen: Section | None) -> str:
    others = sum(found.counts.values())
    if chosen is not None and others:
        return _("Nothing of this kind waits; of all kinds {count} do.").format(count=others)
    return _("Nothing waits for a supervisor.")


def _matter(matter: Matter) -> dict[str, object]:
    return {
        "section": matter.section,
        "case": matter.line.id if matter.is_about_case else None,
        "number": matter.line.number or None,
        "state": matter.line.state,
        "item": matter.line.item,
        "applicant": matter.line.shown_name,
        "who": matter.who or None,
        "day": matter.day,
        "reason": matter.reason,
        "alternative": matter.instead,
        "article": matter.article or None,
        "papers": [word(each) for each in matter.papers],
        "ends_as": matter.ends or None,
        "op": matter.op or None,
        "kind": matter.kind or None,
        "desk": matter.desk or None,
        "amended_item": matter.item or None,
        "amended_day": matter.accepted_on,
    }


def _heads() -> list[str]:
    return [
        _("Kind"), _("Case"), _("Item"), _("Applicant"), _("Who"), _("Day"), _("Why"),
    ]  # fmt: skip


def _row(matter: Matter) -> list[object]:
    line = matter.line
    change = [matter.item, str(matter.accepted_on or "")]
    said = [
        matter.reason,
        _ending(matter.ends),
        *_dispute(matter),
        *change,
        matter.instead,
        *(word(each) for each in matter.papers),
    ]
    return [
        word(section_words[matter.section]),
        line.number or line.id,
        word((line.item_zh, line.item_en)) or line.item,
        matter.line.shown_name,
        matter.who,
        matter.day,
        clauses(each for each in said if each),
    ]


def _dispute(matter: Matter) -> list[str]:
    """Of a conflict, the act as it is decided by, where it was done, and what it is."""
    from window_desk.services.acts import words

    if matter.section != "conflicts":
        return []
    return [matter.op, matter.desk, word(words.get(matter.kind, (matter.kind, matter.kind)))]


section_words = {
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
"""Each kind of matter in Chinese and English."""


def _ending(ends: str) -> str:
    """What an answer at the window ends a silent intake as."""
    if ends == "not_required":
        return _("no permit is needed: silence does not accept it, tell the applicant")
    if ends == "not_ours":
        return _("another body's: silence does not accept it, tell the applicant which one")
    return ""
