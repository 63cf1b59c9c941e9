"""Asking: what may be asked of each claim, before options are drawn.

In: Book, the messages of one voice.
Out: Drafts, each with its right answer and wrong ones that are wrong for certain.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from readiness.stages.positioning import Message
from readiness.stages.quizzes.book import Book, near, step_rank
from readiness.stages.quizzes.lint import folded
from readiness.stages.quizzes.wording import clause, ended, sentence, unquoted
from readiness.stages.requirements import Requirement
from readiness.stages.spec import Characteristic
from readiness.vocabulary import BUYER_STEPS

POOL = 60
"""Wrong answers that are looked at for one item; of more than these a drawn part, those for a like customer first."""
LOOKED_AT = 1_200
"""Of how many at most they are taken."""
Audience = TypeVar("Audience", Message, Requirement)
Rivals = list[tuple[Message, bool]]
Wrong = tuple[tuple[str, bool], ...]
"""Wrong options, each with whether it comes from the same persona or segment."""
Draw = Callable[[str, str], int]
"""(item, text) -> what orders a text among others: the same on every run."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An item before its options are drawn."""

    requirement_id: str
    kind: str
    message: Message
    facts: Mapping[str, str]
    right: str
    wrong: Wrong = ()
    variant: str = ""
    """What tells it from the first of its kind about the same claim."""

    @property
    def name(self) -> str:
        """Return its item_id in the launch's own language."""
        return "-".join(part for part in (self.requirement_id, self.kind, self.variant) if part)


