"""Quiz model: what an item, a response, an ability and the wording of a quiz are.

In: nothing.
Out: frozen dataclasses.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from readiness.vocabulary import Motion

LEVEL_OF_KIND = {
    "situation": "apply",
    "objection": "apply",
    "message": "understand",
    "need": "understand",
    "limit": "recall",
    "not_claimable": "understand",
    "value": "recall",
    "bound": "recall",
    "next_act": "apply",
    "own_act": "apply",
}
"""Every kind of item, in the order a quiz asks them, with what it asks of the rep (one of `policy.LEVELS`)."""
KINDS = tuple(LEVEL_OF_KIND)


@dataclass(frozen=True, slots=True)
class Item:
    """One scored question with one best answer."""

    item_id: str
    """`<requirement_id>-<kind>`, then what tells it from others of its kind, then the language unless the launch's own: the same
    on every run while the message stands."""
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
    requirement_id: str = ""
    """The claim it is about, by the need that is claimed to be met."""
    language: str = "en"

    @property
    def level(self) -> str:
        """Return what it asks of the rep, one of `policy.LEVELS`."""
        return LEVEL_OF_KIND[self.kind]


@dataclass(frozen=True, slots=True)
class Form:
    """The items of one quiz as one rep takes it; every form of a quiz is built to the same plan."""

    form_id: str
    """`<quiz_id>-A`, `-B` and on."""
    quiz_id: str
    motion: Motion
    language: str
    item_ids: tuple[str, ...]


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
    """How one item behaved; what the answers are too few for is NaN, or says so."""

    item_id: str
    n: int
    share_correct: float
    difficulty: float
    discrimination: float
    item_rest: float
    """Correlation of item and rest score, NaN where either is constant."""
    flag: str
    """"", wrong_key, unfair, too_easy, too_hard, misfit or weak."""
    difficulty_se: float = math.nan
    discrimination_se: float = math.nan
    infit: float = math.nan
    """1 where the answers are as the model says, above where they are more erratic."""
    outfit: float = math.nan
    s_x2_p: float = math.nan
    """How often chance alone makes the answers stray so far from the model; NaN where too few reps share the same items."""
    by_language: str = ""
    """fair, not_tested, or `harder for` and `easier for` with the groups; empty where all reps are of one."""
    by_channel: str = ""


@dataclass(frozen=True, slots=True)
class CompetencyAbility:
    """What a rep can do in one competency, or overall."""

    rep_id: str
    competency: str
    """Its id; empty: overall."""
    n_responses: int
    """Answers to items of the competency."""
    ability: float
    standard_error: float
    expected_share: float
    """0..1: of the competency's items."""
    expected_share_low: float
    expected_share_high: float
    level: str
    """Against the middle of the reps: above, below or near; not_enough_data where the error or the answers forbid a word."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a rep's last attempt shows beyond the first, memory of the questions taken out."""

    rep_id: str
    attempt: int
    """The number of the later attempt."""
    n_new: int
    """Its answers to items not met before."""
    n_seen: int
    gain: float
    gain_se: float
    now: Ability
    """Ability at the later attempt."""


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
    exactly: str = "exactly {number}"
    """A number that is neither a lower nor an upper bound."""
