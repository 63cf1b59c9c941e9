"""Summary: the whole report as data: rows, groups, headline facts, quality, what is missing, what was found.

In: launch, rep rows, the fit, data quality, the bar.
Out: Report.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.contribution import ContributionFit
from readiness.stages.fairness import Fairness
from readiness.stages.follow_ups import NOT_ENOUGH, Decisions
from readiness.stages.honesty import is_judged
from readiness.stages.report.channel import missing_notes
from readiness.stages.report.contests import Contest, contests_note
from readiness.stages.report.link import LinkSection, headline, link_section
from readiness.stages.report.quality import DataQuality
from readiness.stages.report.quiz import QuizSection
from readiness.stages.report.rows import RepRow, is_fitted, not_separated
from readiness.stages.report.versions import UNKNOWN, Versions
from readiness.stages.report.words import MINUS, PARTS, listed, money, percent, plain
from readiness.stages.sensitivity import Sensitivity
from readiness.stages.training import IndexPolicy
from readiness.vocabulary import Launch, counted

MIN_REPS_TO_COMPARE = 6
"""With fewer reps, saying who is near the top of two lists tells nothing."""
NOTHING_OWED = Decisions()
PUBLISHED = IndexPolicy()


@dataclass(frozen=True, slots=True)
class Group:
    """Reps who share a channel, a territory or a motion; money is None where nobody in it has any."""

    by: str
    """Channel, Territory or Sales motion."""
    name: str
    n_reps: int
    n_ready: int
    n_developing: int
    n_not_ready: int
    n_not_enough_data: int
    sales_out_money: float | None
    expected_money: float | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One headline: a figure and what it means."""

    name: str
    figure: str
    note: str


@dataclass(frozen=True, slots=True)
class MapPlace:
    """One person of a segment at one step of the buyers' process, over all channels."""

    segment: str
    """Names, not ids."""
    persona: str
    step: str
    n_needed: int
    """Channels in which somebody is to meet that person there."""
    n_covered: int
    lacks: str
    """What is missing first, in words; "" where nothing is."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report's files are made from."""

    launch_id: str
    launch_name: str
    owner: str
    as_of: date
    currency: str
    readiness_bar: float
    rows: tuple[RepRow, ...]
    names: tuple[tuple[str, str], ...]
    """Ids of reps, managers, channels and territories with their names, where known."""
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    split: tuple[tuple[str, float], ...]
    """Each part of `words.PARTS` that could be told apart, with its money, all reps together; empty without a fit."""
    link: LinkSection
    doubts: tuple[tuple[str, str], ...]
    """Reps whose sales say too little, with the reason."""
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    """What the model says of itself."""
    quality: DataQuality | None
    quiz: QuizSection | None
    """None where no quiz belongs to the report."""
    decisions: Decisions = NOTHING_OWED
    index: IndexPolicy = PUBLISHED
    contests: tuple[Contest, ...] = ()
    """In the order they were opened."""
    judged: frozenset[str] = frozenset()
    """Reps with enough data on sales for a verdict."""
    sensitivity: Sensitivity | None = None
    fairness: Fairness | None = None
    versions: Versions = UNKNOWN
    places: tuple[MapPlace, ...] = ()
    """The buyers' map, in the order of segments, steps and persons."""

    def bar_of(self, motion: str) -> float:
        """Return the index a rep of this motion needs."""
        return next((bar for m, bar in self.index.bars.items() if m == motion), self.readiness_bar)


