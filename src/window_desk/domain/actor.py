"""Who acts, and what their role allows."""

from __future__ import annotations

from typing import Literal

import msgspec

from window_desk.domain.centre import Role
from window_desk.domain.errors import Label, RuleBroken

Right = Literal["issue", "serve", "intake", "review", "decide", "hand_out", "see_person",
                "supervise", "administer"]  # fmt: skip

rights: dict[Role, frozenset[Right]] = {
    "clerk": frozenset({"issue", "serve", "intake", "hand_out", "see_person"}),
    "reviewer": frozenset({"review", "decide", "see_person"}),
    "supervisor": frozenset(
        {"issue", "serve", "intake", "review", "decide", "hand_out", "see_person", "supervise"}
    ),
    "admin": frozenset({"administer", "supervise"}),
}
"""What each role may do."""

role_labels: dict[Role, Label] = {
    "clerk": ("窗口人员", "clerk"),
    "reviewer": ("审查人员", "reviewer"),
    "supervisor": ("督导人员", "supervisor"),
    "admin": ("管理员", "admin"),
}
"""Each role's word in Chinese and English."""

right_labels: dict[Right, Label] = {
    "issue": ("取号", "give out numbers"),
    "serve": ("叫号办理", "call and serve"),
    "intake": ("收件受理", "take in applications"),
    "review": ("审查", "answer legs"),
    "decide": ("作出决定", "decide cases"),
    "hand_out": ("送达", "hand out results"),
    "see_person": ("查看个人信息", "see personal data"),
    "supervise": ("督导", "supervise"),
    "administer": ("管理", "administer this desk"),
}
"""Each right's words in Chinese and English."""


class Actor(msgspec.Struct, frozen=True):
    """A signed-in account: its role, the window it sits at, the department it reviews for.

    `powers` are the items that it decides on the spot, `*` for every one.
    """

    account: str
    name: str
    role: Role
    window: str = ""
    department: str = ""
    powers: tuple[str, ...] = ()

    def require(self, right: Right) -> None:
        """Raise `RuleBroken` when the role does not allow this."""
        if right not in rights[self.role]:
            raise RuleBroken(
                "access.role",
                "{account} is a {role} and may not {right}.",
                hint="Sign in with an account whose role allows it.",
                account=self.account,
                role=role_labels[self.role],
                right=right_labels[right],
            )
