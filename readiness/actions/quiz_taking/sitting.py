"""Sitting: a quiz begun, its paper opened, its answers taken, handed in.

In: who is signed in, answers as they arrive, the time now, in UTC.
Out: Paper and Receipt, neither of which knows a right answer; rows in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from readiness.actions.quiz_taking.desk import Desk, count, desk_of, ended, may_see, require_rep, up_to_date, zone_of
from readiness.adapters.db import sittings
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.passwords import new_id
from readiness.adapters.quiz_offers import Offer, measured_items, offer_of
from readiness.errors import ConflictError, InputError, NotFoundError, Problem
from readiness.permissions import Viewer
from readiness.settings import Settings
from readiness.stages.quizzes.sitting import (
    HANDED_IN,
    NUMBERS,
    Given,
    ShownItem,
    Sitting,
    counts,
    dealt,
    form_for,
    progress,
    standing_answers,
)
from readiness.vocabulary import Rep


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as a device sends it."""

    item_id: str
    chosen: int
    number: int
    said_at: datetime | None = None
    """When it was given, by the device; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Question:
    """One item as a rep sees it."""

    item_id: str
    stem: str
    options: tuple[str, ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class Paper:
    """An open sitting as a rep sees it."""

    sitting: Sitting
    launch_name: str
    rep_name: str
    questions: tuple[Question, ...]
    spare: tuple[Question, ...]
    """What an adaptive quiz asks where there is no line."""
    ends_at: datetime | None
    """In the rep's own zone; None where there is no limit."""
    language: str
    """The rep's, which may be another than the quiz's."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of answers that arrived."""

    sitting: Sitting
    numbers: dict[str, int]
    """Item -> number of the answer that stands."""
    n_late: int
    """Answers that came after the sitting was over."""
    following: Question | None
    """What an adaptive quiz asks next."""


