"""Brief, the results: what sales-out says and what of it reps added; whether training and readiness go with sales.

In: Desk.
Out: the third and the fourth slide.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from readiness.stages.decks import fit
from readiness.stages.decks.recipe import SlideFill
from readiness.stages.report.brief.desk import CHART, Desk
from readiness.stages.report.charts import Chart, launch_waterfall, readiness_vs_results, training_event_study
from readiness.stages.report.link import HOW_TO_KNOW, headline
from readiness.stages.report.summary import Report
from readiness.stages.report.words import PARTS, money
from readiness.vocabulary import counted

SALES, TRAINING = "What sales-out says, and what of it reps added", "Training, readiness and sales"
_BESIDE = (", against reps not trained by then", ", against reps not trained by then,")
_BRACKET = re.compile(r" \([^)]*\)")


def sales(desk: Desk) -> SlideFill:
    """Return the decomposition of sales-out as a waterfall, or why there is none."""
    report, notes = desk.report, ("What each rep added", "The parts of sales-out")
    chart = launch_waterfall(report)
    if chart is None:
        title = "Nobody can say what reps added: no sales-out could be judged"
        lines = [line for line in report.missing if "sales" in line.lower() or "report" in line.lower()]
        return desk.words(SALES, [title], lines or report.missing or [title], notes)
    sold = f"Sales-out is {money(math.fsum(amount for _, amount in report.split), report.currency)}"
    above, below, judged = _told_apart(report)
    n = len(report.rows)
    less = f"; {below:,} sold less" if below else "; nobody is shown to have sold less"
    is_known = judged > 0
    made = desk.slide(
        CHART,
        SALES,
        _found(report, sold),
        notes,
        figure=(f"{above:,} of {n:,}" if is_known else "Not enough data",),
        measure=(
            f"reps sold more than an average rep would, with 90% certainty{less}",
            "reps sold more than an average rep would",
        )
        if is_known
        else ("on any rep to say what each added to it",),
        words=_behind(report, judged - above - below),
        picture=(chart.says,),
    )
    return replace(made, images={"chart": desk.picture(chart)})


def _told_apart(report: Report) -> tuple[int, int, int]:
    """Return how many reps sold more than an average one would, how many less, and of how many it can be asked."""
    banded = [r for r in report.rows if r.rep_id in report.judged and r.contribution_low is not None]
    above = sum((r.contribution_low or 0.0) > 0 for r in banded)
    return above, sum((r.contribution_high or 0.0) < 0 for r in banded), len(banded)


def _found(report: Report, sold: str) -> list[str]:
    """Return what moved sales-out most besides the accounts as they were, in ever fewer words."""
    moving = {part: amount for part, amount in report.split if part in ("market", "availability", "demand")}
    if not moving:
        return [f"{sold}; market, stock and demand could not be told apart", sold]
    part, amount = max(moving.items(), key=lambda m: (abs(m[1]), m[0]))
    moved = f"{PARTS[part].lower()} moved it most, by {money(_rounded(amount), report.currency, signed=True)}"
    return [f"{sold}; {moved}", f"Of the sales-out, {moved}", sold]


def _behind(report: Report, n_open: int) -> list[str]:
    """Return how many reps cannot be told apart, how many say too little, and what is not in the figures, in ever fewer words."""
    parts = dict(report.split)
    average = math.fsum(v for part, v in parts.items() if part not in ("contribution", "unexplained"))
    said = [f"Average reps in the same seats would have sold about {money(_rounded(average), report.currency)}."]
    if n_open:
        said.append(f"{counted(n_open, 'rep')} cannot be told apart from average.")
    thin = sum(r.rep_id not in report.judged for r in report.rows)
    if thin:
        said.append(f"Not enough data on {counted(thin, 'rep')}.")
    missing = len(report.quality.channel.missing) if report.quality else 0
    if missing:
        said.append(f"{counted(missing, 'report')} of partners {'is' if missing == 1 else 'are'} missing.")
    return [" ".join(said[:n]) for n in range(len(said), 0, -1)]


def _rounded(value: float) -> float:
    """Return an amount to three figures: no false precision."""
    size = 10 ** max(0, len(str(abs(round(value)))) - 3)
    return float(round(value / size) * size)


def training(desk: Desk) -> SlideFill:
    """Return whether sales changed with training and go with readiness: the verdict in words and how sure it is."""
    report, notes = desk.report, ("Did training change results", "Readiness and sales together")
    section = report.link
    chart = _chart(report)
    if chart is None:
        lines = (section.training[0], section.together[0], HOW_TO_KNOW)
        return desk.words(TRAINING, ["Not enough data to say whether training or readiness goes with sales"], lines, notes)
    figure, behind = headline(section.trained)
    made = desk.slide(
        CHART,
        TRAINING,
        [text.rstrip(".") for text in _shorter(section.training[0])],
        notes,
        figure=(figure,),
        measure=(f"Did sales change with training? {_sentence(behind)}", "Did sales change with training?"),
        words=_shorter(section.together[0]),
        picture=(chart.says,),
    )
    return replace(made, images={"chart": desk.picture(chart)})


def _chart(report: Report) -> Chart | None:
    """Return sales by weeks since training, or else readiness beside sales where these could be compared."""
    return training_event_study(report) or (readiness_vs_results(report) if report.link.slope.estimate is not None else None)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _shorter(sentence: str) -> Sequence[str]:
    """Return a sentence in ever fewer words: what it is compared with goes first, then further sentences, then the interval."""
    first = sentence
    for words in _BESIDE:
        first = first.replace(words, "")
    return (sentence, first, fit.sentences(first)[0], _BRACKET.sub("", fit.sentences(first)[0]))
