"""Item lint: the item-writing rules a program can check.

In: items.
Out: findings, each with the rule and what to do about it.

Source: Haladyna, Downing & Rodriguez (2002), A review of multiple-choice item-writing guidelines for classroom assessment,
Applied Measurement in Education 15, 309-334. What is long, alike or a cue in numbers is this project's own choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

from readiness.stages.quizzes.model import Item

LENGTH_RATIO, LENGTH_CHARACTERS = 1.5, 15
"""The right option gives itself away when it is longer than every other one by both of these."""
MIN_OPTIONS = 3
REMEMBERED = 50_000
"""Texts whose folded form and ending are kept at hand."""
MAX_STEM_WORDS = 120
"""What still fits a phone's screen above four options."""
_NEGATIVE = re.compile(
    r"\b(?:not|never|except|neither|nor|cannot|nicht|nie|niemals|kein(?:e[mnrs]?)?|außer|weder)\b|n['’]t\b", re.IGNORECASE
)
_MARKED = re.compile(r"\b(?:NOT|NEVER|EXCEPT|NEITHER|NOR|CANNOT|NICHT|NIE|NIEMALS|KEIN(?:E[MNRS]?)?|AUSSER|AUẞER|AUßER|WEDER)\b")
_CATCH_ALL = re.compile(
    r"(?:(?:all|none|any|both|neither) of (?:the )?(?:above|these|them|those|others?)"
    r"|(?:alle|keine[rs]?|beide|nichts|alles) (?:(?:der|von den|von) )?(?:genannten?|oben genannten?|diesen|davon|obigen))\W*",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|completely|absolutely|guaranteed|immer|niemals|nie|garantiert|absolut|völlig)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?:;”“\"»…])\s+")
_QUOTED = re.compile(r"“[^”]*”|„[^“]*“|«[^»]*»|\"[^\"]*\"")
_GAP = re.compile(r"_{2,}|\.{4,}")
_ONE_NUMBER = re.compile(r"[^\d]*?(?<!\w)([-−]?\d+(?:[.,]\d+)*)([^\d]*)")


@lru_cache(maxsize=REMEMBERED)
def folded(text: str) -> str:
    """Return a text as it is compared: no case, quotes, spaces at the ends or full stop, and one space between words."""
    plain = " ".join(text.casefold().translate(str.maketrans("‘’“”„", '\'\'"""')).split())
    return plain.strip("'\" ").rstrip(".").strip()


def length_cue(options: Sequence[str], correct: int) -> bool:
    """Return whether the right option is the longest by far."""
    others = [len(o) for i, o in enumerate(options) if i != correct]
    if not others:
        return False
    right = len(options[correct])
    return right > max(others) * LENGTH_RATIO and right > max(others) + LENGTH_CHARACTERS


def same_ending(a: str, b: str) -> bool:
    """Return whether two options end alike, so that neither stands out: as a question, as another sentence, or as no sentence."""
    return _ending(a) == _ending(b)


@lru_cache(maxsize=REMEMBERED)
def _ending(text: str) -> str:
    bare = text.rstrip().rstrip("”“\"'’»«)")
    return "?" if bare.endswith("?") else "." if bare.endswith((".", "!", "…")) else ""


def absolute_words(text: str) -> set[str]:
    """Return the words of a text that promise without exception; a rep who knows nothing crosses such an option out."""
    return {w.casefold() for w in _ABSOLUTE.findall(text)}


def lint_items(items: Sequence[Item]) -> list[tuple[str, str, str]]:
    """Return (item_id, rule, advice) for every rule an item breaks, in the items' order."""
    found: list[tuple[str, str, str]] = []
    stems: dict[tuple[str, str], str] = {}
    for item in items:
        found += [(item.item_id, rule, advice) for rule, broken, advice in RULES if broken(item)]
        same = stems.setdefault((item.language, folded(item.stem)), item.item_id)
        if same != item.item_id:
            found.append((item.item_id, "repeated_stem", f"ask something else: {same} asks the same question"))
    return found


def _has_key(item: Item) -> bool:
    return 0 <= item.correct < len(item.options)


def _repeats(item: Item) -> bool:
    return len({folded(o) for o in item.options}) < len(item.options)


