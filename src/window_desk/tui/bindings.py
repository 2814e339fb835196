"""Every key of every screen in one table: footers, help, palette and docs/keys.md come from it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import msgspec
from textual.binding import Binding

from window_desk.domain.errors import Label


class Key(msgspec.Struct, frozen=True):
    """A key of a screen, its action and its words; `foot` puts it into the footer (at most six)."""

    screen: str
    key: str
    action: str
    label: Label
    foot: bool = False
    shown: str = ""

    @property
    def name(self) -> str:
        """The key as people read it."""
        return self.shown or self.key


screens: dict[str, Label] = {
    "desk": ("全部屏幕", "Everywhere"),
    "sign_in": ("登录", "Sign-in"),
    "queue": ("排队", "Queue"),
    "intake": ("收件", "Intake"),
    "routing": ("流转", "Routing"),
    "deadlines": ("时限", "Deadlines"),
    "search": ("查找", "Search"),
    "catalogue": ("事项", "Catalogue"),
    "timeline": ("经过", "Timeline"),
    "supervision": ("督导", "Supervision"),
    "reviews": ("审查", "Reviews"),
    "stuck": ("催办", "Stuck"),
}
"""The screens in their order, with their names."""

keys: tuple[Key, ...] = (
    Key("desk", "1", "home('queue')", ("排队", "Queue")),
    Key("desk", "2", "home('intake')", ("收件", "Intake")),
    Key("desk", "3", "home('routing')", ("流转", "Routing")),
    Key("desk", "4", "home('deadlines')", ("时限", "Deadlines")),
    Key("desk", "5", "home('search')", ("查找", "Search")),
    Key("desk", "6", "home('catalogue')", ("事项", "Catalogue")),
    Key("desk", "7", "home('supervision')", ("督导", "Supervision")),
    Key("desk", "8", "home('reviews')", ("审查", "Reviews")),
    Key("desk", "9", "home('stuck')", ("催办", "Stuck")),
    Key("desk", "question_mark", "help", ("按键", "keys"), shown="?"),
    Key("desk", "ctrl+p", "command_palette", ("全部操作", "all actions"), shown="^p"),
    Key("desk", "u", "undo", ("撤销上一步", "undo my last act")),
    Key("desk", "L", "switch_language", ("中文 / English", "中文 / English")),
    Key("desk", "T", "switch_theme", ("换配色", "next theme")),
    Key("desk", "O", "sign_out", ("退出登录", "sign out")),
    Key("desk", "ctrl+q", "quit", ("关闭", "close the desk"), shown="^q"),
    Key("queue", "n", "call_next", ("叫下一号", "call next"), foot=True),
    Key("queue", "s", "start", ("开始", "start"), foot=True),
    Key("queue", "i", "intake", ("收件", "intake"), foot=True),
    Key("queue", "I", "intake_without", ("无号收件", "intake without a number")),
    Key("queue", "f", "finish", ("办结", "finish"), foot=True),
    Key("queue", "r", "recall", ("重呼", "call again"), foot=True),
    Key("queue", "enter", "call_chosen", ("叫选中的号", "call the chosen one"), shown="Enter"),
    Key("queue", "m", "miss", ("过号", "missed"), foot=True),
    Key("queue", "h", "hold", ("暂离", "hold")),
    Key("queue", "e", "resume", ("恢复办理", "resume")),
    Key("queue", "b", "requeue", ("过号重排", "queue a missed one again")),
    Key("queue", "t", "transfer", ("转队列", "transfer")),
    Key("queue", "x", "leave", ("已离开", "has left")),
    Key("queue", "a", "issue", ("取号", "give a number")),
    Key("queue", "p", "pause", ("暂停/恢复窗口", "pause or reopen the window")),
    Key("queue", "w", "why", ("为何先叫", "why this one")),
    Key("queue", "o", "handover", ("交接单", "hand-over sheet")),
    Key("intake", "r", "received", ("已收", "received"), foot=True),
    Key("intake", "m", "missing", ("缺", "missing"), foot=True),
    Key("intake", "d", "defective", ("不合要求", "not in order")),
    Key("intake", "o", "promised", ("承诺后补", "follows later")),
    Key("intake", "y", "on_file", ("用存档", "is on file")),
    Key("intake", "s", "correct_on_spot", ("当场更正", "put right on the spot")),
    Key("intake", "plus", "copies(1)", ("多一份复印件", "one copy more"), shown="+"),
    Key("intake", "minus", "copies(-1)", ("少一份复印件", "one copy fewer"), shown="-"),
    Key("intake", "A", "all_received", ("其余全部已收", "all the rest received")),
    Key("intake", "right", "turn(1)", ("换情形", "next answer"), shown="→"),
    Key("intake", "left", "turn(-1)", ("换回情形", "answer before"), shown="←"),
    Key("intake", "a", "accept", ("受理", "accept"), foot=True),
    Key("intake", "S", "settle", ("当场办结", "settle"), foot=True),
    Key("intake", "c", "correct", ("补正告知", "correct"), foot=True),
    Key("intake", "b", "return_corrections", ("收到补正", "back with the corrections")),
    Key("intake", "h", "commit", ("告知承诺办理", "decide on a declaration")),
    Key("intake", "l", "licence", ("证照有效期", "the licence's last day")),
    Key("intake", "e", "receipt", ("收件凭证", "receipt for the papers")),
    Key("intake", "W", "ways", ("各种处理", "all ways out, and why not")),
    Key("intake", "x", "turn_away", ("不予受理", "turn away")),
    Key("intake", "w", "withdraw", ("撤回", "withdrawn by the applicant")),
    Key("intake", "V", "item_changes", ("事项变更", "what changed in the item")),
    Key("intake", "P", "plan", ("办理计划", "the plan")),
    Key("intake", "v", "article", ("看法条", "the law's text")),
    Key("intake", "f", "finish", ("办结离窗", "finish"), foot=True),
    Key("intake", "N", "another", ("同一人再办一项", "another item, same applicant")),
    Key("intake", "p,ctrl+o", "show_person", ("显示申请人", "show the applicant"), shown="p ^o"),
    Key("intake", "ctrl+t", "switch_kind", ("个人/单位", "person/org."), shown="^t"),
    Key("intake", "ctrl+y", "switch_type", ("证件类型", "certificate"), shown="^y"),
    Key("intake", "ctrl+g", "agent", ("代办人", "agent"), shown="^g"),
    Key("intake", "enter", "go_on", ("下一步", "go on"), shown="Enter"),
    Key("intake", "escape", "leave_field", ("离开输入框", "leave"), shown="Esc"),
    Key("routing", "d", "dispatch", ("派发", "dispatch"), foot=True),
    Key("routing", "y", "agree", ("同意", "agree"), foot=True),
    Key("routing", "n", "disagree", ("不同意", "disagree"), foot=True),
    Key("routing", "b", "send_back", ("退回", "send back")),
    Key("routing", "g", "grant", ("准予", "grant"), foot=True),
    Key("routing", "x", "refuse", ("不予许可", "refuse"), foot=True),
    Key("routing", "h", "hand_out", ("送达", "hand out"), foot=True),
    Key("routing", "Y", "agree_with", ("同意并附意见", "agree with an opinion")),
    Key("routing", "t", "take_up", ("领办", "take up")),
    Key("routing", "w", "hand_on", ("转办", "hand it on")),
    Key("routing", "p", "ask_more", ("要求补充材料", "ask for papers")),
    Key("routing", "N", "notify_more", ("一次告知申请人", "tell the applicant, once")),
    Key("routing", "i", "return_more", ("收到补充材料", "the papers came in")),
    Key("routing", "f", "remind", ("催办", "remind")),
    Key("routing", "plus", "add_body", ("增加会办部门", "add a department"), shown="+"),
    Key("routing", "l", "meeting", ("联合会审", "joint review")),
    Key("routing", "s", "suspend", ("中止计时", "stop the clock")),
    Key("routing", "c", "resume", ("恢复计时", "let the clock run again")),
    Key("routing", "m", "extend", ("延期", "extend the limit")),
    Key("routing", "z", "restart", ("重新起算", "start the limit again")),
    Key("routing", "enter", "open", ("打开", "open the chosen case"), shown="Enter"),
    Key("routing", "e", "explain", ("时限怎么算", "explain the dates")),
    Key("routing", "a", "amend", ("更正受理", "amend the acceptance")),
    Key("routing", "V", "item_changes", ("事项变更", "what changed in the item")),
    Key("routing", "v", "timeline", ("经过", "timeline")),
    Key("routing", "r", "read_again", ("重新读取", "read again")),
    Key("routing", "escape", "back", ("换一件", "another case"), shown="Esc"),
    Key("deadlines", "enter", "open", ("流转", "routing"), foot=True, shown="Enter"),
    Key("deadlines", "e", "explain", ("时限怎么算", "explain"), foot=True),
    Key("deadlines", "slash", "filter", ("筛选", "filter"), foot=True, shown="/"),
    Key("deadlines", "l", "next_light", ("按灯", "light"), foot=True),
    Key("deadlines", "o", "own", ("本部门/全部", "own/all"), foot=True),
    Key("deadlines", "v", "timeline", ("经过", "timeline"), foot=True),
    Key("deadlines", "r", "read_again", ("重新读取", "read again")),
    Key("deadlines", "escape", "clear", ("清除筛选", "show all"), shown="Esc"),
    Key("search", "enter", "open", ("打开", "open"), foot=True, shown="Enter"),
    Key("search", "slash", "type", ("输入", "type"), foot=True, shown="/"),
    Key("search", "down", "move(1)", ("下一条", "next one"), shown="↓"),
    Key("search", "up", "move(-1)", ("上一条", "the one before"), shown="↑"),
    Key("search", "escape", "back", ("返回", "back"), foot=True, shown="Esc"),
    Key("catalogue", "enter", "read_guide", ("看指南", "read it"), foot=True, shown="Enter"),
    Key("catalogue", "slash", "type", ("筛选", "filter"), foot=True, shown="/"),
    Key("catalogue", "v", "law", ("看法条", "the law"), foot=True),
    Key("catalogue", "p", "plan", ("办理推演", "plan"), foot=True),
    Key("catalogue", "h", "versions", ("版本", "versions"), foot=True),
    Key("catalogue", "f", "only_guides", ("只看有指南的", "only full guides")),
    Key("catalogue", "down", "move(1)", ("下一项", "next item"), shown="↓"),
    Key("catalogue", "up", "move(-1)", ("上一项", "the item before"), shown="↑"),
    Key("catalogue", "escape", "back", ("返回", "back"), foot=True, shown="Esc"),
    Key("timeline", "n", "notice", ("看通知书", "the notice"), foot=True),
    Key(
        "timeline", "v", "show_person", ("显示/隐藏申请人", "show or mask the applicant"), foot=True
    ),
    Key("timeline", "V", "item_changes", ("事项变更", "what changed in the item")),
    Key("timeline", "escape", "back", ("返回", "back"), foot=True, shown="Esc"),
    Key("supervision", "enter", "open", ("打开", "open"), foot=True, shown="Enter"),
    Key("supervision", "y", "uphold", ("认可", "uphold"), foot=True),
    Key("supervision", "n", "overturn", ("纠正/不批准", "overturn"), foot=True),
    Key("supervision", "slash", "filter", ("筛选", "filter"), foot=True, shown="/"),
    Key("supervision", "s", "next_section", ("分类", "kind"), foot=True),
    Key("supervision", "v", "timeline", ("经过", "timeline"), foot=True),
    Key("supervision", "r", "read_again", ("重新读取", "read again")),
    Key("supervision", "escape", "clear", ("全部分类", "all kinds"), shown="Esc"),
    Key("reviews", "enter", "open", ("流转", "routing"), shown="Enter"),
    Key("reviews", "o", "next_view", ("换列表", "list"), foot=True),
    Key("reviews", "y", "agree", ("同意", "agree"), foot=True),
    Key("reviews", "n", "disagree", ("不同意", "disagree"), foot=True),
    Key("reviews", "b", "send_back", ("退回", "send back")),
    Key("reviews", "Y", "agree_with", ("同意并附意见", "agree with an opinion")),
    Key("reviews", "t", "take_up", ("领办", "take up"), foot=True),
    Key("reviews", "w", "hand_on", ("转办", "hand it on")),
    Key("reviews", "p", "ask_more", ("要求补充材料", "ask for papers"), foot=True),
    Key("reviews", "N", "notify_more", ("一次告知申请人", "tell the applicant, once")),
    Key("reviews", "i", "return_more", ("收到补充材料", "the papers came in")),
    Key("reviews", "f", "remind", ("催办", "remind")),
    Key("reviews", "plus", "add_body", ("增加会办部门", "add a department"), shown="+"),
    Key("reviews", "l", "meeting", ("联合会审", "joint review")),
    Key("reviews", "g", "grant", ("准予", "grant"), foot=True),
    Key("reviews", "x", "refuse", ("不予许可", "refuse")),
    Key("reviews", "s", "suspend", ("中止计时", "stop the clock")),
    Key("reviews", "c", "resume", ("恢复计时", "let the clock run again")),
    Key("reviews", "m", "extend", ("延期", "extend the limit")),
    Key("reviews", "space", "page_on", ("翻看案卷", "read on in the dossier"), shown="Space"),
    Key("reviews", "e", "explain", ("时限怎么算", "explain the dates")),
    Key("reviews", "v", "timeline", ("经过", "timeline")),
    Key("reviews", "r", "read_again", ("重新读取", "read again")),
    Key("stuck", "enter", "open", ("流转", "routing"), foot=True, shown="Enter"),
    Key("stuck", "f", "remind", ("催办", "remind"), foot=True),
    Key("stuck", "l", "meeting", ("联合会审", "joint review"), foot=True),
    Key("stuck", "space", "page_on", ("翻看案卷", "read on"), foot=True, shown="Space"),
    Key("stuck", "v", "timeline", ("经过", "timeline"), foot=True),
    Key("stuck", "r", "read_again", ("重新读取", "read again")),
)
"""The whole table."""


def keys_of(screen: str) -> tuple[Key, ...]:
    """The keys of one screen, in their order."""
    return tuple(each for each in keys if each.screen == screen)


def bindings_of(screen: str) -> list[Binding]:
    """The keys of one screen as the framework wants them."""
    return [
        Binding(each.key, each.action, each.label[1], show=False, id=f"{screen}.{each.action}")
        for each in keys_of(screen)
    ]


def document(table: Iterable[Key] = keys) -> str:
    """The whole table as Markdown, the text of docs/keys.md."""
    lines = [
        "# Keys",
        "",
        "Made from the table in `src/window_desk/tui/bindings.py` by `make docs`.",
    ]
    rows = list(table)
    for name, label in screens.items():
        mine = [each for each in rows if each.screen == name]
        if mine:
            lines += [
                "",
                f"## {label[1]} · {label[0]}",
                "",
                "| key | does | 作用 |",
                "| --- | --- | --- |",
            ]
            lines += [f"| `{each.name}` | {each.label[1]} | {each.label[0]} |" for each in mine]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
