"""Losing: what several formats lose alike, each named the same way.

In: questions and what a format can hold.
Out: losses.
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.stages.quizzes.question import HTML, PLAIN, Losses, Question, Text

ID, TITLE, TAGS, POINTS = "its id", "its title", "its tags", "its points other than 1"
PENALTY, SHUFFLE, CASE, TIME = "its penalty", "whether answers are shuffled", "that capitals matter", "its time limit"
GENERAL, WHOLE = "its feedback for everyone", "the whole question, which is left out"
EACH_FEEDBACK = "the feedback of each answer"


def lose_settings(losses: Losses, question: Question, *names: str) -> None:
    """Record those of the question's settings that are named here and are set."""
    there = {
        ID: question.question_id,
        TITLE: question.title,
        TAGS: question.tags,
        POINTS: question.points != 1,
        PENALTY: question.penalty is not None,
        SHUFFLE: question.shuffle is not None,
        CASE: question.case_matters,
        TIME: question.time_limit is not None,
        GENERAL: question.general.text,
        EACH_FEEDBACK: any(a.feedback.text for a in question.answers),
    }
    losses.add_if(question, {name: there[name] for name in names})


def texts_of(question: Question) -> Iterator[Text]:
    """Return every text of a question that has a format of its own."""
    yield question.stem
    yield question.general
    for option in question.options:
        yield option.text
        yield option.feedback
    for number in question.numbers:
        yield number.feedback
    for pair in question.pairs:
        yield pair.left


def lose_formats(losses: Losses, question: Question, kept: tuple[str, ...] = (PLAIN, HTML)) -> None:
    """Record a format of text that cannot be told from plain text in the file."""
    lost = sorted({t.format for t in texts_of(question) if t.format not in kept})
    if lost:
        losses.add(question, f"that its text is {' and '.join(lost)}: written as plain")
