"""Question: what any quiz format can say of one question, and what a format could not hold.

In: nothing.
Out: frozen dataclasses; a text is clean from the start: no blanks at its ends, line ends as one newline, nothing XML refuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

ONE, MANY, TRUE_FALSE, SHORT = "choice_one", "choice_many", "true_false", "short_answer"
NUMERICAL, MATCHING, CLOZE, ESSAY = "numerical", "matching", "cloze", "essay"
DESCRIPTION, CATEGORY = "description", "category"
KINDS = (ONE, MANY, TRUE_FALSE, SHORT, NUMERICAL, MATCHING, CLOZE, ESSAY, DESCRIPTION, CATEGORY)
"""A description asks nothing; a category is no question but the title of a path, for all questions after it."""
PLAIN, HTML, MARKDOWN, MOODLE = "plain", "html", "markdown", "moodle"
FORMATS = (PLAIN, HTML, MARKDOWN, MOODLE)
"""`moodle` is plain text whose line ends and web addresses are shown as such."""
GAP = "\ufffc"
"""Stands in a stem where an answer goes; a cloze has one for each of its parts."""
SHOWN_GAP = "_____"
FULL = Decimal(100)
NOTHING = Decimal(0)
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return a text that every format can carry."""
    return _ILLEGAL.sub("", _BREAK.sub("\n", text)).strip()


def one_line(text: str) -> str:
    """Return a clean text on one line."""
    return " ".join(clean(text).split())


@dataclass(frozen=True, slots=True)
class Text:
    """A text and how its marks are meant; an empty text is plain."""

    text: str
    format: str = MOODLE
    """One of FORMATS."""

    def __post_init__(self) -> None:
        """Make the text clean."""
        object.__setattr__(self, "text", clean(self.text))
        if not self.text:
            object.__setattr__(self, "format", PLAIN)


EMPTY = Text("")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to tick, or one to type."""

    text: Text
    weight: Decimal = NOTHING
    """Percent of the points, -100..100."""
    feedback: Text = EMPTY


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """A number that counts, give or take the tolerance; value None is any other number."""

    value: Decimal | None
    tolerance: Decimal = NOTHING
    weight: Decimal = FULL
    feedback: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Pair:
    """What is matched with what."""

    left: Text
    right: str


@dataclass(frozen=True, slots=True)
class Part:
    """One gap of a cloze."""

    kind: str
    """ONE, MANY, SHORT or NUMERICAL."""
    options: tuple[Option, ...] = ()
    numbers: tuple[NumberAnswer, ...] = ()
    points: Decimal = Decimal(1)
    case_matters: bool = False

    @property
    def answers(self) -> tuple[Option | NumberAnswer, ...]:
        """Return what may be ticked or typed."""
        return (*self.options, *self.numbers)


@dataclass(frozen=True, slots=True)
class Question:
    """One question as any format may have it."""

    kind: str
    """One of KINDS."""
    stem: Text = EMPTY
    title: str = ""
    question_id: str = ""
    options: tuple[Option, ...] = ()
    """Of a choice or a short answer; of a true_false two: true, then false, the right one with the weight 100."""
    numbers: tuple[NumberAnswer, ...] = ()
    pairs: tuple[Pair, ...] = ()
    extra: tuple[str, ...] = ()
    """Right sides of a matching that belong to nothing."""
    parts: tuple[Part, ...] = ()
    general: Text = EMPTY
    """Feedback for everyone."""
    tags: tuple[str, ...] = ()
    points: Decimal = Decimal(1)
    penalty: Decimal | None = None
    """Share of the points that each wrong try costs, 0..1; None where nobody said."""
    shuffle: bool | None = None
    case_matters: bool = False
    time_limit: int | None = None
    """Seconds."""

    def __post_init__(self) -> None:
        """Put id and tags on one line, and keep only gaps that mean something."""
        object.__setattr__(self, "title", (one_line if self.kind == CATEGORY else clean)(self.title))
        object.__setattr__(self, "question_id", one_line(self.question_id))
        object.__setattr__(self, "tags", tuple(t for t in map(one_line, self.tags) if t))
        object.__setattr__(self, "extra", tuple(map(one_line, self.extra)))
        if self.kind != CLOZE and GAP in self.stem.text:
            text = self.shown_stem if self.kind == DESCRIPTION else _one_gap(self.stem.text)
            object.__setattr__(self, "stem", Text(text, self.stem.format))

    @property
    def answers(self) -> tuple[Option | NumberAnswer, ...]:
        """Return what may be ticked or typed."""
        return (*self.options, *self.numbers)

    @property
    def shown_stem(self) -> str:
        """Return the stem with a line where an answer goes."""
        return self.stem.text.replace(GAP, SHOWN_GAP)


def _one_gap(stem: str) -> str:
    """Return a stem with its first gap alone, and without it where it ends the stem: there every answer stands."""
    before, _, after = stem.partition(GAP)
    after = after.replace(GAP, SHOWN_GAP)
    return before + GAP + after if after.strip() else before


def true_false(right: bool, if_true: Text = EMPTY, if_false: Text = EMPTY) -> tuple[Option, Option]:
    """Return the two options of a true_false; each feedback is for who ticks that option."""
    weights = (FULL, NOTHING) if right else (NOTHING, FULL)
    return Option(Text("true", PLAIN), weights[0], if_true), Option(Text("false", PLAIN), weights[1], if_false)


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something that a format cannot hold."""

    question: str
    """The question's id, else its title, else the start of its stem."""
    what: str
    where: str
    """The format."""

    def __str__(self) -> str:
        """Return a sentence."""
        return f"{self.where} cannot hold {self.what} ({self.question})."


def name_of(question: Question) -> str:
    """Return what a person knows a question by."""
    stem = one_line(question.shown_stem)
    return question.question_id or one_line(question.title) or (stem if len(stem) <= 40 else stem[:39] + "…")


@dataclass(slots=True)
class Losses:
    """A collector of losses for one format; the same thing of the same question is named once."""

    where: str
    found: list[Loss]

    def add(self, question: Question, what: str) -> None:
        """Record one loss."""
        loss = Loss(name_of(question), what, self.where)
        if loss not in self.found:
            self.found.append(loss)

    def add_if(self, question: Question, lost: dict[str, object]) -> None:
        """Record each thing by its name where there is some of it."""
        for what, there in lost.items():
            if there:
                self.add(question, what)
