"""GIFT out: questions as Moodle's GIFT.

In: Questions.
Out: bytes, and what GIFT cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from readiness.adapters.quiz_formats.losing import CASE, PENALTY, POINTS, SHUFFLE, TIME, WHOLE, lose_settings
from readiness.stages.quizzes.question import (
    CATEGORY,
    CLOZE,
    DESCRIPTION,
    EMPTY,
    FULL,
    GAP,
    MANY,
    MATCHING,
    MOODLE,
    NOTHING,
    NUMERICAL,
    ONE,
    SHORT,
    TRUE_FALSE,
    Loss,
    Losses,
    Option,
    Question,
    Text,
)

_CONTROL = re.compile(r"([~=#{}:\\])")
ARROW = "the arrow -> in its answers, which GIFT takes for matching: written as →"
BACKSLASH = "a backslash at the end of its id or a tag"


def write_gift(questions: Sequence[Question]) -> tuple[bytes, list[Loss]]:
    """Return the questions as GIFT, one blank line between them, and what was lost."""
    losses = Losses("GIFT", [])
    blocks = [block for q in questions if (block := _block(q, losses))]
    return ("\n\n".join(blocks) + "\n" if blocks else "").encode(), losses.found


def number_text(number: Decimal) -> str:
    """Return a number with no zeros that say nothing."""
    return f"{number.normalize():f}" if number else "0"


def _block(question: Question, losses: Losses) -> str:
    if question.kind == CATEGORY:
        return "$CATEGORY: " + question.title.replace("\\", "\\\\") if question.title else ""
    if why := _unwritable(question):
        losses.add(question, f"{why}: {WHOLE}")
        return ""
    lose_settings(losses, question, POINTS, PENALTY, SHUFFLE, CASE, TIME)
    losses.add_if(question, {BACKSLASH: any(t.endswith("\\") for t in (question.question_id, *question.tags))})
    name, *tags = (_bracketed(t) for t in (question.question_id, *question.tags))
    head = [f"// [id:{name}]"] if name else []
    if any(tags):
        head.append("// " + " ".join(f"[tag:{t}]" for t in tags if t))
    if question.kind == DESCRIPTION:
        losses.add_if(question, {"its feedback for everyone": question.general.text})
    title = f"::{_escaped(question.title)}::" if question.title else ""
    return "\n".join((*head, title + _body(question, losses)))


def _unwritable(question: Question) -> str:
    if question.kind == CLOZE:
        return "more than one gap"
    if question.kind in (ONE, MANY) and len(question.options) < 2:
        return "a choice of fewer than two answers"
    if question.kind == SHORT and not any(o.text.text for o in question.options):
        return "a short answer without an answer"
    if question.kind == NUMERICAL and not question.numbers:
        return "a number without an answer"
    if question.kind == MATCHING and len(question.pairs) + len(question.extra) < 2:
        return "a matching of fewer than two pairs"
    return "a description without a text" if question.kind == DESCRIPTION and not (question.stem.text or question.title) else ""


def _body(question: Question, losses: Losses) -> str:
    before, gap, after = question.stem.text.partition(GAP)
    stem = _marked(Text(before, question.stem.format), MOODLE) if before else ""
    if gap and not stem and question.stem.format != MOODLE:
        stem = f"[{question.stem.format}]"
    if question.kind == DESCRIPTION:
        return stem
    lines = [*_answers(question, losses)]
    if question.general.text:
        lines.append("####" + _marked(question.general, question.stem.format))
    answers = "\n\t".join(["{" + ("#" if question.kind == NUMERICAL else ""), *lines]) + "\n}" if lines else "{}"
    if question.kind == TRUE_FALSE:
        answers = "{" + "".join(lines) + "}"
    if not gap:
        return f"{stem} {answers}" if stem else answers
    inner = before[len(before.rstrip()) :]  # the blanks beside the answers belong to the stem
    return stem + inner.replace("\n", r"\n") + answers + _escaped(after)


def _answers(question: Question, losses: Losses) -> Iterator[str]:
    form = question.stem.format
    if question.kind == TRUE_FALSE:
        yield _true_false(question.options, form)
    elif question.kind in (ONE, MANY):
        yield from _choices(question, losses)
    elif question.kind == SHORT:
        for option in question.options:
            text = _marked(Text(option.text.text, MOODLE), MOODLE, weighted=option.weight != FULL)
            percent = f"%{number_text(option.weight)}%" if option.weight != FULL else ""
            yield _arrowless(question, "=" + percent + text + _feedback(option.feedback, form), losses)
    elif question.kind == NUMERICAL:
        for number in question.numbers:
            value = "*" if number.value is None else f"{number_text(number.value)}:{number_text(number.tolerance)}"
            percent = f"%{number_text(number.weight)}%"
            mark = "=" if number.weight == FULL else "~" if number.value is None and not number.weight else "=" + percent
            yield mark + ("" if mark == "~" else value) + _feedback(number.feedback, form)
    elif question.kind == MATCHING:
        for pair in question.pairs:
            left = _arrowless(question, _marked(pair.left, form), losses)
            yield f"={left} -> {_escaped(pair.right)}"
        yield from (f"= -> {_escaped(right)}" for right in question.extra)


def _choices(question: Question, losses: Losses) -> Iterator[str]:
    one = question.kind == ONE
    full = [i for i, o in enumerate(question.options) if o.weight == FULL]
    if one and not full:
        losses.add(question, "that only one answer may be ticked, as none of them counts in full")
    all_full = len(full) == len(question.options)  # with = alone it would be a short answer
    for i, option in enumerate(question.options):
        if one and option.weight == FULL and not (all_full and i):
            mark = "="
        else:
            mark = "~" if option.weight == NOTHING else f"~%{number_text(option.weight)}%"
        text = _marked(option.text, question.stem.format, weighted="%" in mark)
        yield mark + text + _feedback(option.feedback, question.stem.format)


def _true_false(options: Sequence[Option], form: str) -> str:
    right, wrong = (options[0], options[1]) if options[0].weight > options[1].weight else (options[1], options[0])
    said = "TRUE" if right is options[0] else "FALSE"
    if wrong.feedback.text or right.feedback.text:
        said += "#" + _marked(wrong.feedback, form)
    return said + _feedback(right.feedback, form)


def _feedback(text: Text, form: str) -> str:
    return "#" + _marked(text, form) if text != EMPTY else ""


def _arrowless(question: Question, text: str, losses: Losses) -> str:
    if "->" in text:
        losses.add(question, ARROW)
    return text.replace("->", "→")


def _marked(text: Text, form: str, *, weighted: bool = False) -> str:
    """Return the escaped text with its format where a reader may take another, or take its start for a format or a weight.

    Not every reader knows that an answer is in the format of its question, so the mark stands wherever it is not `moodle`.
    """
    if not text.text:
        return ""
    strange = text.text[0] == "[" or (text.text[0] == "%" and not weighted) or text.text.startswith("//")
    needed = strange or text.format != MOODLE or form != MOODLE
    return (f"[{text.format}]" if needed else "") + _escaped(text.text)


def _escaped(text: str) -> str:
    return _CONTROL.sub(r"\\\1", text).replace("\n", r"\n")


def _bracketed(text: str) -> str:
    """Return a text as it may stand in [id:] or [tag:]; a backslash at its end would guard the bracket."""
    return text.rstrip("\\").rstrip().replace("]", "\\]")
