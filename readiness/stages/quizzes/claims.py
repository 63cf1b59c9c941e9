"""Claims: which messages the field gets and which it does not, by channel, and whose problem that is.

In: first answers, items, messages, reps, item quality.
Out: ClaimResult.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from readiness.stages.positioning import Message
from readiness.stages.quizzes.answer_table import AnswerTable
from readiness.stages.quizzes.model import Item, ItemQuality
from readiness.stats.beta_binomial import fit_beta_binomial
from readiness.vocabulary import Rep

MIN_ANSWERS = 10
"""Fewer answers about a claim, in a channel or in all, are no verdict."""
HALF = 0.5
NOT_ENOUGH = "not_enough_data"
PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "message": "Most get it wrong wherever they sell, so look at the message first: is it clear, and put as a buyer would?",
        "training": "Most get it wrong in this channel and not in all: train this channel on it.",
        "question": "A question about it may have a wrong key: check that before the message or the training.",
    }
)
"""Whose problem a claim that is not understood is, and what to do first."""


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """How often answers about one claim are right, in one channel or in all."""

    message_id: str
    requirement_id: str
    """Of the need it is said to; what makes it one claim."""
    persona: str
    channel: str
    """Empty: all reps together, those who serve every channel included."""
    n_reps: int
    n: int
    """First answers to questions about the claim."""
    share: float
    """Share right, drawn to the mean of all claims as far as few answers ask for it, with its 90% interval."""
    share_low: float
    share_high: float
    verdict: str
    """understood: more than half are right for sure; not_understood: fewer than half for sure; unclear; not_enough_data."""
    problem: str
    """Where it is not understood one of PROBLEMS, else empty."""


def claim_results(
    first: AnswerTable,
    items: Sequence[Item],
    messages: Sequence[Message],
    reps: Sequence[Rep],
    qualities: Sequence[ItemQuality],
) -> list[ClaimResult]:
    """Return a row for each claim and all channels, then one for each channel, by claim.

    A claim is what is said to one need, in whatever words; its message is the one most of its questions are about. One that
    most reps get wrong is a message problem first. It is one of training where the reps of one channel miss it while another
    channel gets it, or all together do not miss it.
    """
    claim_of = {i.item_id: _claim(i) for i in items}
    channel_of = {r.rep_id: r.channel for r in reps}
    channels = np.array([channel_of.get(rep_id, "") for rep_id in first.rep_ids], dtype=object)
    claims = np.array([claim_of[item_id] for item_id in first.item_ids], dtype=object)
    suspect = {claim_of[q.item_id] for q in qualities if q.flag == "wrong_key" and q.item_id in claim_of}
    message_of = _messages(items)
    persona_of = {m.message_id: m.persona for m in messages}
    scopes = [("", np.ones(channels.size, dtype=bool))]
    scopes += [(name, channels == name) for name in sorted(set(channels.tolist()) - {""})]
    found: dict[str, list[ClaimResult]] = {}
    for scope, members in scopes:
        for claim, n_reps, n, share, low, high in _shares(first.correct[members], claims):
            message = message_of[claim]
            about = (message, claim, persona_of.get(message, ""), scope)
            found.setdefault(claim, []).append(ClaimResult(*about, n_reps, n, share, low, high, _verdict(n, low, high), ""))
    return [row for claim in sorted(found) for row in _with_problems(found[claim], is_suspect=claim in suspect)]


def _claim(item: Item) -> str:
    return item.requirement_id or item.message_id


def _messages(items: Sequence[Item]) -> dict[str, str]:
    """Return for each claim the message most of its items are about; of equals the shortest id: the main voice."""
    counts: dict[str, Counter[str]] = {}
    for item in items:
        counts.setdefault(_claim(item), Counter())[item.message_id] += 1
    return {c: min(n, key=lambda m: (-n[m], len(m), m)) for c, n in counts.items()}


def _shares(correct: np.ndarray, claims: np.ndarray) -> list[tuple[str, int, int, float, float, float]]:
    """Return for each claim with an answer: reps, answers, share right and both ends of its interval."""
    seen = np.isfinite(correct)
    names = [c for c in sorted(set(claims.tolist())) if seen[:, claims == c].any()]
    if not names:
        return []
    n = np.array([seen[:, claims == c].sum() for c in names], dtype=float)
    n_right = np.array([np.nansum(correct[:, claims == c]) for c in names], dtype=float)
    n_reps = [int(seen[:, claims == c].any(axis=1).sum()) for c in names]
    fit = fit_beta_binomial(n_right, n)
    columns = (n.astype(int).tolist(), fit.share.tolist(), fit.low.tolist(), fit.high.tolist())
    return list(zip(names, n_reps, *columns, strict=True))


def _verdict(n: int, low: float, high: float) -> str:
    if n < MIN_ANSWERS:
        return NOT_ENOUGH
    if high < HALF:
        return "not_understood"
    return "understood" if low > HALF else "unclear"


def _with_problems(rows: Sequence[ClaimResult], *, is_suspect: bool) -> list[ClaimResult]:
    whole, *by_channel = rows
    is_got = any(row.verdict == "understood" for row in by_channel)
    of_message = whole.verdict == "not_understood" and not is_got
    found = []
    for row in rows:
        problem = ""
        if row.verdict == "not_understood":
            problem = "question" if is_suspect else "message" if of_message else "training" if row.channel else ""
        found.append(replace(row, problem=problem))
    return found
