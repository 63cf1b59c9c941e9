"""Positioning desk: evidence, house of quality, messages and their approval, gaps, and a new revision's impact, in the portal.

In: settings, who asks, a launch's id, what is wanted or said; the time now, in UTC.
Out: what pages and programs show; judgements and approvals in the database.
"""

from readiness.actions.positioning_desk.approving import ApprovalRefusedError, approve_all, approve_messages
from readiness.actions.positioning_desk.choosing import STATES, MessageFilter
from readiness.actions.positioning_desk.evidence import (
    EvidencePage,
    Judged,
    confirmations_file,
    evidence_page,
    judge_statement,
    judged_statements,
    take_back,
)
from readiness.actions.positioning_desk.houses import GapsPage, HousePage, gaps_page, house_page, positioning_file
from readiness.actions.positioning_desk.impacts import ImpactPage, impact_page
from readiness.actions.positioning_desk.messages import MessagesPage, MessageView, messages_page

__all__ = [
    "STATES",
    "ApprovalRefusedError",
    "EvidencePage",
    "GapsPage",
    "HousePage",
    "ImpactPage",
    "Judged",
    "MessageFilter",
    "MessageView",
    "MessagesPage",
    "approve_all",
    "approve_messages",
    "confirmations_file",
    "evidence_page",
    "gaps_page",
    "house_page",
    "impact_page",
    "judge_statement",
    "judged_statements",
    "messages_page",
    "positioning_file",
    "take_back",
]
