"""Message words: what the templates of a message may say, each word a clause or a sentence ready to stand in a line.

In: a Brief, a requirement, a buyer step, a link, a Phrasing.
Out: word -> text, empty where there is nothing to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from readiness.stages.buyers import BuyerStep, CallToAction
from readiness.stages.positioning.asked import Asked
from readiness.stages.positioning.availability import available_later
from readiness.stages.positioning.brief import Brief
from readiness.stages.positioning.figures import asked_text, day_text, value_text
from readiness.stages.positioning.phrases import Phrasing
from readiness.stages.positioning.rows import Link
from readiness.stages.positioning.translations import QUOTE_LENGTH
from readiness.stages.requirements import Evidence, Requirement, evidence_of, quotable, tells
from readiness.stages.spec import Characteristic

MAX_HEADLINE = 80
ABBREVIATIONS = frozenset("e.g i.e etc approx incl excl vs ca no z.b bzw ggf inkl zzgl d.h u.a usw".split())
"""Words whose full stop does not end a sentence."""
QUOTATION = re.compile(r"(„[^“]*“|“[^”]*”|«[^»]*»)")


def message_words(
    brief: Brief,
    r: Requirement,
    step: BuyerStep,
    link: Link,
    asked: Asked | None,
    phrasing: Phrasing,
    missing: Collection[tuple[str, str]] = frozenset(),
) -> dict[str, str]:
    """Return the words of HOW_TO_EDIT.md for one message; evidence that is missing or names a rival is not quoted."""
    c = brief.spec.characteristic(link.characteristic_id)
    rivals = [a.name for a in brief.buyers.alternatives if a.kind == "rival"]
    heard = [e for e in evidence_of(r, brief.evidence) if ("evidence", e.evidence_id) not in missing]
    heard = [e for e in heard if not any(tells(name, said) for name in rivals for said in (e.text, e.source))]
    quote, quote_source = _quote(heard, phrasing, is_translation=bool(brief.translated_from))
    fragments = ("trigger", "pain", "outcome", "ask", "anxiety", "measure", "job", "why")
    words = {
        "product": brief.product,
        "subject": subject_of(brief.product, phrasing),
        "persona": brief.buyers.persona_name(r.persona),
        "segment": brief.buyers.segment_name(r.segment),
        "statement": _quotable(bare(r.statement)),
        "end": _ended(bare(r.statement)),
        **{name: bare(getattr(r, name)) for name in fragments},
        "stat": sentence(r.stat),
        "target": _target(asked, phrasing, is_translation=bool(brief.translated_from)),
        "worry": _worry(r, step, phrasing),
        "does": bare(link.does),
        "claim": _claim(brief, c, link, phrasing),
        "limit": _limit(brief, c, link, phrasing),
        "proof": sentence(link.proof) or phrasing.phrase("proof.spec", {"revision": brief.spec.revision}),
        "reassurance": sentence(link.reassurance),
        "rollout": sentence(link.rollout),
        "available": _available(brief, link, phrasing),
        "quote": quote,
        "quote_source": quote_source,
        "task": bare(step.task),
        "constraint": bare(step.constraint),
        "exit_criterion": bare(step.exit_criterion),
        "call_to_action": call_to_action(brief.acts.get((r.requirement_id, step.step), step.call_to_action), phrasing),
    }
    words["headline"] = phrasing.first_phrase(f"headline.{link.relation}", "headline.plain", words=words)
    return words


def subject_of(product: str, phrasing: Phrasing) -> str:
    """Return the product's name as the subject of a sentence: in English a model number takes an article, a proper name none."""
    takes_article = bool(re.search(r"\d", product)) and not product.lower().startswith("the ")
    return phrasing.phrase("subject", {"product": product, "takes_article": takes_article})


def call_to_action(act: CallToAction, phrasing: Phrasing) -> str:
    """Return the act asked for as one sentence: what, by when, and by whom where it is not the reader alone."""
    days = "today" if not act.within_days else "day" if act.within_days == 1 else "days"
    words = {"who": bare(act.who), "when": phrasing.phrase(f"when.{days}", {"n": act.within_days})}
    if words["who"].casefold() == phrasing.phrase("you").casefold():
        return sentence(phrasing.phrase("call_to_action.own", {**words, "act": bare(act.act)}))
    return sentence(phrasing.phrase("call_to_action.others", {**words, "act": _lower_first(bare(act.act))}))


def _target(asked: Asked | None, phrasing: Phrasing, *, is_translation: bool) -> str:
    """Return the number asked for as the language says it; what is counted has a name in the customer's language only."""
    if asked is None or asked.number is None:
        return ""
    said = replace(asked, noun="") if is_translation else asked
    return asked_text(said, phrasing.book.units, phrasing.book.language)


