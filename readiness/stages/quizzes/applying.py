"""Applying answers: those that still speak of the items as they stand.

In: responses, the hashes of the items, who approved what when, the certificates given so far.
Out: the responses that count for a certificate; the items a certificate rests on that are not what they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from readiness.stages.positioning import Approval
from readiness.stages.quizzes.approval import ItemStates
from readiness.stages.quizzes.certificate_model import Candidate, CertificateEvent, last_award
from readiness.stages.quizzes.gate import Verdict
from readiness.stages.quizzes.model import Response

History = Mapping[tuple[str, str], Sequence[CertificateEvent]]


def in_these_words_since(states: ItemStates, given: Iterable[tuple[str, Approval]]) -> dict[str, date]:
    """Return item_id -> the first day whose answers are about the item as it stands, for items that ever read otherwise.

    Args:
        states: how the items stand.
        given: item_id and approval, of every approval there ever was.
    """
    n_approvals: dict[str, int] = {}
    for item_id, _ in given:
        n_approvals[item_id] = n_approvals.get(item_id, 0) + 1
    approved = {i: date.fromisoformat(a.approved_on) for i, a in states.approved.items() if n_approvals.get(i, 0) > 1}
    return approved | dict.fromkeys(states.changed, date.max)


def applying(
    responses: Sequence[Response], hashes: Mapping[str, str], since: Mapping[str, date], history: History
) -> list[Response]:
    """Return the responses to items as they stand; an answer given to other words says nothing of these."""
    awards = {subject: last_award(events) for (kind, subject), events in history.items() if kind == "rep"}

    def applies(r: Response) -> bool:
        if r.item_id not in hashes or r.answered_on < since.get(r.item_id, date.min):
            return False
        award = awards.get(r.rep_id)
        if award is None or award.evidence is None or r.answered_on > award.valid_from:
            return True
        return award.evidence.basis.get(r.item_id, hashes[r.item_id]) == hashes[r.item_id]

    return [r for r in responses if applies(r)]


def candidate(
    verdict: Verdict, answers: Sequence[Response], hashes: Mapping[str, str], history: Sequence[CertificateEvent]
) -> Candidate:
    """Return what is known of a rep, from the answers of this rep that apply."""
    answered: dict[str, date] = {}
    for r in answers:
        if r.correct is not None:
            answered[r.item_id] = max(r.answered_on, answered.get(r.item_id, date.min))
    award = last_award(history)
    rests_on = award.evidence.basis if award and award.evidence else {}
    changed = tuple(sorted(i for i, h in rests_on.items() if hashes.get(i) != h))
    return Candidate(verdict, answered, {i: hashes[i] for i in sorted(answered)}, changed)
