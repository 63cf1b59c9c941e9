"""Quiz model: what an item, a response, an ability and the wording of a quiz are.

In: nothing.
Out: frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = ("situation", "need", "limit", "not_claimable", "value", "next_act")
"""Every kind of item, in the order a quiz asks them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One scored question with one best answer."""

    item_id: str
    """`<requirement_id>-<kind>`: the same on every run while the message stands."""
    quiz_id: str
    kind: str
    """One of KINDS."""
    stem: str
    options: tuple[str, ...]
    correct: int
    """Index into options."""
    feedback: str
    message_id: str
    spec_revision: str


@dataclass(frozen=True, slots=True)
class RawResponse:
    """One answer as a file holds it, before anybody checked who and what it is about."""

    file: str
    row: int
    who: str
    """A rep_id or a mail address."""
    item_id: str
    attempt: int
    answered_on: date
    answer: str
    """The option's text or its letter; empty where the item was skipped or the file holds no answers."""
    correct: bool | None
    """As the file scored it; None where it did not."""


@dataclass(frozen=True, slots=True)
class QuarantinedResponse:
    """An answer that cannot be counted, and why."""

    file: str
    row: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Response:
    """One rep's scored answer to one item; `correct` None where the item was skipped."""

    rep_id: str
    item_id: str
    attempt: int
    answered_on: date
    correct: bool | None


@dataclass(frozen=True, slots=True)
class Ability:
    """A rep's latent trait on the logit scale, with its posterior standard deviation."""

    rep_id: str
    n_responses: int
    ability: float
    standard_error: float
    expected_share: float
    """0..1: share of all items (without a model of them: of the rep's own) a rep of this ability is expected to get right."""
    expected_share_low: float
    """At the lower end of the 90% band of the ability."""
    expected_share_high: float


@dataclass(frozen=True, slots=True)
class ItemQuality:
    """How one item behaved; difficulty and discrimination NaN where the answers are too few for a model of it."""

    item_id: str
    n: int
    share_correct: float
    difficulty: float
    discrimination: float
    item_rest: float
    """Correlation of item and rest score, NaN where either is constant."""
    flag: str
    """"", wrong_key, too_easy, too_hard or weak."""


@dataclass(frozen=True, slots=True)
class KindWording:
    """The words of one kind of item; `{...}` are places for facts."""

    kind: str
    stem: tuple[str, ...]
    """Sentences; the last is the question."""
    feedback: tuple[str, ...]
    """Sentences; one that names a fact nobody knows is left out."""


@dataclass(frozen=True, slots=True)
class QuizWording:
    """The words of a quiz in one language; a kind that is not worded is not asked."""

    language: str
    customer: str
    """Who speaks where neither persona nor segment has a name."""
    kinds: tuple[KindWording, ...]
