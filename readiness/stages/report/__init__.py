"""Report: the tables ops, marketing and managers read.

In: readiness, contributions, follow-ups, what the quiz says, quality of the data.
Out: RepRow, QuizSection, Report.
"""

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
from readiness.stages.report.link import ReadinessLink, added_by_rep, readiness_link
from readiness.stages.report.methods import methods, rights
from readiness.stages.report.quality import DataQuality, PartnerQuality, data_quality
from readiness.stages.report.quiz import ClaimRow, CompetencyRow, ItemRow, QuizSection, RetakeRow, quiz_section
from readiness.stages.report.rows import RepFacts, RepRow, quadrant, rep_rows, rounded
from readiness.stages.report.summary import Fact, Group, Report, report

__all__ = [
    "ChannelQuality",
    "ClaimRow",
    "CompetencyRow",
    "DataQuality",
    "Fact",
    "Group",
    "ItemRow",
    "Leaning",
    "PartnerQuality",
    "QuizSection",
    "ReadinessLink",
    "RepFacts",
    "RepReported",
    "RepRow",
    "Report",
    "RetakeRow",
    "Told",
    "added_by_rep",
    "channel_quality",
    "data_quality",
    "methods",
    "missing_notes",
    "quadrant",
    "quiz_section",
    "readiness_link",
    "rep_rows",
    "report",
    "rights",
    "rounded",
    "told_notes",
    "weeks_note",
]
