"""Quiz matching: which of our items a question from elsewhere is, and which rep the person who answered it.

In: a question or person as a file writes it, items, reps, decisions made by hand.
Out: an item or rep id, or the reason why there is none; ids for the review queue.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.stages.quizzes.lint import folded
from readiness.stages.quizzes.model import Item
from readiness.vocabulary import Rep

BAR, LEAD = 0.9, 0.03
"""A stem is taken for ours from this likeness on (difflib's ratio), if no other of ours comes this near to it; judgements."""
_ID_PART = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_NUMBER = re.compile(r"\d+")
"""Questions that differ in a number ask different things, however like they are."""
LEFT_OUT = "-"
"""A decision by hand: what this is about is not ours."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who answered, as a file writes it; blank where it does not say."""

    rep_id: str = ""
    email: str = ""
    name: str = ""
    email_sha1: str = ""
    """xAPI's hash of `mailto:` and the address."""
    nickname: str = ""
    """What somebody typed as a name for a game: an id, an address, a name or a joke."""

    @property
    def shown(self) -> str:
        """Return the person in words."""
        parts = (self.rep_id, self.name, self.nickname, f"<{self.email}>" if self.email else "", self.email_sha1)
        return " ".join(p for p in parts if p) or "nobody named"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, as a file writes it."""

    text: str
    item_id: str = ""
    """Where the file names an item, or an address that ends with one."""
    right: str = ""
    """The right answer according to the file."""
    where: str = ""
    """Tells it from another quiz's question of the same name, where the file gives a number only."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a question or person was taken for; `found` is blank where it could not be told, and `why` then says so."""

    found: str
    why: str = ""
    likeness: float = 1.0
    nearest: str = ""


def queue_id(kind: str, *parts: str) -> str:
    """Return a short id that is the same for the same question, sitting or statement in every file."""
    return f"{kind[0]}-{hashlib.sha256(chr(0).join((kind, *parts)).encode()).hexdigest()[:12]}"


class Roster:
    """The reps, to be found by id, mail address or exact name, in this order; never by likeness."""

    def __init__(self, reps: Sequence[Rep]) -> None:
        self._exact = {r.rep_id for r in reps}
        self._ids = _unique([(r.rep_id.casefold(), r.rep_id) for r in reps])
        self._emails = _unique([(r.email.casefold(), r.rep_id) for r in reps])
        self._names = _unique([(_name(r.name), r.rep_id) for r in reps])
        digests = [(hashlib.sha1(f"mailto:{r.email}".encode(), usedforsecurity=False).hexdigest(), r.rep_id) for r in reps]
        self._digests = _unique([d for d, r in zip(digests, reps, strict=True) if r.email])

    def match(self, person: Person) -> Match:
        """Return the rep; nobody where what the file says leads to none or to two of them."""
        by_id = self._id(person.rep_id) or self._email(person.rep_id)
        by_mail = self._email(person.email) or self._digests.get(person.email_sha1.lower(), "")
        by_nickname = self._id(person.nickname) or self._email(person.nickname) or self._name(person.nickname)
        found = {rep_id for rep_id in (by_id, by_mail) if rep_id} or {self._name(person.name) or by_nickname} - {""}
        if len(found) == 1:
            return Match(found.pop())
        if found:
            return Match("", f"{person.shown!r} means two reps")
        return Match("", f"no rep has the id, mail address or exact name of {person.shown!r}")

    def _id(self, text: str) -> str:
        return text if text in self._exact else self._ids.get(text.casefold(), "")

    def _email(self, text: str) -> str:
        return self._emails.get(text.casefold(), "")

    def _name(self, text: str) -> str:
        return self._names.get(_name(text), "")


def _name(text: str) -> str:
    return " ".join(text.casefold().split())


def _unique(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return rep by what it is called; what two reps are called means neither of them."""
    n = Counter(called for called, _ in pairs)
    return {called: rep_id for called, rep_id in pairs if called and n[called] == 1}


class Catalogue:
    """Our items, to be found by the id in a question's name, else by its stem, else by a right answer only one item has."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = {i.item_id: i for i in items}
        self._ids = {i.item_id.casefold(): i.item_id for i in items}
        self._stems = [(folded(i.stem), i.item_id) for i in items]
        self._rights = [(folded(i.options[i.correct]), i.item_id) for i in items]

    def match(self, question: Question) -> Match:
        """Return the item, with how like its stem is; none where two fit, or where the nearest is below the bar."""
        named = {
            self._ids[p.casefold()] for p in _ID_PART.findall(f"{question.item_id} {question.text}") if p.casefold() in self._ids
        }
        if len(named) == 1:
            return Match(named.pop())
        exact = self._by_stem(folded(question.text))
        if len(exact) == 1:
            return Match(exact[0])
        if question.right and not exact:
            same = [item_id for right, item_id in self._rights if right == folded(question.right)]
            if len(same) == 1:
                return Match(same[0])
        asked = question.text or question.item_id
        if named or len(exact) > 1:
            return Match("", f"the question {asked[:80]!r} fits several items")
        return self._nearest(asked)

    def _by_stem(self, text: str) -> list[str]:
        """Return the items with this stem; a Moodle question's text ends with a colon and its options."""
        same = [item_id for stem, item_id in self._stems if stem == text]
        if same:
            return same
        longer = [(len(stem), item_id) for stem, item_id in self._stems if stem and re.match(r"\W*:\s", text[len(stem) :] + " ")
                  and text.startswith(stem)]  # fmt: skip
        longest = max((n for n, _ in longer), default=0)
        return [item_id for n, item_id in longer if n == longest]

    def _nearest(self, asked: str) -> Match:
        text = folded(asked)
        ratios = sorted(
            ((difflib.SequenceMatcher(None, stem, text, autojunk=False).ratio(), i) for stem, i in self._stems), reverse=True
        )
        if not ratios:
            return Match("", "the launch has no quiz items")
        likeness, nearest = ratios[0]
        clear = len(ratios) == 1 or likeness - ratios[1][0] >= LEAD
        same_numbers = any(i == nearest and _NUMBER.findall(stem) == _NUMBER.findall(text) for stem, i in self._stems)
        if likeness >= BAR and clear and same_numbers:
            return Match(nearest, likeness=likeness)
        why = f"no item asks {asked[:80]!r}; the nearest is {nearest!r} ({likeness:.2f} alike)"
        return Match("", why, likeness, nearest)
