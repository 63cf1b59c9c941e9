"""Page: one slide being made: a storyline's phrases filled with facts or overruled by a layer, and the presenter's notes.

In: DeckFacts, a StorySlide, what layers say of it, messages.
Out: text for slides and notes, without blanks where a fact is missing; SlideFill.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from readiness.stages.decks import fit
from readiness.stages.decks.facts import DeckFacts
from readiness.stages.decks.layers import LEVELS, Said, heard
from readiness.stages.decks.recipe import ChartFill, SlideFill, TableFill
from readiness.stages.decks.slide_keys import SLIDES
from readiness.stages.decks.storyline import CLOSING, StorySlide
from readiness.stages.positioning import Message
from readiness.stages.requirements import Requirement

TITLE_EMS = 84.0
"""Room of a title: two lines at full size."""
NAME_EMS = 24.0
"""Room of a name inside a title, a footer or a card."""
FOOT_EMS = 17.0
"""Room of each name at the foot of a slide."""
MAX_QUESTIONS = 4
"""More questions than this in the notes of one slide and none is asked."""
NEEDS = "order of needs"
"""What a segment says of every slide: its own needs come first."""
_QUOTATION_MARKS = '"“”„«»'
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Page:
    """One slide of a storyline, ready for its builder."""

    facts: DeckFacts
    slide: StorySlide
    own: Mapping[str, Said] = field(default_factory=dict)
    """Token -> what a layer says there."""
    spoken: tuple[str, ...] = ()
    """Which layers spoke on it, for the notes."""

    def fields(self, extra: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        """Return what the words of the slide may name."""
        facts, name = self.facts, fit.name_within
        spec, account, rep = facts.spec, facts.account, facts.rep
        segment = facts.audience.segment
        return {
            "product": name(facts.product, NAME_EMS),
            "vendor": name(spec.vendor, NAME_EMS),
            "category": name(spec.category, NAME_EMS),
            "channel": name(facts.channel.name, NAME_EMS),
            "audience": name(facts.audience_name, NAME_EMS),
            "account": name(account.name, NAME_EMS) if account else "",
            "industry": name(facts.audience.industry, NAME_EMS),
            "segment": name(facts.buyers.segment_name(segment), NAME_EMS) if segment else "",
            "rep": name(rep.name, NAME_EMS) if rep else "",
            "revision": name(spec.revision, NAME_EMS),
            "specification": name(facts.specification, NAME_EMS),
            "date": facts.day_text(date.fromisoformat(facts.sources.approval.approved_on)),
            "step": name(facts.step_name(self.slide.step), NAME_EMS),
            **extra,
        }

    def label(self, key: str, **fields: str) -> str:
        """Return one fixed word or phrase of the storyline, filled."""
        return filled(self.facts.labels.get(key, ""), fields)

    def said(self, token: str, phrase: str, fields: Mapping[str, str]) -> str:
        """Return what a layer says at a token, else a phrase of the storyline, filled."""
        return self.own[token].text if token in self.own else filled(phrase, fields)

    def title(self, fields: Mapping[str, str]) -> str:
        """Return the slide's title."""
        return self.said("title", self.slide.title, fields)

    def answers(self) -> list[Message]:
        """Return the claims that may stand on this slide, most important first."""
        return [m for m in self.facts.answers if m.evidence_ids or not self.slide.evidence]

    def notes(
        self,
        fields: Mapping[str, str],
        messages: Sequence[Message] = (),
        *,
        say: str = "",
        do_next: str = "",
        be_honest: str = "",
    ) -> str:
        """Return the presenter's notes: what to say, to ask and to do next, what stands behind it, who set which words."""
        facts, slide = self.facts, self.slide
        step = facts.buyer_step(slide.step)
        asked = [filled(slide.ask, fields)]
        if slide.key == "answers":
            asked += questions(self, [n for m in messages if (n := facts.requirement(m.requirement_id))])
        blocks = [
            ("say", " ".join(t for t in (filled(slide.say, fields), say) if t)),
            ("be_honest", be_honest),
            ("ask", "\n".join(t for t in asked if t)),
            ("do_next", do_next or filled(slide.do_next, fields)),
            ("move_on_when", step.exit_criterion.strip() if step else ""),
            ("behind", "\n".join(_behind(self, messages))),
            ("layer", "\n".join(self.spoken)),
        ]
        return "\n\n".join(f"{self.label(key).upper()}\n{text}" for key, text in blocks if text)

    def fill(
        self,
        key: str,
        fields: Mapping[str, str],
        notes: str,
        *,
        title: str = "",
        subtitle: str = "",
        text: Mapping[str, str] = MappingProxyType({}),
        lists: Mapping[str, Sequence[str]] = MappingProxyType({}),
        tables: Mapping[str, TableFill] = MappingProxyType({}),
        charts: Mapping[str, ChartFill] = MappingProxyType({}),
        images: Mapping[str, str] = MappingProxyType({}),
        messages: Sequence[Message] = (),
    ) -> SlideFill:
        """Return the slide in the section of its buyer's step, whose name stands in for a subtitle without facts."""
        facts = self.facts
        subtitle = subtitle or self.said("subtitle", self.slide.subtitle, fields) or facts.step_name(self.slide.step)
        words = {
            "title": fit.name_within(title or self.title(fields), TITLE_EMS),
            "subtitle": fit.name_within(subtitle, TITLE_EMS),
            "footer": footer(facts),
            **text,
        }
        return SlideFill(
            key=key,
            section=facts.step_name(self.slide.step),
            text={token: words[token] for token in SLIDES[key].tokens if words.get(token)},
            lists={name: tuple(p for p in lines if p) for name, lines in lists.items()},
            tables=dict(tables),
            charts=dict(charts),
            images=dict(images),
            notes=notes,
            message_ids=tuple(m.message_id for m in messages),
        )


