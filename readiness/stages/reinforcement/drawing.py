"""Drawing: which question is asked about a claim, and in which order its options stand.

In: items, forms, what was shown before, a seed.
Out: items by claim; one Item; ShownItem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from readiness.stages.quizzes import Form, Item
from readiness.stages.quizzes.sitting import ShownItem, dealt, drawn


def claim_of(item: Item) -> str:
    """Return the claim an item is about: what is said to one need, in whatever words."""
    return item.requirement_id or item.message_id


def items_by_claim(
    items: Mapping[str, Item], forms: Iterable[Form], language: str, kept: Collection[str] = ()
) -> dict[str, tuple[Item, ...]]:
    """Return each claim that these forms ask about, in their order, with all its items in a language but those kept back."""
    of: dict[str, list[Item]] = {claim_of(items[i]): [] for form in forms for i in form.item_ids if i in items}
    for _, item in sorted(items.items()):
        if item.language == language and claim_of(item) in of and item.item_id not in kept:
            of[claim_of(item)].append(item)
    return {claim: tuple(found) for claim, found in of.items() if found}


def item_for(items: Sequence[Item], shown: Sequence[str], seed: str, of_quiz: Collection[str] = ()) -> Item:
    """Return the item to ask about a claim: never the last one shown where there is another, and of those the least shown.

    What a quiz still to come may ask (`of_quiz`) is asked only where there is nothing else, so that it goes on measuring.
    """
    times = Counter(shown)
    last = shown[-1] if shown and len(items) > 1 else ""

    def rank(item: Item) -> tuple[bool, int, float, str]:
        n = times[item.item_id]
        return item.item_id in of_quiz and not n, n, drawn(f"{seed}|{item.item_id}"), item.item_id

    return min((i for i in items if i.item_id != last), key=rank)


def shown_as(item: Item, seed: str) -> ShownItem:
    """Return an item with its options in an order that only the seed decides."""
    (found,) = dealt([item.item_id], {item.item_id: item}, seed)
    return found
