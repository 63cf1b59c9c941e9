"""Quiz scoring: raw answers -> responses or quarantine.

In: raw responses, items, reps.
Out: Response, QuarantinedResponse.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from readiness.stages.quizzes.lint import folded
from readiness.stages.quizzes.model import Item, QuarantinedResponse, RawResponse, Response
from readiness.vocabulary import Rep

_LETTER = re.compile(r"\(?([a-f])[).:]?", re.IGNORECASE)


class _RefusedError(ValueError):
    """A response that cannot be counted; its text is the reason."""


def score_responses(
    raw: Sequence[RawResponse], items: Sequence[Item], reps: Sequence[Rep]
) -> tuple[list[Response], list[QuarantinedResponse]]:
    """Return the responses that count, by rep, item and attempt, and those that do not, by file and row, each with its reason.

    A person is a rep_id or a rep's mail address, an answer the option's text or its letter; both without regard to case. Of
    several answers of one rep to one item in one attempt, the first by file and row counts.
    """
    by_id = {i.item_id: i for i in items}
    people = _people(reps)
    good: dict[tuple[str, str, int], tuple[RawResponse, Response]] = {}
    refused: list[QuarantinedResponse] = []
    for answer in sorted(raw, key=lambda r: (r.file, r.row)):
        try:
            response = _scored(answer, by_id, people)
        except _RefusedError as why:
            refused.append(QuarantinedResponse(answer.file, answer.row, str(why), _as_read(answer)))
            continue
        key = (response.rep_id, response.item_id, response.attempt)
        if key in good:
            first = good[key][0]
            why_twice = f"attempt {answer.attempt} at this item by this rep is already in {first.file}, row {first.row}"
            refused.append(QuarantinedResponse(answer.file, answer.row, why_twice, _as_read(answer)))
            continue
        good[key] = (answer, response)
    return [good[key][1] for key in sorted(good)], refused


def _people(reps: Sequence[Rep]) -> dict[str, str]:
    """Return rep_id by everything a file may call a rep; a name two reps share means neither of them."""
    names = Counter(n for r in reps for n in {r.rep_id.casefold(), r.email.casefold()} if n)
    found = {n: r.rep_id for r in reps for n in (r.rep_id.casefold(), r.email.casefold()) if names[n] == 1}
    return found | {r.rep_id: r.rep_id for r in reps}


def _scored(raw: RawResponse, items: Mapping[str, Item], people: Mapping[str, str]) -> Response:
    who = raw.who.strip()
    rep_id = people.get(who) or people.get(who.casefold())
    if not rep_id:
        raise _RefusedError(f"no rep has the id or mail address {who!r}" if who else "it does not say who answered")
    item = items.get(raw.item_id.strip())
    if item is None:
        raise _RefusedError(f"no item has the id {raw.item_id.strip()!r}")
    if raw.attempt < 1:
        raise _RefusedError(f"attempt {raw.attempt} is not 1 or more")
    correct = raw.correct
    if raw.answer.strip():
        correct = _chosen(raw.answer, item) == item.correct
        if raw.correct is not None and raw.correct != correct:
            raise _RefusedError("its answer and its own score contradict each other: the other system's key may be an old one")
    return Response(rep_id, item.item_id, raw.attempt, raw.answered_on, correct)


def _chosen(answer: str, item: Item) -> int:
    """Return which option was chosen; a text comes before a letter, and a spreadsheet's guard against formulas is ignored."""
    options = [folded(o) for o in item.options]
    if folded(answer) in options:
        return options.index(folded(answer))
    letter = _LETTER.fullmatch(answer.strip())
    index = "abcdef".index(letter[1].lower()) if letter else len(options)
    if index >= len(options):
        raise _RefusedError(f"{answer.strip()[:80]!r} is none of the item's {len(options)} options")
    return index


def _as_read(raw: RawResponse) -> str:
    score = "" if raw.correct is None else f"{raw.correct:d}"
    return "; ".join((raw.who, raw.item_id, str(raw.attempt), raw.answered_on.isoformat(), raw.answer, score))
