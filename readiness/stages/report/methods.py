"""Methods: how every number was made, and how to contest one, in plain words.

In: the bar, what the quiz rests on.
Out: topic and text.
"""

from __future__ import annotations

from readiness.stages.honesty import RANKED_RELIABILITY
from readiness.stages.link import FEWEST_REPS
from readiness.stages.quizzes.competencies import MAX_SE
from readiness.stages.rep_readiness import MIN_COVERAGE, MIN_RESPONSES, PARTS
from readiness.stages.report.quiz import QuizSection
from readiness.stages.report.words import percent
from readiness.stages.training import IndexPolicy
from readiness.stats.dif import MIN_GROUP
from readiness.vocabulary import Motion


def methods(bar: float, quiz: QuizSection | None = None, index: IndexPolicy | None = None) -> list[tuple[str, str]]:
    """Return each topic with its explanation, in reading order."""
    return [
        ("Readiness", _readiness(index or IndexPolicy())),
        (
            "Ready, developing, not ready",
            _statuses(bar, index or IndexPolicy()),
        ),
        ("The quiz", _quiz(quiz)),
        ("Claims and questions", _claims()),
        (
            "What each rep added",
            "Sales-out says as much about the territory as about the rep. So we ask what an average rep would have sold to"
            " the same accounts in the same weeks, with the same stock, market and demand. What a rep sold beyond that (or"
            " short of it) is what the rep added. Because luck plays a part, each figure is pulled towards the average, the"
            " more so the fewer sales there are, and has a 90% band: the true value lies outside it for about one rep in ten.",
        ),
        (
            "The parts of sales-out",
            "Accounts as they were: what these accounts would have bought from an average rep, with market, stock and demand"
            " as usual. Market, stock on hand and demand: how much more or less because those were not as usual. What the reps"
            " added: see above. Not explained: what is left over, mostly chance. The parts add up to sales-out exactly.",
        ),
        (
            "Ranks",
            "A rank is given only as a band. Where two bands overlap, nobody can say who is ahead. Reps with too few accounts"
            f" or sales, or with a reliability below {RANKED_RELIABILITY:g}, have no rank. No table here is in the order of what"
            " reps added.",
        ),
        (
            "Readiness and sales together",
            "What each rep added, before it is pulled towards the average, is held against readiness as measured, in each"
            " territory and period by itself: a rich territory or a good month cannot pass for readiness. The error of the quiz"
            f" is taken into account. With fewer than {FEWEST_REPS} reps no figure is given. Whoever is good at one may be good"
            " at both, so this is always an association.",
        ),
        (
            "Did training change results",
            "Sales of reps since their training are held against the same weeks of reps not trained yet or never. That says what"
            " training changed only where chance decided who was trained when, and where both had sold alike before; otherwise"
            " the report says 'association only'. Bands are 90% and hold all weeks at once. The rows behind both answers are in"
            " panel.csv; `readiness analyse link` works out the same figures from them.",
        ),
        (
            "Data",
            "Lines a partner sent that could not be understood wait in quarantine with the reason and count for nobody. A"
            " partner is late when a week's or month's report is past its due day and none of its lines count; a report of no"
            " sales is a report. What is missing makes the sales of the reps who sell through that partner too low. A sale that"
            " two partners report, one the other's supplier, counts once. An empty cell means not known; it never means zero.",
        ),
    ]


def _statuses(bar: float, index: IndexPolicy) -> str:
    own = "; ".join(f"{motion} reps: {index.bars[motion]:g}" for motion in Motion if motion in index.bars)
    is_at = f"the bar of {bar:g}" + (f" ({own})" if own else "")
    return (
        "Every index has a 90% band, because a short quiz cannot measure anybody exactly. Ready: the whole band is at"
        f" {is_at} or above. Not ready yet: the whole band is below it. Developing: the bar lies inside the band."
        " The bar is set before the launch; it is not the team's average, so everybody can pass. Fewer than"
        f" {MIN_RESPONSES} answers, or less than {percent(MIN_COVERAGE)} of the formula's evidence: not enough data."
    )


def _quiz(quiz: QuizSection | None) -> str:
    model = f"{quiz.model} " if quiz else ""
    return (
        f"{model}An ability is where a rep stands among the reps who answered: 0 is their middle, 1 is one standard deviation"
        " above. Only first answers count, because who has seen a question remembers it; skipped answers are missing, not wrong."
        " In a competency a rep is judged by the answers in it and, as far as competencies go together, by the others; with a"
        f" standard error above {MAX_SE:.2f} there is no level."
    )


def _claims() -> str:
    return (
        "A claim that most reps get wrong is a message problem first. It is one for training where one channel misses it and"
        " others do not, and one for the question where its key may be wrong. Every share has a 90% interval, and nothing is"
        " said unless the whole interval lies on one side of one half. A question raises an alarm when the answers to it speak"
        f" against it; the limits are judgements. Fairness to languages and channels is tested from {MIN_GROUP} answers on either"
        " side."
    )


def _readiness(index: IndexPolicy) -> str:
    said = {
        "knowledge": "what a rep knows: the share of the quiz a rep is expected to get right, in the competencies of the motion",
        "attendance": "minutes attended out of the session's minutes",
        "reinforcement": f"the share right of what was answered again {index.again_days} days later or more",
        "pitch": "a graded pitch",
        "certificate": "a certificate while it holds",
    }
    weighed = "; ".join(f"{said[part]} ({percent(index.weights[part])})" for part in PARTS if index.weights[part] > 0)
    return (
        f"An index from 0 to 100 for this launch. It weighs {weighed}. Evidence that does not exist is left out of the sum and of"
        " the weights; coverage says how much of the formula was there. Evidence weighs less as it ages, and widens the band; it"
        " never lowers a share. What was answered before the product changed no longer counts. A rep on no attendance list counts"
        " as absent once a list of the same partner has come in."
    )


def rights(owner: str) -> list[str]:
    """Return what a rep is entitled to, one sentence or two each."""
    to = owner or "the launch's owner"
    return [
        "You may see your own row and everything that went into it: every sales line, every answer, the accounts and weeks behind"
        f" what was expected, and the formula. Ask {to} for your inputs; each has a number of its own.",
        "If one is wrong - an account that is not yours, a sale that is missing, a session you did attend - tell"
        f" {to} which one and what it should be. It is written down with your name, and the figures that rest on it are called"
        " contested until somebody has settled it and said why. If you are right, it is corrected at its source and the report"
        " is made again.",
        "These numbers help people decide where to train and support. They do not decide: pay, promotion or dismissal need a"
        " person who has heard you.",
        "This page lists everybody for those who manage the launch. Please do not pass it on as a league table; show each rep"
        " their own row.",
    ]
