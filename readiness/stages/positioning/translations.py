"""Translations: the texts a launch needs in another language, and the brief with those that are there.

In: Brief and its translations.
Out: the texts a translator is asked for; the translated Brief with what is still missing. A translation counts only while the
text it was made from stands as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from readiness.stages.buyers import Alternative, BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.positioning.brief import Brief, Translations
from readiness.stages.positioning.rows import Link
from readiness.stages.requirements import Evidence, Requirement, evidence_of, quotable
from readiness.stages.spec import Characteristic, ProductSpec

T = TypeVar("T", Characteristic, BuyerStep, CallToAction, Segment, Persona, Requirement, Link, Evidence)
NEED_FIELDS = ("statement", "trigger", "pain", "outcome", "ask", "anxiety", "measure", "job", "why", "stat")
ANSWER_FIELDS = ("does", "limit", "proof", "reassurance", "rollout")
SPEC_FIELDS = ("name", "condition", "quote")
FACT_FIELDS = ("name", "condition", "text")
"""What a slide shows of a characteristic; `text` only where its value is words."""
LEGAL_LINES = "legal_lines"
"""The table of lines that stand in decks untranslated until they are translated: the law asks for them."""
STEP_FIELDS = ("name", "task", "anxiety", "constraint", "exit_criterion")
ACT_FIELDS = ("act", "who")
EVIDENCE_FIELDS = ("text", "source")
FULL_STRENGTH = 9
"""Of a link that messages are made from."""
STEP_WORDS = {"task": "task", "constraint": "constraint", "exit_criterion": "exit_criterion", "worry": "anxiety"}
"""A word of a template -> the field of a buyer step it says."""
RIVAL = "rival"
"""The kind of an alternative whose name is a product's, alike in every language."""
QUOTE_LENGTH = 220
"""Characters of evidence that is short enough to be quoted, and so to be translated."""

Place = tuple[str, str, str]
"""(table, id, field)."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text a translator is asked for."""

    place: Place
    source: str
    is_optional: bool = False
    """True for a customer's own words: without a translation they are left out."""


def answer_id(requirement_id: str, second: str) -> str:
    """Return the id of a row that two ids name."""
    return f"{requirement_id}/{second}"


def table_for(brief: Brief, language: str) -> Translations:
    """Return the translations into a language: those of its own file, else of a region's (de-CH for de), else none."""
    regional = (one for one in sorted(brief.translations) if one.partition("-")[0] == language)
    return brief.translations.get(language if language in brief.translations else next(regional, language), {})


def texts_of(brief: Brief) -> list[Text]:
    """Return every text that messages and decks are made from, in the order of the launch's files; each once.

    The factory's own words are asked for only where no person's words stand in for them.
    """
    found = [Text(place, source, place[0] == "evidence") for place, source in _texts(brief) if source.strip()]
    return list({t.place: t for t in found}.values())


def missing_texts(brief: Brief, table: Translations) -> list[Text]:
    """Return the texts that have no translation, or one of a text that has changed since."""
    return [t for t in texts_of(brief) if _current(table, t.place, t.source) is None]


def missing_rows(brief: Brief, table: Translations) -> set[tuple[str, str]]:
    """Return the rows, as (table, id), that hold a text without a translation; evidence too long to be quoted is among them.

    Of a buyer step or a characteristic each field is a row of its own, `evaluate/task`: a message needs only what it says of it.
    """
    untranslated = {_row(*t.place) for t in missing_texts(brief, table)}
    return untranslated | {("evidence", i) for i, e in brief.evidence.items() if len(e.text) > QUOTE_LENGTH}


def told_deck_words(brief: Brief, language: str) -> dict[Place, str]:
    """Return those of the brief's deck words that are translated."""
    table = table_for(brief, language)
    return {place: text for place, source in brief.deck_words.items() if (text := _current(table, place, source)) is not None}


def alternatives_told(brief: Brief, language: str) -> dict[str, str]:
    """Return alternative -> what a language calls it: a rival keeps its name, another is left out until it is translated."""
    table = table_for(brief, language)
    told = {a.name: a.name if a.kind == RIVAL else _current(table, _named(a), a.name) for a in brief.buyers.alternatives}
    return {name: text for name, text in told.items() if text}


