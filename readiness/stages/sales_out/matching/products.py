"""Products: which product a partner's code means, by number and never by likeness of text.

In: codes with the numbers and descriptions they stand beside; what is known.
Out: CodeMatch.

A code is matched by the manufacturer's number as it stands, then by GTIN, then by the number without case, spaces and dashes.
Where two products answer, or number and GTIN name different ones, a person decides. Text only ranks what the person is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.sales_out.matching.grams import folded, gram_counts, nearest, rarity, unit_rows
from readiness.stages.sales_out.matching.known import MOST_CANDIDATES, Candidate, CodeMatch, Masters, whole_number

SURE = 1_000_000
_BETWEEN = re.compile(r"[\s_\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")
GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True, slots=True)
class ProductCode:
    """A code as a report has it, with everything that stands beside it; texts of several lines each once."""

    code: str
    mpns: tuple[str, ...]
    gtins: tuple[str, ...]
    descriptions: tuple[str, ...]


def folded_mpn(text: str) -> str:
    """Return a number without case, spaces, dashes and the zeros of a table of decimals."""
    return whole_number(_BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold()))


def gtin_14(text: str) -> str:
    """Return a GTIN as 14 digits, "" where it is none or its check digit is wrong."""
    digits = _BETWEEN.sub("", text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) in GTIN_LENGTHS and int(digits)):
        return ""
    padded = digits.zfill(14)
    total = sum(int(d) * (3 if at % 2 == 0 else 1) for at, d in enumerate(padded))
    return padded if total % 10 == 0 else ""


class _Index:
    """Products by each of their numbers."""

    def __init__(self, masters: Masters) -> None:
        self.mpn: dict[str, set[str]] = {}
        self.gtin: dict[str, set[str]] = {}
        self.folded: dict[str, set[str]] = {}
        self.rows = list(masters.products.iter_rows(named=True))
        for row in self.rows:
            for number in {row["mpn"], row["product_id"]} - {""}:
                self.mpn.setdefault(number, set()).add(row["product_id"])
                self.folded.setdefault(folded_mpn(number), set()).add(row["product_id"])
            if gtin := gtin_14(row["gtin"]):
                self.gtin.setdefault(gtin, set()).add(row["product_id"])

    def found(self, index: Mapping[str, set[str]], keys: Iterable[str]) -> set[str]:
        """Return every product that one of the keys names."""
        return {product for key in keys if key for product in index.get(key, ())}


def product_matches(codes: Sequence[ProductCode], masters: Masters) -> list[CodeMatch]:
    """Return what becomes of each code, in their order."""
    index = _Index(masters)
    decided = [_decided(code, index, masters) for code in codes]
    waits = [at for at, (_, how, _) in enumerate(decided) if how == "review"]
    ranked = dict(zip(waits, _ranked([codes[at] for at in waits], [decided[at][2] for at in waits], index), strict=True))
    return [
        CodeMatch(
            "product", code.code, _joined(code.descriptions), "", _joined(code.gtins), known_id, how, SURE if known_id else 0,
            ranked.get(at, ()),
        )
        for at, (code, (known_id, how, _)) in enumerate(zip(codes, decided, strict=True))
    ]  # fmt: skip


def _decided(code: ProductCode, index: _Index, masters: Masters) -> tuple[str, str, dict[str, str]]:
    """Return the product, how it was matched, and product -> why it may be meant where a person has to decide."""
    by_mpn = index.found(index.mpn, code.mpns)
    by_gtin = index.found(index.gtin, map(gtin_14, code.gtins))
    by_folded = index.found(index.folded, map(folded_mpn, code.mpns))
    for how, products in (("mpn", by_mpn), ("gtin", by_gtin), ("folded_mpn", by_folded)):
        if products:
            if len(products) == 1 and by_gtin <= products:
                return next(iter(products)), how, {}
            break
    if not (by_mpn or by_gtin or by_folded or masters.is_whole_catalogue):
        return code.code, "other", {}
    why = dict.fromkeys(sorted(by_folded), "same number but for case, spaces and dashes")
    why |= dict.fromkeys(sorted(by_gtin), "same GTIN") | dict.fromkeys(sorted(by_mpn), "same number")
    return "", "review", why


def _ranked(codes: Sequence[ProductCode], named: Sequence[Mapping[str, str]], index: _Index) -> list[tuple[Candidate, ...]]:
    """Return for each code the products it may mean: those a number names, then those whose text is most alike."""
    if not codes or not index.rows:
        return [()] * len(codes)
    ours = [folded(f"{row['mpn']} {row['name']}") for row in index.rows]
    theirs = [folded(" ".join((*dict.fromkeys((c.code, *c.mpns)), *c.descriptions))) for c in codes]
    counts = gram_counts([*ours, *theirs])
    weighted = unit_rows(counts, rarity(counts))
    likes: list[list[str]] = [[] for _ in codes]
    for row, column, _ in zip(*nearest(weighted[len(ours) :], weighted[: len(ours)], MOST_CANDIDATES), strict=True):
        likes[row].append(index.rows[column]["product_id"])
    name = {row["product_id"]: row["name"] or row["mpn"] for row in index.rows}
    return [
        tuple(
            Candidate(product, 0, f"{name[product]}: {why.get(product, 'text alike')}")
            for product in dict.fromkeys((*why, *like))
        )[:MOST_CANDIDATES]
        for why, like in zip(named, likes, strict=True)
    ]


def _joined(texts: Sequence[str]) -> str:
    return "; ".join(texts[:3])
