"""Positioning: characteristic x requirement -> Message, with gaps both ways and a lint.

In: Brief, phrase books, verified rewrites.
Out: Positioning: links, messages in every voice the channels speak, gaps, findings; the hash a person approves per message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from readiness.errors import InputError, Problem
from readiness.stages.positioning.asked import asked_of
from readiness.stages.positioning.brief import Brief, spoken, voice_suffix, voices_of
from readiness.stages.positioning.figures import filled, ids_named
from readiness.stages.positioning.gaps import gaps_of
from readiness.stages.positioning.lint import fragment_findings, lint
from readiness.stages.positioning.match import propose_links
from readiness.stages.positioning.phrases import PhraseBook, Phrasing
from readiness.stages.positioning.rows import (
    Approval,
    Approvals,
    Finding,
    Gap,
    Link,
    Message,
    Positioning,
    ToTranslate,
    Voice,
)
from readiness.stages.positioning.translations import (
    ANSWER_FIELDS,
    missing_rows,
    missing_texts,
    table_for,
    texts_of,
    translated,
)
from readiness.stages.positioning.wording import best_links, links_said, messages_from
from readiness.stages.spec import Characteristic, ProductSpec

__all__ = [
    "Approval", "Approvals", "Brief", "Finding", "Gap", "Link", "Message", "PhraseBook", "Positioning", "Voice", "best_links",
    "positioning_of", "propose_links",
]  # fmt: skip


def positioning_of(
    brief: Brief, books: Mapping[str, PhraseBook], polished: Mapping[str, str] = MappingProxyType({})
) -> Positioning:
    """Return the whole positioning: a person's answers where there are any, else proposed links.

    Args:
        brief: everything known.
        books: by language.
        polished: verified rewrites by `source_hash` of the text they were made from.

    Raises:
        InputError: the launch is written in a language without templates, or a template uses a word nobody knows.
    """
    own = spoken(brief.language, books)
    if not own:
        what, expected = f"there are no message templates in {brief.language!r}", "one of " + ", ".join(sorted(books))
        raise InputError(Problem("launch.yaml", 0, "language", what, expected))
    links = list(brief.answers) or propose_links(brief.spec, brief.requirements, brief.evidence)
    links = [replace(x, figures_of=_figures_of(x, brief.spec)) for x in links]
    brief = replace(brief, answers=links, language=own)
    voices = voices_of(brief.channels, own, books)
    messages: list[Message] = []
    findings: list[Finding] = list(fragment_findings(brief.requirements, links, books[own].rules))
    for language in dict.fromkeys(v.language for v in voices):
        mine = [v for v in voices if v.language == language]
        made, found = _worded(brief, mine, books[language], polished)
        messages += made
        findings += found
    others = [v.language for v in voices if v.language != own]
    missing = {language: missing_texts(brief, table_for(brief, language)) for language in others}
    return Positioning(
        links=tuple(_with_figures(brief, links, books[own])),
        messages=tuple(messages),
        gaps=tuple(gaps_of(brief, links, missing, books)),
        findings=tuple(findings),
        voices=voices,
        voice_by_channel=_voice_by_channel(brief, own, books, messages),
        hashes=_hashes(brief, messages),
        to_translate={language: _to_translate(brief, language) for language in missing},
        unmet=_unmet(brief),
    )


def _unmet(brief: Brief) -> frozenset[tuple[str, str, str]]:
    """Return (channel, segment, step) of every step that the map does not place in a channel."""
    return frozenset(
        (c.channel, s.segment_id, step.step)
        for c in brief.channels
        for s in brief.buyers.segments
        for step in brief.buyers.steps_of(s.segment_id)
        if not step.is_met_in(c.channel)
    )


def _worded(
    brief: Brief, voices: Sequence[Voice], book: PhraseBook, polished: Mapping[str, str]
) -> tuple[list[Message], list[Finding]]:
    """Return the messages of one language, in each of its voices, and what the lint finds in them."""
    own, language = brief.language, book.language
    asked = {r.requirement_id: number for r in brief.requirements if (number := asked_of(r))}
    said = links_said(brief, brief.answers)
    missing = missing_rows(brief, table_for(brief, language)) if language != own else set()
    told = translated(brief, language) if language != own else brief
    written = told.answers
    told = replace(told, answers=_with_figures(told, written, book))
    spoken_of = {i: x for i, x in best_links(told.answers).items() if i in said}
    phrasing = Phrasing(book)
    worded = [
        m for voice in voices for m in messages_from(told, spoken_of, asked, voice, phrasing, voice_suffix(voice, own), missing)
    ]
    messages = [replace(m, text=polished.get(source_hash(m.text), m.text)) for m in worded]
    return messages, lint(told.product, messages, told.spec, told.requirements, told.evidence, told.answers, book.rules, written)


def _with_figures(brief: Brief, links: Sequence[Link], book: PhraseBook) -> list[Link]:
    """Return links whose placeholders are filled in with the spec's figures."""
    words: list[dict[str, Any]]
    try:
        words = [{f: filled(getattr(x, f), brief.spec, book.units, book.language) for f in ANSWER_FIELDS} for x in links]
    except ValueError as error:
        raise InputError(Problem("answers.csv", 0, "", str(error), "a characteristic's id of the spec in braces")) from error
    return [replace(x, **w) for x, w in zip(links, words, strict=True)]