def _worry(r: Requirement, step: BuyerStep, phrasing: Phrasing) -> str:
    """Return what the buyer may worry about as a sentence: the need's own fragment, else the step's words as they are."""
    if r.anxiety:
        return phrasing.phrase("worry.need", {"anxiety": bare(r.anxiety)})
    return phrasing.phrase("worry.step", {"anxiety": _lower_first(sentence(step.anxiety))}) if step.anxiety.strip() else ""


def _claim(brief: Brief, c: Characteristic, link: Link, phrasing: Phrasing) -> str:
    """Return the one sentence that says what the product does; without a person's words, the factory's own in quotes."""
    if link.does:
        return phrasing.phrase("claim.person", {"subject": subject_of(brief.product, phrasing), "does": bare(link.does)})
    if c.number is not None:
        value = value_text(c, phrasing.book.units, phrasing.book.language)
        return phrasing.phrase("claim.figure", {"name": bare(c.name), "value": value})
    quote = _quotable(bare(c.quote))
    kind = "claim.summary" if c.name == "summary" else "claim.quote"
    return phrasing.phrase(kind, {"name": bare(c.name), "quote": quote, "end": _ended(quote)})


def _limit(brief: Brief, c: Characteristic, link: Link, phrasing: Phrasing) -> str:
    """Return what the product does not do, and from when it does it at all."""
    said = sentence(link.limit or c.condition)
    return f"{said} {_available(brief, link, phrasing)}".strip()


def _available(brief: Brief, link: Link, phrasing: Phrasing) -> str:
    """Return from when there is all that an answer speaks of, as a sentence; empty where that is at the launch."""
    days = [day for c in spoken_of(brief, link) if brief.dates and (day := available_later(c, brief.dates))]
    return phrasing.phrase("available", {"day": day_text(max(days), phrasing.book.language)}) if days else ""


def spoken_of(brief: Brief, link: Link) -> list[Characteristic]:
    """Return the characteristics an answer speaks of: its own, and those whose figures its words name."""
    return [brief.spec.characteristic(i) for i in (link.characteristic_id, *link.figures_of)]


def _quote(heard: list[Evidence], phrasing: Phrasing, *, is_translation: bool) -> tuple[str, str]:
    """Return one customer's own words and where they were heard: the first short enough, else the first's first sentences."""
    said = [(e, words) for e in heard if (words := quotable(e))]
    if not said:
        return "", ""
    chosen, (text, source) = next(((e, w) for e, w in said if len(w[0]) <= QUOTE_LENGTH), said[0])
    while len(text) > QUOTE_LENGTH and (cut := max(text.rfind(mark, 0, -1) for mark in (". ", "! ", "? "))) > 0:
        text = text[: cut + 1]
    note = phrasing.phrase("evidence.translated") if is_translation else ""
    where = (phrasing.phrase(f"evidence.{chosen.kind}"), source, chosen.heard_on.isoformat(), note)
    return _quotable(" ".join(text.split())), ", ".join(part for part in where if part)


def bare(text: str) -> str:
    """Return one line without the full stop at its end; an ellipsis stays."""
    line = " ".join(text.split())
    return line if line.endswith("..") else line.removesuffix(".").rstrip()


def sentence(text: str) -> str:
    """Return a text in one line with a mark at its end; nothing for nothing."""
    line = " ".join(text.split())
    return line if not line or line.endswith((".", "!", "?", "…", "”", '"', "“")) else line + "."


def tidy(text: str) -> str:
    """Return one paragraph with single spaces and each sentence starting in upper case; a quotation stays as it was said."""
    parts = QUOTATION.split(" ".join(text.split()))
    own = [part if i % 2 else _capitals(part, starts=not i) for i, part in enumerate(parts)]
    return "".join(own)


def _quotable(text: str) -> str:
    """Return a text that can stand between curly quotation marks: those inside it become single ones."""
    return text.translate(str.maketrans("“”„", "‘’‘"))


def _ended(text: str) -> str:
    """Return a quotation's end: none where the words end in a mark of their own."""
    return "" if text.endswith(("?", "!", "…", "..")) else "."


def _lower_first(text: str) -> str:
    """Return the text with a lower first letter unless its first word is a name or an acronym."""
    return text if len(text) > 1 and not text[1].islower() and text[1] != " " else text[:1].lower() + text[1:]


def _capitals(text: str, *, starts: bool) -> str:
    raised = re.sub(r"([.!?]\s+)([a-zäöü])", lambda m: m[0] if _abbreviated(text[: m.start()]) else m[1] + m[2].upper(), text)
    return raised[:1].upper() + raised[1:] if starts else raised


def _abbreviated(before: str) -> bool:
    return before.rpartition(" ")[2].lower().lstrip("(") in ABBREVIATIONS
