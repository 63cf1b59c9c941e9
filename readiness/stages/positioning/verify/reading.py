"""Reading: a text as sentences, and a sentence as words, numbers and marks.

In: text.
Out: sentences and tokens. A quotation is never split; typographic apostrophes, hyphens and blanks are read as plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

TOKEN = re.compile(r"\d+(?:,\d+)+(?:\.\d+)?|\w+(?:['.&/+:-]\w+)*|[^\w\s]")
END = re.compile(r"[.!?…]+[”“\"»)]*(?=\s+\S)")
SHORT_FORMS = frozenset(
    "e.g i.e etc approx no nr art max min incl excl vs mr mrs ms dr prof st fig vol "
    "ca bzw z.b d.h u.a inkl zzgl ggf tel abs".split()
)
"""Words whose full stop ends no sentence."""
OPENING, CLOSING = "“„«", "”»"


def plain(text: str) -> str:
    """Return the text with one kind of apostrophe, hyphen and blank."""
    composed = unicodedata.normalize("NFC", text).replace("’", "'").replace("ʼ", "'").replace("‑", "-")
    return " ".join(composed.split())


def tokens(text: str) -> list[str]:
    """Return words, numbers and marks in their order, case kept."""
    return TOKEN.findall(plain(text))


def sentences(text: str) -> list[str]:
    """Return the sentences; a full stop inside a quotation or after a short form ends none."""
    whole = plain(text)
    found, start = [], 0
    for mark in END.finditer(whole):
        if _inside_quotation(whole[: mark.end()]) or whole[mark.end() :].lstrip()[0].islower():
            continue
        if mark[0] == "." and _short_form(whole[start : mark.start()]):
            continue
        found.append(whole[start : mark.end()].strip())
        start = mark.end()
    rest = whole[start:].strip()
    return [*found, rest] if rest else found


def _inside_quotation(before: str) -> bool:
    opened = sum(before.count(c) for c in OPENING) - sum(before.count(c) for c in CLOSING)
    if "„" in before:  # the German closing mark is the English opening one
        opened -= 2 * before.count("“")
    return opened > 0 or before.count('"') % 2 == 1


def _short_form(before: str) -> bool:
    said = before.split()
    last = said[-1].strip('(“"') if said else ""
    counted = len(said) > 1 and said[-2][0].isdigit()  # `18 V.` is a unit, `J.` an initial
    return last.lower() in SHORT_FORMS or (len(last) == 1 and last.isupper() and not counted)


def words(text: str) -> list[str]:
    """Return the words and numbers in lower case, without marks."""
    return [t.lower() for t in tokens(text) if t[0].isalnum()]


def holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Return whether one sequence stands in the other without a gap."""
    n = len(part)
    return any(list(whole[i : i + n]) == list(part) for i in range(len(whole) - n + 1))
