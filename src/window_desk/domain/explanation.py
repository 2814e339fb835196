"""The explanation of a due date as sentences in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from window_desk.domain.calendar import Skipped
from window_desk.domain.clock import Explanation, Extension, Suspension
from window_desk.domain.item import Bilingual, Unit

ground_words = {
    "hearing": Bilingual(zh="听证", en="hearing"),
    "tender": Bilingual(zh="招标", en="tender"),
    "auction": Bilingual(zh="拍卖", en="auction"),
    "inspection": Bilingual(zh="检验", en="inspection"),
    "testing": Bilingual(zh="检测", en="testing"),
    "quarantine": Bilingual(zh="检疫", en="quarantine"),
    "appraisal": Bilingual(zh="鉴定", en="appraisal"),
    "expert_review": Bilingual(zh="专家评审", en="expert review"),
}
"""The special procedures of 行政许可法 art. 45."""

_sentences = {
    "start": Bilingual(zh="自{day}起算，当日不计入。", en="Counted from {day}, which is day 0."),
    "restart": Bilingual(
        zh="{accepted}受理；{day}重新起算{detail}，当日不计入。",
        en="Accepted on {accepted}; started again on {day}{detail}, which is day 0.",
    ),
    "limit": Bilingual(zh="时限{length}。", en="The limit is {length}."),
    "extended": Bilingual(zh="延期{length}{detail}。", en="Extended by {length}{detail}."),
    "suspended": Bilingual(
        zh="{span}中止计时{detail}。", en="The clock stood still {span}{detail}."
    ),
    "excluded": Bilingual(zh="扣除{length}。", en="That takes out {length}."),
    "excluded_once": Bilingual(
        zh="共扣除{length}，重叠的日子只扣一次。",
        en="That takes out {length}; days that overlap are taken out once.",
    ),
    "late": Bilingual(
        zh="{day}开始的中止晚于到期日，不影响时限。",
        en="The suspension from {day} began after the limit had run out and moves nothing.",
    ),
    "skipped": Bilingual(zh="不计入的{n}天：{list}。", en="Days that do not count ({n}): {list}."),
    "moved": Bilingual(
        zh="最后一日不是工作日，顺延{n}天：{list}。",
        en="The last day is not a working day and moves on past ({n}): {list}.",
    ),
    "make_up": Bilingual(
        zh="调休上班、计入的{n}天：{list}。", en="Make-up working days that count ({n}): {list}."
    ),
    "sum": Bilingual(
        zh="计入{days}天 + 中止{suspended}天 + 不计入{skipped}天 = {day}之后第{total}天。",
        en="{days} counted + {suspended} suspended + {skipped} not counted "
        "= day {total} after {day}.",
    ),
    "due": Bilingual(zh="到期日：{day}。", en="Due on {day}."),
    "due_noon": Bilingual(zh="到期：{day}中午。", en="Due by noon on {day}."),
    "provisional": Bilingual(
        zh="暂定：只公布了{first}至{last}的工作日安排，公布后日期可能变动。",
        en="Provisional: the working days are announced from {first} to {last} only, "
        "so the date may still move.",
    ),
}

_phrases = {
    "working_days": Bilingual(zh="{n}个工作日", en="{n} working day{s}"),
    "calendar_days": Bilingual(zh="{n}个自然日", en="{n} calendar day{s}"),
    "range": Bilingual(zh="{first}至{last}", en="{first} to {last}"),
    "named": Bilingual(zh="{days}（{name}）", en="{days} ({name})"),
    "after": Bilingual(zh="{first}次日至{last}", en="after {first}, up to and with {last}"),
    "from": Bilingual(zh="{first}至{last}", en="from {first} up to and with {last}"),
    "after_open": Bilingual(zh="{first}次日起", en="after {first}, and still does"),
    "from_open": Bilingual(zh="{first}起", en="from {first}, and still does"),
    "approved": Bilingual(zh="{who}批准", en="approved by {who}"),
    "told": Bilingual(zh="{day}告知", en="told on {day}"),
    "list": Bilingual(zh="；", en="; "),
    "detail": Bilingual(zh="（{parts}）", en=" ({parts})"),
}


def sentences(
    explanation: Explanation, lang: str, written: Callable[[object], str] = str
) -> tuple[str, ...]:
    """The explanation in `lang` (`zh` or `en`), from the first day counted to the due date.

    `written` says how what stands in a sentence is put, its days above all.
    """
    return tuple(_Teller(explanation, lang, written).tell())


class _Teller:
    """Puts one explanation into one language."""

    def __init__(
        self, explanation: Explanation, lang: str, written: Callable[[object], str]
    ) -> None:
        self.it = explanation
        self.lang = lang
        self.written = written

    def tell(self) -> Iterable[str]:
        it = self.it
        yield self._start()
        yield self._say("limit", length=self._length(it.budget.value, it.budget.unit))
        yield from (self._extended(each) for each in it.extensions)
        yield from (self._suspended(each) for each in it.suspensions)
        yield from (self._say("late", day=each.start) for each in it.late)
        if it.suspended:
            kind = "excluded" if len(it.suspensions) == 1 else "excluded_once"
            length = self._length(Decimal(len(it.suspended)), it.budget.unit)
            yield self._say(kind, length=length)
        if it.skipped:
            kind = "skipped" if it.budget.unit == "working_days" else "moved"
            yield self._say(kind, n=len(it.skipped), list=self._list(it.skipped))
        if it.make_up:
            named = (Skipped(each.date, each.name) for each in it.make_up)
            yield self._say("make_up", n=len(it.make_up), list=self._list(named))
        yield self._sum()
        yield self._say("due_noon" if it.due.half_day else "due", day=it.due.date)
        if it.due.provisional:
            yield self._say("provisional", first=it.announced_from, last=it.announced_through)

    def _start(self) -> str:
        it = self.it
        if it.restart is None:
            return self._say("start", day=it.counted_from)
        detail = self._detail(it.restart.reason)
        return self._say("restart", accepted=it.accepted_on, day=it.counted_from, detail=detail)

    def _extended(self, extension: Extension) -> str:
        who, day = extension.approver, extension.told_on
        detail = self._detail(
            extension.reason,
            self._phrase("approved", who=who) if who else "",
            self._phrase("told", day=day) if day else "",
        )
        length = self._length(extension.value, self.it.budget.unit)
        return self._say("extended", length=length, detail=detail)

    def _suspended(self, suspension: Suspension) -> str:
        counting = suspension.counting or self.it.policy
        kind = "after" if counting == "after_start" else "from"
        if suspension.end is None:
            kind += "_open"
        span = self._phrase(kind, first=suspension.start, last=suspension.end)
        ground = ground_words.get(suspension.ground)
        words = ground.text(self.lang) if ground else suspension.ground
        return self._say("suspended", span=span, detail=self._detail(words, suspension.document))

    def _sum(self) -> str:
        it = self.it
        suspended, skipped = len(it.suspended), len(it.skipped)
        return self._say(
            "sum",
            days=it.days,
            suspended=suspended,
            skipped=skipped,
            total=it.days + suspended + skipped,
            day=it.counted_from,
        )

    def _say(self, which: str, **facts: object) -> str:
        return _sentences[which].text(self.lang).format(**self._put(facts))

    def _phrase(self, which: str, **facts: object) -> str:
        return _phrases[which].text(self.lang).format(**self._put(facts))

    def _put(self, facts: dict[str, object]) -> dict[str, str]:
        return {name: self.written(each) for name, each in facts.items()}

    def _length(self, value: Decimal, unit: Unit) -> str:
        number = format(value.quantize(1) if value == int(value) else value.normalize(), "f")
        return self._phrase(unit, n=number, s="" if value == 1 else "s")

    def _detail(self, *parts: str) -> str:
        said = [part for part in parts if part]
        joined = self._phrase("list").join(said)
        return self._phrase("detail", parts=joined) if said else ""

    def _list(self, days: Iterable[Skipped]) -> str:
        stretches = [
            self._phrase("named", days=self._stretch(first, last), name=why.text(self.lang))
            for first, last, why in _stretches(days)
        ]
        return self._phrase("list").join(stretches)

    def _stretch(self, first: date, last: date) -> str:
        if first == last:
            return self.written(first)
        return self._phrase("range", first=first, last=last)


def _stretches(days: Iterable[Skipped]) -> list[tuple[date, date, Bilingual]]:
    found: list[tuple[date, date, Bilingual]] = []
    for day in days:
        if found and found[-1][1] + timedelta(days=1) == day.date and found[-1][2] == day.why:
            found[-1] = (found[-1][0], day.date, day.why)
        else:
            found.append((day.date, day.date, day.why))
    return found
