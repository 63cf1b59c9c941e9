"""Quiz forms: items dealt into equal forms by a blueprint.

In: items of one quiz, the quiz policy, the sales motion, a seed; measured difficulties where there are any.
Out: Forms: each holds the blueprint's share of every level, spreads the claims, and shares no item with another while items last.
"""

from __future__ import annotations

import heapq
import math
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import product
from types import MappingProxyType

from readiness.stages.quizzes.model import Form, Item
from readiness.stages.quizzes.policy import LEVELS, QuizPolicy, Shares
from readiness.vocabulary import Motion

UNMEASURED: Mapping[str, float] = MappingProxyType({})
CLOSE_ENOUGH = 0.05
"""Logits between the mean difficulties of two forms that no swap need mend."""
LEAST_GAIN = 1e-9


def forms_of(
    items: Sequence[Item], policy: QuizPolicy, motion: Motion, seed: int, difficulty: Mapping[str, float] = UNMEASURED
) -> tuple[Form, ...]:
    """Return the forms of a quiz for one motion; none where there are no items.

    Args:
        items: approved ones of one quiz, in one language.
        policy: how many forms, how long, and the share of each level.
        motion: of the reps who take it.
        seed: what is drawn depends on it and on item ids alone, so that a new item moves few others.
        difficulty: item_id -> logits, for the items that were measured; forms without any are equal by level alone.
    """
    known = sorted(items, key=lambda i: i.item_id)
    if not known:
        return ()
    first = known[0]
    quiz_id = quiz_id_for(first.quiz_id, motion)
    deal = _Deal(known, policy.n_forms, seed)
    for level, n in level_counts(policy.blueprint[motion], min(policy.n_items, len(known))).items():
        deal.deal(level, n)
    deal.fill(min(policy.n_items, len(known)))
    deal.balance(difficulty)
    names = string.ascii_uppercase[: policy.n_forms]
    return tuple(
        Form(f"{quiz_id}-{name}", quiz_id, motion, first.language, tuple(i.item_id for i in sorted(form, key=_asked_order)))
        for name, form in zip(names, deal.forms, strict=True)
    )


def quiz_id_for(quiz_id: str, motion: Motion) -> str:
    """Return the id of a quiz as one motion takes it; the consultative one goes by the name of all its items."""
    return quiz_id if motion is Motion.CONSULTATIVE else f"{quiz_id}-{motion}"


def level_counts(shares: Shares, n: int) -> dict[str, int]:
    """Return how many of n items each level has: the largest remainder decides, and between equal ones the higher level."""
    quotas = {level: shares.get(level, 0.0) * n for level in LEVELS}
    counts = {level: math.floor(q + 1e-9) for level, q in quotas.items()}
    by_remainder = sorted(LEVELS, key=lambda level: (round(counts[level] - quotas[level], 9), -LEVELS.index(level)))
    for level in by_remainder[: n - sum(counts.values())]:
        counts[level] += 1
    return counts


def _asked_order(item: Item) -> tuple[int, str]:
    """Return where an item stands in its form: what is applied first, figures last, so that none gives away the next."""
    return -LEVELS.index(item.level), item.item_id