def page_of(facts: DeckFacts, slide: StorySlide, words: Mapping[str, Said]) -> Page:
    """Return the page of one slide with what layers say of it."""
    prefix = f"{slide.key}."
    own = {field.removeprefix(prefix): said for field, said in words.items() if field.startswith(prefix)}
    spoken = sorted(f"{who}: {field.removeprefix(prefix)}" for who, field in _spoken(facts, words) if field.startswith(prefix))
    return Page(facts, slide, own, tuple(spoken))


def layers_of(facts: DeckFacts, words: Mapping[str, Said], keys: Collection[str]) -> tuple[str, ...]:
    """Return which layer said what on these slides of the storyline, the most general layer first."""
    said = [(who, field) for who, field in _spoken(facts, words) if field.partition(".")[0] in keys or "." not in field]
    order = sorted(set(said), key=lambda x: (LEVELS.index(x[0].partition(" ")[0]), x))
    return tuple(f"{who}: {field}" for who, field in order)


def _spoken(facts: DeckFacts, words: Mapping[str, Said]) -> list[tuple[str, str]]:
    """Return (layer, field) of all that a layer says here; the launch's own facts of segment, account and rep are layers too."""
    a = facts.audience
    found = [(said.layer.name, field) for field, said in words.items()]
    found += [(layer.name, f"cover.{name}") for layer in heard(facts.sources.layers, a) for name in layer.images]
    if any(r.segment == a.segment for r in facts.requirements):
        found.append((f"segment {a.segment}", NEEDS))
    if facts.account is not None and "cover.for_whom" not in words:
        found.append((f"company {a.account_id}", "cover.for_whom"))
    who = words.get(f"{CLOSING}.who")
    if facts.rep is not None and (who is None or who.layer.level != "individual"):
        found.append((f"individual {a.rep_id}", f"{CLOSING}.who"))
    return found


def footer(facts: DeckFacts) -> str:
    """Return what stands at the foot of every slide; no account, so that decks of one channel share their slides."""
    names = (facts.product, facts.channel.name, facts.specification)
    return " · ".join(t for t in (fit.name_within(name, FOOT_EMS) for name in names) if t)


def filled(template: str, fields: Mapping[str, str]) -> str:
    """Return a phrase with its fields filled; a part between ` · ` whose field is empty is left out with it."""
    parts = []
    for part in template.split(" · "):
        names = _FIELD.findall(part)
        if names and not all(fields.get(n, "") for n in names):
            continue
        parts.append(_FIELD.sub(lambda m: fields[m.group(1)], part))
    return " ".join(" · ".join(parts).split())


def said(message: Message) -> str:
    """Return a message's text without the call to action it ends in."""
    return message.text.strip().removesuffix(message.call_to_action.strip()).strip()


def unquoted(text: str, quote: str) -> str:
    """Return a text without a quotation, whichever quotation marks it stands in."""
    marks = f"[{_QUOTATION_MARKS}]"
    return re.sub(rf"{marks}\s?{re.escape(quote)}\s?{marks}", "", text) if quote else text


def quoted(text: str, ems: float, marks: str) -> str:
    """Return a customer's words in quotation marks; too long, as many whole sentences as fit and a mark that more was said.

    Args:
        text: the words, with or without quotation marks of their own.
        ems: how much room there is.
        marks: the storyline's label `quote`, such as `“{text}”`.
    """
    words = " ".join(text.split()).strip(_QUOTATION_MARKS)
    if not words:
        return ""
    if fit.text_ems(words) <= ems:
        return filled(marks, {"text": words})
    start = fit.opening(words, ems - 2)
    return filled(marks, {"text": f"{start} […]"}) if start else ""


def heard_at(message: Message, ems: float) -> str:
    """Return where a quote was heard, as a line of its own."""
    source = fit.name_within(message.quote_source, ems)
    return source[:1].upper() + source[1:]


def sentence(text: str) -> str:
    """Return a text in one line with a capital at its start."""
    folded = " ".join(text.split())
    return folded[:1].upper() + folded[1:]


def questions(page: Page, needs: Iterable[Requirement]) -> list[str]:
    """Return what finds out whether the customer has these needs too, and what it is worth, in the order of a talk."""
    asked = []
    for need in needs:
        words = {n: " ".join(getattr(need, n).split()).rstrip(".") for n in ("trigger", "pain", "measure", "outcome")}
        asked += [page.label(kind, **words) for kind in ("situation", "problem", "implication", "payoff")]
    return [sentence(q) for q in dict.fromkeys(asked) if q][:MAX_QUESTIONS]


def _behind(page: Page, messages: Iterable[Message]) -> list[str]:
    facts, lines = page.facts, []
    for message in messages:
        heard = page.label("heard_in", text=", ".join(message.evidence_ids)) if message.evidence_ids else ""
        fact = facts.characteristic(message)
        lines.append("; ".join(t for t in (message.message_id, heard, facts.source_text(fact.source) if fact else "") if t))
    return lines
