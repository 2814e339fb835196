"""What a bundle (一件事) consists of, in words of the present language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from window_desk.domain.bundle import Part
from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.locale import _, word
from window_desk.locale.punctuation import named, with_aside
from window_desk.tui.told import department_text


def bundle_name(item: ServiceItem, parts: Sequence[Part]) -> str:
    """The item's name, of a bundle with how many items it is made of."""
    included = [each for each in parts if each.included]
    if not parts:
        return word(item.name)
    return with_aside(word(item.name), _("{count} items").format(count=len(included)))


def bundle_lines(
    item: ServiceItem, parts: Sequence[Part], departments: Mapping[str, Bilingual]
) -> list[str]:
    """One line for each item of the bundle: who decides it, or which answer leaves it out."""
    if not parts:
        return []
    questions = {each.code: word(each.question) for each in item.situations}
    lines = [_("Items of the bundle, applied for together:")]
    for each in parts:
        name = word(each.item.name)
        if each.included:
            body = department_text(each.item.department, departments)
            lines.append(f"- {with_aside(name, body)}")
        else:
            because = questions.get(each.because, each.because)
            lines.append(
                f"x {named(_('not needed by the answer to “{question}”'), name)}".format(
                    question=because
                )
            )
    return lines