class _Deal:
    """Forms while items are dealt into them."""

    def __init__(self, items: Sequence[Item], n_forms: int, seed: int) -> None:
        self.items, self.seed = items, seed
        self.forms: list[list[Item]] = [[] for _ in range(n_forms)]
        self.claims: list[Counter[str]] = [Counter() for _ in range(n_forms)]
        self.kinds: list[Counter[str]] = [Counter() for _ in range(n_forms)]
        self.used: Counter[str] = Counter()

    def deal(self, level: str, n: int) -> None:
        """Put n items of a level into every form, of as many claims as there are, no item twice while there are others."""
        at_level = [i for i in self.items if i.level == level]
        room = [n] * len(self.forms)
        for item in self._ranked(at_level):
            free = [f for f in range(len(room)) if room[f]]
            if not free:
                return
            chosen = min(
                free, key=lambda f: (self.claims[f][item.requirement_id], self.kinds[f][item.kind], self._drawn(item, f))
            )
            room[chosen] -= 1
            self._put(chosen, item)
        for form, left in enumerate(room):
            self._share(form, at_level, left)

    def fill(self, n: int) -> None:
        """Fill every form up to n items from whatever level has some left."""
        for form, held in enumerate(self.forms):
            self._share(form, self.items, n - len(held))

    def _share(self, form: int, items: Sequence[Item], n: int) -> None:
        """Add up to n items to a form: those in the fewest forms first, then of the claims it has least of."""
        held = {i.item_id for i in self.forms[form]}
        left = {i.item_id: (i, self._drawn(i, form)) for i in items if i.item_id not in held} if n > 0 else {}
        for _ in range(min(n, len(left))):
            item, _ = min(left.values(), key=lambda p: (self.used[p[0].item_id], self.claims[form][p[0].requirement_id], p[1]))
            self._put(form, left.pop(item.item_id)[0])

    def balance(self, difficulty: Mapping[str, float]) -> None:
        """Swap items of a level between the hardest or the easiest form and another while that brings their sums together."""
        if not difficulty or len(self.forms) < 2:
            return
        most = max(n for claims in self.claims for n in claims.values())
        for _ in range(len(self.items)):
            sums = [math.fsum(difficulty.get(i.item_id, 0.0) for i in form) for form in self.forms]
            hard, easy = max(range(len(sums)), key=sums.__getitem__), min(range(len(sums)), key=sums.__getitem__)
            pairs = dict.fromkeys([*((hard, f) for f in range(len(sums))), *((f, easy) for f in range(len(sums)))])
            swaps = [self._best_swap(x, y, sums[x] - sums[y], difficulty, most) for x, y in pairs if sums[x] > sums[y]]
            gain, a, b, x, y = max((s for s in swaps if s), key=lambda s: s[0], default=(0.0, None, None, 0, 0))
            if sums[hard] - sums[easy] <= CLOSE_ENOUGH * len(self.forms[hard]) or a is None or b is None or gain <= LEAST_GAIN:
                return
            self._move(a, x, y)
            self._move(b, y, x)

    def _best_swap(
        self, x: int, y: int, gap: float, difficulty: Mapping[str, float], most: int
    ) -> tuple[float, Item, Item, int, int] | None:
        """Return the swap that takes most off the gap between a harder form and an easier one; None where none may be made."""
        found = [
            (gap - abs(gap - 2 * (difficulty[a.item_id] - difficulty[b.item_id])), a, b, x, y)
            for a, b in product(self.forms[x], self.forms[y])
            if a.level == b.level and {a.item_id, b.item_id} <= difficulty.keys() and self._may_swap(x, y, a, b, most)
        ]
        return max(found, key=lambda s: (s[0], s[1].item_id, s[2].item_id), default=None)

    def _may_swap(self, x: int, y: int, a: Item, b: Item, most: int) -> bool:
        """Say whether two items can change places: neither is in both forms, and no claim comes more often than one did."""
        if a in self.forms[y] or b in self.forms[x]:
            return False
        of_a, of_b = a.requirement_id, b.requirement_id
        return of_a == of_b or (self.claims[x][of_b] < most and self.claims[y][of_a] < most)

    def _move(self, item: Item, origin: int, goal: int) -> None:
        self.forms[origin].remove(item)
        self.claims[origin][item.requirement_id] -= 1
        self.kinds[origin][item.kind] -= 1
        self.used[item.item_id] -= 1
        self._put(goal, item)

    def _put(self, form: int, item: Item) -> None:
        self.forms[form].append(item)
        self.claims[form][item.requirement_id] += 1
        self.kinds[form][item.kind] += 1
        self.used[item.item_id] += 1

    def _drawn(self, item: Item, form: int = -1) -> int:
        return int.from_bytes(blake2b(f"{self.seed}\x00{item.item_id}\x00{form}".encode(), digest_size=8).digest())

    def _ranked(self, items: Sequence[Item]) -> list[Item]:
        """Return items in a drawn order that goes round the claims, then round the kinds.

        Counts only grow, so an item whose place in the queue is out of date goes back into it.
        """
        n_claim: Counter[str] = Counter()
        n_kind: Counter[str] = Counter()
        queue = [((0, 0), self._drawn(i), i.item_id, i) for i in items]
        heapq.heapify(queue)
        ranked: list[Item] = []
        while queue:
            place, drawn, item_id, item = heapq.heappop(queue)
            now = (n_claim[item.requirement_id], n_kind[item.kind])
            if now != place:
                heapq.heappush(queue, (now, drawn, item_id, item))
                continue
            ranked.append(item)
            n_claim[item.requirement_id] += 1
            n_kind[item.kind] += 1
        return ranked
