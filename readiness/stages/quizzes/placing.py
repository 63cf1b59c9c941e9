"""Quiz placing: answers from elsewhere, each placed at a rep and an item, waiting for review, or held with its reason.

In: answers as read, items, reps, decisions made by hand.
Out: Placing: every answer in exactly one of its parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from readiness.stages.quizzes.attempts import Placed
from readiness.stages.quizzes.lint import folded
from readiness.stages.quizzes.matching import LEFT_OUT, Catalogue, Match, Person, Question, Roster, queue_id
from readiness.stages.quizzes.model import Item, RawResponse
from readiness.stages.quizzes.scoring import score_responses
from readiness.vocabulary import Rep

_LETTERED = re.compile(r"\(?[a-h][).:]\s+(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """One answer as a file holds it: who, what, when, in which of its attempts."""

    row: int
    column: str
    """The answer's column where a row holds several; blank where it holds one."""
    person: Person
    question: Question
    sitting: str
    stated: int
    at: str
    answered_on: date
    answer: str
    """The option's text or its letter; blank where the item was skipped or the file holds no answers."""
    correct: bool | None
    """As the file scored it; None where it did not."""
    is_unfinished: bool = False
    statement: str = ""
    """The id of an xAPI statement."""

    @property
    def person_queue(self) -> str:
        """Return the queue id under which this person's sitting waits for somebody to say who it was."""
        p = self.person
        return queue_id("person", p.rep_id, p.email.casefold(), p.name, p.email_sha1, p.nickname, self.sitting)

    @property
    def question_queue(self) -> str:
        """Return the queue id under which this question waits for somebody to say which item it is."""
        q = self.question
        return queue_id("question", q.item_id, folded(q.text), q.where)

    @property
    def raw(self) -> str:
        """Return the answer as it came."""
        score = "" if self.correct is None else f"{self.correct:d}"
        return "; ".join((self.person.shown, self.question.text or self.question.item_id, self.at, self.answer, score))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer in the review queue: whose person, question or both somebody has to name."""

    answer: ReadAnswer
    person_queue: str
    """Blank where the person is known."""
    question_queue: str
    """Blank where the question is known."""
    reason: str


@dataclass(slots=True)
class Placing:
    """What became of a batch of answers; each stands in one of these lists."""

    placed: list[Placed] = field(default_factory=list)
    repeated: list[ReadAnswer] = field(default_factory=list)
    """Said in the same words by an earlier row of the same file."""
    waiting: list[Waiting] = field(default_factory=list)
    held: list[tuple[ReadAnswer, str]] = field(default_factory=list)
    likened: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Question -> item and likeness, where the words differ."""


def place(
    answers: Sequence[ReadAnswer], items: Sequence[Item], reps: Sequence[Rep], decisions: Mapping[str, str], file_number: int
) -> Placing:
    """Return where each answer of one file belongs; what a person decided comes before every rule."""
    placing = Placing()
    finder = _Finder(items, reps, decisions)
    known: list[tuple[ReadAnswer, str, str]] = []
    for answer in sorted(answers, key=lambda a: (a.row, a.column)):
        person, question = finder.person(answer), finder.question(answer)
        if voided := answer.statement and decisions.get(queue_id("void", answer.statement)):
            placing.held.append((answer, f"the statement was voided by {voided}"))
        elif LEFT_OUT in (person.found, question.found):
            placing.held.append((answer, "left out by hand"))
        elif not (person.found and question.found):
            reason = "; ".join(m.why for m in (person, question) if not m.found)
            queues = "" if person.found else answer.person_queue, "" if question.found else answer.question_queue
            placing.waiting.append(Waiting(answer, *queues, reason))
        else:
            known.append((answer, person.found, question.found))
            if question.likeness < 1:
                placing.likened[answer.question.text] = (question.found, question.likeness)
    _score(known, items, reps, file_number, placing)
    return placing


class _Finder:
    """Matches each person and question once."""

    def __init__(self, items: Sequence[Item], reps: Sequence[Rep], decisions: Mapping[str, str]) -> None:
        self._roster, self._catalogue, self._decisions = Roster(reps), Catalogue(items), decisions
        self._people: dict[Person, Match] = {}
        self._questions: dict[Question, Match] = {}

    def person(self, answer: ReadAnswer) -> Match:
        """Return the rep who answered."""
        if self._decisions and (choice := self._decisions.get(answer.person_queue)):
            return Match(choice)
        if answer.person not in self._people:
            self._people[answer.person] = self._roster.match(answer.person)
        return self._people[answer.person]

    def question(self, answer: ReadAnswer) -> Match:
        """Return the item that was answered."""
        if answer.question not in self._questions:
            choice = self._decisions.get(answer.question_queue)
            self._questions[answer.question] = Match(choice) if choice else self._catalogue.match(answer.question)
        return self._questions[answer.question]


def _score(
    known: Sequence[tuple[ReadAnswer, str, str]], items: Sequence[Item], reps: Sequence[Rep], file_number: int, placing: Placing
) -> None:
    """Score by our own key what has a rep and an item; of an answer a file gives twice, the first row counts."""
    options = {i.item_id: {folded(o) for o in i.options} for i in items}
    # Each answer is an attempt of its own here: which row comes first is judged below, in the file's own terms.
    raw = [
        RawResponse("", n, rep_id, item_id, n, a.answered_on, _unlettered(a.answer, options[item_id]), a.correct)
        for n, (a, rep_id, item_id) in enumerate(known, start=1)
    ]
    scored, refused = score_responses(raw, items, reps)
    placing.held += [(known[q.row - 1][0], q.reason) for q in refused]
    first: dict[tuple[str, str, str], Placed] = {}
    for response in sorted(scored, key=lambda r: r.attempt):
        a, rep_id, item_id = known[response.attempt - 1]
        new = Placed(
            rep_id, item_id, a.sitting, a.stated, a.at, a.answered_on, response.correct, a.is_unfinished, file_number, a.row
        )
        before = first.setdefault(new.key, new)
        if before is new:
            placing.placed.append(new)
        elif replace(new, row=before.row) == before:
            placing.repeated.append(a)
        else:
            placing.held.append((a, f"row {before.row} already answers this item in the same attempt"))


def _unlettered(answer: str, options: set[str]) -> str:
    """Return the option behind its letter, as in `b. 48 hours`."""
    lettered = _LETTERED.fullmatch(answer.strip())
    return lettered[1] if lettered and folded(answer) not in options and folded(lettered[1]) in options else answer
