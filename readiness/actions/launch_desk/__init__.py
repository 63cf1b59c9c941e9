"""Launch desk: launches in the portal: which there are and how far they have come, and new ones put together and taken in.

In: settings, who asks, what was typed or sent; the time now, in UTC.
Out: what pages and programs show; rows in the database, files in the workspace.
"""

from readiness.actions.launch_desk.drafting import (
    add_files,
    begin_with_example,
    drop_file,
    kit,
    mend_row,
    mend_text,
    start_from_files,
    start_from_form,
    start_from_launch,
    throw_draft_away,
)
from readiness.actions.launch_desk.listing import (
    LaunchPage,
    LaunchRow,
    known_channels,
    launch_page,
    launches_of,
    stored_problems,
)
from readiness.actions.launch_desk.looking import DraftPage, FileView, ProblemRow, draft_page, drafts_of, file_bytes, file_view
from readiness.actions.launch_desk.taking import take_in_draft
from readiness.adapters.launch_forms import LaunchForm, pasted_rows, slug

__all__ = [
    "DraftPage",
    "FileView",
    "LaunchForm",
    "LaunchPage",
    "LaunchRow",
    "ProblemRow",
    "add_files",
    "begin_with_example",
    "draft_page",
    "drafts_of",
    "drop_file",
    "file_bytes",
    "file_view",
    "kit",
    "known_channels",
    "launch_page",
    "launches_of",
    "mend_row",
    "mend_text",
    "pasted_rows",
    "slug",
    "start_from_files",
    "start_from_form",
    "start_from_launch",
    "stored_problems",
    "take_in_draft",
    "throw_draft_away",
]
