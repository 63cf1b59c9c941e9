"""Aiken: choices with one right answer, as plain lines of text.

In: the bytes of an Aiken file; Questions.
Out: Questions, or every fault with its line; bytes, and what Aiken cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

from readiness.adapters.input_tables import Problems, decoded
from readiness.adapters.input_values import shown
from readiness.adapters.quiz_formats.losing import (
    EACH_FEEDBACK,
    GENERAL,
    ID,
    PENALTY,
    POINTS,
    SHUFFLE,
    TAGS,
    TIME,
    TITLE,
    WHOLE,
    lose_formats,
    lose_settings,
)
from readiness.errors import InvalidInputsError
from readiness.stages.quizzes.question import (
    CATEGORY,
    FULL,
    GAP,
    NOTHING,
    ONE,
    PLAIN,
    TRUE_FALSE,
    Loss,
    Losses,
    Option,
    Question,
    Text,
    one_line,
)

_OPTION = re.compile(r"([A-Z])[).](?:[ \t]+(.*))?$")
_ANSWER = re.compile(r"ANSWER\s*:\s*(\S*)$", re.IGNORECASE)
_MARK = re.compile(r"[A-Z][).](?:[ \t]|$)|ANSWER\s*:", re.IGNORECASE)


def read_aiken(file: str, data: bytes) -> list[Question]:
    """Return the questions of an Aiken file.

    Raises:
        InvalidInputsError: every question without answers or without its right one, with its line.
    """
    problems = Problems()
    questions: list[Question] = []
    reading = _Reading(file, problems)
    for number, raw in enumerate((decoded(file, data, problems) or "").splitlines(), start=1):
        if line := raw.strip():
            question = reading.line(number, line)
            if question is not None:
                questions.append(question)
    if reading.stem or reading.options:
        problems.add(
            file, reading.start, "", "the last question has no line ANSWER:", "ANSWER: and the letter of the right answer"
        )
    if problems.found:
        raise InvalidInputsError(problems.found)
    return questions


class _Reading:
    """The question being read: its lines so far."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems, self.start = file, problems, 0
        self.stem: list[str] = []
        self.options: list[str] = []

    def line(self, number: int, line: str) -> Question | None:
        """Take one line and return the question that it ends, if it ends one."""
        self.start = self.start or number
        if answer := _ANSWER.match(line):
            question = self._ended(number, answer[1])
            self.start, self.stem, self.options = 0, [], []
            return question
        if option := _OPTION.match(line):
            due = ascii_uppercase[len(self.options)] if len(self.options) < len(ascii_uppercase) else "no more"
            if option[1] != due:
                self.problems.add(self.file, number, "", f"the answer {option[1]} stands where {due} is due", "A, B, C in turn")
            self.options.append(option[2] or "")
        elif self.options:
            what = f"{shown(line)} stands between the answers and ANSWER:"
            self.problems.add(self.file, number, "", what, "one line an answer, such as A) Yes")
        else:
            self.stem.append(line)
        return None

    def _ended(self, number: int, letter: str) -> Question | None:
        right = letter.upper().rstrip(".)")
        letters = ascii_uppercase[: len(self.options)]
        if not self.stem or len(self.options) < 2:
            what = "a question without a text" if not self.stem else "fewer than two answers"
            self.problems.add(self.file, self.start, "", what, "the question on one line, then A) and B) at least")
        elif len(right) != 1 or right not in letters:
            self.problems.add(self.file, number, "", f"ANSWER: {shown(letter)}", f"one letter of {letters[0]} to {letters[-1]}")
        else:
            weights = [FULL if mark == right else NOTHING for mark in letters]
            options = (Option(Text(o, PLAIN), w) for o, w in zip(self.options, weights, strict=False))
            return Question(ONE, Text(" ".join(self.stem), PLAIN), options=tuple(options))
        return None


def write_aiken(questions: Sequence[Question]) -> tuple[bytes, list[Loss]]:
    """Return the questions as Aiken, and what was lost."""
    losses = Losses("Aiken", [])
    blocks = [block for q in questions if (block := _block(q, losses))]
    return ("\n\n".join(blocks) + "\n" if blocks else "").encode(), losses.found


def _block(question: Question, losses: Losses) -> str:
    stem, options = one_line(question.shown_stem), [one_line(o.text.text) for o in question.options]
    if why := _unwritable(question, stem, options):
        losses.add(question, f"{why}: {WHOLE}")
        return ""
    lose_settings(losses, question, ID, TITLE, TAGS, POINTS, PENALTY, SHUFFLE, TIME, GENERAL, EACH_FEEDBACK)
    lose_formats(losses, question, kept=(PLAIN,))
    right = max(range(len(options)), key=lambda i: question.options[i].weight)
    weights = {o.weight for i, o in enumerate(question.options) if i != right} | {NOTHING}
    texts = (question.stem.text, *(o.text.text for o in question.options))
    losses.add_if(
        question,
        {
            "that it is true or false: written as a choice": question.kind == TRUE_FALSE,
            "weights other than one right answer": weights != {NOTHING} or question.options[right].weight != FULL,
            "where in the sentence the answer goes: a line stands there": GAP in question.stem.text,
            "line ends and repeated blanks in a text": any(one_line(t) != t for t in texts),
        },
    )
    lines = [f"{letter}) {text}".rstrip() for letter, text in zip(ascii_uppercase, options, strict=False)]
    return "\n".join((stem, *lines, f"ANSWER: {ascii_uppercase[right]}"))


def _unwritable(question: Question, stem: str, options: Sequence[str]) -> str:
    if question.kind == CATEGORY:
        return "a category"
    if question.kind not in (ONE, TRUE_FALSE):
        return f"a question of the kind {question.kind}"
    if not 2 <= len(options) <= len(ascii_uppercase):
        return "a choice of fewer than two or more than 26 answers"
    return "a question that starts like an answer" if not stem or _MARK.match(stem) else ""
