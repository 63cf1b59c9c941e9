"""Gaps: what customers asked for that nobody answers, and what the factory says that nobody asked for.

In: Brief, links, what is missing in other languages.
Out: Gaps, heaviest first. They go back to the factory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from readiness.stages.positioning.availability import availability_gaps
from readiness.stages.positioning.brief import Brief, spoken
from readiness.stages.positioning.rows import Gap, Link
from readiness.stages.positioning.translations import FULL_STRENGTH, LEGAL_LINES, Text, texts_of
from readiness.stages.positioning.verdict import FALLS_SHORT, UNIT_MISMATCH, our_verdict
from readiness.stages.positioning.wording import best_links
from readiness.stages.requirements import importance_order


def gaps_of(brief: Brief, links: Sequence[Link], missing: Mapping[str, Sequence[Text]], known: Collection[str]) -> list[Gap]:
    """Return the gaps, both ways, then what stops a value from being spoken of, then what other languages lack.

    Args:
        brief: of the launch, in its own language.
        links: proposed or a person's.
        missing: language -> the texts that are not translated into it.
        known: languages there are message templates in.
    """
    return [
        *_unanswered(brief, links),
        *_unasked(brief, links),
        *(availability_gaps(brief.spec, links, brief.dates) if brief.dates else ()),
        *_untranslated(brief, missing, known),
    ]


def _unanswered(brief: Brief, links: Sequence[Link]) -> Iterator[Gap]:
    best = best_links(links)
    for r in importance_order(brief.requirements):
        link = best.get(r.requirement_id)
        if link is None or link.strength < FULL_STRENGTH:
            advice = "product, partner or disqualify: decide who answers this, or say openly that it is not answered"
            yield Gap("requirement_unanswered", r.requirement_id, r.statement, r.importance, advice)
        elif our_verdict(brief.spec, r, link) == FALLS_SHORT:
            c = brief.spec.characteristic(link.characteristic_id)
            advice = f"the factory says {c.value} ({c.name}): nothing is said of it; product, partner or disqualify"
            yield Gap("falls_short", r.requirement_id, r.statement, r.importance, advice)
        elif our_verdict(brief.spec, r, link) == UNIT_MISMATCH:
            c = brief.spec.characteristic(link.characteristic_id)
            advice = (
                f"the factory says {c.value} ({c.name}): state it in the unit that is asked for, or the need cannot be checked"
            )
            yield Gap("unit_mismatch", r.requirement_id, r.statement, r.importance, advice)
        elif not link.proof:
            advice = "name what shows it: a test, a contract, a document, a reference or a trial"
            if link.does:
                yield Gap("unproven", r.requirement_id, link.does, r.importance, advice)
            for promise in filter(None, (link.reassurance, link.rollout)):
                advice = "nothing shown stands behind this answer: name in proof what does, or ask for a test in its place"
                yield Gap("answer_without_because", r.requirement_id, promise, r.importance, advice)


def _unasked(brief: Brief, links: Sequence[Link]) -> Iterator[Gap]:
    asked = {i for x in links if x.strength >= 1 for i in (x.characteristic_id, *x.figures_of)}
    for c in brief.spec.characteristics:
        if c.characteristic_id not in asked:
            advice = "find the customer who needs it, keep it for the checklist, or stop talking about it"
            text = c.quote if c.quote.casefold().startswith(c.name.casefold()) else f"{c.name}: {c.quote}"
            yield Gap("characteristic_unasked", c.characteristic_id, text, 0, advice)


def _untranslated(brief: Brief, missing: Mapping[str, Sequence[Text]], known: Collection[str]) -> Iterator[Gap]:
    own = brief.language
    for language in dict.fromkeys(c.language for c in brief.channels if not c.language.startswith(own)):
        used = spoken(language, known)
        if not used:
            advice = f"its channels are spoken to in {own} until content_templates/messages has a folder for it"
            yield Gap("translation_missing", language, f"there are no message templates in {language}", 0, advice)
            continue
        wanted = [t for t in missing.get(used, ()) if not t.is_optional]
        fill_in = f"fill in positioning/translate_{used}.csv and keep it as translations/{used}.csv; until then"
        advice, whole = f"{fill_in} it is left out", f"{fill_in} its channels are spoken to in {own}"
        if wanted and len(wanted) == len([t for t in texts_of(brief) if not t.is_optional]):
            yield Gap("translation_missing", used, f"none of {len(wanted)} texts is translated into {used}", 0, whole)
            continue
        kept = f"{fill_in} it stands in its decks in {own}"
        for t in wanted:
            until = kept if t.place[0] == LEGAL_LINES else advice
            yield Gap("translation_missing", f"{used}:{'.'.join(t.place)}", t.source, 0, until)
