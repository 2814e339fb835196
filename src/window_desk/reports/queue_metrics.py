"""What is measured in the queue: each metric with its exact definition."""

from __future__ import annotations

from window_desk.domain.item import Bilingual
from window_desk.reports.figure import Metric, Unit


def _metric(name: str, unit: Unit, label: tuple[str, str], definition: tuple[str, str]) -> Metric:
    return Metric(name, "queue", Bilingual(*label), unit, Bilingual(*definition))


_over = (
    "仅计已叫号、已开始且已办结的号票；过号、离开、尚未办完和隔夜未结束的不计入，另列件数；"
    "作废的不计。",
    "Only tickets that were called, started and finished count; those that were missed, left, are"
    " not finished yet or were open overnight are left out and counted beside it; voided ones are"
    " left out too.",
)
_mean = ("取整秒，半秒进一。", "In whole seconds, half a second rounded up.")
_rank = (
    "P90＝90 分位数：将各号票的时长由小到大排列，取第 0.9×n 个"
    "（位次向上取整，即最近秩法，不插值）。",
    "p90 = 90th percentile: the tickets' times in ascending order, the one at position 0.9 × n,"
    " rounded up to a whole position (nearest rank, no interpolation).",
)
_wait = (
    "等候时间＝取号至叫号；转移或过号后重新排队的等候一并计入。",
    "Waiting time = from the number given out to its call; waiting again after a transfer or after"
    " being missed is added.",
)
_way = (
    "到窗时间＝叫号至开始办理；多次被叫的，各次相加，包括无人应答的那一次。",
    "Way time = from the call to the start of service; of a number called anew each time, the"
    " unanswered one too, is added.",
)
_service = (
    "办理时间＝开始办理至办结、暂离或转移，各段相加；暂离时间不计。不是办件的审批时长。",
    "Service time = from the start (or the return) until finished, put on hold or transferred, all"
    " stretches added; time on hold does not count. It is not how long a case takes.",
)


def _time(
    name: str, label: tuple[str, str], time: tuple[str, str], formula: tuple[str, str]
) -> Metric:
    parts = (time, formula, _over, *([_mean] if formula is not _rank else []))
    definition = ("".join(each[0] for each in parts), " ".join(each[1] for each in parts))
    return _metric(name, "seconds", label, definition)


def _mean_over(zh: str, en: str) -> tuple[str, str]:
    return (
        f"平均值＝各已办结号票的{zh}之和÷已办结号票数。",
        f"Mean = sum of the {en} of finished tickets / number of finished tickets.",
    )


issued = _metric(
    "issued", "tickets", ("取号", "issued"),
    (
        "本期各日（北京时间）取出的号票数；作废的不计。",
        "Tickets given out on the days of the period (China Standard Time); voided ones do not"
        " count.",
    ),
)  # fmt: skip
served = _metric(
    "served", "tickets", ("已办结", "served"),
    (
        "本期取号、已叫号、已开始并已办结的号票数。",
        "Tickets of the period that were called, started and finished.",
    ),
)  # fmt: skip
at_window = _metric(
    "at_window", "tickets", ("在窗口", "at window"),
    (
        "本期取号、现在已叫号或正在办理的号票数。",
        "Tickets of the period that are called or being served now.",
    ),
)  # fmt: skip
waiting = _metric(
    "waiting", "tickets", ("等候中", "still waiting"),
    ("本期取号、现在仍在等候的号票数。", "Tickets of the period that still wait now."),
)  # fmt: skip
on_hold = _metric(
    "on_hold", "tickets", ("暂离", "on hold"),
    ("本期取号、现在处于暂离的号票数。", "Tickets of the period that are on hold now."),
)  # fmt: skip
missed = _metric(
    "missed", "tickets", ("过号", "missed"),
    (
        "本期取号、叫号后被标为过号且没有再来的号票数；重新排队后又过号的只计一次。",
        "Tickets of the period that were called, marked as missed and have not come back; one that"
        " came back and was missed again counts once.",
    ),
)  # fmt: skip
left = _metric(
    "left", "tickets", ("离开", "left"),
    (
        "本期取号、未办结即离开的号票数。",
        "Tickets of the period whose holders left before service was finished.",
    ),
)  # fmt: skip
forgotten = _metric(
    "forgotten", "tickets", ("隔夜", "overnight"),
    (
        "本期取号、当日终了时仍在等候、已叫号、办理中或暂离的号票数，包括后来在另一日办结或离开的；"
        "它们同时计入其现有状态，但不计入任何时长。",
        "Tickets of the period that still waited, were called, being served or on hold when their"
        " day ended, also when they were finished or left on a later day. They count in the state"
        " they are in as well, and in no time.",
    ),
)  # fmt: skip
missed_rate = _metric(
    "missed_rate", "share", ("弃号率", "missed rate"),
    (
        "弃号率＝过号的号票数÷取号数；重新排队后又过号的只计一次，再来办理的不算。",
        "Missed rate = tickets missed / tickets issued; one that came back and was missed again"
        " counts once, one that came back and was served does not.",
    ),
)  # fmt: skip
wait_mean = _time(
    "wait_mean", ("平均等候", "mean wait"), _wait, _mean_over("等候时间", "waiting times")
)
wait_p90 = _time("wait_p90", ("等候 P90", "p90 wait"), _wait, _rank)
way_mean = _time("way_mean", ("平均到窗", "mean way"), _way, _mean_over("到窗时间", "way times"))
way_p90 = _time("way_p90", ("到窗 P90", "p90 way"), _way, _rank)
service_mean = _time(
    "service_mean", ("平均办理", "mean service"), _service,
    _mean_over("办理时间", "service times"),
)  # fmt: skip
service_p90 = _time("service_p90", ("办理 P90", "p90 service"), _service, _rank)

counts = (issued, served, at_window, waiting, on_hold, missed, left, forgotten)
"""Numbers of tickets; the states add up to those issued, the forgotten ones are among them."""

of_windows = frozenset({served, at_window, on_hold, missed, left, forgotten})
"""The counts that a window can have: nobody takes a number or waits there."""

times = (
    (wait_mean, wait_p90),
    (way_mean, way_p90),
    (service_mean, service_p90),
)
"""Mean and 90th percentile of each time."""