def report(
    launch: Launch,
    rows: Sequence[RepRow],
    contributions: ContributionFit | None,
    quality: DataQuality | None,
    *,
    as_of: date,
    readiness_bar: float,
    names: Mapping[str, str] | None = None,
    quiz: QuizSection | None = None,
    decisions: Decisions = NOTHING_OWED,
    index: IndexPolicy = PUBLISHED,
    readiness_notes: Sequence[str] = (),
    contests: Sequence[Contest] = (),
    sensitivity: Sensitivity | None = None,
    fairness: Fairness | None = None,
    link: LinkSection | None = None,
    versions: Versions = UNKNOWN,
) -> Report:
    """Return the report.

    Names are words for ids of channels, territories and managers where they are known; notes say what the indexes lack.
    """
    said = dict(names or {})
    people = {row.rep_id: row.name or row.rep_id for row in rows}
    fitted = contributions.reps if contributions else ()
    told = link or link_section(())
    bar = "the bar of the rep's motion" if index.bars else f"{readiness_bar:g}"
    named = {row.rep_id for row in rows}
    judged = frozenset(c.rep_id for c in fitted if is_judged(c.verdict))
    doubts = {c.rep_id: c.verdict.partition(":")[2].strip() for c in fitted if c.verdict.startswith(NOT_ENOUGH)}
    return Report(
        launch_id=launch.launch_id,
        launch_name=launch.name,
        owner=launch.owner,
        as_of=as_of,
        currency=launch.currency,
        readiness_bar=readiness_bar,
        rows=tuple(rows),
        names=tuple(sorted((key, name) for key, name in {**said, **people}.items() if name)),
        facts=tuple(_facts(rows, judged, launch.currency, bar, told, len(quality.channel.missing) if quality else 0)),
        groups=tuple(_groups(rows, said)),
        split=_split(contributions),
        link=told,
        doubts=tuple(sorted((people[key], why) for key, why in doubts.items() if key in named)),
        missing=tuple(filter(None, (*_missing(rows, contributions, quality, readiness_notes), contests_note(contests)))),
        notes=contributions.notes if contributions else (),
        quality=quality,
        quiz=quiz,
        decisions=decisions,
        index=index,
        contests=tuple(contests),
        judged=judged,
        sensitivity=sensitivity,
        fairness=fairness,
        versions=versions,
    )


def _split(fit: ContributionFit | None) -> tuple[tuple[str, float], ...]:
    if fit is None or not any(map(is_fitted, fit.reps)):
        return ()
    parts = [part for part in PARTS if f"{part}_money" not in not_separated(fit)]
    return tuple((part, math.fsum(getattr(c, f"{part}_money") for c in fit.reps)) for part in parts)


def _groups(rows: Sequence[RepRow], names: Mapping[str, str]) -> list[Group]:
    groups: list[Group] = []
    for by, field in (("Channel", "channel"), ("Territory", "territory_id"), ("Sales motion", "motion")):
        members: dict[str, list[RepRow]] = {}
        for row in rows:
            members.setdefault(getattr(row, field), []).append(row)
        in_order = sorted(members, key=lambda k: (not k.isdecimal(), int(k) if k.isdecimal() else 0, k))
        groups.extend(_group(by, names.get(key) or _unnamed(by, key), members[key]) for key in in_order)
    return groups


def _unnamed(by: str, key: str) -> str:
    if not key:
        return "Every channel" if by == "Channel" else "Not given"
    return f"{by} {key}" if key.isdecimal() else plain(key)


def _group(by: str, name: str, rows: Sequence[RepRow]) -> Group:
    count = {status: sum(r.status == status for r in rows) for status in ("ready", "developing", "not_ready", NOT_ENOUGH)}
    sums = (_sum([getattr(r, field) for r in rows]) for field in ("sales_out_money", "expected_money"))
    return Group(by, name, len(rows), count["ready"], count["developing"], count["not_ready"], count[NOT_ENOUGH], *sums)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return math.fsum(known) if known else None


def _facts(
    rows: Sequence[RepRow], judged: frozenset[str], currency: str, bar: str, link: LinkSection, n_missing: int
) -> list[Fact]:
    n = len(rows)
    count = {status: sum(r.status == status for r in rows) for status in ("ready", "developing", "not_ready", NOT_ENOUGH)}
    rest = [
        f"{count[status]} {word}"
        for status, word in (("developing", "developing"), ("not_ready", "not ready yet"), (NOT_ENOUGH, "with not enough data"))
        if count[status]
    ]
    ready = f"the whole 90% band is at {bar} or above" + (f"; {', '.join(rest)}" if rest else "")
    facts = [Fact("Reps shown to be ready", f"{count['ready']} of {n}", ready)]
    sold = _sum([r.sales_out_money for r in rows])
    if sold is not None:
        expected = _sum([r.expected_money for r in rows]) or 0.0
        size = 10 ** max(0, len(str(abs(round(expected)))) - 3)
        note = f"average reps in the same seats would have sold about {money(round(expected / size) * size, currency)}"
        missing = f"; {counted(n_missing, 'report')} of partners not in it" if n_missing else ""
        facts.append(Fact("Sales-out of these reps", money(sold, currency), note + missing))
        facts.append(_told_apart(rows, judged))
        facts.extend(_raw_beside_adjusted(rows, judged))
    facts.append(Fact("Readiness and sales together", *headline(link.slope)))
    facts.append(Fact("Sales changed with training", *headline(link.trained)))
    return facts