def links_in(brief: Brief, links: Sequence[Link], book: PhraseBook) -> list[Link]:
    """Return a launch's links with a person's words as another language says them, every figure filled in."""
    told = translated(replace(brief, answers=list(brief.answers) or list(links)), book.language)
    return _with_figures(told, told.answers, book)


def _figures_of(link: Link, spec: ProductSpec) -> tuple[str, ...]:
    """Return the characteristics other than its own whose figures an answer names in braces."""
    known = {c.characteristic_id for c in spec.characteristics} - {link.characteristic_id}
    return tuple(i for i in ids_named(getattr(link, f) for f in ANSWER_FIELDS) if i in known)


def _voice_by_channel(brief: Brief, own: str, books: Mapping[str, PhraseBook], messages: Sequence[Message]) -> dict[str, Voice]:
    """Return the voice each channel is spoken to in: its own, or the launch's language where nothing is translated."""
    heard = {m.voice for m in messages}
    wanted = {c.channel: Voice(c.motion, spoken(c.language, books) or own) for c in brief.channels}
    return {channel: v if v in heard else Voice(v.motion, own) for channel, v in wanted.items()}


def _to_translate(brief: Brief, language: str) -> tuple[ToTranslate, ...]:
    """Return what a translator is given: each text, its translation while that stands, and the one that no longer does."""
    table = table_for(brief, language)
    open_places = {t.place for t in missing_texts(brief, table)}
    rows = []
    for t in texts_of(brief):
        kept = table.get(t.place, ("", ""))[1]
        is_open = t.place in open_places
        rows.append(ToTranslate(*t.place, t.source, "" if is_open else kept, kept if is_open else ""))
    return tuple(rows)


def source_hash(text: str) -> str:
    """Return what a rewrite of a message's own text is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()


def _hashes(brief: Brief, messages: Sequence[Message]) -> dict[str, str]:
    """Return message_id -> the hash of what a person approves of it."""
    claiming = {(m.requirement_id, m.voice) for m in messages if _claims(m)}
    return {
        m.message_id: message_hash(m, _facts(brief, m) if _claims(m) or (m.requirement_id, m.voice) not in claiming else None)
        for m in messages
    }


def _claims(m: Message) -> bool:
    """Say whether a message speaks of the product, or only of the need."""
    return any(said and said in m.text for said in (m.claim, m.proof, m.answer, m.claim.partition(". ")[0]))


def _facts(brief: Brief, m: Message) -> list[Characteristic]:
    return [brief.spec.characteristic(i) for i in (m.characteristic_id, *m.figures_of)]


def message_hash(m: Message, facts: Sequence[Characteristic] | None) -> str:
    """Return the hash of what a person approves of one message: every word of it that is shown, and the facts behind it.

    Without facts it is a message that speaks of the need alone: what is claimed is approved with another of the same need.
    """
    words: tuple[object, ...] = (m.message_id, m.headline, m.text, m.quote, m.quote_source, m.objection)
    if facts is not None:
        stated = [(c.characteristic_id, c.value, c.condition, c.quote, c.status, c.available_from, c.valid_until) for c in facts]
        words = (*words, m.claim, m.proof, m.answer, stated)
    return hashlib.sha256(repr(words).encode()).hexdigest()