class Asking:
    """A book with the questions it can be asked."""

    def __init__(self, book: Book, n_variants: int, draw: Draw) -> None:
        """Take a book; of some kinds up to `n_variants` are asked about one claim."""
        self.book, self.n_variants, self.draw = book, n_variants, draw
        self._lot = {r: draw(r, "lot") for r in book.requirements}
        self._anchors = self._ring(book.anchors.values())
        self._needs = self._ring(book.requirements.values())
        self._at_step = {step: self._ring(found) for step, found in book.messages_at.items()}
        self._asked_figures: set[str] = set()

    def drafts(self) -> Iterator[Draft]:
        """Yield what may be asked, most important requirement first."""
        for requirement_id, message in self.book.anchors.items():
            facts = self.book.facts(message)
            rivals = self._rivals(message)
            yield from self._situations(message, facts, rivals)
            yield from self._objection(message, facts, rivals)
            yield from self._for_whom(message)
            yield Draft(requirement_id, "need", message, facts, facts["statement"], self._other_needs(message))
            if facts["limit"] and folded(facts["limit"]) not in folded(facts["does"]):
                wrong = self._other_limits(message, rivals)
                yield Draft(requirement_id, "limit", message, facts, facts["limit"], wrong)
            yield from self._figures(message, facts)
            yield from self._own_acts(message)
        yield from self._not_claimable()
        yield from self._next_acts()

    def _ring(self, things: Iterable[Audience]) -> list[Audience]:
        """Return things as a pool is taken from them: more than fit stand in a drawn order, as on a ring."""
        found = list(things)
        return found if len(found) <= POOL else sorted(found, key=lambda x: self._lot[x.requirement_id])

    def _pool(
        self, name: str, message: Message, ring: Sequence[Audience], fits: Callable[[Audience], bool]
    ) -> list[tuple[Audience, bool]]:
        """Return what wrong answers are drawn from, each with whether it is for the same persona or segment as a message.

        On a large ring it is what comes next from a drawn place on, so that a new thing changes the few pools it falls into.
        """
        if len(ring) <= POOL:
            return [(x, near(message, x.persona, x.segment)) for x in ring if fits(x)]
        start = bisect.bisect(ring, self.draw(name, "pool"), key=lambda x: self._lot[x.requirement_id])
        like: list[tuple[Audience, bool]] = []
        other: list[tuple[Audience, bool]] = []
        for x in itertools.islice(itertools.chain(ring[start:], ring[:start]), LOOKED_AT):
            if fits(x):
                is_like = near(message, x.persona, x.segment)
                (like if is_like else other).append((x, is_like))
                if len(like) == POOL:
                    break
        like += other
        return like[:POOL]

    def _rivals(self, message: Message) -> Rivals:
        """Return other requirements' messages that do not answer this one, each with whether its audience is the same."""
        met, same_need = self.book.answering[message.requirement_id], self.book.same_need(message.requirement_id)
        return self._pool(
            message.requirement_id,
            message,
            self._anchors,
            lambda o: o.characteristic_id not in met and o.requirement_id not in same_need,
        )

    def _situations(self, message: Message, facts: Mapping[str, str], rivals: Rivals) -> Iterator[Draft]:
        """Yield a customer's words and what answers them, plainest first; who said the same may mean any of their needs."""
        book = self.book
        for variant, quote in book.quotes(message)[: self.n_variants]:
            asked = book.heard_from(quote) | book.same_need(message.requirement_id)
            met = {c for r in asked for c in book.answering[r]}
            right = {folded(book.does(book.anchors[r])) for r in asked if r in book.anchors}
            claims = ((book.does(other), near) for other, near in rivals if other.characteristic_id not in met)
            wrong = tuple((claim, near) for claim, near in claims if folded(claim) not in right)
            told = dict(facts) | {"quote": quote}
            yield Draft(message.requirement_id, "situation", message, told, facts["does"], wrong, variant)

    def _objection(self, message: Message, facts: Mapping[str, str], rivals: Rivals) -> Iterator[Draft]:
        """Yield the worry of this need and its answer; a worry about the buyer's step alone belongs to every need."""
        book, own = self.book, message.requirement_id
        worry = folded(book.requirements[own].anxiety)
        if not worry or not message.objection or not message.answer:
            return
        same_need, met = book.same_need(own), book.answering[own]

        def meets_it(m: Message) -> bool:
            same_worry = folded(book.requirements[m.requirement_id].anxiety) == worry
            return same_worry or m.characteristic_id in met or m.requirement_id in same_need

        wrong = tuple(
            (ended(other.answer), near)
            for other, near in rivals
            if other.answer and not any(meets_it(m) for m in book.answers[folded(other.answer)])
        )
        told = dict(facts) | {"objection": ended(message.objection), "answer": ended(message.answer)}
        yield Draft(own, "objection", message, told, ended(message.answer), wrong)

    def _for_whom(self, anchor: Message) -> Iterator[Draft]:
        """Yield a person at a step and the headline that is for them; the wrong ones are for people with another role.

        A headline that asks is an objection, and is asked about as one.
        """
        book = self.book
        if not anchor.persona:
            return
        met = book.answered_for(anchor.persona)
        steps = {s.step: s for s in book.buyers.steps}
        told: set[str] = set()
        for m in sorted(book.messages_of[anchor.requirement_id], key=step_rank):
            at_step = [o for o in book.headlines[folded(m.headline)] if o.step == m.step]
            is_shared = any(o.persona != m.persona for o in at_step)
            if len(told) == self.n_variants or m.step not in steps or is_shared or not m.headline or m.headline.endswith("?"):
                continue
            if folded(m.headline) in told:
                continue
            told.add(folded(m.headline))
            here = book.buyers.step_of(m.segment, m.step) or steps[m.step]
            facts = book.facts(m) | {"step": clause(here.name) or m.step, "task": ended(here.task), "headline": m.headline}
            yield Draft(m.requirement_id, "message", m, facts, m.headline, self._other_lines(m, met), m.step)

    def _other_lines(self, m: Message, met: set[str]) -> Wrong:
        """Return headlines of other roles at the same step that nobody says to this role, and that nothing it needs rests on."""

        def for_them(headline: str) -> bool:
            said = self.book.headlines[folded(headline)]
            return any((o.step == m.step and o.persona == m.persona) or o.characteristic_id in met for o in said)

        def fits(o: Message) -> bool:
            return o.persona not in ("", m.persona) and bool(o.headline) and o.characteristic_id not in met

        pool = self._pool(m.message_id, m, self._at_step[m.step], fits)
        return tuple((o.headline, near) for o, near in pool if not for_them(o.headline))

    def _other_needs(self, message: Message) -> Wrong:
        """Return needs that the claim does not answer, in whoever's words."""
        book = self.book
        answered = {folded(book.requirements[r].statement) for r in book.needs_met_by[message.characteristic_id]}
        answered.add(folded(book.requirements[message.requirement_id].statement))
        pool = self._pool(message.message_id, message, self._needs, lambda r: folded(r.statement) not in answered)
        return tuple((sentence(r.statement), near) for r, near in pool)

    def _other_limits(self, message: Message, rivals: Rivals) -> Wrong:
        own = self.book.limits_of[message.characteristic_id]
        found = ((self.book.limit(other), near) for other, near in rivals)
        return tuple((limit, near) for limit, near in found if limit and folded(limit) not in own)

    def _figures(self, message: Message, facts: Mapping[str, str]) -> Iterator[Draft]:
        """Yield the number a claim rests on, once; not where two of the spec go by the same name."""
        asked = self.book.characteristics.get(message.characteristic_id)
        if asked is None or asked.number is None or asked.characteristic_id in self._asked_figures:
            return
        if self.book.n_named[folded(asked.name), folded(asked.condition)] > 1:
            return
        self._asked_figures.add(asked.characteristic_id)
        told = dict(facts) | self._figure_facts(asked)
        yield Draft(message.requirement_id, "value", message, told, "")
        if asked.operator != "=":
            yield Draft(message.requirement_id, "bound", message, told, "")

    def _figure_facts(self, asked: Characteristic) -> dict[str, str]:
        condition = f" ({clause(asked.condition)})" if asked.condition.strip() else ""
        return {
            "characteristic": asked.name + condition,
            "value": self.book.printed(asked),
            "number": self.book.number(asked),
            "factory_quote": unquoted(asked.quote),
            "source": str(asked.source),
        }

    def _not_claimable(self) -> Iterator[Draft]:
        """Yield, for every requirement nothing answers, one question, asked beside a message for a like customer."""
        book = self.book
        free = sorted(book.anchors)
        answered = {folded(r.statement) for i, r in book.requirements.items() if book.answering[i]}
        unanswered = {folded(r.statement) for i, r in book.requirements.items() if not book.answering[i]}
        for requirement_id in sorted(r for r in book.requirements if not book.answering[r]):
            open_need = book.requirements[requirement_id]
            if not free:
                return
            if folded(open_need.statement) in answered:
                continue
            beside = min(free, key=lambda r: (not near(book.anchors[r], open_need.persona, open_need.segment), r))
            free.remove(beside)
            message = book.anchors[beside]
            promised = self._pool(beside, message, self._anchors, lambda m, own=message: m is not own)  # type: ignore[misc]
            needs = ((book.requirements[m.requirement_id].statement, near) for m, near in promised)
            wrong = tuple((sentence(need), near) for need, near in needs if folded(need) not in unanswered)
            facts = book.facts(message) | {"unanswered": sentence(open_need.statement)}
            yield Draft(beside, "not_claimable", message, facts, facts["unanswered"], wrong)

    def _next_acts(self) -> Iterator[Draft]:
        """Yield one question for each buyer step, each about another requirement: the first by id that has a message there."""
        book = self.book
        steps = {s.step: s for s in book.buyers.steps if s.call_to_action.act.strip()}
        taken: set[str] = set()
        for requirement_id in sorted(book.anchors):
            said = {m.step: m for m in book.messages_of[requirement_id]}
            step = next((s for s in BUYER_STEPS if s in steps and s not in taken and s in said), None)
            if step is None:
                continue
            taken.add(step)
            facts = self._step_facts(said[step])
            wrong = tuple((sentence(s.call_to_action.act), False) for s in steps.values() if s.step != step)
            yield Draft(requirement_id, "next_act", said[step], facts, facts["act"], wrong)

    def _own_acts(self, anchor: Message) -> Iterator[Draft]:
        """Yield a need at a step and the act asked for there; the wrong ones are its acts at other steps."""
        own, book = anchor.requirement_id, self.book
        said = {m.step: m for m in book.messages_of[own]}
        here = [s.step for s in book.buyers.steps if (own, s.step) in book.acts and s.step in said]
        acts = {step: sentence(book.acts[own, step].act) for step in here if book.acts[own, step].act.strip()}
        for step in sorted(acts, key=lambda s: self.draw(f"{own}-own_act", s))[: self.n_variants]:
            facts = self._step_facts(said[step]) | {"act": acts[step], "act_who": clause(book.acts[own, step].who)}
            wrong = tuple((act, True) for other, act in sorted(acts.items()) if other != step)
            yield Draft(own, "own_act", said[step], facts, acts[step], wrong, step)

    def _step_facts(self, message: Message) -> dict[str, str]:
        buyers = self.book.buyers
        here = buyers.step_of(message.segment, message.step) or next(s for s in buyers.steps if s.step == message.step)
        return self.book.facts(message) | {
            "step": clause(here.name) or here.step,
            "task": ended(here.task),
            "anxiety": ended(here.anxiety),
            "exit_criterion": ended(here.exit_criterion),
            "act": sentence(here.call_to_action.act),
            "act_who": clause(here.call_to_action.who),
            "within_days": str(here.call_to_action.within_days),
        }
