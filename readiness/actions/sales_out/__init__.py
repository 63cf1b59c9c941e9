"""Sales-out: partners' files taken in, what waits for a person afterwards, and what the person decides.

In: settings; files; a file's number.
Out: what became of each file; files held, rows in quarantine, mappings.
"""

from readiness.actions.sales_out.at_desk import (
    accept_likely,
    decide_code,
    mend_kind,
    mend_row,
    settle_file,
    take_report,
    waive,
    waive_kind,
)
from readiness.actions.sales_out.at_mapping_desk import MappingDesk, approve_mapping_text, mapping_desk
from readiness.actions.sales_out.collect import CollectReport, ReadReport, collect_reports, collect_sales_out, read
from readiness.actions.sales_out.files import PartnerFile
from readiness.actions.sales_out.mappings import ApprovedMapping, approve_mapping, propose_mapping
from readiness.actions.sales_out.matches import (
    Decided,
    WaitingCode,
    candidate_text,
    decide_match,
    take_matches,
    waiting_matches,
    write_matches,
)
from readiness.actions.sales_out.mending import Released, release_rows, waive_rows, write_quarantine
from readiness.actions.sales_out.review import SalesSubmission, accept_file, files_held, quarantine_rows, reject_file

__all__ = [
    "ApprovedMapping",
    "CollectReport",
    "Decided",
    "MappingDesk",
    "PartnerFile",
    "ReadReport",
    "Released",
    "SalesSubmission",
    "WaitingCode",
    "accept_file",
    "accept_likely",
    "approve_mapping",
    "approve_mapping_text",
    "candidate_text",
    "collect_reports",
    "collect_sales_out",
    "decide_code",
    "decide_match",
    "files_held",
    "mapping_desk",
    "mend_kind",
    "mend_row",
    "propose_mapping",
    "quarantine_rows",
    "read",
    "reject_file",
    "release_rows",
    "settle_file",
    "take_matches",
    "take_report",
    "waiting_matches",
    "waive",
    "waive_kind",
    "waive_rows",
    "write_matches",
    "write_quarantine",
]  # fmt: skip
