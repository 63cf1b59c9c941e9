"""Methods: how every number was made, and how to contest one, in plain words.

In: the bar, what the quiz rests on.
Out: topic and text.
"""

from __future__ import annotations

from readiness.stages.quizzes.competencies import MAX_SE
from readiness.stages.rep_readiness import MIN_COVERAGE, MIN_RESPONSES, WEIGHTS
from readiness.stages.report.link import MIN_REPS
from readiness.stages.report.quiz import QuizSection
from readiness.stages.report.words import percent
from readiness.stats.dif import MIN_GROUP


def methods(bar: float, quiz: QuizSection | None = None) -> list[tuple[str, str]]:
    """Return each topic with its explanation, in reading order."""
    return [
        ("Readiness", _readiness()),
        (
            "Ready, developing, not ready",
            _statuses(bar),
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
            " or sales have no rank.",
        ),
        (
            "Readiness and sales together",
            f"A difference seen among reps is an observation, not a proof: with fewer than {MIN_REPS} reps this report always"
            " says 'not shown'. To learn whether training brings sales, compare reps trained early with reps trained late,"
            " drawn by lot.",
        ),
        (
            "Data",
            "Lines a partner sent that could not be understood wait in quarantine with the reason and count for nobody. A"
            " partner is late when a week's or month's report is past its due day and none of its lines count; a report of no"
            " sales is a report. What is missing makes the sales of the reps who sell through that partner too low. A sale that"
            " two partners report, one the other's supplier, counts once. An empty cell means not known; it never means zero.",
        ),
    ]


def _statuses(bar: float) -> str:
    return (
        "Every index has a 90% band, because a short quiz cannot measure anybody exactly. Ready: the whole band is at the"
        f" bar of {bar:g} or above. Not ready yet: the whole band is below it. Developing: the bar lies inside the band."
        " The bar was set before the launch; it is not the team's average, so everybody can pass. Fewer than"
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


def _readiness() -> str:
    return (
        f"An index from 0 to 100 for this launch. It weighs what a rep knows ({percent(WEIGHTS['knowledge'])}: the share of"
        f" all quiz items the rep is expected to get right), attendance ({percent(WEIGHTS['attendance'])}: minutes attended out"
        f" of the session's minutes), reinforcement ({percent(WEIGHTS['reinforcement'])}) and a graded pitch"
        f" ({percent(WEIGHTS['pitch'])}). Evidence that does not exist is left out of the sum and of the weights; coverage says"
        " how much of the formula was there. A rep on no attendance list counts as absent once a list of the same partner has"
        " come in."
    )


def rights(owner: str) -> list[str]:
    """Return what a rep is entitled to, one sentence or two each."""
    to = owner or "the launch's owner"
    return [
        "You may see your own row, every answer and every sales line behind it, and the formula it was made with.",
        f"If a row is wrong - an account that is not yours, a sale that is missing, a session you did attend - tell {to}: say"
        " which rep, which number, and what it should be. The line is corrected at its source and the report is made again.",
        "These numbers help people decide where to train and support. They do not decide: pay, promotion or dismissal need a"
        " person who has heard you.",
        "This page lists everybody for those who manage the launch. Please do not pass it on as a league table; show each rep"
        " their own row.",
    ]
