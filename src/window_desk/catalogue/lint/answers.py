"""Situations and conditions: what no answers reach, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from window_desk.catalogue.lint import reach
from window_desk.catalogue.lint.collection import Collection, alike, both
from window_desk.catalogue.lint.finding import Found, Rule, of_each
from window_desk.domain.errors import Label
from window_desk.domain.item import Option, ServiceItem, Situation

Effect = tuple[frozenset[str], frozenset[str], str, str]


def effect(option: Option) -> Effect:
    """All that an answer brings about."""
    brought = frozenset((*option.steps, *option.items))
    return frozenset(option.adds), brought, option.outcome, option.body


def _always_ends(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    for position, each in enumerate(item.situations):
        if not reach.open_options(each):
            zh, en = both(each.question)
            yield Found(
                ("situations", position),
                each.code,
                f"“{zh}”的每个选项都使申请终止，任何人都办不成，其他问题和材料也无人可及。",
                f'Every answer to "{en}" ends the application: nobody gets through, and no other '
                "answer or paper is ever reached.",
            )


def _never_added(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    """Papers and steps that only answers bring which end the intake."""
    if not reach.goes_on(item):
        return
    for position, paper in enumerate(item.materials):
        if not reach.is_ever(item, "adds", paper.code):
            zh, en = both(paper.name)
            yield Found(
                ("materials", position),
                paper.code,
                f"任何一种情形都不会要求“{zh}”：要求它的选项都使申请终止。",
                f'No combination of answers asks for "{en}": the answers that add it end the '
                "application.",
            )
    for position, step in enumerate(item.steps):
        if not reach.is_ever(item, "steps", step.code):
            zh, en = both(step.name)
            yield Found(
                ("steps", position),
                step.code,
                f"任何一种情形都不会走到“{zh}”：带来它的选项都使申请终止。",
                f'No combination of answers takes the step "{en}": the answers that bring it end '
                "the application.",
            )


def _adds_after_end(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    """Options that end the intake and still bring what other answers bring too."""
    for position, situation in enumerate(item.situations):
        for at, option in enumerate(situation.options):
            lost = [code for code in option.adds if reach.is_ever(item, "adds", code)]
            lost += [code for code in option.steps if reach.is_ever(item, "steps", code)]
            if option.outcome and lost:
                zh, en = both(option.name)
                yield Found(
                    ("situations", position, "options", at),
                    situation.code,
                    f"选项“{zh}”使申请终止，它带来的材料、环节（{'、'.join(lost)}）不会被要求。",
                    f'The answer "{en}" ends the application, so what it adds ({", ".join(lost)}) '
                    "is never asked for.",
                )


def _names_of(options: list[Option]) -> Label:
    return (
        "、".join(f"“{each.name.text('zh')}”" for each in options),
        ", ".join(f'"{each.name.text("en")}"' for each in options),
    )


def _is_looked_at(item: ServiceItem, situation: Situation) -> bool:
    return any(situation.code in step.answers for step in item.steps)


def _same_effect(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    """Answers that bring about the same, where others bring about something else."""
    for position, situation in enumerate(item.situations):
        groups: dict[Effect, list[Option]] = {}
        for option in situation.options:
            groups.setdefault(effect(option), []).append(option)
        if len(groups) < 2 or _is_looked_at(item, situation):
            continue
        for same in groups.values():
            if len(same) > 1:
                zh, en = _names_of(same)
                yield Found(
                    ("situations", position),
                    situation.code,
                    f"选项{zh}带来的材料、环节和结果完全相同。",
                    f"The answers {en} bring the same papers, steps and outcome.",
                )


def _no_effect(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    """Questions whose answer changes nothing, and no step looks at it."""
    for position, situation in enumerate(item.situations):
        effects = {effect(each) for each in situation.options}
        if len(effects) == 1 and not _is_looked_at(item, situation):
            if not reach.open_options(situation):
                continue
            zh, en = both(situation.question)
            yield Found(
                ("situations", position),
                situation.code,
                f"“{zh}”怎样回答，材料、环节和结果都一样。",
                f'Whatever is answered to "{en}", the papers, steps and outcome are the same.',
            )


def _asked_twice(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    for (_, first), (position, second) in combinations(enumerate(item.situations), 2):
        same = alike(first.question) == alike(second.question)
        if same and _effects(first) == _effects(second):
            zh, en = both(second.question)
            yield Found(
                ("situations", position),
                second.code,
                f"“{zh}”问了两次（{first.code}、{second.code}）。",
                f'"{en}" is asked twice ({first.code} and {second.code}).',
            )


def _effects(situation: Situation) -> dict[str, Effect]:
    return {alike(each.name): effect(each) for each in situation.options}


def _contradiction(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    for position, situation in enumerate(item.situations):
        for first, second in combinations(situation.options, 2):
            if alike(first.name) == alike(second.name) and effect(first) != effect(second):
                zh, en = both(first.name)
                yield Found(
                    ("situations", position),
                    situation.code,
                    f"“{zh}”在同一问题中出现两次，结果却不同。",
                    f'"{en}" stands there twice as an answer and means two different things.',
                )
    for (_, first_one), (position, second_one) in combinations(enumerate(item.situations), 2):
        found = _against(first_one, second_one)
        if found:
            yield Found(("situations", position), second_one.code, *found)


def _against(first: Situation, second: Situation) -> Label | None:
    """Why two situations contradict each other, if they do."""
    if alike(first.question) == alike(second.question) and _effects(first) != _effects(second):
        zh, en = both(first.question)
        return (
            f"“{zh}”问了两次，同样的回答结果却不同。",
            f'"{en}" is asked twice, and the same answers lead to different things.',
        )
    for one in first.options:
        for other in second.options:
            if one.outcome and other.outcome and effect(one)[2:] != effect(other)[2:]:
                (zh, en), (other_zh, other_en) = both(one.name), both(other.name)
                return (
                    f"同时回答“{zh}”和“{other_zh}”的，一个说{_end(one)[0]}，一个说{_end(other)[0]}，"
                    "先问的算数。",
                    f'Who answers "{en}" and "{other_en}" is told both {_end(one)[1]} and '
                    f"{_end(other)[1]}; the question that comes first decides.",
                )
    return None


def _end(option: Option) -> Label:
    if option.outcome == "not_required":
        return "不需要办理", "that nothing is needed"
    return f"由{option.body}办理", f"that {option.body} is competent"


def _condition_twice(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    for (_, first), (position, second) in combinations(enumerate(item.conditions), 2):
        if alike(first) == alike(second):
            zh, en = both(second)
            yield Found(
                ("conditions", position),
                "",
                f"条件“{zh}”写了两次。",
                f'The condition "{en}" stands there twice.',
            )


rules = (
    Rule(
        "answers.always-end",
        "error",
        ("无论怎样回答都办不成", "a question that lets nobody through"),
        (
            "补上符合条件的选项，或者删去这一问题。",
            "Add the answer of those who may apply, or take the question out.",
        ),
        "yshj.35",
        of_each(_always_ends),
    ),
    Rule(
        "answers.never-added",
        "warning",
        ("任何情形都不涉及的材料、环节", "a paper or step that no answers reach"),
        (
            "删去该材料、环节，或者改由继续办理的选项带来。",
            "Take it out, or let an answer add it after which the intake goes on.",
        ),
        "",
        of_each(_never_added),
    ),
    Rule(
        "answers.adds-after-end",
        "warning",
        ("终止申请的选项仍带材料、环节", "an answer that ends the intake and adds papers"),
        (
            "删去该选项的材料、环节，或者去掉其终止结果。",
            "Take out what the answer adds, or its outcome.",
        ),
        "",
        of_each(_adds_after_end),
    ),
    Rule(
        "answers.same-effect",
        "hint",
        ("效果相同的选项", "answers that change nothing between them"),
        (
            "合并这些选项；由某环节审看的，用该环节的 answers 写明。",
            'Make them one; where a step looks at them, name the question in its "answers".',
        ),
        "",
        of_each(_same_effect),
    ),
    Rule(
        "answers.no-effect",
        "warning",
        ("回答没有任何作用的问题", "a question whose answer changes nothing"),
        (
            "删去这一问题；由某环节审看的，用该环节的 answers 写明。",
            'Take the question out; where a step looks at it, name it in the step\'s "answers".',
        ),
        "yshj.35",
        of_each(_no_effect),
    ),
    Rule(
        "answers.asked-twice",
        "hint",
        ("同一问题问两次", "a question asked twice"),
        ("删去其中一个。", "Take one of them out."),
        "",
        of_each(_asked_twice),
    ),
    Rule(
        "answers.contradiction",
        "warning",
        ("情形互相矛盾", "situations that contradict each other"),
        (
            "合并为一个问题，或者更正其中一个；两种情形不会并存的，用 waivers 写明理由。",
            "Make them one question, or correct one of them; where they cannot both be true of one "
            "application, waive with that reason.",
        ),
        "",
        of_each(_contradiction),
    ),
    Rule(
        "condition.twice",
        "hint",
        ("同一条件写两次", "a condition written twice"),
        ("删去其中一个。", "Take one of them out."),
        "",
        of_each(_condition_twice),
    ),
)
