"""Quiz section: what the quiz says of claims, questions and competencies, as the report's tables and in plain words.

In: quiz results, items, messages, what each rep added.
Out: QuizSection.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.positioning import Message
from readiness.stages.quizzes import ClaimResult, Item, QuizResults
from readiness.stages.quizzes.claims import PROBLEMS
from readiness.stages.quizzes.competencies import MAX_SE, MIN_OWN, NOT_ENOUGH
from readiness.stages.quizzes.item_quality import advice_for
from readiness.stages.report.item_links import item_links
from readiness.stages.report.quiz_words import model_sentence, notes_of
from readiness.stages.report.words import percent
from readiness.stats.quiz_fit import Z90
from readiness.vocabulary import counted

N_WORST = 3
OVERALL = "Overall"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question; the fields are the columns of `items.csv`. None means not known."""

    item_id: str
    message_id: str
    kind: str
    competency: str
    n: int
    share_correct: float
    difficulty: float | None
    difficulty_se: float | None
    discrimination: float | None
    discrimination_se: float | None
    infit: float | None
    outfit: float | None
    item_rest: float | None
    flag: str
    advice: str
    s_x2_p: float | None
    by_language: str
    by_channel: str
    sales_n: int
    sales_r: float | None
    sales_low: float | None
    sales_high: float | None
    sales_verdict: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim in one channel, or in all where `channel` is blank; the fields are the columns of `claims.csv`."""

    message_id: str
    requirement_id: str
    persona: str
    channel: str
    n_reps: int
    n: int
    share_right: float
    share_low: float
    share_high: float
    verdict: str
    problem: str
    advice: str


@dataclass(frozen=True, slots=True)
class CompetencyRow:
    """One rep in one competency, or overall where `competency` is blank; the fields are the columns of `competencies.csv`."""

    rep_id: str
    competency: str
    name: str
    n: int
    ability: float | None
    ability_se: float | None
    ability_low: float | None
    ability_high: float | None
    expected_share: float | None
    expected_share_low: float | None
    expected_share_high: float | None
    level: str
    reason: str
    """Why there is no level; empty where there is one."""


@dataclass(frozen=True, slots=True)
class RetakeRow:
    """One rep's last attempt beside the first; the fields are the columns of `retakes.csv`."""

    rep_id: str
    attempt: int
    n_new: int
    n_seen: int
    gain: float
    gain_se: float
    ability_now: float
    ability_now_se: float


@dataclass(frozen=True, slots=True)
class QuizSection:
    """What the quiz says."""

    model: str
    """One sentence or two: what the abilities rest on."""
    notes: tuple[str, ...]
    worst: tuple[tuple[str, str], ...]
    """The claims that are missed most: the message's words, and how often it is missed and whose problem that is."""
    n_missed: int
    """How many of them are shown to be missed by most, in all channels or in one."""
    items: tuple[ItemRow, ...]
    claims: tuple[ClaimRow, ...]
    competencies: tuple[CompetencyRow, ...]
    retakes: tuple[RetakeRow, ...]
    said: tuple[tuple[str, str], ...] = ()
    """Ids of messages that claims stand for, with their words."""


def quiz_section(
    results: QuizResults,
    items: Sequence[Item],
    messages: Sequence[Message],
    added: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
) -> QuizSection:
    """Return the section; `added` is `item_links.reliably_added`, `names` words for ids of channels."""
    rows = tuple(_item_rows(results, items, added))
    worst = _worst(results.claims)
    said = {m.message_id: m.headline or m.claim for m in messages}
    return QuizSection(
        model=model_sentence(results.facts),
        notes=tuple(notes_of(results, [row.sales_verdict for row in rows])),
        worst=tuple((said.get(c.message_id, c.message_id), _missed(c, names)) for c in worst),
        n_missed=sum(c.problem != "" for c in worst),
        items=rows,
        claims=tuple(_claim_row(c) for c in results.claims),
        competencies=tuple(_competency_rows(results)),
        retakes=tuple(
            RetakeRow(
                g.rep_id, g.attempt, g.n_new, g.n_seen, _four(g.gain), _four(g.gain_se), _four(g.now.ability),
                _four(g.now.standard_error),
            )
            for g in results.gains
        ),
        said=tuple(sorted({c.message_id: said[c.message_id] for c in results.claims if c.message_id in said}.items())),
    )  # fmt: skip


