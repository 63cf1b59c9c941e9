"""Quiz sitting: one time a rep takes a quiz in the portal, from dealing the items to what it counts for.

In: policy, forms, earlier sittings, answers with the sender's own numbers, the time now.
Out: QuizProgress, ShownItem, which answers stand, Outcome, Placed answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from readiness.stages.quizzes.attempts import Placed
from readiness.stages.quizzes.model import Form, Item
from readiness.stages.quizzes.policy import LEVELS, QuizPolicy
from readiness.vocabulary import Rep

GRACE = timedelta(minutes=10)
"""How long after the deadline an answer may still arrive that was given, by the sender's clock, before it."""
NUMBERS = 10_000
"""Each opening of a sitting numbers its answers from its own multiple of this, so that what was opened last has the last word."""
HANDED_IN, TIME_UP = "handed_in", "time_up"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One time a rep takes a quiz; what the policy said when it began stays with it."""

    sitting_id: str
    launch_id: str
    rep_id: str
    quiz_id: str
    form_id: str
    language: str
    number: int
    """From 1, over the rep's sittings of this quiz's launch."""
    started_at: datetime
    minutes: int
    """0: no limit."""
    pass_share: float
    feedback: str
    most_items: int
    is_adaptive: bool
    n_opened: int = 0
    ended_at: datetime | None = None
    ending: str = ""
    """HANDED_IN, TIME_UP, or empty while it is open."""
    share: float | None = None
    """Share right, or expected to be right of the whole bank in an adaptive quiz; None while it is open."""
    is_passed: bool = False

    @property
    def deadline(self) -> datetime | None:
        """Return when the time is up; None where there is no limit."""
        return self.started_at + timedelta(minutes=self.minutes) if self.minutes else None

    @property
    def first_number(self) -> int:
        """Return what the place that opened the sitting last numbers its answers from."""
        return self.n_opened * NUMBERS

    def is_over(self, now: datetime) -> bool:
        """Say whether no answer can be taken any more."""
        return self.ended_at is not None or (self.deadline is not None and now > self.deadline + GRACE)


@dataclass(frozen=True, slots=True)
class Telling:
    """How much an item tells in an adaptive quiz, as known when the sitting began."""

    discrimination: float
    difficulty: float
    area: int
    """Place of its level in policy.LEVELS."""
    exposure: float
    """Share of earlier sittings that asked it."""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item as one sitting shows it, its options in that sitting's order."""

    item_id: str
    stem: str
    options: tuple[str, ...]
    correct: int
    """Index into options. It leaves the server with the result, never before."""
    feedback: str
    message_id: str
    place: int
    """From 1, in the order asked; 0 where an adaptive quiz has not asked it yet."""
    telling: Telling | None = None
    is_fixed: bool = True
    """Whether it is of the form that is asked where there is no line."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it arrived."""

    item_id: str
    chosen: int
    """Index into the options as shown."""
    number: int
    """The sender's own: the highest stands."""
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Marked:
    """One item, what was chosen, and whether that was right."""

    item: ShownItem
    chosen: int | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class QuizProgress:
    """What a rep has done of a launch's quiz, and may do next."""

    now: Sitting | None
    """The sitting that is open."""
    last: Sitting | None
    """The one that ended last."""
    is_passed: bool
    n_left: int | None
    """Attempts left; None where there are as many as wanted."""
    next_on: date | None
    """The first day of the next attempt, where that is still to come."""

    @property
    def may_start(self) -> bool:
        """Say whether a sitting may begin."""
        return self.now is None and self.n_left != 0 and self.next_on is None


def progress(policy: QuizPolicy, sittings: Sequence[Sitting], now: datetime) -> QuizProgress:
    """Return where a rep stands; `now` is in the rep's own zone, and a sitting whose time is up has ended."""
    ended = [s for s in sittings if s.is_over(now)]
    open_ = [s for s in sittings if not s.is_over(now)]
    last = max(ended, key=lambda s: s.number) if ended else None
    n_left = max(policy.max_attempts - len(sittings), 0) if policy.max_attempts else None
    next_on = None
    if last:
        over = last.ended_at or last.deadline or last.started_at
        first = over.astimezone(now.tzinfo).date() + timedelta(days=policy.retake_days)
        next_on = first if first > now.date() else None
    return QuizProgress(open_[-1] if open_ else None, last, any(s.is_passed for s in ended), n_left, next_on)


