"""What the desk knows of an applicant: earlier cases and papers on file, masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from window_desk.domain.case import state_labels
from window_desk.domain.identity import mask_number, mask_phone
from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.locale import _, word
from window_desk.locale.punctuation import listed
from window_desk.storage.promises import Owed
from window_desk.storage.rows import CaseLine, Person
from window_desk.tui.cells import day_text
from window_desk.tui.intake_reading import Known

if TYPE_CHECKING:
    from window_desk.storage.review_lists import Wanted


def known_text(known: Known, clear: Person | None, item: ServiceItem | None) -> str:
    """Who it is and what they brought before; or what the fields are for."""
    person = known.person
    if person is None:
        if known.number and known.error is None:
            return _("Nobody with this certificate was here before.")
        return _("Enter goes to the next field; on the last one it opens the case.")
    if clear is not None and clear.id == person.id:
        head = f"{clear.name} {clear.certificate_number} {clear.phone}"
    else:
        name, number = person.shown_name, mask_number(person.certificate_number)
        head = f"{name} {number} {mask_phone(person.phone)}  {_('^o shows it')}"
    lines = [head, *_cases(known.cases)]
    names = {each.code: word(each.name) for each in item.materials} if item else {}
    papers = [names.get(each.material, each.material) for each in known.on_file]
    if papers:
        lines.append(_("On file for this item: {papers}").format(papers=listed(papers)))
    return "\n".join([*lines, *map(owed_text, known.owes), *map(wanted_text, known.wanted)])


def wanted_text(wanted: Wanted) -> str:
    """What departments ask of an applicant in another case, and what to do about it."""
    if wanted.told:
        said = _("? {number} waits for papers ({count}): 3, then i takes them in")
    else:
        said = _("? {number} needs papers ({count}): 3, then N tells the applicant")
    return said.format(number=wanted.number, count=wanted.papers)


def owed_text(owed: Owed) -> str:
    """What an applicant still owes from another case, and until when."""
    return _("! owes papers of {number} by {day}: {count}").format(
        count=len(owed.materials), number=owed.number, day=day_text(owed.by)
    )


def _cases(cases: Iterable[CaseLine]) -> list[str]:
    rows = [
        "  ".join(
            (
                day_text(each.opened_at.date(), year=True),
                word(state_labels[each.state]),  # type: ignore[index]  # a row's state is one of them
                word(Bilingual(each.item_zh, each.item_en)),
                each.number,
            )
        )
        for each in cases
    ]
    return rows or [_("No earlier cases.")]
