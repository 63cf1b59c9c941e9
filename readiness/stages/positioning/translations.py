"""Translations: the texts a launch needs in another language, and the brief with those that are there.

In: Brief and its translations.
Out: the texts a translator is asked for; the translated Brief with what is still missing. A translation counts only while the
text it was made from stands as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from readiness.stages.buyers import BuyerStep, CallToAction, Persona, Segment
from readiness.stages.positioning.brief import Brief, Translations
from readiness.stages.positioning.rows import Link
from readiness.stages.requirements import Evidence, Requirement, evidence_of, quotable
from readiness.stages.spec import Characteristic

T = TypeVar("T", Characteristic, BuyerStep, CallToAction, Segment, Persona, Requirement, Link, Evidence)
NEED_FIELDS = ("statement", "trigger", "pain", "outcome", "ask", "anxiety", "measure", "job", "why", "stat")
ANSWER_FIELDS = ("does", "limit", "proof", "reassurance", "rollout")
SPEC_FIELDS = ("name", "condition", "quote")
STEP_FIELDS = ("name", "task", "anxiety", "constraint", "exit_criterion")
ACT_FIELDS = ("act", "who")
EVIDENCE_FIELDS = ("text", "source")
FULL_STRENGTH = 9
"""Of a link that messages are made from."""
STEP_WORDS = {"task": "task", "constraint": "constraint", "exit_criterion": "exit_criterion", "worry": "anxiety"}
"""A word of a template -> the field of a buyer step it says."""
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
    """Return every text that messages are made from, in the order of the launch's files; each once.

    The factory's own words are asked for only where no person's words stand in for them.
    """
    found = [Text(place, source, place[0] == "evidence") for place, source in _texts(brief) if source.strip()]
    return list({t.place: t for t in found}.values())


def missing_texts(brief: Brief, table: Translations) -> list[Text]:
    """Return the texts that have no translation, or one of a text that has changed since."""
    return [t for t in texts_of(brief) if _current(table, t.place, t.source) is None]


def missing_rows(brief: Brief, table: Translations) -> set[tuple[str, str]]:
    """Return the rows, as (table, id), that hold a text without a translation; evidence too long to be quoted is among them.

    Of a buyer step each field is a row of its own, `evaluate/task`: a message needs only what its template says.
    """
    untranslated = {_row(*t.place) for t in missing_texts(brief, table)}
    return untranslated | {("evidence", i) for i, e in brief.evidence.items() if len(e.text) > QUOTE_LENGTH}


def translated(brief: Brief, language: str) -> Brief:
    """Return the brief in another language; a text without a translation stays as it is."""
    table = table_for(brief, language)

    def told(row: T, name: str, key: str, fields: Sequence[str]) -> T:
        words: dict[str, Any] = {}
        for field in fields:
            words[field] = _current(table, (name, key, field), getattr(row, field)) or getattr(row, field)
        return replace(row, **words)

    b = brief.buyers
    stated = [told(c, "characteristics", c.characteristic_id, SPEC_FIELDS) for c in brief.spec.characteristics]
    steps = [
        replace(told(s, "steps", s.step, STEP_FIELDS), call_to_action=told(s.call_to_action, "steps", s.step, ACT_FIELDS))
        for s in b.steps
    ]
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
            steps=tuple(steps),
        ),
        acts={key: told(act, "calls_to_action", answer_id(*key), ACT_FIELDS) for key, act in brief.acts.items()},
        language=language,
        translated_from=brief.language,
    )


def told_in(brief: Brief, language: str) -> Brief:
    """Return the brief as it can be told in a language: without the needs and quotations that are not translated into it."""
    missing = missing_rows(brief, table_for(brief, language))
    asked = {t.place[:2] for t in texts_of(brief)} - missing
    told = translated(brief, language)
    steps = [s for s in told.buyers.steps if not any(("steps", f"{s.step}/{f}") in missing for f in (*STEP_FIELDS, *ACT_FIELDS))]
    return replace(
        told,
        requirements=[r for r in told.requirements if ("requirements", r.requirement_id) in asked],
        evidence={i: e for i, e in told.evidence.items() if ("evidence", i) in asked},
        buyers=replace(told.buyers, steps=tuple(steps)),
    )


def rows_for(brief: Brief, requirement: Requirement, link: Link, step: str, words: Collection[str]) -> set[tuple[str, str]]:
    """Return the rows, as (table, id), that one message is made from and cannot do without, given the words its template says."""
    key = (requirement.requirement_id, step)
    said = {("steps", f"{step}/{field}") for word, field in STEP_WORDS.items() if word in words}
    if key in brief.acts:
        said.add(("calls_to_action", answer_id(*key)))
    else:
        said |= {("steps", f"{step}/{field}") for field in ACT_FIELDS}
    return said | {
        ("requirements", requirement.requirement_id),
        ("answers", answer_id(link.requirement_id, link.characteristic_id)),
        ("characteristics", link.characteristic_id),
        ("personas", requirement.persona),
        ("segments", requirement.segment),
    }


def _row(table: str, key: str, field: str) -> tuple[str, str]:
    return (table, f"{key}/{field}") if table == "steps" else (table, key)


def _texts(brief: Brief) -> Iterator[tuple[Place, str]]:
    answered = {x.requirement_id for x in brief.answers if x.strength == FULL_STRENGTH}
    needs = [r for r in brief.requirements if r.requirement_id in answered]
    for r in needs:
        yield from _fields("requirements", r.requirement_id, r, NEED_FIELDS)
    for x in (x for x in brief.answers if x.strength == FULL_STRENGTH):
        yield from _fields("answers", answer_id(x.requirement_id, x.characteristic_id), x, ANSWER_FIELDS)
        fields = () if x.does and x.limit else ("condition",) if x.does else SPEC_FIELDS
        yield from _fields("characteristics", x.characteristic_id, brief.spec.characteristic(x.characteristic_id), fields)
    for key, act in brief.acts.items():
        yield from _fields("calls_to_action", answer_id(*key), act, ACT_FIELDS)
    for s in brief.buyers.steps:
        yield from _fields("steps", s.step, s, STEP_FIELDS)
        yield from _fields("steps", s.step, s.call_to_action, ACT_FIELDS)
    for one in brief.buyers.segments:
        yield ("segments", one.segment_id, "name"), one.name
    for other in brief.buyers.personas:
        yield ("personas", other.persona_id, "name"), other.name
    for r in needs:
        for e in evidence_of(r, brief.evidence):
            if len(e.text) <= QUOTE_LENGTH and quotable(e):
                yield from _fields("evidence", e.evidence_id, e, EVIDENCE_FIELDS)


def _fields(table: str, key: str, row: object, fields: Sequence[str]) -> Iterator[tuple[Place, str]]:
    for name in fields:
        yield (table, key, name), getattr(row, name)


def _current(table: Translations, place: Place, source: str) -> str | None:
    """Return a text's translation; None where there is none, or where the text is no longer what was translated."""
    was, text = table.get(place, ("", ""))
    return text if text.strip() and _folded(was) == _folded(source) else None


def _folded(text: str) -> str:
    return " ".join(text.split())
