"""Act: what is owed, by whom, by when, the figures it rests on; and how it keeps its day from one measurement to the next.

In: acts as of a day, the acts that were open before.
Out: FollowUp.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from readiness.vocabulary import Channel, Partner
from readiness.vocabulary import working_day as working_day

SOON = 5
LATER = 10
"""Working days to an urgent act, and to one that can wait for the next team meeting."""
REP_ACTS = (
    "take_quiz", "finish_quiz", "answer_again", "support_with_stock", "move_account", "book_session", "coach", "practise",
    "visit", "certify", "learn_from", "keep_going",
)  # fmt: skip
"""In the order in which they come: first what nothing can be said without, then what is out of the rep's hands, then the rest."""
CLAIM_ACTS = ("check_question", "reword_message", "train_channel", "leave")
PARTNER_ACTS = (
    "accept_reports", "chase_reports", "agree_on_day", "send_stock", "fill_seats", "make_time", "keep_going",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure an act rests on."""

    name: str
    value: float
    unit: str
    """index, money, share or count."""
    low: float | None = None
    """Of its 90% band, where it has one."""
    high: float | None = None
    of: int | None = None
    """How many cases there are in all."""
    each: str = ""
    """What one of them is called, where the figure is not a count of them."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One owed act."""

    kind: str
    """What it is about: rep, claim or partner."""
    subject_id: str
    act: str
    """One of REP_ACTS, CLAIM_ACTS or PARTNER_ACTS."""
    words: str
    owner: str
    """An id of a rep or manager, or the name of a channel's manager or of the launch's owner."""
    opened_on: date
    due_on: date
    because: str
    evidence: tuple[Figure, ...]
    channel: Channel = ""
    """Where it is about one channel alone."""

    @property
    def act_id(self) -> str:
        """Return the id under which the same act is known again."""
        return ":".join(part for part in (self.kind, self.subject_id, self.channel, self.act) if part)


@dataclass(frozen=True, slots=True)
class OpenAct:
    """An act as it stood after the last measurement."""

    owner: str
    opened_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Owners:
    """Who answers for a channel, and for the launch."""

    launch_owner: str
    managers: Mapping[Channel, str]
    """Channel -> its manager; blank or missing where nobody is named."""
    partners: Mapping[str, Partner]

    def of(self, channel: Channel, partner_id: str = "") -> str:
        """Return the manager of a channel, else of the partner's first channel that has one, else the launch's owner."""
        partner = self.partners.get(partner_id)
        candidates = (channel, *(partner.channels if partner else ()))
        return next((self.managers[c] for c in candidates if self.managers.get(c)), self.launch_owner)


def kept(act: FollowUp, before: Mapping[str, OpenAct]) -> FollowUp:
    """Return the act with the days it was first given, where the same owner owes it already.

    One opened after the day of this measurement is not known on that day yet.
    """
    known = before.get(act.act_id)
    if known is None or known.owner != act.owner or known.opened_on > act.opened_on:
        return act
    return replace(act, opened_on=known.opened_on, due_on=known.due_on)


def open_acts(acts: Iterable[FollowUp]) -> dict[str, OpenAct]:
    """Return what is to be known of the acts at the next measurement, by id."""
    return {act.act_id: OpenAct(act.owner, act.opened_on, act.due_on) for act in acts}
