"""Acts of claims: per claim and channel whether to check the question, reword the message, train the channel, or leave it.

In: what the quiz says of claims, names of channels, the launch's owner.
Out: ClaimAct.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.follow_ups.act import LATER, SOON, Figure, FollowUp, working_day
from readiness.stages.quizzes import ClaimResult
from readiness.stages.quizzes.claims import MIN_ANSWERS
from readiness.vocabulary import counted

_ACTS = {"question": "check_question", "message": "reword_message", "training": "train_channel"}
"""Whose problem a claim is -> what to do about it."""


@dataclass(frozen=True, slots=True)
class ClaimAct:
    """What to do about one claim in one channel, or in all of them."""

    result: ClaimResult
    owner: str
    because: str
    follow_up: FollowUp | None
    """None: leave it as it is."""

    @property
    def act(self) -> str:
        """Return one of CLAIM_ACTS."""
        return self.follow_up.act if self.follow_up else "leave"


def claim_acts(
    claims: Sequence[ClaimResult], said: Mapping[str, str], names: Mapping[str, str], owner: str, *, as_of: date
) -> list[ClaimAct]:
    """Return one row for each claim and channel, in the order of the claims.

    Args:
        claims: as the quiz gives them.
        said: message_id -> its words.
        names: words for ids of channels.
        owner: the launch's.
        as_of: the day.
    """
    return [
        _claim_act(c, said.get(c.message_id) or c.message_id, names.get(c.channel) or c.channel, owner, as_of) for c in claims
    ]


def _claim_act(c: ClaimResult, said: str, channel: str, owner: str, as_of: date) -> ClaimAct:
    act = _ACTS.get(c.problem)
    if act is None:
        return ClaimAct(c, owner, _why_left(c), None)
    words, because, days = {
        "check_question": (
            f"Check the key of the questions about “{said}” before anything else.",
            "most get it wrong, and those who know more do so more often",
            SOON,
        ),
        "reword_message": (
            f"Say “{said}” in other words and try them on two reps and a customer: is it clear, and put as a buyer would?",
            "most get it wrong, and no channel gets it",
            LATER,
        ),
        "train_channel": (f"Train {channel} on “{said}”.", "most get it wrong in this channel, and not in all", LATER),
    }[act]
    share = Figure("right", c.share, "share", c.share_low, c.share_high, c.n, "answer")
    due_on = working_day(as_of, days)
    where = c.channel if act == "train_channel" else ""
    owed = FollowUp("claim", c.requirement_id, act, words, owner, as_of, due_on, because, (share,), where)
    return ClaimAct(c, owner, because, owed)


def _why_left(c: ClaimResult) -> str:
    if c.verdict == "not_enough_data":
        return f"too few answers to say: {c.n} of the {counted(MIN_ANSWERS, 'answer')} needed"
    if c.verdict == "understood":
        return "more than half get it"
    if c.verdict == "not_understood":
        return "most get it wrong in all, yet a channel gets it: see the channels"
    return "it cannot be told"