def _four(value: float) -> float:
    """Return a number to four places: the last digits of a fit differ from one processor to the next."""
    return round(value, 4) + 0.0


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else _four(value)


def _item_rows(results: QuizResults, items: Sequence[Item], added: Mapping[str, tuple[float, float]]) -> list[ItemRow]:
    asked = {i.item_id: i for i in items}
    competency_of = {item_id: c.competency for c in results.areas for item_id in c.item_ids}
    links = item_links(results.first, added)
    found = []
    for q in results.qualities:
        link = links[q.item_id]
        item = asked[q.item_id]
        found.append(
            ItemRow(
                item_id=q.item_id,
                message_id=item.message_id,
                kind=item.kind,
                competency=competency_of.get(q.item_id, ""),
                n=q.n,
                share_correct=_four(q.share_correct),
                difficulty=_known(q.difficulty),
                difficulty_se=_known(q.difficulty_se),
                discrimination=_known(q.discrimination),
                discrimination_se=_known(q.discrimination_se),
                infit=_known(q.infit),
                outfit=_known(q.outfit),
                item_rest=_known(q.item_rest),
                flag=q.flag,
                advice=advice_for(q),
                s_x2_p=_known(q.s_x2_p),
                by_language=q.by_language,
                by_channel=q.by_channel,
                sales_n=link.n_reps,
                sales_r=_known(link.r),
                sales_low=_known(link.low),
                sales_high=_known(link.high),
                sales_verdict=link.verdict,
            )
        )
    return found


def _claim_row(c: ClaimResult) -> ClaimRow:
    shares = (_four(c.share), _four(c.share_low), _four(c.share_high))
    advice = PROBLEMS.get(c.problem, "")
    return ClaimRow(
        c.message_id, c.requirement_id, c.persona, c.channel, c.n_reps, c.n, *shares, c.verdict, c.problem, advice
    )  # fmt: skip


def _competency_rows(results: QuizResults) -> list[CompetencyRow]:
    name_of = {c.competency: c.name for c in results.areas} | {"": OVERALL}
    rows = []
    for a in results.competencies:
        reach = Z90 * a.standard_error
        rows.append(
            CompetencyRow(
                rep_id=a.rep_id,
                competency=a.competency,
                name=name_of[a.competency],
                n=a.n_responses,
                ability=_known(a.ability),
                ability_se=_known(a.standard_error),
                ability_low=_known(a.ability - reach),
                ability_high=_known(a.ability + reach),
                expected_share=_known(a.expected_share),
                expected_share_low=_known(a.expected_share_low),
                expected_share_high=_known(a.expected_share_high),
                level=a.level,
                reason="" if a.level != NOT_ENOUGH else _reason(a.n_responses, a.standard_error),
            )
        )
    return rows


def _reason(n: int, standard_error: float) -> str:
    if n < MIN_OWN:
        return f"{counted(n, 'answer')}; a level needs {MIN_OWN} at least"
    return f"the standard error is {standard_error:.2f}; a level needs {MAX_SE:.2f} or less"


def _worst(claims: Sequence[ClaimResult]) -> list[ClaimResult]:
    """Return the claims most missed, those shown to be missed first; a row of one channel only where the problem is its own."""
    whole = {c.requirement_id: c.problem for c in claims if not c.channel}
    judged = sorted(
        (c for c in claims if c.verdict != NOT_ENOUGH),
        key=lambda c: (c.problem == "", c.share, c.requirement_id, c.channel),
    )
    one: dict[str, ClaimResult] = {}
    for c in judged:
        if not c.channel or (c.problem and c.problem != whole[c.requirement_id]):
            one.setdefault(c.requirement_id, c)
    return list(one.values())[:N_WORST]


def _missed(c: ClaimResult, names: Mapping[str, str]) -> str:
    where = f" in {names.get(c.channel, c.channel)}" if c.channel else ""
    interval = f"90% interval {percent(c.share_low)} to {percent(c.share_high)}"
    text = f"{percent(c.share)} of {counted(c.n, 'answer')} by {counted(c.n_reps, 'rep')}{where} right ({interval})."
    return f"{text} {PROBLEMS.get(c.problem, 'Not shown to be missed by most.')}"
