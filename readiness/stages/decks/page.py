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
from unicodedata import bidirectional

from readiness.stages.decks import fit
from readiness.stages.decks.facts import DeckFacts
from readiness.stages.decks.layers import LEVELS, Said, heard
from readiness.stages.decks.recipe import ChartFill, SlideFill, TableFill
from readiness.stages.decks.slide_keys import SLIDES
from readiness.stages.decks.storyline import CLOSING, StorySlide
from readiness.stages.positioning import Message
from readiness.stages.requirements import Requirement

MAX_QUESTIONS = 4
"""More questions than this in the notes of one slide and none is asked."""
NEEDS = "order of needs"
"""What a segment says of every slide: its own needs come first."""
_LEFT_TO_RIGHT = "\u200e"
_QUOTATION_MARKS = '"“”„«»'
_FIELD = re.compile(r"\{(\w+)\}")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_UNBROKEN = "\u00a0"


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
        """Return what the words of the slide may name, in full: `told` cuts names where their box is too small."""
        facts = self.facts
        spec, account, rep = facts.spec, facts.account, facts.rep
        segment = facts.audience.segment
        return {
            "product": facts.product,
            "vendor": spec.vendor,
            "category": spec.category,
            "channel": facts.channel.name,
            "audience": facts.audience_name,
            "account": account.name if account else "",
            "industry": facts.audience.industry,
            "segment": facts.buyers.segment_name(segment) if segment else "",
            "rep": rep.name if rep else "",
            "revision": spec.revision,
            "specification": facts.specification,
            "date": facts.day_text(date.fromisoformat(facts.sources.approval.approved_on)),
            "step": facts.step_name(self.slide.step),
            **extra,
        }

    def label(self, key: str, **fields: str) -> str:
        """Return one fixed word or phrase of the storyline, filled."""
        return filled(self.facts.labels.get(key, ""), fields)

    def said(self, key: str, token: str, phrase: str, fields: Mapping[str, str]) -> str:
        """Return what a layer says at a token, else a phrase of the storyline with its names as long as the box takes."""
        return self.own[token].text if token in self.own else self.told(key, token, phrase, fields)

    def told(self, key: str, token: str, phrase: str, fields: Mapping[str, str]) -> str:
        """Return a phrase with its names as long as the box of a token takes."""

        def with_names(room: fit.Room) -> str:
            return filled(phrase, {name: closed(fit.name_within(fields.get(name, ""), room)) for name in _FIELD.findall(phrase)})

        return fit.phrase(with_names, self.room(key, token))

    def answers(self) -> list[Message]:
        """Return the claims that may stand on this slide, most important first."""
        return [m for m in self.facts.answers if m.evidence_ids or not self.slide.evidence]

    def asked(self) -> list[Message]:
        """Return those that answer what the audience's own segments asked for; all where none of them does."""
        return [m for m in self.answers() if m in self.facts.asked] or self.answers()

    def room(self, key: str, token: str, known: Mapping[str, str] = MappingProxyType({})) -> fit.Room:
        """Return the room for a token of a sample slide, beside what is known to stand in its box."""
        return self.facts.sources.rooms.text(key, token, known)

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
        title = title or self.said(key, "title", self.slide.title, fields)
        subtitle = subtitle or self.said(key, "subtitle", self.slide.subtitle, fields) or facts.step_name(self.slide.step)
        words = {
            "title": fit.name_within(title, self.room(key, "title")),
            "subtitle": fit.name_within(subtitle, self.room(key, "subtitle")),
            "footer": footer(_marks(self, key, fields), self.room(key, "footer")),
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


def _marks(page: Page, key: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return what stands at the foot of a slide; the cover says date and spec above it."""
    facts = page.facts
    if key == "cover" and "for_whom" not in page.own:
        return (facts.product,)
    return (facts.product, fields["date"], facts.specification)


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


def footer(names: Sequence[str], room: fit.Room) -> str:
    """Return what stands at the foot of a slide; never an account, so that decks of one channel share their slides."""
    return fit.phrase(lambda each: " · ".join(t for name in names if (t := fit.name_within(name, each))), room)


def closed(name: str) -> str:
    """Return a name; one written from right to left ends in a mark, so that figures behind it stay behind it."""
    return name + _LEFT_TO_RIGHT if any(bidirectional(c) in ("R", "AL") for c in name) else name


def filled(template: str, fields: Mapping[str, str]) -> str:
    """Return a phrase with its fields filled; a part between ` · ` whose field is empty is left out with it."""
    parts = []
    for part in template.split(" · "):
        names = _FIELD.findall(part)
        if names and not all(fields.get(n, "") for n in names):
            continue
        parts.append(_FIELD.sub(lambda m: fields[m.group(1)], part))
    return fit.folded(" · ".join(parts))


def said(message: Message) -> str:
    """Return a message's text without the call to action it ends in."""
    return message.text.strip().removesuffix(message.call_to_action.strip()).strip()


def unquoted(text: str, quote: str) -> str:
    """Return a text without a quotation, whichever quotation marks it stands in."""
    marks = f"[{_QUOTATION_MARKS}]"
    return re.sub(rf"{marks}\s?{re.escape(quote)}\s?{marks}", "", text) if quote else text


def quoted(text: str, room: fit.Room, marks: str) -> str:
    """Return a customer's words in quotation marks; too long, as many whole sentences as fit and a mark that more was said.

    Args:
        text: the words, with or without quotation marks of their own.
        room: where they shall stand.
        marks: the storyline's label `quote`, such as `“{text}”`.
    """
    words = " ".join(text.split()).strip(_QUOTATION_MARKS)
    told = [words, *(f"{start} […]" for start in fit.openings(words)[1:])]
    return fit.within([filled(marks, {"text": t}) for t in told if t], room)


def heard_at(page: Page, message: Message, room: fit.Room) -> str:
    """Return where and when a quote was heard, as a line of its own; the day in words that stay together."""

    def in_words(found: re.Match[str]) -> str:
        try:
            return seen_on(page, date.fromisoformat(found[0]))
        except ValueError:
            return found[0]

    return fit.name_within(fit.name_within(_ISO_DAY.sub(in_words, sentence(message.quote_source)), fit.SOURCE), room)


def seen_on(page: Page, day: date) -> str:
    """Return the day of a source in words that stay on one line."""
    return page.facts.day_text(day).replace(" ", _UNBROKEN)


def short(name: str) -> str:
    """Return a name as it may stand in a card or a cell."""
    return closed(fit.name_within(name, fit.NAME))


def sentence(text: str) -> str:
    """Return a text in one line with a capital at its start."""
    whole = fit.folded(text)
    return whole[:1].upper() + whole[1:]


def questions(page: Page, needs: Iterable[Requirement]) -> list[str]:
    """Return what finds out whether the customer has these needs too, and what it is worth, in the order of a talk."""
    asked = []
    for need in needs:
        words = {n: " ".join(getattr(need, n).split()).rstrip(".") for n in ("trigger", "pain", "measure", "outcome")}
        asked += [page.label(kind, **words) for kind in ("situation", "problem", "implication", "payoff")]
    return [sentence(q) for q in dict.fromkeys(asked) if q][:MAX_QUESTIONS]


def worry_of(facts: DeckFacts, message: Message) -> str:
    """Return the need's own worry that a message answers, in the customer's bare words where it only introduces them; or ""."""
    if message not in facts.worried:
        return ""
    need = facts.requirement(message.requirement_id)
    bare = need.anxiety.strip() if need else ""
    return bare if bare and bare in message.objection else message.objection


def _behind(page: Page, messages: Iterable[Message]) -> list[str]:
    facts, lines = page.facts, []
    for message in messages:
        heard = page.label("heard_in", text=", ".join(message.evidence_ids)) if message.evidence_ids else ""
        fact = facts.characteristic(message)
        lines.append("; ".join(t for t in (message.message_id, heard, facts.source_text(fact.source) if fact else "") if t))
    return lines