def translated(brief: Brief, language: str) -> Brief:
    """Return the brief in another language; a text without a translation stays as it is."""
    table = table_for(brief, language)

    def told(row: T, name: str, key: str, fields: Sequence[str]) -> T:
        words: dict[str, Any] = {}
        for field in fields:
            words[field] = _current(table, (name, key, field), getattr(row, field)) or getattr(row, field)
        return replace(row, **words)

    b = brief.buyers
    stated = [told(c, "characteristics", c.characteristic_id, (*SPEC_FIELDS, "text")) for c in brief.spec.characteristics]
    steps, own_steps = (
        tuple(
            replace(told(s, "steps", s.key, STEP_FIELDS), call_to_action=told(s.call_to_action, "steps", s.key, ACT_FIELDS))
            for s in some
        )
        for some in (b.steps, b.own_steps)
    )
    return replace(
        brief,
        spec=replace(brief.spec, characteristics=tuple(stated)),
        requirements=[told(r, "requirements", r.requirement_id, NEED_FIELDS) for r in brief.requirements],
        answers=[told(x, "answers", answer_id(x.requirement_id, x.characteristic_id), ANSWER_FIELDS) for x in brief.answers],
        evidence={i: told(e, "evidence", i, EVIDENCE_FIELDS) for i, e in brief.evidence.items()},
        buyers=replace(
            b,
            segments=tuple(told(s, "segments", s.segment_id, ("name",)) for s in b.segments),
            personas=tuple(told(p, "personas", p.persona_id, ("name",)) for p in b.personas),
            steps=steps,
            own_steps=own_steps,
        ),
        acts={key: told(act, "calls_to_action", answer_id(*key), ACT_FIELDS) for key, act in brief.acts.items()},
        language=language,
        translated_from=brief.language,
    )


def told_in(brief: Brief, language: str) -> Brief:
    """Return the brief as it can be told in a language: without what is not translated into it.

    That goes for needs, quotations, facts of the spec, headings of the variants, and alternatives that are no rival's product.
    """
    table = table_for(brief, language)
    missing = missing_rows(brief, table)
    asked = {t.place[:2] for t in texts_of(brief)} - missing
    told = translated(brief, language)
    names = alternatives_told(brief, language)
    steps, own_steps = (
        tuple(s for s in some if not any(("steps", f"{s.key}/{f}") in missing for f in (*STEP_FIELDS, *ACT_FIELDS)))
        for some in (told.buyers.steps, told.buyers.own_steps)
    )
    return replace(
        told,
        requirements=[r for r in told.requirements if ("requirements", r.requirement_id) in asked],
        evidence={i: e for i, e in told.evidence.items() if ("evidence", i) in asked},
        spec=_told_spec(brief.spec, told.spec, table),
        buyers=replace(
            told.buyers,
            steps=steps,
            own_steps=own_steps,
            alternatives=tuple(replace(a, name=names[a.name]) for a in told.buyers.alternatives if a.name in names),
        ),
    )


def _told_spec(spec: ProductSpec, told: ProductSpec, table: Translations) -> ProductSpec:
    """Return a translated spec with the facts of which all that slides show is translated, likewise its variants' properties."""

    def is_told(c: Characteristic, name: str) -> bool:
        source = getattr(c, name)
        return not source.strip() or _current(table, ("characteristics", c.characteristic_id, name), source) is not None

    facts = [
        new if is_told(c, "quote") else replace(new, quote="")
        for c, new in zip(spec.characteristics, told.characteristics, strict=True)
        if all(is_told(c, name) for name in _fact_fields(c))
    ]
    headings = {name: _current(table, _heading(name), name) for v in spec.variants for name, _ in v.properties}
    rows = [
        replace(v, properties=tuple((heading, value) for name, value in v.properties if (heading := headings[name])))
        for v in spec.variants
    ]
    return replace(told, characteristics=tuple(facts), variants=tuple(rows))


