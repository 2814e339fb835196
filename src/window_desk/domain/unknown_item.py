"""What a desk knows of an item that it has not got: as much as a case of another desk says.

A department's desk may be sent a leg before the hall's catalogue has reached it. Steps and limits
stand in the case; of papers only their codes are known, and only those that were looked at.
"""

from __future__ import annotations

from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual, Material, ServiceItem


def item_known_from(case: Case) -> ServiceItem:
    """The item of a case as the case itself tells it; it has no guide, and no questions."""
    asked = (each.material for leg in case.legs for each in leg.asked)
    papers = dict.fromkeys([*case.papers, *asked])
    return ServiceItem(
        code=case.item,
        name=Bilingual(zh=case.item),
        type="",
        department=case.lead,
        version=case.item_version,
        statutory=case.statutory,
        materials=tuple(Material(each, Bilingual(zh=each), issuer="") for each in papers),
        steps=tuple(each.step for each in case.legs),
        joins=case.joins,
        missing_opinion=case.missing_opinion,
    )


def is_known_only_from_case(item: ServiceItem) -> bool:
    """Whether a case's item is not here: cases are opened only for items with their full guide."""
    return not item.guide
