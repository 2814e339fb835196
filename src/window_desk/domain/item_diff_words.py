"""What changed in an item, as sentences for a clerk and as one line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual, Limit, type_labels
from window_desk.domain.item_diff import FieldChange
from window_desk.domain.item_words import item_labels, part_field_labels, value_labels

Lang = Literal["zh", "en"]

_groups: dict[str, Label] = {
    "materials": ("材料", "papers"),
    "limits": ("时限", "limits"),
    "steps": ("环节", "steps"),
    "other": ("其他", "other"),
}
_what: dict[str, Label] = {
    "added": ("新增", "added"),
    "dropped": ("取消", "dropped"),
    "changed": ("变更", "changed"),
}
_shown_words = 60
_limits = ("statutory", "promised")


def group_of(change: FieldChange) -> str:
    """Which of papers, limits and steps a change is about, or `other`."""
    if change.field in _limits:
        return "limits"
    return change.field if change.field in _groups else "other"


def change_text(change: FieldChange, lang: Lang) -> str:
    """One change as a sentence without its full stop."""
    field = _label(item_labels.get(change.field, (change.field, change.field)), lang)
    head = field
    if change.code or change.name:
        part = change.name.text(lang) if change.name else change.code
        head = f"{field}“{part}”" if lang == "zh" else f'{field} "{part}"'
    if change.within == ("order",):
        return f"{head}：顺序调整" if lang == "zh" else f"{head}: in another order"
    if change.what != "changed":
        return _added_or_dropped(change, head, lang)
    inner = "".join(f" · {each}" for each in _path_labels(change.field, change.within, lang))
    was, is_now = (_value(each, change, lang) for each in (change.before, change.after))
    return f"{head}{inner}{'：' if lang == 'zh' else ': '}{was} → {is_now}"


def _added_or_dropped(change: FieldChange, head: str, lang: Lang) -> str:
    what = _label(_what[change.what], lang)
    if change.code or change.name:
        return f"{what}{head}" if lang == "zh" else f"{head} {what}"
    value = _value(change.after if change.what == "added" else change.before, change, lang)
    return f"{what}{head}：{value}" if lang == "zh" else f"{head} {what}: {value}"


def _path_labels(field: str, within: tuple[str, ...], lang: Lang) -> Iterable[str]:
    labels = part_field_labels.get(field, {})
    for each in within:
        yield _label(labels.get(each, (each, each)), lang)
        if each == "options":
            labels = part_field_labels["options"]


def _label(label: Label, lang: Lang) -> str:
    return label[0] if lang == "zh" else label[1]


def _value(value: object, change: FieldChange, lang: Lang) -> str:
    """A value as people read it, cut where it is long."""
    text = _words(value, change, lang)
    if not text:
        return "无" if lang == "zh" else "none"
    return text if len(text) <= _shown_words else text[: _shown_words - 1] + "…"


def _words(value: object, change: FieldChange, lang: Lang) -> str:
    match value:
        case tuple():
            between = "、" if lang == "zh" else ", "
            return between.join(_words(each, change, lang) for each in value)
        case msgspec.Struct():
            return _struct_words(value, change, lang)
        case str():
            return _code_words(value, change, lang)
        case bool():
            return _label(("是", "yes") if value else ("否", "no"), lang)
        case Decimal():
            return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _struct_words(value: msgspec.Struct, change: FieldChange, lang: Lang) -> str:
    """A text, a limit, a part by its name, or the texts that are in it."""
    if isinstance(value, Bilingual):
        return value.text(lang)
    if isinstance(value, Limit):
        return limit_words(value, lang)
    name = getattr(value, "name", None)
    texts = [name] if name else [getattr(value, each) for each in value.__struct_fields__]
    return " ".join(filter(None, (_words(each, change, lang) for each in texts)))


def _code_words(value: str, change: FieldChange, lang: Lang) -> str:
    field = change.within[-1] if change.within else change.field
    known = type_labels if field == "type" and not change.within else value_labels.get(field, {})
    return _label(known[value], lang) if value in known else value


def limit_words(limit: Limit, lang: Lang) -> str:
    """A limit with its unit: `8 working days`, `8个工作日`."""
    number = f"{limit.value.normalize():f}"
    is_working = limit.unit == "working_days"
    if lang == "zh":
        return f"{number}个工作日" if is_working else f"{number}个自然日"
    return (
        f"{number} {'working' if is_working else 'calendar'} {'day' if number == '1' else 'days'}"
    )


def summary(changes: Iterable[FieldChange], lang: Lang) -> str:
    """All changes in one line: papers, limits and steps by what happened to them, then the rest."""
    found = list(changes)
    parts: list[str] = []
    for group, label in _groups.items():
        mine = [each for each in found if group_of(each) == group]
        if group == "limits" or (group == "other" and len(mine) == 1):
            parts += [change_text(each, lang) for each in mine]
        elif mine:
            said = _label(label, lang)
            parts.append(f"{said}{'' if lang == 'zh' else ': '}{_counts(mine, lang)}")
    return ("；" if lang == "zh" else "; ").join(parts)


def _counts(changes: list[FieldChange], lang: Lang) -> str:
    counts = []
    for what, label in _what.items():
        parts = {each.code or id(each) for each in changes if each.what == what}
        if parts:
            word = _label(label, lang)
            counts.append(f"{word}{len(parts)}项" if lang == "zh" else f"{len(parts)} {word}")
    return "、".join(counts) if lang == "zh" else ", ".join(counts)
