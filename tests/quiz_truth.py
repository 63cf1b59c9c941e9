"""Which options of a quiz item are right, told from the launch's tables alone and not from how the item was drawn.

Each kind has one rule in words. An option is looked up by its text in the tables; whatever it says there decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from readiness.stages.quizzes import Item
from tests.quiz_launches import QuizLaunch


def plain(text: str) -> str:
    """A text without case, spaces and the marks at its ends."""
    return " ".join(text.lower().split()).strip(" .!?\"'“”‘’„")


class Truth:
    """The launch's tables, turned round so that a text leads to what it belongs to."""

    def __init__(self, launch: QuizLaunch) -> None:
        self.launch = launch
        self.needs = {r.requirement_id: r for r in launch.requirements}
        self.message = {m.message_id: m for m in launch.messages}
        self.meets = defaultdict(set)  # need -> characteristics
        for x in launch.links:
            if x.strength >= 3:
                self.meets[x.requirement_id].add(x.characteristic_id)
        for m in launch.messages:
            self.meets[m.requirement_id].add(m.characteristic_id)
        self.by_statement = defaultdict(set)
        for r in launch.requirements:
            self.by_statement[plain(r.statement)].add(r.requirement_id)
        self._index_messages()
        self._index_quotes()
        self.steps = {s.step: s for s in launch.buyers.steps}

    def _index_messages(self) -> None:
        self.claimed = defaultdict(set)  # claim with or without its limit -> characteristics
        limits = {(x.requirement_id, x.characteristic_id): x.limit for x in self.launch.links}
        for m in self.launch.messages:
            limit = limits.get((m.requirement_id, m.characteristic_id), "")
            for text in {m.claim, m.claim.removesuffix(limit)}:
                self.claimed[plain(text)].add(m.characteristic_id)
        self.answers = defaultdict(set)  # answer -> messages
        self.headlines = defaultdict(set)
        for m in self.launch.messages:
            self.answers[plain(m.answer)].add(m.message_id)
            self.headlines[plain(m.headline)].add(m.message_id)

    def _index_quotes(self) -> None:
        self.limits = defaultdict(set)  # limit -> characteristics
        for x in self.launch.links:
            self.limits[plain(x.limit)].add(x.characteristic_id)
        self.quoted = defaultdict(set)  # quote -> needs
        for r in self.launch.requirements:
            for i in r.evidence_ids:
                self.quoted[plain(self.launch.evidence[i].text)].add(r.requirement_id)
        for m in self.launch.messages:
            self.quoted[plain(m.quote)].add(m.requirement_id)

    def right(self, item: Item) -> list[int]:
        """The options that are right."""
        rules: dict[str, Callable[[Item, str], bool]] = {
            "situation": self._situation, "objection": self._objection, "message": self._message, "need": self._need,
            "limit": self._limit, "not_claimable": self._not_claimable, "value": self._value, "bound": self._bound,
            "next_act": self._next_act, "own_act": self._own_act,
        }  # fmt: skip
        return [k for k, text in enumerate(item.options) if rules[item.kind](item, text)]

    def _same_need(self, item: Item) -> set[str]:
        """The needs put in the same words as the item's."""
        return self.by_statement[plain(self.needs[item.requirement_id].statement)]

    def _situation(self, item: Item, text: str) -> bool:
        """A claim is right if its characteristic meets a need of whoever said the quoted words, or one in the same words."""
        said = item.stem.split("“", 1)[1].rsplit("”", 1)[0]
        asked = self.quoted[plain(said)] | self._same_need(item)
        return any(self.claimed[plain(text)] & self.meets[r] for r in asked)

    def _objection(self, item: Item, text: str) -> bool:
        """An answer is right if some message gives it to a need with the same worry, or to a need that the same thing meets."""
        mine = self.needs[item.requirement_id]
        for m in (self.message[i] for i in self.answers[plain(text)]):
            same_worry = plain(self.needs[m.requirement_id].anxiety) == plain(mine.anxiety)
            if same_worry or m.characteristic_id in self.meets[item.requirement_id] or m.requirement_id in self._same_need(item):
                return True
        return False

    def _message(self, item: Item, text: str) -> bool:
        """A line is right if a message says it at this step to this role, or if what it rests on meets any need of the role."""
        asked = self.message[item.message_id]
        met = set().union(*(self.meets[i] for i, r in self.needs.items() if r.persona == asked.persona))
        said = [self.message[i] for i in self.headlines[plain(text)]]
        return any((m.step == asked.step and m.persona == asked.persona) or m.characteristic_id in met for m in said)

    def _need(self, item: Item, text: str) -> bool:
        """A need is right if the claim's characteristic meets it, or one in the same words."""
        claimed = self.message[item.message_id].characteristic_id
        return any(claimed in self.meets[r] for r in self.by_statement[plain(text)])

    def _limit(self, item: Item, text: str) -> bool:
        """A limit is right if any answer that rests on the claim's characteristic has it."""
        return self.message[item.message_id].characteristic_id in self.limits[plain(text)]

    def _not_claimable(self, _item: Item, text: str) -> bool:
        """A need may not be promised if nothing meets it, whoever has it."""
        return any(not self.meets[r] for r in self.by_statement[plain(text)])

    def _value(self, item: Item, text: str) -> bool:
        """A value is right if the spec prints it for the name that is asked about."""
        asked = self.launch.spec.characteristic(self.message[item.message_id].characteristic_id)
        same = [c for c in self.launch.spec.characteristics if (c.name, c.condition) == (asked.name, asked.condition)]
        return text in {c.value for c in same}

    def _bound(self, item: Item, text: str) -> bool:
        """A bound is right if it is the spec's."""
        return self._value(item, text)

    def _next_act(self, item: Item, text: str) -> bool:
        """An act is right if it is the step's."""
        return plain(text) == plain(self.steps[self.message[item.message_id].step].call_to_action.act)

    def _own_act(self, item: Item, text: str) -> bool:
        """An act is right if the need asks for it at this step."""
        step = self.message[item.message_id].step
        own = self.launch.acts.get((item.requirement_id, step))
        return own is not None and plain(text) == plain(own.act)
