"""Verbs of working together: hold a meeting, agree on action items and settle them, visit, sign
and amend, plan a year and review it."""

from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services.action_items import (
    agree_item,
    edit_item,
    obstacle,
    raise_item,
    return_item,
    settle_item,
    verify_item,
)
from shanhai.cooperation.services.agreements import (
    AgreementFacts,
    AmendmentFacts,
    amend,
    edit_agreement,
    edit_commitment,
    link_delivery,
    promise,
    sign_agreement,
    unlink_delivery,
)
from shanhai.cooperation.services.meetings import (
    MeetingFacts,
    edit_meeting,
    hold_meeting,
    link_gift,
)
from shanhai.cooperation.services.plans import (
    PlanFacts,
    edit_plan,
    make_plan,
    review_quarter,
    set_task,
)
from shanhai.cooperation.services.project_life import (
    AssetFacts,
    check_asset,
    disclose,
    find_problem,
    fix_problem,
    hand_over_asset,
    reach_milestone,
    set_milestone,
)
from shanhai.cooperation.services.projects import (
    ProjectFacts,
    edit_project,
    register_project,
    step_project,
)
from shanhai.cooperation.services.shelf import archive, restore
from shanhai.cooperation.services.visits import VisitFacts, edit_visit, register_visit

__all__ = [
    "AgreementFacts",
    "AmendmentFacts",
    "AssetFacts",
    "CooperationError",
    "MeetingFacts",
    "PlanFacts",
    "ProjectFacts",
    "VisitFacts",
    "agree_item",
    "amend",
    "archive",
    "check_asset",
    "disclose",
    "edit_agreement",
    "edit_commitment",
    "edit_item",
    "edit_meeting",
    "edit_plan",
    "edit_project",
    "edit_visit",
    "find_problem",
    "fix_problem",
    "hand_over_asset",
    "hold_meeting",
    "link_delivery",
    "link_gift",
    "make_plan",
    "obstacle",
    "promise",
    "raise_item",
    "reach_milestone",
    "register_project",
    "register_visit",
    "restore",
    "return_item",
    "review_quarter",
    "set_milestone",
    "set_task",
    "settle_item",
    "sign_agreement",
    "step_project",
    "unlink_delivery",
    "verify_item",
]
