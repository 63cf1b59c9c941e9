"""Report: the tables ops, marketing and managers read.

In: readiness, contributions, follow-ups, quality of the data.
Out: RepRow, Report.
"""

from readiness.stages.report.link import ReadinessLink, readiness_link
from readiness.stages.report.methods import methods, rights
from readiness.stages.report.quality import DataQuality, PartnerQuality, data_quality
from readiness.stages.report.rows import RepFacts, RepRow, quadrant, rep_rows, rounded
from readiness.stages.report.summary import Fact, Group, Report, report

__all__ = [
    "DataQuality",
    "Fact",
    "Group",
    "PartnerQuality",
    "ReadinessLink",
    "RepFacts",
    "RepRow",
    "Report",
    "data_quality",
    "methods",
    "quadrant",
    "readiness_link",
    "rep_rows",
    "report",
    "rights",
    "rounded",
]
