"""Report: the tables ops, marketing and managers read.

In: readiness, contributions, follow-ups, what the quiz says, quality of the data.
Out: RepRow, QuizSection, Report.
"""

from readiness.stages.report.acts import AREAS, KINDS, OwnerActs, acts_by_owner, evidence_text, owner_name, reading
from readiness.stages.report.assignment import Assignment, assignment
from readiness.stages.report.channel import (
    ChannelQuality,
    Leaning,
    RepReported,
    Told,
    channel_quality,
    missing_notes,
    told_notes,
    weeks_note,
)
from readiness.stages.report.item_links import reliably_added
from readiness.stages.report.link import LinkSection, link_section
from readiness.stages.report.link_panel import PANEL_COLUMNS, PanelRow, added_by_rep, link_panel
from readiness.stages.report.methods import methods, rights
from readiness.stages.report.quality import DataQuality, PartnerQuality, data_quality
from readiness.stages.report.quiz import ClaimRow, CompetencyRow, ItemRow, QuizSection, RetakeRow, quiz_section
from readiness.stages.report.readiness_notes import changed_bars, readiness_notes
from readiness.stages.report.rows import RepFacts, RepRow, rep_rows, rounded
from readiness.stages.report.summary import Fact, Group, Report, report
from readiness.stages.report.versions import Versions

__all__ = [
    "AREAS",
    "KINDS",
    "PANEL_COLUMNS",
    "Assignment",
    "ChannelQuality",
    "ClaimRow",
    "CompetencyRow",
    "DataQuality",
    "Fact",
    "Group",
    "ItemRow",
    "Leaning",
    "LinkSection",
    "OwnerActs",
    "PanelRow",
    "PartnerQuality",
    "QuizSection",
    "RepFacts",
    "RepReported",
    "RepRow",
    "Report",
    "RetakeRow",
    "Told",
    "Versions",
    "acts_by_owner",
    "added_by_rep",
    "assignment",
    "changed_bars",
    "channel_quality",
    "data_quality",
    "evidence_text",
    "link_panel",
    "link_section",
    "methods",
    "missing_notes",
    "owner_name",
    "quiz_section",
    "readiness_notes",
    "reading",
    "reliably_added",
    "rep_rows",
    "report",
    "rights",
    "rounded",
    "told_notes",
    "weeks_note",
]
