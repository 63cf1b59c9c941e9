"""Titles: which of a deck's titles sound alike, and a number for those that do.

In: slides.
Out: slides whose titles a listener can tell apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from readiness.stages.decks import fit
from readiness.stages.decks.page import filled
from readiness.stages.decks.recipe import SlideFill
from readiness.stages.decks.rooms import Rooms

_UNHEARD = re.compile(r"[.,:;!?…。]+(?=\s|$)")


def as_heard(title: str) -> str:
    """Return a title as it sounds: capitals, white space, what does not print, and marks after a word make no difference."""
    shown = "".join(c if c.isprintable() or c.isspace() else "" for c in unicodedata.normalize("NFKC", title))
    folded = " ".join(shown.casefold().split())
    return " ".join(_UNHEARD.sub("", folded).split()) or folded


def with_distinct_titles(slides: Sequence[SlideFill], rooms: Rooms, page: str) -> tuple[SlideFill, ...]:
    """Return the slides with every title unlike the others: readers who hear a deck find their way by titles.

    The slides of one table are counted, as in `(1 of 2)`; any other title that was there before gets a number.

    Args:
        slides: in order.
        rooms: of the templates: what is added to a title takes room from it.
        page: the storyline's label `page`, such as `({n} of {total})`.
    """
    taken: set[str] = set()
    result: list[SlideFill] = []
    for run in _runs(slides):
        for n, slide in enumerate(run, start=1):
            part = filled(page, {"n": str(n), "total": str(len(run))}) if len(run) > 1 else ""
            title, number = _with(slide, part, rooms), 1
            while as_heard(title) in taken:
                number += 1
                title = _with(slide, f"{part} ({number})".strip(), rooms)
            taken.add(as_heard(title))
            same = title == slide.text["title"]  # then the slide stays the one that other decks share
            result.append(slide if same else replace(slide, text={**slide.text, "title": title}))
    return tuple(result)


def _runs(slides: Sequence[SlideFill]) -> list[list[SlideFill]]:
    """Return the slides, those of one table together."""
    runs: list[list[SlideFill]] = []
    for slide in slides:
        last = runs[-1][-1] if runs else None
        if last and slide.tables and (last.key, last.text["title"]) == (slide.key, slide.text["title"]):
            runs[-1].append(slide)
        else:
            runs.append([slide])
    return runs


def _with(slide: SlideFill, end: str, rooms: Rooms) -> str:
    """Return a slide's title with something after it, cut so that both fit."""
    title = slide.text["title"]
    return f"{fit.name_within(title, fit.Phrase(rooms.text(slide.key, 'title'), lambda t: f'{t} {end}'))} {end}" if end else title
