"""Invites due: a calendar that keeps to RFC 5546 shows the plan, whatever changed and wherever a run was stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.training.inviting import (
    CANCEL,
    MEANT,
    REFUSED,
    REQUEST,
    SENT,
    InviteMail,
    InviteReply,
    Seat,
    due_invites,
    standing_answers,
)

NOW = datetime(2024, 1, 10, 8, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SEAT = Seat(
    "r1", "m", "s1", "ana@example.com", "Kettle 2", "t1", "en", "", NOW + timedelta(days=3), NOW + timedelta(days=3, hours=1)
)
LATER = replace(SEAT, session_id="s2", starts_at=SEAT.starts_at + timedelta(days=1), ends_at=SEAT.ends_at + timedelta(days=1))


def sent(mail: InviteMail, state: str = SENT) -> InviteMail:
    return replace(mail, state=state)


def one(seats: list[Seat], log: list[InviteMail]) -> InviteMail:
    (mail,) = due_invites(seats, log, NOW)
    return mail


FIRST = sent(InviteMail(SEAT, 1, REQUEST, 0, "new"))
ROOM = replace(SEAT, place="Room 1")
CASES = {
    "first": ([SEAT], [], (REQUEST, 0, "new")),
    "other session, other time": ([LATER], [FIRST], (REQUEST, 1, "moved")),
    "other place": ([ROOM], [FIRST], (REQUEST, 1, "moved")),
    "ends later": ([replace(SEAT, ends_at=SEAT.ends_at + timedelta(minutes=30))], [FIRST], (REQUEST, 1, "moved")),
    "other trainer": ([replace(SEAT, trainer_id="t2")], [FIRST], (REQUEST, 0, "changed")),
    "other title": ([replace(SEAT, title="Kettle")], [FIRST], (REQUEST, 0, "changed")),
    "other address": ([replace(SEAT, email="a@example.com")], [FIRST], (REQUEST, 0, "changed")),
    "lost": ([], [FIRST], (CANCEL, 1, "cancelled")),
    "found again": ([SEAT], [FIRST, sent(InviteMail(SEAT, 2, CANCEL, 1, "cancelled"))], (REQUEST, 2, "new")),
    "never marked": ([SEAT], [sent(FIRST, MEANT)], (REQUEST, 0, "again")),
    "refused": ([SEAT], [sent(FIRST, REFUSED)], (REQUEST, 0, "again")),
    "moved after one never marked": ([LATER], [sent(FIRST, MEANT)], (REQUEST, 1, "moved")),
    "lost after one never marked": ([], [sent(FIRST, MEANT)], (CANCEL, 1, "cancelled")),
    "cancellation never marked": ([], [FIRST, InviteMail(SEAT, 2, CANCEL, 1, "cancelled", MEANT)], (CANCEL, 1, "again")),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_due(case: str) -> None:
    seats, log, expected = CASES[case]
    mail = one(seats, log)
    assert (mail.method, mail.sequence, mail.why) == expected
    assert mail.letter == len(log) + 1
    assert mail.state == MEANT


@pytest.mark.parametrize(
    ("seats", "log"),
    [
        ([SEAT], [FIRST]),
        ([replace(SEAT, session_id="s9")], [FIRST]),  # another session at the very time and place: nothing to tell
        ([], [sent(FIRST, REFUSED)]),  # nobody has what could be cancelled
        ([], [FIRST, sent(InviteMail(SEAT, 2, CANCEL, 1, "cancelled"))]),
    ],
)
def test_nothing_is_due(seats: list[Seat], log: list[InviteMail]) -> None:
    assert due_invites(seats, log, NOW) == []


def test_nothing_is_said_of_what_has_begun() -> None:
    past = replace(SEAT, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    assert due_invites([past], [], NOW) == []
    assert due_invites([], [sent(InviteMail(past, 1, REQUEST, 0, "new"))], NOW) == []
    assert one([past], [FIRST]).why == "cancelled"  # it began earlier than his calendar shows
    assert one([LATER], [sent(InviteMail(past, 1, REQUEST, 0, "new"))]).why == "moved"  # missed, and another date found


class CalendarOfOne:
    """What an attendee's calendar does with mails (RFC 5546, 2.1.5): a higher SEQUENCE wins, else the later mail."""

    def __init__(self) -> None:
        self.shown: Seat | None = None
        self.sequence = -1

    def get(self, mail: InviteMail) -> None:
        if mail.sequence < self.sequence:
            return
        if mail.sequence == self.sequence and self.shown is not None and mail.method == REQUEST:
            assert (mail.seat.starts_at, mail.seat.ends_at, mail.seat.place) == (
                self.shown.starts_at,
                self.shown.ends_at,
                self.shown.place,
            )  # fmt: skip - another time under one SEQUENCE is what calendars overlook
        self.sequence, self.shown = mail.sequence, mail.seat if mail.method == REQUEST else None


Plan = tuple[int, str, str]
DAYS = st.integers(1, 4)
PLANS = st.one_of(st.none(), st.tuples(DAYS, st.sampled_from(["", "Room 1"]), st.sampled_from(["t1", "t2"])))
FATES = st.sampled_from(["sent", "sent", "killed before", "killed after", "refused"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(PLANS, FATES), min_size=1, max_size=12), PLANS)
def test_calendars_show_the_plan_in_the_end(
    story: list[tuple[tuple[int, str, str] | None, str]], last: tuple[int, str, str] | None
) -> None:
    calendar, log = CalendarOfOne(), list[InviteMail]()
    for plan, fate in [*story, (last, "sent")]:
        seats = []
        if plan:
            day, place, trainer = plan
            start = NOW + timedelta(days=day)
            seats = [replace(SEAT, starts_at=start, ends_at=start + timedelta(hours=1), place=place, trainer_id=trainer)]
        for mail in due_invites(seats, log, NOW):
            if fate in ("sent", "killed after"):
                calendar.get(mail)
            log.append(sent(mail, {"sent": SENT, "refused": REFUSED}.get(fate, MEANT)))
    shown, day = calendar.shown, last[0] if last else 0
    assert (shown is not None) == (last is not None)
    if shown is not None and last is not None:
        assert (shown.starts_at, shown.place, shown.trainer_id) == (NOW + timedelta(days=day), last[1], last[2])
    seats = [shown] if shown else []
    assert due_invites(seats, log, NOW) == []
    assert [m.letter for m in log] == list(range(1, len(log) + 1))


def reply(answer: str, sequence: int, minute: int) -> InviteReply:
    return InviteReply("kettle", "r1", "m", f"{answer}{minute}", answer, sequence, NOW + timedelta(minutes=minute))


def test_the_last_answer_to_the_last_invite_counts() -> None:
    moved = [FIRST, sent(InviteMail(LATER, 2, REQUEST, 1, "moved"))]
    said = [reply("accepted", 0, 1), reply("declined", 0, 2)]
    assert standing_answers(said, [FIRST])["r1", "m"].answer == "declined"
    assert standing_answers(said, moved) == {}
    late = reply("declined", 0, 9)
    assert standing_answers([*said, reply("accepted", 1, 5), late], moved)["r1", "m"].answer == "accepted"
    assert standing_answers(said, [FIRST, sent(InviteMail(SEAT, 2, CANCEL, 1, "cancelled"))]) == {}
