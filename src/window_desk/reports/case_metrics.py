"""What is measured of cases: each metric with its exact definition."""

from __future__ import annotations

from window_desk.domain.item import Bilingual
from window_desk.reports.figure import Metric, Unit


def _metric(name: str, unit: Unit, label: tuple[str, str], definition: tuple[str, str]) -> Metric:
    return Metric(name, "cases", Bilingual(*label), unit, Bilingual(*definition))


_days = "本期各日（北京时间）"
_promise = "（承诺时限：《优化营商环境条例》第三十六条）"
_promise_en = " (Promised limit: 优化营商环境条例 art. 36.)"
_law = "（法定时限：《行政许可法》第四十二条、第八十二条，或该事项自己的依据）"
_law_en = " (Statutory limit: 行政许可法 arts. 42 and 82, or the item's own basis.)"
_end = "期末（本期尚未结束的，为今天）"
_dates = "按日期比较，半日时限计到当日终了。"
_dates_en = " Dates are compared; a limit of half a day counts to the end of its day."

opened = _metric(
    "opened", "cases", ("收件", "opened"),
    (f"{_days}收件开立的办件数；作废的不计。",
     "Cases opened on the days of the period (China Standard Time); voided ones do not count."),
)  # fmt: skip
accepted = _metric(
    "accepted", "cases", ("受理", "accepted"),
    (f"受理量＝{_days}受理的办件数；受理后被撤销操作的不计。",
     "Cases accepted on the days of the period; an acceptance that was undone does not count."),
)  # fmt: skip
corrected = _metric(
    "corrected", "notices", ("补正告知", "correction notices"),
    (f"{_days}发出的补正告知书份数；撤销操作的不计。（《行政许可法》第三十二条第一款第四项）",
     "Correction notices given on the days of the period; undone ones do not count."
     " (行政许可法 art. 32(1)4.)"),
)  # fmt: skip
told_once_rate = _metric(
    "told_once_rate", "share", ("一次性告知率", "told once"),
    (f"一次性告知率＝至今只收到一份补正告知书的办件数÷{_days}收到补正告知书的办件数。"
     "（《行政许可法》第三十二条、第七十二条第四项）",
     "Cases told once = cases with one correction notice so far / cases that were given a notice"
     " in the period. (行政许可法 arts. 32 and 72(4).)"),
)  # fmt: skip
turned_away = _metric(
    "turned_away", "cases", ("不予受理", "turned away"),
    (f"{_days}不受理或不予受理的办件数。（《行政许可法》第三十二条第一款第一、二项）",
     "Cases not accepted on the days of the period: no permit is needed, or another body is"
     " competent. (行政许可法 art. 32(1)1-2.)"),
)  # fmt: skip
withdrawn = _metric(
    "withdrawn", "cases", ("撤回", "withdrawn"),
    (f"{_days}申请人撤回的办件数，受理前后都计。",
     "Cases taken back by the applicant on the days of the period, accepted or not."),
)  # fmt: skip
decided = _metric(
    "decided", "cases", ("办结", "decided"),
    (f"办结量＝{_days}作出决定（准予或不予）的办件数，不论何时受理。",
     "Cases decided, granted or refused, on the days of the period, whenever they were accepted."),
)  # fmt: skip
granted = _metric(
    "granted", "cases", ("准予", "granted"),
    ("本期办结且准予的办件数。", "Cases decided in the period and granted."),
)  # fmt: skip
refused = _metric(
    "refused", "cases", ("不予许可", "refused"),
    ("本期办结且不予许可的办件数。", "Cases decided in the period and refused."),
)  # fmt: skip
handed_out = _metric(
    "handed_out", "cases", ("送达", "served (result handed out)"),
    (f"{_days}结果已送达的办件数，不论何时办结。（《行政许可法》第四十四条）",
     "Cases whose result was handed out on the days of the period, whenever they were decided."
     " (行政许可法 art. 44.)"),
)  # fmt: skip
under_review = _metric(
    "under_review", "cases", ("在办", "under review"),
    (f"{_end}已受理、未办结、未撤回的办件数。",
     "Cases accepted, not decided and not withdrawn at the end of the period, or now while it"
     " lasts."),
)  # fmt: skip
on_time_rate = _metric(
    "on_time_rate", "share", ("按时办结率（承诺）", "on time (promise)"),
    (f"按时办结率＝决定日期不晚于承诺到期日的办结件数÷（本期办结件数＋{_end}已过承诺到期日仍未"
     f"办结的件数）。{_dates}受理后撤回的和没有承诺时限的不计。{_promise}",
     "On time = cases decided in the period on or before the promised due date / (cases decided in"
     " the period + cases still open at its end, or now while it lasts, whose promised due date is"
     " over)." + _dates_en + " Cases withdrawn after acceptance and those without a promise are"
     " left out." + _promise_en),
)  # fmt: skip
on_time_rate_law = _metric(
    "on_time_rate_law", "share", ("按时办结率（法定）", "on time (law)"),
    (f"按时办结率＝决定日期不晚于法定到期日的办结件数÷（本期有法定时限的办结件数＋{_end}已过法定"
     f"到期日仍未办结的件数）。{_dates}受理后撤回的和没有法定时限的不计。{_law}",
     "On time = cases decided in the period on or before the statutory due date / (cases decided"
     " in the period that have one + cases still open at its end, or now while it lasts, whose"
     " statutory due date is over)." + _dates_en + " Cases withdrawn after acceptance and those"
     " without a statutory limit are left out." + _law_en),
)  # fmt: skip
decided_late = _metric(
    "decided_late", "cases", ("超承诺办结", "decided after the promise"),
    (f"超时办结＝本期办结、决定日期晚于承诺到期日的办件数。{_promise}",
     "Cases decided in the period after their promised due date." + _promise_en),
)  # fmt: skip
decided_late_law = _metric(
    "decided_late_law", "cases", ("超法定办结", "decided after the law's limit"),
    (f"超时办结＝本期办结、决定日期晚于法定到期日的办件数。{_law}",
     "Cases decided in the period after their statutory due date." + _law_en),
)  # fmt: skip
overdue = _metric(
    "overdue", "cases", ("超承诺未办结", "open, promise over"),
    (f"{_end}已过承诺到期日仍未办结的办件数。{_promise}",
     "Cases still open at the end of the period, or now while it lasts, whose promised due date is"
     " over." + _promise_en),
)  # fmt: skip
overdue_law = _metric(
    "overdue_law", "cases", ("超法定未办结", "open, law's limit over"),
    (f"{_end}已过法定到期日仍未办结的办件数。{_law}",
     "Cases still open at the end of the period, or now while it lasts, whose statutory due date"
     " is over." + _law_en),
)  # fmt: skip
early_rate = _metric(
    "early_rate", "share", ("提前办结率", "early"),
    (f"提前办结率＝决定日期早于承诺到期日的办结件数÷本期办结的承诺件数；即办件不计。{_promise}",
     "Early = cases decided in the period before the promised due date / committed cases decided"
     " in the period; instant ones are left out." + _promise_en),
)  # fmt: skip
instant_rate = _metric(
    "instant_rate", "share", ("即办件率", "instant"),
    ("即办件率＝本期办结的即办件数÷本期办结件数。（GB/T 39046-2020 附录 A.6）",
     "Instant = instant cases decided in the period / cases decided in the period."
     " (GB/T 39046-2020, A.6.)"),
)  # fmt: skip
working_days_mean = _metric(
    "working_days_mean", "working_days",
    ("承诺件平均办结时间", "mean working days used"),
    ("承诺件平均办结时间＝各承诺件受理日之后至决定日（含）的工作日数之和÷本期办结的承诺件数；"
     "受理当日为第 0 日，即办件不计；取两位小数，四舍五入。（工作日：《行政许可法》第八十二条）",
     "Mean = sum of the working days after the day of acceptance (day 0), up to and with the day"
     " of the decision / committed cases decided in the period; instant ones are left out. To two"
     " places, half up. (Working days: 行政许可法 art. 82.)"),
)  # fmt: skip
late_legs = _metric(
    "late_legs", "legs", ("部门超时环节", "late legs of departments"),
    (f"部门超时环节＝本期答复、答复日期晚于环节到期日的环节数＋{_end}已过环节到期日仍未答复的环节"
     "数；环节时限自派发之日起算，特别程序期间和案件中止期间不计，待申请人补充期间不算超时。"
     "计入该部门，不计入窗口人员，也不计入“超承诺未办结”。视为同意的按视为答复之日计。" + _dates,
     "Late legs = legs answered in the period after their own due date + legs not answered at its"
     " end, or now while it lasts, whose due date is over. A leg's limit runs from the day it was"
     " sent; suspensions do not count, and what waits for the applicant is not late. Charged to"
     " the department: neither to the clerk nor to the overdue cases. A silence that counts as"
     " consent is an answer of that day." + _dates_en),
)  # fmt: skip
