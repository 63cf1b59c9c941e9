"""Discovery: the questions that find out whether a need is there, and what it is worth.

In: a Requirement.
Out: Questions: situation, problem, implication, need-payoff, made of its fragments by fixed grammar.

Source: Rackham (1988), SPIN Selling: the four kinds of question and their order.
"""

from __future__ import annotations

from readiness.stages.positioning.house_rows import Question
from readiness.stages.positioning.said import bare, first_upper, heard_or_expected
from readiness.stages.requirements import Requirement

SITUATION, PROBLEM, IMPLICATION, NEED_PAYOFF = "situation", "problem", "implication", "need-payoff"


def questions_of(r: Requirement) -> list[Question]:
    """Return the questions that a need's fragments make; a need without any has the two that its statement makes."""
    trigger, pain, outcome, measure = bare(r.trigger), bare(r.pain), bare(r.outcome), bare(r.measure)
    texts: list[tuple[str, str]] = []
    if not (trigger or pain or outcome):
        texts.append((SITUATION, f"{heard_or_expected(r)} How is that with you today?"))
        texts.append((NEED_PAYOFF, "If that were solved, what would change for you?"))
    if trigger:
        texts.append((SITUATION, f"how often does it happen that {trigger}?"))
    if pain:
        texts.append((PROBLEM, f"when {trigger}, do you find that {pain}?" if trigger else f"do you find that {pain}?"))
    if measure:
        texts.append((IMPLICATION, f"what is your figure today for this: {measure}? And what follows from it?"))
    elif pain:
        texts.append((IMPLICATION, f"what does it lead to when {pain}?"))
    if outcome:
        texts.append((NEED_PAYOFF, f"what is it worth to you if {outcome}?"))
    order = (SITUATION, PROBLEM, IMPLICATION, NEED_PAYOFF)
    return [Question(r.requirement_id, k, first_upper(text)) for k, text in sorted(texts, key=lambda t: order.index(t[0]))]
