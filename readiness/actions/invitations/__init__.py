"""Invitations: invites mailed so that calendars show the plan, answers read, reminders, the trainer's sheets, checking in.

In: a launch with a training plan; mails; the time now, in UTC.
Out: mails; rows in the database; what became of each.
"""

from readiness.actions.invitations.checking_in import CheckedIn, check_in, check_in_as, check_in_link
from readiness.actions.invitations.making_up import MakeUps, make_up, make_up_as
from readiness.actions.invitations.reminding import RemindReport, remind
from readiness.actions.invitations.replying import ReplyReport, read_replies
from readiness.actions.invitations.sending import SendReport, send_invites
from readiness.actions.invitations.sheets import write_sheets
from readiness.actions.invitations.standing import SeatStanding, declined_seats, standing_of

__all__ = [
    "CheckedIn",
    "MakeUps",
    "RemindReport",
    "ReplyReport",
    "SeatStanding",
    "SendReport",
    "check_in",
    "check_in_as",
    "check_in_link",
    "declined_seats",
    "make_up",
    "make_up_as",
    "read_replies",
    "remind",
    "send_invites",
    "standing_of",
    "write_sheets",
]
