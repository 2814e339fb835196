"""The words of a case's states, legs and acts in Chinese and English."""

from __future__ import annotations

from window_desk.domain.case.state import Act, LegState, State
from window_desk.domain.errors import Label

state_labels: dict[State, Label] = {
    "intake": ("收件中", "being taken in"),
    "correction": ("待补正", "waiting for corrections"),
    "turned_away": ("不予受理", "not accepted"),
    "under_review": ("审查中", "under review"),
    "granted": ("准予，待送达", "granted, to be handed out"),
    "refused": ("不予许可，待送达", "refused, to be served"),
    "served": ("已送达", "served"),
    "withdrawn": ("已撤回", "withdrawn"),
    "void": ("已作废", "void"),
}
"""Each state's words in Chinese and English."""

leg_labels: dict[LegState, Label] = {
    "waiting": ("待前置", "waiting for others"),
    "open": ("办理中", "with the department"),
    "asking": ("待申请人补充", "waiting for the applicant"),
    "agreed": ("同意", "agreed"),
    "disagreed": ("不同意", "disagreed"),
    "returned": ("退回", "sent back"),
}
"""Each leg state's words in Chinese and English."""

act_labels: dict[Act, Label] = {
    "answer": ("选择情形", "answering situations"),
    "check": ("核对材料", "checking papers"),
    "correct_on_spot": ("当场更正", "correcting on the spot"),
    "give_receipt": ("出具收件凭证", "giving a receipt"),
    "note_licence": ("登记证照有效期", "noting when the licence ends"),
    "accept": ("受理", "accepting"),
    "commit": ("告知承诺办理", "deciding on a declaration"),
    "correct": ("告知补正", "asking for corrections"),
    "return_corrections": ("收到补正材料", "taking corrections in"),
    "refuse": ("不予受理", "turning away"),
    "withdraw": ("撤回", "withdrawing"),
    "hand_over": ("交接", "handing over"),
    "dispatch": ("派发", "dispatching"),
    "review": ("答复环节", "answering a leg"),
    "suspend": ("中止计时", "stopping the clock"),
    "resume": ("恢复计时", "letting the clock run again"),
    "extend": ("延期", "extending the limit"),
    "restart": ("重新起算", "starting the limit again"),
    "amend": ("更正受理", "amending the acceptance"),
    "decide": ("决定", "deciding"),
    "serve": ("送达", "handing out"),
    "check_commitment": ("核查承诺", "checking a declaration"),
    "review_no": ("核查否定报备", "looking at a no"),
    "add_leg": ("增加会办部门", "adding a body"),
    "assign": ("转办", "handing a leg on"),
    "ask_more": ("要求补充材料", "asking for more"),
    "notify_more": ("一次告知补充材料", "telling the applicant what the departments need"),
    "return_more": ("收到补充材料", "taking in what was asked for"),
    "remind": ("催办", "reminding a department"),
    "call_meeting": ("召集会审", "calling a joint review"),
    "cancel_meeting": ("取消会审", "cancelling a joint review"),
    "hold_meeting": ("记录会审", "recording a joint review"),
    "decide_child": ("决定联办事项", "deciding an item of the bundle"),
    "see_late_request": ("核查二次补正", "looking at a late request"),
}
"""Each act's words in Chinese and English."""
