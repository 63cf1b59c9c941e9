"""Item lint: the item-writing rules a program can check.

In: items.
Out: findings, each with the rule and what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from readiness.stages.quizzes.model import Item

LENGTH_RATIO, LENGTH_CHARACTERS = 1.5, 15
"""The right option gives itself away when it is longer than every other one by both of these."""
MIN_OPTIONS = 3
_NEGATIVE = re.compile(r"\b(?:not|never|except|neither|nor|cannot)\b|n['’]t\b", re.IGNORECASE)
_MARKED = re.compile(r"\b(?:NOT|NEVER|EXCEPT|NEITHER|NOR|CANNOT)\b")
_CATCH_ALL = re.compile(r"(?:all|none|any|both|neither) of (?:the )?(?:above|these|them|those|others?)\W*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?:;”\"»…])\s+")


def folded(text: str) -> str:
    """Return a text as it is compared: no case, quotes, spaces at the ends or full stop, and one space between words."""
    plain = " ".join(text.casefold().translate(str.maketrans("‘’“”", "''\"\"")).split())
    return plain.strip("'\" ").rstrip(".").strip()


def length_cue(options: Sequence[str], correct: int) -> bool:
    """Return whether the right option is the longest by far."""
    others = [len(o) for i, o in enumerate(options) if i != correct]
    if not others:
        return False
    right = len(options[correct])
    return right > max(others) * LENGTH_RATIO and right > max(others) + LENGTH_CHARACTERS


def lint_items(items: Sequence[Item]) -> list[tuple[str, str, str]]:
    """Return (item_id, rule, advice) for every rule an item breaks, in the items' order.

    The rules are those of Haladyna, Downing & Rodriguez (2002), Applied Measurement in Education 15, 309-334, as far as a
    program can see them; the length at which an option gives itself away is this project's own choice.
    """
    found: list[tuple[str, str, str]] = []
    stems: dict[str, str] = {}
    for item in items:
        found += [(item.item_id, rule, advice) for rule, broken, advice in _RULES if broken(item)]
        same = stems.setdefault(folded(item.stem), item.item_id)
        if same != item.item_id:
            found.append((item.item_id, "repeated_stem", f"ask something else: {same} asks the same question"))
    return found


def _repeats(item: Item) -> bool:
    return len({folded(o) for o in item.options}) < len(item.options)


def _catch_all(item: Item) -> bool:
    return any(_CATCH_ALL.fullmatch(o.strip()) for o in item.options)


def _unmarked_negative(item: Item) -> bool:
    question = _SENTENCE_END.split(item.stem.strip())[-1]
    return bool(_NEGATIVE.search(question)) and not _MARKED.search(question)


_RULES: tuple[tuple[str, Callable[[Item], bool], str], ...] = (
    ("empty", lambda i: not i.stem.strip() or not all(o.strip() for o in i.options), "write the stem and every option"),
    ("key", lambda i: not 0 <= i.correct < len(i.options), "name one of the options as the right one"),
    ("few_options", lambda i: len(i.options) < MIN_OPTIONS, "offer at least three options"),
    ("repeated_option", _repeats, "make every option say something else"),
    ("catch_all", _catch_all, "replace 'all of the above' and 'none of the above' by an answer"),
    (
        "length_cue",
        lambda i: 0 <= i.correct < len(i.options) and length_cue(i.options, i.correct),
        "make the options alike in length",
    ),
    ("unmarked_negative", _unmarked_negative, "ask what is right, or write the NOT in capitals"),
    ("no_feedback", lambda i: not i.feedback.strip(), "say why the right answer is right"),
)
