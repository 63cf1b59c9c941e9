"""Said: one answered need with everything that is said of it, and the sentences that quote a customer.

In: Requirement, Link, Messages, HouseRow.
Out: AnsweredNeed; sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.stages.positioning.quality_house import AlternativeVerdict, HouseRow
from readiness.stages.positioning.rows import Link, Message
from readiness.stages.requirements import Requirement

THEY = {
    "exceeds": "does more than was asked",
    "meets": "meets it",
    "falls_short": "falls short",
    "unproven": "has not shown it",
    "unit_mismatch": "says it in a way that cannot be compared",
    "no_characteristic": "has nothing for it",
}
"""What a sourced verdict says of an alternative, as a predicate."""


HEARD_IN = {
    "interview": "interview", "win_loss": "win/loss talk", "ticket": "support ticket", "review": "review", "survey": "survey",
    "crm_note": "call note", "social": "social media post",
}  # fmt: skip
"""What the pages a team reads call each kind of evidence."""


@dataclass(frozen=True, slots=True)
class AnsweredNeed:
    """A need, its best link, its messages by buyer step, and how we and the alternatives stand on it."""

    requirement: Requirement
    link: Link
    messages: Mapping[str, Message]
    """At least one."""
    row: HouseRow

    @property
    def weight(self) -> int:
        """Return the importance, doubled where only we meet the need."""
        return self.requirement.importance * (2 if self.row.only_we else 1)

    @property
    def claim(self) -> str:
        """Return what the product does, bounded by its limit."""
        return next(iter(self.messages.values())).claim

    @property
    def proof(self) -> str:
        """Return the sentence that says what shows it."""
        return next(iter(self.messages.values())).proof

    @property
    def title(self) -> str:
        """Return the need in a line: its outcome, else the customer's words in quotation marks."""
        r = self.requirement
        return first_upper(bare(r.outcome)) if r.outcome else quoted(r.statement)

    @property
    def promise(self) -> str:
        """Return what becomes of the need as the rest of a sentence."""
        r = self.requirement
        if r.outcome:
            return f"when {bare(r.trigger)}, {bare(r.outcome)}." if r.trigger else f"{bare(r.outcome)}."
        return first_lower(heard_or_expected(r))

    @property
    def alone(self) -> str:
        """Return which alternatives were looked at and do not meet the need; empty unless only we meet it."""
        seen = [v for v in self.row.theirs if v is not None]
        return "; ".join(f"{v.alternative}: {verdict_words(v)}" for v in seen) if self.row.only_we else ""


def verdict_words(v: AlternativeVerdict) -> str:
    """Return a verdict on an alternative with its source and date."""
    return f"{THEY[v.verdict]} ({bare(v.source)}, {v.on.isoformat()})"


def heard_or_expected(r: Requirement) -> str:
    """Return the need as a sentence that quotes it: as heard where there is evidence, else as one we expect."""
    return f"{'We have heard this' if r.evidence_ids else 'We expect this need'}: {quoted(r.statement)}"


def quoted(text: str) -> str:
    """Return a text in quotation marks, its last mark inside."""
    words = " ".join(text.split())
    if words.startswith("“") and words.endswith("”"):
        return words
    return f"“{words}”" if words.endswith((".", "?", "!", "…")) else f"“{words}.”"


def sentence(text: str) -> str:
    """Return a clause as a sentence; nothing for nothing."""
    words = " ".join(text.split())
    if not words:
        return ""
    return first_upper(words) if words.endswith((".", "!", "?", "…", "”", '"')) else first_upper(words) + "."


def bare(text: str) -> str:
    """Return a text in one line without its full stop."""
    return " ".join(text.split()).rstrip(".").strip()


def first_upper(text: str) -> str:
    """Return the text with an upper first letter."""
    return text[:1].upper() + text[1:]


def first_lower(text: str) -> str:
    """Return the text with a lower first letter."""
    return text[:1].lower() + text[1:]
