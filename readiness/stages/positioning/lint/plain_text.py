"""Plain text: any text held against the rules that need no launch, each finding with its line.

In: a text of any kind, the rules.
Out: LineFindings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.stages.positioning.lint.lexis import lexis_of
from readiness.stages.positioning.lint.quotations import masked
from readiness.stages.positioning.lint.rules import RULES, LintRules, advice_of
from readiness.stages.positioning.lint.wording import Reader, read, share_hits, word_hits
from readiness.stages.positioning.verify.reading import plain, sentences

MARK = re.compile(r"\s*(?:[-*+•–—>|]|#{1,6}|\d{1,3}[.)])(?:\s+|$)")
"""The start of a point, a heading, a row of a table or a quoted line."""


@dataclass(frozen=True, slots=True)
class LineFinding:
    """One finding in one line of a text; the first line is 1."""

    line: int
    rule: str
    level: str
    found: str
    advice: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    lines: tuple[int, ...]
    """The line of each word."""

    def line_of(self, found: str) -> int:
        """Return the line in which what was found begins."""
        first = re.split(r"[\s,]", found)[0].casefold()
        for word, line in zip(self.text.split(), self.lines, strict=True):
            if first in word.casefold():
                return line
        return self.lines[0]


def lint_text(text: str, rules: LintRules = RULES) -> list[LineFinding]:
    """Return every finding of a text, by line; lines broken at a width are read as one paragraph."""
    paragraphs = [list(_sentences_of(p)) for p in _paragraphs(text)]
    whole = [s for p in paragraphs for s in p]
    if not whole:
        return []
    lexis, texts = lexis_of(rules), read([s.text for s in whole])
    hits = [*word_hits(texts, lexis, Reader()), *share_hits(texts, lexis, Reader())]
    found = [(whole[h.sentence].line_of(h.found), h.rule, h.found) for h in hits]
    found += [hit for p in paragraphs for hit in _long(p, rules)]
    kept = dict.fromkeys(f for f in sorted(found, key=lambda f: f[0]) if rules.is_on(f[1]))
    return [LineFinding(line, rule, rules[rule].level, what, advice_of(rules[rule], what)) for line, rule, what in kept]


def _long(paragraph: Sequence[_Sentence], rules: LintRules) -> Iterator[tuple[int, str, str]]:
    for rule, texts in (("long message", [paragraph]), ("long sentence", [[s] for s in paragraph])):
        for part in texts:
            n = sum(len(s.lines) for s in part)
            if part and n > (rules[rule].limit or 0):
                yield part[0].lines[0], rule, f"{n} words"


def _paragraphs(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines of each paragraph, with their numbers; a point of a list is a paragraph of its own."""
    current: list[tuple[int, str]] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        mark = MARK.match(line)
        if current and (mark or not line.strip()):
            yield current
            current = []
        content = line[mark.end() :] if mark else line
        if content.strip():
            current.append((number, content))
        if line.lstrip().startswith("#") and current:
            yield current
            current = []
    if current:
        yield current


def _sentences_of(paragraph: Sequence[tuple[int, str]]) -> Iterator[_Sentence]:
    hidden = plain(masked("\n".join(line for _, line in paragraph)))
    lines = [number for number, line in paragraph for _ in plain(line).split()]
    start = 0
    for sentence in sentences(hidden):
        n = len(sentence.split())
        yield _Sentence(sentence, tuple(lines[start : start + n]))
        start += n
