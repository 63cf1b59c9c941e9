"""Quiz items: questions a trainer would ask, made from the approved messages.

In: approved messages, links, spec, requirements, evidence, buyer map, wording, seed.
Out: items, each with one best answer; fewer facts give fewer items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from types import MappingProxyType

import numpy as np

from readiness.stages.buyers import BuyerMap, CallToAction
from readiness.stages.positioning import Link, Message
from readiness.stages.quizzes.asking import Asking, Draft
from readiness.stages.quizzes.book import Book
from readiness.stages.quizzes.figures import bound_options, figure_options
from readiness.stages.quizzes.likeness import too_alike
from readiness.stages.quizzes.lint import MIN_OPTIONS, folded, length_cue, lint_items, same_ending
from readiness.stages.quizzes.model import KINDS, Item, QuizWording
from readiness.stages.quizzes.wording import filled
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec

N_WRONG = 3
OWN_ACTS: Mapping[tuple[str, str], CallToAction] = MappingProxyType({})
TOLD_APART = frozenset({"next_act", "own_act", "message", "not_claimable"})
"""Kinds whose options are told apart by the step, the person or what is approved, and not by their words."""


def items_from(
    messages: Sequence[Message],
    links: Sequence[Link],
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    *,
    quiz_id: str,
    wording: QuizWording,
    seed: int,
    acts: Mapping[tuple[str, str], CallToAction] = OWN_ACTS,
    n_variants: int = 1,
    suffix: str = "",
    printed: Callable[[Characteristic], str] = lambda c: c.value,
) -> tuple[Item, ...]:
    """Return the items of a quiz in one language: by kind, most important requirement first.

    Wrong options are other approved messages' words, so that each is true of the product and only does not fit; none of them
    answers the same requirement. A question with fewer than two of them, or that breaks a rule of the lint, is left out.
    Everything drawn depends on the seed and the item's own id alone: a new item moves no other item's options.

    Args:
        messages: of one voice, in the wording's language as all the rest.
        links: characteristics and the requirements they answer.
        spec: for figures; a characteristic that is left out of it is not asked about.
        requirements: every need, answered or not.
        evidence: by id.
        buyers: segments, personas, steps.
        quiz_id: the id of all of them together.
        wording: the sentences.
        seed: of everything drawn.
        acts: (requirement_id, step) -> what is asked for there instead of the step's own act.
        n_variants: how many situations, messages and own acts to ask about one claim at most.
        suffix: what item ids end in: the language unless it is the launch's own.
        printed: a characteristic's value in this language.
    """
    book = Book(messages, links, spec, requirements, evidence, buyers, wording.customer, acts, printed)
    words = {k.kind: k for k in wording.kinds}
    found = Asking(book, n_variants, lambda name, text: _key(seed, name, text)).drafts()
    made: list[Item] = []
    for draft in sorted((d for d in found if d.kind in words), key=lambda d: KINDS.index(d.kind)):
        item_id = draft.name + suffix
        drawn = _options(draft, book, wording.exactly, item_id, seed)
        if drawn is None:
            continue
        options, correct = drawn
        stem, feedback = (filled(s, draft.facts) for s in (words[draft.kind].stem, words[draft.kind].feedback))
        said = (stem, options, correct, feedback, draft.message.message_id, spec.revision)
        made.append(Item(item_id, quiz_id, draft.kind, *said, draft.requirement_id, wording.language))
    broken = {item_id for item_id, _, _ in lint_items(made)}
    return tuple(i for i in made if i.item_id not in broken)


def _key(seed: int, item_id: str, text: str = "") -> int:
    return int.from_bytes(blake2b(f"{seed}\x00{item_id}\x00{text}".encode(), digest_size=8).digest())


def _options(draft: Draft, book: Book, exactly: str, item_id: str, seed: int) -> tuple[tuple[str, ...], int] | None:
    if draft.kind not in ("value", "bound"):
        return _drawn(draft, item_id, seed)
    asked = book.spec.characteristic(draft.message.characteristic_id)
    if draft.kind == "bound":
        return _shuffled(*bound_options(asked, book.printed, exactly), item_id, seed)
    others = [c for c in book.spec.characteristics if c is not asked]
    return figure_options(asked, others, n_wrong=N_WRONG, order=lambda text: _key(seed, item_id, text), printed=book.printed)


def _drawn(draft: Draft, item_id: str, seed: int) -> tuple[tuple[str, ...], int] | None:
    """Return shuffled options and the index of the right one; None where the wrong ones are too few or give it away."""
    right = draft.right
    if not right:
        return None
    name = draft.facts["product"]
    apart = draft.kind in TOLD_APART
    fit = [(t, near) for t, near in reversed(draft.wrong) if apart or not too_alike(t, right, name)]
    wrong = {folded(t): (t, near) for t, near in fit if folded(t) not in ("", folded(right)) and same_ending(t, right)}
    ranks = {t: (not 0.6 <= len(t) / len(right) <= 1.7, not near) for t, near in wrong.values()}
    chosen = sorted(_best(ranks), key=lambda t: (ranks[t], _key(seed, item_id, folded(t))))[:N_WRONG]
    if len(chosen) + 1 < MIN_OPTIONS:
        return None
    if length_cue((right, *chosen), 0):
        chosen[-1] = min(ranks, key=lambda t: (-len(t), ranks[t], _key(seed, item_id, folded(t))))
    if length_cue((right, *chosen), 0):
        return None
    return _shuffled(right, chosen, item_id, seed)


def _best(ranks: Mapping[str, tuple[bool, bool]]) -> list[str]:
    """Return the options of the best ranks, as few ranks as hold enough of them."""
    found: list[str] = []
    for rank in sorted(set(ranks.values())):
        if len(found) < N_WRONG:
            found += [t for t, r in ranks.items() if r == rank]
    return found


def _shuffled(right: str, wrong: Sequence[str], item_id: str, seed: int) -> tuple[tuple[str, ...], int]:
    options = (right, *wrong)
    order = np.random.default_rng(_key(seed, item_id)).permutation(len(options))
    return tuple(options[i] for i in order), int(np.flatnonzero(order == 0)[0])
