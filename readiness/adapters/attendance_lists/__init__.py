"""Attendance lists: who was in a session and how long, as Zoom, Teams, Webex, Meet or the trainer wrote it down.

In: the bytes of a report as it was exported, or of a trainer's sheet.
Out: AttendanceList; a trainer's sheet to fill in.
"""

from readiness.adapters.attendance_lists.listing import AttendanceList, Present
from readiness.adapters.attendance_lists.meetings import is_meeting_report, read_meeting
from readiness.adapters.attendance_lists.sheets import is_sheet, read_sheet, sheet_bytes, sheet_of

__all__ = ["AttendanceList", "Present", "is_list", "read_list", "sheet_bytes", "sheet_of"]


def is_list(data: bytes) -> bool:
    """Say whether a file lists who was in one session, and not days and minutes of reps."""
    return is_sheet(data) or is_meeting_report(data)


def read_list(file: str, data: bytes) -> AttendanceList:
    """Return what such a file says; what cannot be read is among its problems."""
    return read_sheet(file, data) if is_sheet(data) else read_meeting(file, data)
