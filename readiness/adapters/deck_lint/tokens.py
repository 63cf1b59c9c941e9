"""Tokens: whether each {{token}} is known and stands where it is filled; title, footer, slide number and notes among them.

In: samples, tokens.
Out: findings K, T, F, S.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from readiness.adapters.deck_check.design import kind_of, name_node, text_of
from readiness.adapters.deck_check.package import A, P, Package
from readiness.adapters.deck_lint.contract import EVERYWHERE, SampleSlide
from readiness.adapters.deck_lint.finding import WARNING, Finding
from readiness.adapters.deck_lint.sample import TOKEN, Sample, name_of

_PATTERNS = {"list": "item", "table": "cell"}
"""Kind of object -> the token of its pattern."""
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|(?<!\{)\{[A-Za-z_][\w.]*\}(?!\})")


def token_findings(samples: list[Sample], slides: Mapping[str, SampleSlide], known: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong with the tokens of each sample slide."""
    patterns = set(_PATTERNS.values())
    for sample in samples:
        contract = slides.get(sample.key)
        words = set(known) | EVERYWHERE | (contract.all_tokens if contract else set())
        for token, shape in sample.tokens():
            is_pattern = token in patterns and shape.partition(":")[0] in _PATTERNS
            if token not in words and not is_pattern:
                fix = _meant(token, words) if token not in patterns else _pattern_place(token)
                yield Finding(sample.number, "K01", shape, f"unknown token {{{{{token}}}}}", fix)
            elif contract is not None and not is_pattern and token not in contract.all_tokens:
                what = f"{{{{{token}}}}} is not filled on the slide {sample.key!r}"
                fix = f"this slide has {_listed(contract.all_tokens - {'notes'})}"
                yield Finding(sample.number, "K02", shape, what, fix, WARNING)
        yield from _missing(sample, contract)
        yield from _not_optional(sample, contract)
        yield from _braces(sample)


def place_findings(samples: list[Sample], package: Package, *, is_deck: bool) -> Iterator[Finding]:
    """Yield what is wrong with titles, footers, slide numbers and notes; a single page needs no number and no notes."""
    for sample in samples:
        title = sample.title
        if title is None:
            fix = "put the title placeholder back (Home > Reset), name it slide:<key> and write {{title}} in it"
            yield Finding(sample.number, "T01", "", "the slide has no title placeholder", fix)
        elif "title" not in TOKEN.findall(text_of(title)):
            yield Finding(sample.number, "T02", name_of(title), "the title does not hold {{title}}", "write {{title}} in it")
        yield from _footer(sample, is_deck=is_deck)
        notes = [package.xml[n] for n in package.related(sample.part, "notesSlide") if n in package.xml]
        if is_deck and not any("notes" in TOKEN.findall(text_of(n)) for n in notes):
            yield Finding(
                sample.number, "S01", "", "the notes do not hold {{notes}}", "write {{notes}} below the slide (View > Notes)"
            )


def _footer(sample: Sample, *, is_deck: bool) -> Iterator[Finding]:
    footers = [s for s in sample.tree.iter(f"{P}sp") if kind_of(s) == "ftr"]
    if not any("footer" in TOKEN.findall(text_of(s)) for s in footers):
        fix = "switch the footer on (Insert > Header & Footer) and write {{footer}} in it"
        yield Finding(sample.number, "F01", name_of(footers[0]) if footers else "", "no footer with {{footer}}", fix)
    if is_deck and not any(f.get("type") == "slidenum" for f in sample.tree.iter(f"{A}fld")):
        fix = "switch it on (Insert > Header & Footer > Slide number)"
        yield Finding(sample.number, "F02", "", "no slide number", fix)


def _missing(sample: Sample, contract: SampleSlide | None) -> Iterator[Finding]:
    if contract is None:
        return
    there = {token for token, _ in sample.tokens()}
    for token in sorted(contract.tokens - there - {"title"}):
        what = f"{{{{{token}}}}} is missing on the slide {sample.key!r}, so its text would be lost"
        yield Finding(sample.number, "K03", "", what, f"write {{{{{token}}}}} in a text box")
    for token in sorted(contract.may - there):
        what = f"{{{{{token}}}}} is missing on the slide {sample.key!r}; where there is such a text, it would be lost"
        yield Finding(sample.number, "K03", "", what, f"write {{{{{token}}}}} in a box named opt:...", WARNING)


def _not_optional(sample: Sample, contract: SampleSlide | None) -> Iterator[Finding]:
    """Yield the boxes that stay, empty, where a text that is often missing is missing."""
    for name, shape in sample.named() if contract is not None else ():
        if shape.tag == f"{P}grpSp" or any(n.startswith("opt:") for n in (name, *map(name_of, shape.iterancestors(f"{P}grpSp")))):
            continue
        tokens = set(TOKEN.findall(text_of(shape)))
        if tokens and contract is not None and tokens <= contract.may:
            what = f"{_listed(tokens)} is often empty, and the box would stay"
            yield Finding(sample.number, "N12", name, what, "name it, or the group it is in, opt:<name>", WARNING)


def _braces(sample: Sample) -> Iterator[Finding]:
    for name, shape in sample.named():
        if shape.tag == f"{P}grpSp":
            continue
        for text in (*(text_of(shape).split("\n")), name_node(shape).get("descr", "")):
            odd = _BRACES.search(TOKEN.sub("", text))
            if odd:
                fix = "write a token as {{name}} in one paragraph; conditions belong into the storyline"
                yield Finding(sample.number, "K04", name, f"{odd[0]!r} is no whole token", fix)


def _pattern_place(token: str) -> str:
    kind = next(k for k, t in _PATTERNS.items() if t == token)
    return f"{{{{{token}}}}} belongs into a shape named {kind}:<name>"


def _meant(token: str, words: Collection[str]) -> str:
    near = difflib.get_close_matches(token.lower(), sorted(words), n=1, cutoff=0.6)
    return f"did you mean {{{{{near[0]}}}}}?" if near else "see tokens.yaml for the tokens there are"


def _listed(tokens: Collection[str]) -> str:
    return ", ".join(f"{{{{{t}}}}}" for t in sorted(tokens))