def begin(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> str:
    """Begin a quiz and return the sitting's id; one that is open already goes on.

    Raises:
        NotFoundError: the launch has no quiz for this rep.
        ConflictError: no attempt is left, or the next one is not due yet.
    """
    require_rep(viewer)
    with transaction(settings.database) as connection:
        sittings.lock_launch(connection, launch_id, viewer.rep_id)
        offer = offer_of(settings.templates, connection, launch_id) if may_see(viewer, launch_id) else None
        rep = offer.reps.get(viewer.rep_id) if offer else None
        if offer is None or rep is None:
            raise NotFoundError("there is no such quiz for you")
        mine = [s for s in up_to_date(settings.templates, connection, viewer, now) if s.launch_id == launch_id]
        local = now.astimezone(zone_of(offer, rep.rep_id))
        where = progress(offer.policy, mine, local)
        if where.now:
            return where.now.sitting_id
        if not where.may_start:
            why = f"the next attempt is possible from {where.next_on} on" if where.n_left != 0 else "no attempt is left"
            raise ConflictError(f"this quiz cannot be taken now: {why}")
        return _dealt(connection, offer, rep, max((s.number for s in mine), default=0) + 1, now, local)


def _dealt(connection: Connection, offer: Offer, rep: Rep, number: int, now: datetime, local: datetime) -> str:
    """Deal a form to a rep, keep it, and return the sitting's id."""
    form = form_for(offer.forms, rep, offer.launch.language, number)
    if form is None:
        raise NotFoundError("there is no such quiz for you")
    policy, sitting_id = offer.policy, new_id()
    bank = [i for i, item in sorted(offer.items.items()) if item.language == form.language] if policy.is_adaptive else []
    shown = dealt([*form.item_ids, *bank], offer.items, sitting_id, is_adaptive=policy.is_adaptive)
    if policy.is_adaptive:
        tells = measured_items(connection, offer, local.date())
        shown = [replace(i, telling=tells[i.item_id], is_fixed=i.item_id in form.item_ids) for i in shown]
    sitting = Sitting(
        sitting_id, offer.launch.launch_id, rep.rep_id, form.quiz_id, form.form_id, form.language, number, now, policy.minutes,
        policy.pass_share, policy.feedback, len(form.item_ids), policy.is_adaptive,
    )  # fmt: skip
    sittings.add_sitting(connection, sitting, shown)
    _ask(connection, Desk(sitting, shown, {}, offer))
    return sitting_id


def _ask(connection: Connection, desk: Desk) -> Desk:
    """Let an adaptive sitting ask its next item, where it does not know enough yet."""
    item_id = desk.next_item if desk.sitting.is_adaptive and desk.sitting.ended_at is None else ""
    if not item_id or any(i.place and i.item_id == item_id for i in desk.shown):
        return desk
    return _placed_at(connection, desk, [item_id])


def _placed_at(connection: Connection, desk: Desk, item_ids: Sequence[str]) -> Desk:
    last = max((i.place for i in desk.shown), default=0)
    places = {item_id: last + n for n, item_id in enumerate(item_ids, start=1)}
    sittings.save_places(connection, desk.sitting.sitting_id, places)
    return replace(desk, shown=[replace(i, place=places.get(i.item_id, i.place)) for i in desk.shown])


def look_at(settings: Settings, viewer: Viewer, sitting_id: str, now: datetime) -> Sitting:
    """Return one of the viewer's own sittings.

    Raises:
        NotFoundError: the viewer has no such sitting.
    """
    with transaction(settings.database) as connection:
        return desk_of(settings.templates, connection, viewer, sitting_id, now).sitting


def open_paper(settings: Settings, viewer: Viewer, sitting_id: str, now: datetime, *, has_last_word: bool = True) -> Paper:
    """Open a sitting on a device; from now on this device has the last word, unless it only looks.

    Raises:
        NotFoundError: the viewer has no such sitting.
        ConflictError: it is over.
    """
    with transaction(settings.database) as connection:
        desk = desk_of(settings.templates, connection, viewer, sitting_id, now)
        if desk.sitting.ended_at is not None:
            raise ConflictError("this quiz is over")
        n_opened = desk.sitting.n_opened + has_last_word
        sittings.change_sitting(connection, sitting_id, n_opened=n_opened)
        desk = _ask(connection, replace(desk, sitting=replace(desk.sitting, n_opened=n_opened)))
    s, offer = desk.sitting, desk.offer
    rep = offer.reps.get(s.rep_id) if offer else None
    asked = sorted((i for i in desk.shown if i.place), key=lambda i: i.place)
    spare = [i for i in desk.shown if s.is_adaptive and i.is_fixed and not i.place]
    return Paper(
        s, offer.launch.name if offer else s.launch_id, rep.name if rep else s.rep_id,
        tuple(_question(desk, i) for i in asked), tuple(_question(desk, i) for i in spare),
        s.deadline.astimezone(desk.zone) if s.deadline else None, rep.language if rep else s.language,
    )  # fmt: skip


def _question(desk: Desk, item: ShownItem) -> Question:
    given = desk.given.get(item.item_id)
    return Question(item.item_id, item.stem, item.options, given.chosen if given else None)


def give(settings: Settings, viewer: Viewer, sitting_id: str, answers: Sequence[Answer], now: datetime) -> Receipt:
    """Take answers; the same ones again change nothing, and those that come too late are counted and left.

    Raises:
        NotFoundError: the viewer has no such sitting.
        InputError: an answer is to no question of the sitting, or none of its options.
    """
    with transaction(settings.database) as connection:
        desk = desk_of(settings.templates, connection, viewer, sitting_id, now)
        after = _ask(connection, _taken(connection, desk, answers, now))
        return _receipt(after, answers)


def hand_in(settings: Settings, viewer: Viewer, sitting_id: str, answers: Sequence[Answer], now: datetime) -> Receipt:
    """Take the last answers and end the sitting; twice is once.

    Raises:
        NotFoundError: the viewer has no such sitting.
        InputError: an answer is to no question of the sitting, or none of its options.
    """
    with transaction(settings.database) as connection:
        desk = _taken(connection, desk_of(settings.templates, connection, viewer, sitting_id, now), answers, now)
        if desk.sitting.ended_at is None:
            desk = ended(connection, desk, HANDED_IN, now)
        return _receipt(desk, answers)


def _taken(connection: Connection, desk: Desk, answers: Sequence[Answer], now: datetime) -> Desk:
    """Keep the answers that count, and put them among the responses."""
    for answer in answers:
        _check(desk, answer)
    if desk.sitting.ended_at is not None:
        return desk
    in_time = [Given(a.item_id, a.chosen, a.number, now) for a in answers if counts(desk.sitting, now, a.said_at)]
    stand = standing_answers(desk.given, in_time)
    changed = [g for g in stand.values() if not _is_same(desk.given.get(g.item_id), g)]
    if not changed:
        return desk
    sittings.save_answers(connection, desk.sitting.sitting_id, changed)
    given = {**desk.given, **{g.item_id: g for g in changed}}
    unasked = [i.item_id for i in desk.shown if not i.place and i.item_id in given]
    after = replace(_placed_at(connection, desk, unasked) if unasked else desk, given=given)
    count(connection, after)
    return after


def _is_same(before: Given | None, after: Given) -> bool:
    return before is not None and (before.chosen, before.number) == (after.chosen, after.number)


def _check(desk: Desk, answer: Answer) -> None:
    item = next((i for i in desk.shown if i.item_id == answer.item_id and (i.place or i.is_fixed)), None)
    if item is None:
        raise InputError(Problem("", 0, "item", "the answer is to no question of this quiz", "one of its questions"))
    if not 0 <= answer.chosen < len(item.options):
        raise InputError(Problem("", 0, "chosen", f"there is no option {answer.chosen + 1}", f"1 to {len(item.options)}"))
    if not 0 <= answer.number < desk.sitting.first_number + NUMBERS:
        raise InputError(Problem("", 0, "number", f"{answer.number} was never handed out", "a number of this sitting"))


def _receipt(desk: Desk, answers: Sequence[Answer]) -> Receipt:
    numbers = {a.item_id: desk.given[a.item_id].number if a.item_id in desk.given else -1 for a in answers}
    n_late = sum(a.number > numbers[a.item_id] for a in answers)
    following = None
    if desk.sitting.is_adaptive and desk.sitting.ended_at is None and (item_id := desk.next_item):
        following = _question(desk, next(i for i in desk.shown if i.item_id == item_id))
    return Receipt(desk.sitting, numbers, n_late, following)


def left_seconds(sitting: Sitting, now: datetime) -> int | None:
    """Return how long answers may still be given; None where there is no limit."""
    return max(int((sitting.deadline - now) / timedelta(seconds=1)), 0) if sitting.deadline else None