def _nested(item: Item) -> bool:
    """Say whether an option stands word for word inside another, so that who picks the longer one is right as well."""
    said = sorted({folded(o) for o in item.options} - {""}, key=len)
    return any(
        re.search(rf"(?<![\w.,]){re.escape(a)}(?![\w]|[.,]\d)", b) for i, a in enumerate(said) for b in said[i + 1 :] if a in b
    )


def _catch_all(item: Item) -> bool:
    return any(_CATCH_ALL.fullmatch(o.strip()) for o in item.options)


def _uneven(item: Item) -> bool:
    return any(o.strip() and not same_ending(o, item.options[0]) for o in item.options[1:])


def _unsorted(item: Item) -> bool:
    """Say whether options that differ in one number alone stand in no order."""
    parts = [_ONE_NUMBER.fullmatch(o.strip()) for o in item.options]
    if not all(parts) or len({(folded(p[0].replace(p[1], "")), p[2]) for p in parts if p}) != 1:
        return False
    numbers = [Decimal(re.sub(r"[.,](?=\d{3}\b)", "", p[1]).replace(",", ".").replace("−", "-")) for p in parts if p]
    return numbers not in (sorted(numbers), sorted(numbers, reverse=True))


def _absolute_cue(item: Item) -> bool:
    """Say whether the right option alone, or every wrong one and not the right one, promises without exception."""
    if not _has_key(item):
        return False
    promises = [bool(absolute_words(o)) for o in item.options]
    others = promises[: item.correct] + promises[item.correct + 1 :]
    return len(set(others)) == 1 and promises[item.correct] != others[0]


def _question(item: Item) -> str:
    return _SENTENCE_END.split(item.stem.strip())[-1]


def _unmarked_negative(item: Item) -> bool:
    return bool(_NEGATIVE.search(_question(item))) and not _MARKED.search(_question(item))


def _unfinished(item: Item) -> bool:
    """Say whether the stem leaves its sentence to the options."""
    stem = item.stem.strip()
    return bool(stem) and (bool(_GAP.search(stem)) or not stem.endswith(("?", ".", "!")))


def _two_questions(item: Item) -> bool:
    return _QUOTED.sub("", item.stem).count("?") > 1


def _answer_in_stem(item: Item) -> bool:
    right, stem = folded(item.options[item.correct]) if _has_key(item) else "", folded(item.stem)
    return bool(right) and right in stem and bool(re.search(rf"(?<!\w){re.escape(right)}(?![\w]|[.,]\d)", stem))


def _no_situation(item: Item) -> bool:
    """Say whether a question about use comes without a situation before it."""
    return item.level == "apply" and len(_SENTENCE_END.split(item.stem.strip())) < 2


RULES: tuple[tuple[str, Callable[[Item], bool], str], ...] = (
    ("empty", lambda i: not i.stem.strip() or not all(o.strip() for o in i.options), "write the stem and every option"),
    ("key", lambda i: not _has_key(i), "name one of the options as the right one"),
    ("few_options", lambda i: len(i.options) < MIN_OPTIONS, "offer at least three options"),
    ("repeated_option", _repeats, "make every option say something else"),
    ("nested_option", _nested, "make no option a part of another: both would be right"),
    ("catch_all", _catch_all, "replace 'all of the above' and 'none of the above' by an answer"),
    ("length_cue", lambda i: _has_key(i) and length_cue(i.options, i.correct), "make the options alike in length"),
    ("uneven_options", _uneven, "end every option alike: all as sentences, all as questions or none"),
    ("unsorted_numbers", _unsorted, "let the numbers rise from option to option"),
    ("absolute_word", _absolute_cue, "take out 'always' and 'never', or let more than one option have them"),
    ("unmarked_negative", _unmarked_negative, "ask what is right, or write the NOT in capitals"),
    ("unfinished_stem", _unfinished, "ask a whole question that can be answered without reading the options"),
    ("two_questions", _two_questions, "ask one thing"),
    ("answer_in_stem", _answer_in_stem, "take the right answer out of the question"),
    ("no_situation", _no_situation, "tell the situation before you ask what to do in it"),
    ("long_stem", lambda i: len(i.stem.split()) > MAX_STEM_WORDS, f"say it in {MAX_STEM_WORDS} words or fewer"),
    ("no_feedback", lambda i: not i.feedback.strip(), "say why the right answer is right"),
)
"""Rule, whether an item breaks it, what to do about it."""
