"""Quiz words: what the abilities rest on, and what of the quiz could not be told, in sentences.

In: quiz results.
Out: text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from readiness.stages.follow_ups import NOT_ENOUGH
from readiness.stages.quizzes import QuizResults
from readiness.stages.quizzes.item_quality import NOT_TESTED
from readiness.stats.dif import MIN_GROUP
from readiness.vocabulary import counted

ONE = 0.95
"""Competencies that go together more than this are one to the quiz. A judgement."""


def model_sentence(facts: Mapping[str, float | int | str]) -> str:
    """Return what the abilities rest on: a model of the questions, or shares right, and why."""
    if not facts["n_responses"]:
        return "No quiz answers have come in, so there is no ability and nothing to say of the questions."
    reason = str(facts["reason"]).replace("person", "rep").replace("item", "question")
    if facts["model"] == "beta-binomial":
        return (
            f"{reason[:1].upper()}{reason[1:]}. So each ability comes from the rep's share of right answers alone, drawn towards"
            " the mean of all (Beta-binomial); how hard each question is stays out of it."
        )
    n = f"{counted(int(facts['n_responses']), 'answer')} of {counted(int(facts['n_reps']), 'rep')}"
    text = f"Abilities come from a model of the questions (two-parameter logistic, with priors) fitted to {n}"
    text += f" to {counted(int(facts['n_items']), 'question')}."
    settled = "" if facts["converged"] else " The model did not settle: read abilities as provisional."
    return f"{text}{f' Note: {reason}.' if reason else ''}{settled}"


def notes_of(results: QuizResults, sales_verdicts: Sequence[str]) -> list[str]:
    """Return what a reader has to know of the quiz beyond its tables."""
    facts = results.facts
    if not facts["n_responses"]:
        return []
    notes = ["A rep's ability is by first answers: the first time each question was met."]
    if facts["n_skipped"]:
        notes.append(
            f"{counted(int(facts['n_skipped']), 'skipped answer')} count as missing, not as wrong, also where the time ran out."
        )
    notes.append(_retakes(results))
    notes.extend(_competencies(results))
    notes.extend(_fairness(results))
    if not any(q.s_x2_p == q.s_x2_p for q in results.qualities) and facts["model"] != "beta-binomial":
        notes.append("Whether single questions fit the model by score (S-X2) is not tested: too few reps answered the same ones.")
    notes.append(_sales(sales_verdicts))
    return notes


def _retakes(results: QuizResults) -> str:
    left_out, retakes = int(results.facts["n_retakes_left_out"]), results.retakes
    if not retakes.n_reps:
        return "Nobody took the quiz again."
    text = f"{counted(left_out, 'answer')} to questions a rep had met before are left out of the ability."
    if retakes.gain is None or retakes.gain_se is None:
        return f"{text} What was learned between attempts is not told: {retakes.reason}."
    memory = ""
    if retakes.exposure is not None and retakes.exposure_se is not None:
        memory = (
            f" Having met a question before adds {retakes.exposure:.2f} (standard error {retakes.exposure_se:.2f}) to the logit"
            " of a right answer; that is memory, and taken out."
        )
    return (
        f"{text} {counted(retakes.n_reps, 'rep')} took it again and gained {retakes.gain:.2f} (standard error"
        f" {retakes.gain_se:.2f}) standard deviations on average: retakes.csv has each.{memory}"
    )


def _competencies(results: QuizResults) -> list[str]:
    notes = []
    own = [c for c in results.competencies if c.competency]
    thin = sum(c.level == NOT_ENOUGH for c in own)
    if thin:
        share = "Not one" if thin == len(own) else f"{len(own) - thin:,}"
        verb = "have" if len(own) - thin > 1 else "has"
        notes.append(f"{share} of the {len(own):,} abilities in a competency {verb} a level: the others rest on too few answers.")
    if math.isfinite(results.correlation):
        told = "hardly told apart" if results.correlation > ONE else "told apart"
        notes.append(f"Between two competencies abilities correlate {results.correlation:.2f}: they can be {told}.")
    return notes


def _fairness(results: QuizResults) -> list[str]:
    notes = []
    for by, said in (("language", "by_language"), ("channel", "by_channel")):
        n = sum(getattr(q, said) == NOT_TESTED for q in results.qualities)
        if n:
            which = "no question could" if n == len(results.qualities) else f"{counted(n, 'question')} could not"
            notes.append(
                f"Fairness by {by}: {which} be tested; that takes {MIN_GROUP} answers on either side. Nothing is said here about"
                " whether they are fair."
            )
    return notes


def _sales(verdicts: Sequence[str]) -> str:
    judged = [v for v in verdicts if v != NOT_ENOUGH]
    if not judged:
        return "Which questions go together with sales: not enough data."
    n = sum(v == "go_together" for v in judged)
    return (
        f"Of {counted(len(judged), 'question')} with enough reps, {n} go together with what reps added (false discovery rate"
        " 10%). That is two things seen together, not one bringing the other."
    )
