"""What permits, fees and renewals stand on: laws and regulations, not lower papers."""

from __future__ import annotations

from collections.abc import Iterator

from window_desk.catalogue.lint.collection import Collection, both
from window_desk.catalogue.lint.finding import Found, Rule, of_each
from window_desk.catalogue.lint.limits import is_higher_law, permit
from window_desk.domain.item import ServiceItem

_lasting = ("licence", "certificate")


def _too_low(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    named = [each.law for each in item.basis]
    if item.type != permit or not named or any(is_higher_law(each) for each in named):
        return
    yield Found(
        ("basis",),
        "",
        f"许可的设定依据只有{'、'.join(f'《{each}》' for each in named)}，"
        "其中没有法律、法规或者国务院决定。",
        f"The permit rests on {', '.join(named)} only: no law, regulation or decision of the State "
        "Council is among them.",
    )


def _fee_too_low(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    if item.type != permit:
        return
    for position, fee in enumerate(item.fees):
        if not is_higher_law(fee.basis):
            zh, en = both(fee.name)
            yield Found(
                ("fees", position, "basis"),
                "",
                f"许可收费“{zh}”的依据《{fee.basis}》不是法律、行政法规。",
                f'The permit\'s fee "{en}" rests on {fee.basis}, which is no law or administrative '
                "regulation.",
            )


def _renewal(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    if not item.renewal or (item.result is not None and item.result.kind in _lasting):
        return
    yield Found(
        ("renewal",),
        "",
        "延续事项的办理结果不是证照，没有可以延续的有效期。",
        "The item renews something, and its result is no licence or certificate that could end.",
    )


def _no_result(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    if item.result is None:
        yield Found((), "", "没有写明办理结果。", "It is not written what the applicant receives.")


rules = (
    Rule(
        "permit.basis-too-low",
        "warning",
        ("许可设定依据层级不够", "a permit that rests on no law or regulation"),
        (
            "写明设定该许可的法律、法规或者国务院决定；没有的，不得设定；省级政府规章设定的临时性许可，"
            "用 waivers 写明。",
            "Cite the law, regulation or decision of the State Council that creates the permit; "
            "without one there is none. Waive for a temporary permit of a province's rule.",
        ),
        "xkf.17",
        of_each(_too_low),
    ),
    Rule(
        "fee.basis-too-low",
        "warning",
        ("许可收费依据层级不够", "a permit's fee that rests on no law"),
        (
            "写明规定该收费的法律、行政法规；没有的，不得收取。",
            "Cite the law or administrative regulation that allows the fee; without one it may not "
            "be charged.",
        ),
        "xkf.58.1",
        of_each(_fee_too_low),
    ),
    Rule(
        "renewal.without-licence",
        "warning",
        ("延续事项没有证照结果", "a renewal of nothing that ends"),
        (
            "更正办理结果的类型，或者去掉延续标记（renewal）。",
            'Correct the kind of the result, or take "renewal" out.',
        ),
        "xkf.50",
        of_each(_renewal),
    ),
    Rule(
        "result.missing",
        "warning",
        ("未写明办理结果", "an item without its result"),
        ("写明办理结果（[item.result]）。", "Write it as [item.result]."),
        "yshj.35",
        of_each(_no_result),
    ),
)
