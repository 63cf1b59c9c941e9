"""Acts: what is owed as a reader wants it: the figures behind an act in words, and the acts of each owner together.

In: Decisions, names.
Out: OwnerActs, words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from readiness.stages.follow_ups import Decisions, Figure, FollowUp, Place
from readiness.stages.report.words import banded, percent, points, whole
from readiness.vocabulary import counted

AREAS: Mapping[str, str] = MappingProxyType(
    {
        "ready_and_adding": "Ready and adding",
        "ready_not_adding": "Ready, not adding yet",
        "adding_not_ready": "Adding, not ready yet",
        "neither": "Neither yet",
    }
)
"""The four areas of the picture; `words.QUADRANT` says them in full."""
BETWEEN = "Between the areas"
THEMSELVES = "Each rep"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "take_quiz": "Take the quiz", "finish_quiz": "Finish the quiz", "answer_again": "Answer again",
        "support_with_stock": "Support with stock", "move_account": "Move accounts", "book_session": "Book a session",
        "coach": "Coach", "practise": "Practise", "visit": "Visit together", "certify": "Certify", "learn_from": "Learn from",
        "keep_going": "Keep going", "check_question": "Check the question", "reword_message": "Reword the message",
        "train_channel": "Train the channel", "leave": "Leave it", "accept_reports": "Accept reports",
        "chase_reports": "Ask for reports", "agree_on_day": "Agree on a day", "send_stock": "Send stock",
        "fill_seats": "Fill seats", "make_time": "Make time",
    }
)  # fmt: skip
"""Each kind of act in a word or two."""


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act of an owner, or the same act about several."""

    due_on: date
    opened_on: date
    is_late: bool
    kind: str
    about: tuple[str, ...]
    """Names of reps or partners; one that is blank for a claim."""
    words: str
    because: str
    evidence: tuple[str, ...]
    """One text for each of `about`."""


@dataclass(frozen=True, slots=True)
class OwnerActs:
    """What one person owes, or what reps owe themselves."""

    owner: str
    lines: tuple[ActLine, ...]
    """The earliest due first."""
    n_late: int


def reading(place: Place) -> str:
    """Return where a rep stands, in words with how likely that is."""
    likely = place.most_likely
    if likely is None:
        return BETWEEN
    name, p = likely
    share = percent(min(p, 0.99))
    return f"{AREAS[name]} ({share})" if place.is_sure else f"Most likely {AREAS[name][0].lower()}{AREAS[name][1:]} ({share})"


def evidence_text(evidence: Sequence[Figure], currency: str) -> str:
    """Return the figures an act rests on, each with its band and the number behind it."""
    return "; ".join(_figure_text(figure, currency) for figure in evidence)


def _figure_text(figure: Figure, currency: str) -> str:
    band = None if figure.low is None or figure.high is None else (figure.low, figure.high)
    if figure.unit == "money" and band:
        middle, ends = banded(figure.value, *band)
        text = f"{middle} {currency} (90% band {ends})"
    elif figure.unit == "share":
        text = percent(figure.value) + (f" (90% band {percent(band[0])} to {percent(band[1])})" if band else "")
    elif figure.unit == "index":
        text = points(figure.value) + (f" (90% band {points(band[0])} to {points(band[1])})" if band else "")
    else:
        text = f"{figure.value:,g}" if figure.value % 1 else whole(figure.value)
    of = f" of {whole(figure.of)}" if figure.of is not None and figure.unit == "count" else ""
    counts = f", {counted(figure.of, figure.each)}" if figure.of is not None and figure.each else ""
    return f"{figure.name} {text}{of}{counts}"


def acts_by_owner(decisions: Decisions, names: Mapping[str, str], *, as_of: date, currency: str) -> list[OwnerActs]:
    """Return what each owner owes, whoever owes the earliest first, and last what reps owe themselves.

    A partner of which nothing is asked is not in it.
    """
    rows: dict[str, dict[tuple[str, ...], list[FollowUp]]] = {}
    for act in decisions.owed:
        if act.kind == "partner" and act.act == "keep_going":
            continue
        is_own = act.kind == "rep" and act.owner == act.subject_id
        owner = "" if is_own else act.owner
        same = (act.due_on.isoformat(), act.opened_on.isoformat(), act.act, act.words, act.because)
        rows.setdefault(owner, {}).setdefault(same, []).append(act)
    found = [(owner == "", _owner_acts(owner, list(lines.values()), names, as_of, currency)) for owner, lines in rows.items()]
    return [acts for _, acts in sorted(found, key=lambda o: (o[0], o[1].lines[0].due_on, o[1].owner))]


def _owner_acts(
    owner: str, groups: Sequence[Sequence[FollowUp]], names: Mapping[str, str], as_of: date, currency: str
) -> OwnerActs:
    lines = []
    for acts in groups:
        first = acts[0]
        named = sorted((_about(a, names), evidence_text(a.evidence, currency)) for a in acts)
        lines.append(
            ActLine(
                first.due_on,
                first.opened_on,
                first.due_on < as_of,
                KINDS[first.act],
                tuple(name for name, _ in named),
                first.words,
                first.because,
                tuple(text for _, text in named),
            )
        )
    in_order = tuple(sorted(lines, key=lambda x: (x.due_on, x.kind, x.about)))
    return OwnerActs(owner_name(owner, names) or THEMSELVES, in_order, sum(x.is_late for x in in_order))


def _about(act: FollowUp, names: Mapping[str, str]) -> str:
    """Return the name of the rep or partner; the words of an act about a claim say which."""
    return "" if act.kind == "claim" else names.get(act.subject_id) or act.subject_id


def owner_name(owner: str, names: Mapping[str, str]) -> str:
    """Return who owes an act; a manager without a known name goes by id."""
    return names.get(owner) or (f"Manager {owner}" if owner else "")