def _told_apart(rows: Sequence[RepRow], judged: frozenset[str]) -> Fact:
    banded = [r for r in rows if r.rep_id in judged and r.contribution_low is not None and r.contribution_high is not None]
    above = sum((r.contribution_low or 0.0) > 0 for r in banded)
    below = sum((r.contribution_high or 0.0) < 0 for r in banded)
    open_ = len(banded) - above - below
    note = f"with 90% certainty; {below} sold less, {open_} cannot be told apart from average"
    thin = len(rows) - len(banded)
    return Fact(
        "Sold more than an average rep would",
        f"{above} of {len(rows)}",
        note + (f", {thin} with not enough data" if thin else ""),
    )


def _raw_beside_adjusted(rows: Sequence[RepRow], judged: frozenset[str]) -> list[Fact]:
    known = [r for r in rows if r.rep_id in judged and r.sales_out_money is not None and r.contribution_money is not None]
    if len(known) < MIN_REPS_TO_COMPARE or len({r.contribution_money for r in known}) < len(known):
        return []
    k = min(5, len(known) // 3)
    by_raw = {r.rep_id for r in sorted(known, key=lambda r: (-(r.sales_out_money or 0.0), r.rep_id))[:k]}
    by_added = {r.rep_id for r in sorted(known, key=lambda r: (-(r.contribution_money or 0.0), r.rep_id))[:k]}
    both = len(by_raw & by_added)
    return [
        Fact(
            "Raw sales against what reps added",
            f"{both} of {k}",
            f"of the {k} highest in sales-out are also the {k} highest in what they added",
        )
    ]


def _missing(rows: Sequence[RepRow], fit: ContributionFit | None, quality: DataQuality | None, notes: Sequence[str]) -> list[str]:
    found = []
    quizless = [r.name or r.rep_id for r in rows if r.n_responses == 0]
    if not rows:
        found.append("No reps are in scope, so there is nobody to report on.")
    elif len(quizless) == len(rows):
        found.append("No quiz answers have come in, so nobody's readiness can be judged.")
    elif quizless:
        found.append(f"No quiz answers from {listed(quizless)}.")
    if rows and not any(r.trained_on for r in rows):
        found.append("No attendance has come in, so readiness rests on the quiz alone.")
    found.extend(notes)
    if fit is None or not fit.reps:
        found.append("No sales-out could be judged, so what each rep added is not known.")
    else:
        found.extend(_missing_sales(rows, fit))
    if quality is not None:
        found.extend(_missing_lines(quality))
    return found


def _missing_sales(rows: Sequence[RepRow], fit: ContributionFit) -> list[str]:
    found = []
    named = {row.rep_id for row in rows}
    if without := [r.name or r.rep_id for r in rows if r.sales_out_money is None]:
        found.append(f"No accounts or sales to judge for {listed(without)}.")
    others = [c for c in fit.reps if c.rep_id not in named]
    if others:
        found.append(f"Sales of {counted(len(others), 'seller')} not listed among the reps are in the totals but have no row.")
    if not fit.converged and not fit.notes:
        found.append("The sales model did not settle: read every money figure in this report as provisional.")
    return found


def _missing_lines(quality: DataQuality) -> list[str]:
    found = []
    found += missing_notes(quality.channel)
    if quality.n_quarantined:
        total = quality.n_lines + quality.n_quarantined
        waits, counts = ("waits", "counts") if quality.n_quarantined == 1 else ("wait", "count")
        share = percent(quality.n_quarantined / total).replace(MINUS, "")
        lines = counted(quality.n_quarantined, "sales line")
        found.append(f"{lines} of {total:,} ({share}) {waits} in quarantine and {counts} for nobody.")
    answers = sum(n for _, n in quality.answer_reasons)
    if answers:
        found.append(f"{counted(answers, 'quiz answer')} could not be used.")
    return found
