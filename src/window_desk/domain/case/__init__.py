"""A case's life from papers handed in to served: its state, the fold of its ops, and its moves."""

from __future__ import annotations

from window_desk.domain.case.fold import fold as fold
from window_desk.domain.case.fold import named_for as named_for
from window_desk.domain.case.fold import numbers_in as numbers_in
from window_desk.domain.case.joining import join_labels as join_labels
from window_desk.domain.case.joining import parts_of as parts_of
from window_desk.domain.case.moves import act_of_kind as act_of_kind
from window_desk.domain.case.moves import allowed_from as allowed_from
from window_desk.domain.case.moves import check_act as check_act
from window_desk.domain.case.moves import check_decision as check_decision
from window_desk.domain.case.moves import check_review as check_review
from window_desk.domain.case.moves import newly_ready as newly_ready
from window_desk.domain.case.moves import open_states as open_states
from window_desk.domain.case.moves import ready_legs as ready_legs
from window_desk.domain.case.moves import require_leg as require_leg
from window_desk.domain.case.state import Act as Act
from window_desk.domain.case.state import Case as Case
from window_desk.domain.case.state import ChildCase as ChildCase
from window_desk.domain.case.state import ClockSuspension as ClockSuspension
from window_desk.domain.case.state import Commitment as Commitment
from window_desk.domain.case.state import Heard as Heard
from window_desk.domain.case.state import Leg as Leg
from window_desk.domain.case.state import LegState as LegState
from window_desk.domain.case.state import Meeting as Meeting
from window_desk.domain.case.state import MoreRound as MoreRound
from window_desk.domain.case.state import No as No
from window_desk.domain.case.state import Paper as Paper
from window_desk.domain.case.state import Round as Round
from window_desk.domain.case.state import State as State
from window_desk.domain.case.words import act_labels as act_labels
from window_desk.domain.case.words import leg_labels as leg_labels
from window_desk.domain.case.words import state_labels as state_labels
