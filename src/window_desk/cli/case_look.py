"""Looking at cases: one whole, or a page of many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from window_desk.cli.call import As, Json, calling
from window_desk.cli.case_intake import CaseName
from window_desk.cli.command import new_app
from window_desk.domain.case import State
from window_desk.domain.light import Light
from window_desk.locale import _, word

if TYPE_CHECKING:
    from window_desk.cli.case_tables import Rows
    from window_desk.cli.printing import Page
    from window_desk.domain.case import Case
    from window_desk.services.intake import CaseView
    from window_desk.storage.change import Look
    from window_desk.storage.rows import CaseLine

app = new_app("")


@app.command(help=_("Everything that is known of a case."))
def show(
    ctx: typer.Context,
    case: CaseName,
    unmask: Annotated[
        bool, typer.Option("--unmask", help=_("The applicant in clear; it is put on record."))
    ] = False,
    account: As = "",
    as_json: Json = False,
) -> None:
    """State, clocks, papers, legs and timeline; people are masked."""
    from window_desk.cli import (
        case_document,
        case_tables,
        clock_document,
        joint_page,
        person_document,
    )
    from window_desk.services import intake, people

    call = calling(ctx)
    if unmask:
        actor = call.sign_in(account)
        found = intake.view_case(call.desk, case).case
        shown = {
            role: person_document.unmasked(people.show_person(call.desk, actor, person))
            for role, person in (("applicant", found.applicant), ("agent", found.agent))
            if person
        }
    else:
        shown = {}
    with call.desk.look() as look:
        view = intake.view(look, intake.require_case(look, case).id)
        document = case_document.whole(view, look) | shown
        names = dict(joint_page.department_names(look))
        legs = case_tables.leg_rows(view.case, clock_document.legs_of(view.case, look), look)
    call.answer(document, lambda page: _show(page, view, document, legs, names))


def _show(
    page: Page, view: CaseView, document: dict[str, object], legs: Rows, names: dict[str, str]
) -> None:
    from window_desk.cli import joint_page
    from window_desk.cli.bundle_document import child_rows
    from window_desk.cli.case_tables import paper_rows
    from window_desk.cli.clock_document import left_sentence
    from window_desk.cli.printing import shown
    from window_desk.domain.explanation import sentences
    from window_desk.domain.unknown_item import is_known_only_from_case
    from window_desk.locale import current

    page.line(shown(view.item.name), "bold")
    if is_known_only_from_case(view.item):
        said = _("! Its item {code} has not arrived here: papers show as codes.")
        page.line(said.format(code=view.item.code))
    page.facts(_facts(view.case, document))
    clocks = document["clocks"]
    assert isinstance(clocks, dict)
    for name, found, clock in (
        (_("Promised"), view.promised, clocks["promised"]),
        (_("By law"), view.statutory, clocks["statutory"]),
    ):
        if found is not None:
            page.title(name)
            if view.case.accepted_at is None:
                page.line(_("If it were accepted now:"))
            page.lines(sentences(found, current()))
            if clock["left_working_days"] is not None:
                page.line(left_sentence(clock["left_working_days"]))
    page.title(_("Papers"))
    page.table(*paper_rows(view))
    children = document["children"]
    if isinstance(children, list) and children:
        page.title(_("Items of the bundle"))
        page.table(*child_rows(children))
    if view.case.legs:
        page.title(_("Departments"))
        page.table(*legs)
    joint_page.show(page, view, document, names)
    _show_timeline(page, document)


def _facts(case: Case, document: dict[str, object]) -> list[tuple[str, object]]:
    from window_desk.cli.clock_document import clock_facts
    from window_desk.cli.since_document import since_words
    from window_desk.domain.case import state_labels

    applicant = document["applicant"]
    person = applicant if isinstance(applicant, dict) else {}
    return [
        (_("Case"), case.id),
        (_("Number"), case.number),
        (_("State"), state_labels[case.state]),
        (_("Light"), _light_words(document["light"])),
        (_("Applicant"), person.get("name")),
        (_("Certificate"), person.get("certificate_number")),
        (_("Opened"), case.opened_at),
        (_("Accepted"), case.accepted_at),
        (_("Decided"), case.decided_at),
        (_("Handed out"), case.served_at),
        *clock_facts(document),
        (_("Reason"), case.reason),
        (_("Item changed since"), since_words(document)),
        (_("Only to read"), document["read_only"]),
    ]


def _light_words(light: object) -> str:
    """A light as its sign and its word, never as a colour alone."""
    return f"{light.glyph} {word(light.words)}" if isinstance(light, Light) else ""


def _show_timeline(page: Page, document: dict[str, object]) -> None:
    timeline = document["timeline"]
    assert isinstance(timeline, list)
    page.title(_("Timeline"))
    page.table(
        [_("When"), _("Who"), _("What"), _("Particulars"), ""],
        [
            [each["at"], each["by"], each["words"], each["said"], _("undone") * each["undone"]]
            for each in timeline
        ],
    )


@app.command("list", help=_("Cases, the newest first; by light, the next due first."))
def list_(
    ctx: typer.Context,
    state: Annotated[State | None, typer.Option(help=_("Only cases in this state."))] = None,
    light: Annotated[Light | None, typer.Option(help=_("Only cases under this light."))] = None,
    after: Annotated[
        str, typer.Option(metavar="KEY", help=_("The next page: the key that the last one gave."))
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help=_("Lines of a page."))] = 100,
    as_json: Json = False,
) -> None:
    """A page of cases."""
    call = calling(ctx)
    with call.desk.look() as look:
        try:
            found, following = _page(look, state or "", light, after, limit)
        except ValueError:
            raise typer.BadParameter(
                _("{text} is no key of a page.").format(text=repr(after)), param_hint="--after"
            ) from None
        documents = [_line(each, look) for each in found]
        names = {each.name.zh: word(each.name) for each in look.centre.departments}
    rows = [_row(line, document, names) for line, document in zip(found, documents, strict=True)]

    def on_page(page: Page) -> None:
        if not rows:
            page.line(_("No case fits."))
            return
        page.table(_heads(), rows)
        if following:
            page.line(_("More: --after {key}").format(key=f"'{following}'"))

    call.warn()
    call.answer({"cases": documents, "next": following or None}, on_page)


def _heads() -> list[str]:
    return [
        _("Number"), _("Item"), _("Applicant"), _("State"), _("Light"), _("Promised"), _("With"),
    ]  # fmt: skip


def _page(
    look: Look, state: str, light: Light | None, after: str, limit: int
) -> tuple[list[CaseLine], str]:
    """The lines of a page and the key of the one after it, empty at the end."""
    found: list[CaseLine] = []
    for line, key in _lines(look, state, light, after):
        if len(found) == limit:
            return found, after
        if light is None or _light(line, look) is light:
            found.append(line)
        after = key
    return found, ""


def _lines(
    look: Look, state: str, light: Light | None, after: str
) -> Iterator[tuple[CaseLine, str]]:
    """The cases behind a key, each with its own key; under an open light only open cases."""
    from window_desk.storage import deadlines, listings, reads

    by_date = light not in (None, Light.CLOSED)
    if by_date and state not in ("", "under_review"):
        return
    wish = deadlines.Wish(look.today.isoformat(), deadlines.soon(look), light)
    while True:
        if by_date:
            page = deadlines.open_cases(look.connection, wish, after)
        else:
            page = listings.cases_in(look.connection, state, after)
        for line in page.cases:
            begin = (line.promised_due or "") if by_date else reads.stamp(line.opened_at)
            yield line, f"{begin}|{line.id}"
        if not page.next:
            return
        after = page.next


def _light(line: CaseLine, look: Look) -> Light | None:
    from window_desk.cli.case_document import light_of_line

    return light_of_line(line, look)


def _line(line: CaseLine, look: Look) -> dict[str, object]:
    from window_desk.storage.standing import standing

    stands = standing(look, line)
    return {
        "case": line.id,
        "number": line.number or None,
        "item": line.item,
        "item_name": (line.item_zh, line.item_en)[_is_english() and bool(line.item_en)],
        "state": line.state,
        "light": _light(line, look),
        "applicant": line.shown_name,
        "opened_at": line.opened_at,
        "accepted_at": line.accepted_at,
        "promised_due": stands.promised,
        "statutory_due": stands.statutory,
        "left_working_days": stands.promised_left if line.state == "under_review" else None,
        "suspended_since": line.suspended_since,
        "licence_until": line.licence_until,
        "provisional": line.provisional,
        "holders": line.holders,
        "lead": line.lead or None,
    }


def _is_english() -> bool:
    from window_desk.locale import current

    return current() == "en"


def _row(line: CaseLine, document: dict[str, object], names: dict[str, str]) -> list[object]:
    from window_desk.domain.case import state_labels

    return [
        line.number or line.id,
        document["item_name"],
        document["applicant"],
        next(label for state, label in state_labels.items() if state == line.state),
        _light_words(document["light"]),
        document["promised_due"],
        ", ".join(names.get(each, each) for each in line.holders),
    ]