def form_for(forms: Sequence[Form], rep: Rep, language: str, number: int) -> Form | None:
    """Return the form of a rep's next sitting: the rep's motion and language before the launch's language, each time another."""

    def kin(form: Form) -> tuple[bool, bool, bool, str, str]:
        return form.motion != rep.motion, form.language != rep.language, form.language != language, form.motion, form.language

    if not forms:
        return None
    nearest = min(kin(f) for f in forms)
    mine = sorted((f for f in forms if kin(f) == nearest), key=lambda f: f.form_id)
    start = int(_digest(f"{rep.rep_id}|{mine[0].quiz_id}")[:8], 16)
    return mine[(start + number - 1) % len(mine)]


def dealt(item_ids: Sequence[str], items: Mapping[str, Item], seed: str, *, is_adaptive: bool = False) -> list[ShownItem]:
    """Return these items, each with its options in an order that only the seed decides; unknown items are left out.

    What is applied comes before what is recalled, so that no question gives away one before it; within a level the seed decides.
    """
    known = sorted({i for i in item_ids if i in items}, key=lambda i: (-LEVELS.index(items[i].level), _digest(f"{seed}|{i}")))
    return [_shown(items[i], seed, 0 if is_adaptive else place) for place, i in enumerate(known, start=1)]


def _shown(item: Item, seed: str, place: int) -> ShownItem:
    order = sorted(range(len(item.options)), key=lambda k: _digest(f"{seed}|{item.item_id}|{k}"))
    options = tuple(item.options[k] for k in order)
    return ShownItem(item.item_id, item.stem, options, order.index(item.correct), item.feedback, item.message_id, place)


def drawn(seed: str) -> float:
    """Return a number in [0, 1) that only the seed decides."""
    return int(_digest(seed)[:12], 16) / 16**12


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def counts(sitting: Sitting, now: datetime, said_at: datetime | None) -> bool:
    """Say whether an answer that arrives now counts: before the deadline, or said to be given before it and within the grace."""
    if sitting.is_over(now):
        return False
    limit = sitting.deadline
    return limit is None or now <= limit or (said_at is not None and said_at <= limit)


def standing_answers(before: Mapping[str, Given], new: Iterable[Given]) -> dict[str, Given]:
    """Return the answers that stand, by item: of each the one its senders numbered highest, of equals the later to arrive."""
    found = dict(before)
    for answer in new:
        known = found.get(answer.item_id)
        if known is None or answer.number >= known.number:
            found[answer.item_id] = answer
    return found


def marked(items: Iterable[ShownItem], answers: Mapping[str, Given]) -> list[Marked]:
    """Return one verdict an item that was asked, in that order; what was not answered is not right."""
    asked = sorted((i for i in items if i.place), key=lambda i: i.place)
    chosen = {i.item_id: answers[i.item_id].chosen if i.item_id in answers else None for i in asked}
    return [Marked(i, chosen[i.item_id], chosen[i.item_id] == i.correct) for i in asked]


def share_right(found: Sequence[Marked]) -> float:
    """Return the share of the items asked that were answered right, 0 where none was asked."""
    return sum(v.is_right for v in found) / len(found) if found else 0.0


def placed(sitting: Sitting, found: Sequence[Marked], answers: Mapping[str, Given], zone: tzinfo) -> list[Placed]:
    """Return a sitting's answers as they count: what is answered while it is open, every item asked once it is handed in.

    Days are those of the rep's own zone. An answer ranks by its own number, and handing in above all of them, so that they may
    be placed again and again.
    """
    is_done = sitting.ending == HANDED_IN
    arrived = {a.item_id: a.arrived_at for a in answers.values()}
    top = max((a.number for a in answers.values()), default=0) + 1
    return [
        Placed(
            rep_id=sitting.rep_id,
            item_id=v.item.item_id,
            sitting=sitting.sitting_id,
            stated=sitting.number,
            at=sitting.started_at.isoformat(),
            answered_on=arrived.get(v.item.item_id, sitting.ended_at or sitting.started_at).astimezone(zone).date(),
            correct=None if v.chosen is None else v.is_right,
            is_unfinished=not is_done,
            file_number=top if is_done else answers[v.item.item_id].number,
            row=v.item.place,
        )
        for v in found
        if is_done or v.chosen is not None
    ]