def rows_for(brief: Brief, requirement: Requirement, link: Link, step: BuyerStep, words: Collection[str]) -> set[tuple[str, str]]:
    """Return the rows, as (table, id), that one message is made from and cannot do without, given the words its template says."""
    key = (requirement.requirement_id, step.step)
    said = {("steps", f"{step.key}/{field}") for word, field in STEP_WORDS.items() if word in words}
    if key in brief.acts:
        said.add(("calls_to_action", answer_id(*key)))
    else:
        said |= {("steps", f"{step.key}/{field}") for field in ACT_FIELDS}
    return said | {
        ("requirements", requirement.requirement_id),
        ("answers", answer_id(link.requirement_id, link.characteristic_id)),
        *(("characteristics", f"{link.characteristic_id}/{field}") for field in _message_fields(link)),
        ("personas", requirement.persona),
        ("segments", requirement.segment),
    }


def _row(table: str, key: str, field: str) -> tuple[str, str]:
    return (table, f"{key}/{field}") if table in ("steps", "characteristics") else (table, key)


def _message_fields(link: Link) -> tuple[str, ...]:
    """Return what messages say of the characteristic behind an answer: less where a person's words stand in."""
    return () if link.does and link.limit else ("condition",) if link.does else SPEC_FIELDS


def _fact_fields(c: Characteristic) -> tuple[str, ...]:
    return FACT_FIELDS if c.number is None else FACT_FIELDS[:2]


def _heading(name: str) -> Place:
    return ("variants", name, "heading")


def _named(alternative: Alternative) -> Place:
    return ("alternatives", alternative.name, "name")


def _texts(brief: Brief) -> Iterator[tuple[Place, str]]:
    answered = {x.requirement_id for x in brief.answers if x.strength == FULL_STRENGTH}
    needs = [r for r in brief.requirements if r.requirement_id in answered]
    for r in needs:
        yield from _fields("requirements", r.requirement_id, r, NEED_FIELDS)
    for x in (x for x in brief.answers if x.strength == FULL_STRENGTH):
        yield from _fields("answers", answer_id(x.requirement_id, x.characteristic_id), x, ANSWER_FIELDS)
        c = brief.spec.characteristic(x.characteristic_id)
        yield from _fields("characteristics", x.characteristic_id, c, (*_fact_fields(c), *_message_fields(x)))
    for key, act in brief.acts.items():
        yield from _fields("calls_to_action", answer_id(*key), act, ACT_FIELDS)
    yield from _texts_of_buyers(brief.buyers)
    yield from _texts_of_decks(brief)
    for r in needs:
        for e in evidence_of(r, brief.evidence):
            if len(e.text) <= QUOTE_LENGTH and quotable(e):
                yield from _fields("evidence", e.evidence_id, e, EVIDENCE_FIELDS)


def _texts_of_buyers(buyers: BuyerMap) -> Iterator[tuple[Place, str]]:
    for s in (*buyers.steps, *buyers.own_steps):
        yield from _fields("steps", s.key, s, STEP_FIELDS)
        yield from _fields("steps", s.key, s.call_to_action, ACT_FIELDS)
    for one in buyers.segments:
        yield ("segments", one.segment_id, "name"), one.name
    for other in buyers.personas:
        yield ("personas", other.persona_id, "name"), other.name


def _texts_of_decks(brief: Brief) -> Iterator[tuple[Place, str]]:
    """Yield what decks say and no message does."""
    yield from brief.deck_words.items()
    for a in brief.buyers.alternatives:
        if a.kind != RIVAL:
            yield _named(a), a.name
    for name in dict.fromkeys(name for v in brief.spec.variants for name, value in v.properties if value.strip()):
        yield _heading(name), name


def _fields(table: str, key: str, row: object, fields: Sequence[str]) -> Iterator[tuple[Place, str]]:
    for name in fields:
        yield (table, key, name), getattr(row, name)


def _current(table: Translations, place: Place, source: str) -> str | None:
    """Return a text's translation; None where there is none, or where the text is no longer what was translated."""
    was, text = table.get(place, ("", ""))
    return text if text.strip() and _folded(was) == _folded(source) else None


def _folded(text: str) -> str:
    return " ".join(text.split())
