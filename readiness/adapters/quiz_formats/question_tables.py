"""Question tables: questions as CSV or XLSX, a row a question, as people keep them in a spreadsheet.

In: Questions; the bytes of a .csv or .xlsx file.
Out: bytes, and what a table cannot hold; Questions, or every fault with its row and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from string import ascii_uppercase

from readiness.adapters.input_tables import Problems, raw_rows
from readiness.adapters.input_values import shown
from readiness.adapters.quiz_formats.gift_writing import number_text
from readiness.adapters.quiz_formats.losing import CASE, SHUFFLE, WHOLE, lose_settings, texts_of
from readiness.adapters.quiz_formats.numbers import Unreadable, number, number_answer, percent
from readiness.adapters.table_files import FORMULA_START, UnreadableWorkbookError, csv_bytes, workbook_cells, xlsx_bytes
from readiness.errors import InvalidInputsError
from readiness.stages.quizzes.question import (
    CLOZE,
    FORMATS,
    FULL,
    GAP,
    KINDS,
    MANY,
    MATCHING,
    MOODLE,
    NOTHING,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    TRUE_FALSE,
    Loss,
    Losses,
    NumberAnswer,
    Option,
    Pair,
    Question,
    Text,
    true_false,
)

FIXED = ("kind", "id", "title", "question", "format", "points", "penalty", "seconds", "tags", "feedback")
EACH = ("option", "match", "weight", "feedback")
MAX_UNPACKED = 100_000_000
_NUMBERED = re.compile(r"(option|answer|match|weight|feedback)[ _]?([0-9]{1,2})")
_NAMES = {"stem": "question", "question_text": "question", "item_id": "id", "general_feedback": "feedback", "answer": "correct"}


def write_table(questions: Sequence[Question], suffix: str = ".csv") -> tuple[bytes, list[Loss]]:
    """Return the questions as a table, and what was lost; suffix is .csv or .xlsx."""
    losses = Losses("a table", [])
    kept = [q for q in questions if _holds(q, losses)]
    n = max((len(_cells(q)) for q in kept), default=0)
    header = [*FIXED, *(f"{name}_{i}" for i in range(1, n + 1) for name in EACH)]
    rows = [_row(q, n, losses) for q in kept]
    data = csv_bytes(header, rows) if suffix == ".csv" else xlsx_bytes({"questions": (header, rows)})
    return data, losses.found


def _holds(question: Question, losses: Losses) -> bool:
    if question.kind == CLOZE or len(_cells(question)) > 99:
        losses.add(question, f"more than one gap or 99 answers: {WHOLE}")
        return False
    return True


def _row(question: Question, n: int, losses: Losses) -> list[str]:
    lose_settings(losses, question, SHUFFLE, CASE)
    cells = _cells(question)
    penalty = "" if question.penalty is None else number_text(question.penalty)
    seconds = "" if question.time_limit is None else str(question.time_limit)
    tags = "; ".join(t.replace(";", ",") for t in question.tags)
    row = [question.kind, question.question_id, question.title, question.shown_stem, question.stem.format]
    row += [number_text(question.points), penalty, seconds, tags, question.general.text]
    row += [c for cell in cells for c in cell] + [""] * (len(EACH) * (n - len(cells)))
    typed = [id(o.text) for o in question.options] if question.kind in (SHORT, TRUE_FALSE) else []
    own = [t for t in texts_of(question) if t.text and t.format != question.stem.format and id(t) not in typed]
    losses.add_if(
        question,
        {
            "a text in another format than its question": own,
            "where in the sentence the answer goes: a line stands there": GAP in question.stem.text,
            "an apostrophe before a sign at the start of a text": any(_unguarded(c) != c for c in row),
            "a ; in a tag": any(";" in t for t in question.tags),
        },
    )
    return row


def _cells(question: Question) -> list[tuple[str, str, str, str]]:
    """Return option, match, weight and feedback of each answer."""
    found = [(o.text.text, "", number_text(o.weight), o.feedback.text) for o in question.options]
    for a in question.numbers:
        value = "*" if a.value is None else f"{number_text(a.value)}:{number_text(a.tolerance)}"
        found.append((value, "", number_text(a.weight), a.feedback.text))
    found += [(p.left.text, p.right, "", "") for p in question.pairs]
    return found + [("", right, "", "") for right in question.extra]


def read_table(file: str, data: bytes) -> list[Question]:
    """Return the questions of a table: ours, or any with a question, options and the right one's number, letter or text.

    Raises:
        InvalidInputsError: every row that is no question, with its column.
    """
    problems = Problems()
    rows = _rows(file, data, problems)
    header = [_name(h) for h in rows[0][1]] if rows else []
    questions: list[Question] = []
    if "question" not in header and not problems.found:
        problems.add(
            file, rows[0][0] if rows else 0, "question", "the column is missing", "a column of this name, then option_1 and so on"
        )
    for row, cells in rows[1:] if not problems.found else ():
        said = {h: _unguarded(c.strip()) for h, c in zip(header, cells, strict=False) if h}
        if any(said.values()):
            try:
                questions.append(_question(said))
            except Unreadable as error:
                problems.add(file, row, "", error.what, error.expected)
    if problems.found:
        raise InvalidInputsError(problems.found)
    return questions


def _rows(file: str, data: bytes, problems: Problems) -> list[tuple[int, list[str]]]:
    if data[:2] == b"PK":
        try:
            sheets = workbook_cells(data, MAX_UNPACKED)
        except UnreadableWorkbookError as error:
            problems.add(file, 0, "", str(error), "a workbook saved as .xlsx")
            return []
        return [(n, cells) for n, cells in next(iter(sheets.values()), []) if any(cells)]
    head = data[:4096].decode("utf-8", "ignore").lstrip("\ufeff").partition("\n")[0]
    return raw_rows(file, data, problems, max((",", ";", "\t"), key=head.count))


def _name(header: str) -> str:
    name = header.strip().casefold().replace(" ", "_")
    if found := _NUMBERED.fullmatch(name):
        return f"{'option' if found[1] == 'answer' else found[1]}_{int(found[2])}"
    return _NAMES.get(name, name)


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_START) else text


def _question(said: Mapping[str, str]) -> Question:
    answers = list(_answers(said))
    kind = said.get("kind", "")
    if kind not in KINDS or kind == CLOZE:  # a table of the user's own: what it has decides
        kind = ONE if answers else "essay"
    form = said.get("format", "")
    form = form if form in FORMATS else MOODLE
    options, numbers, pairs, extra = _judged(kind, answers, said, form)
    return Question(
        kind,
        Text(said.get("question", "").replace(GAP, ""), form),
        said.get("title", ""),
        said.get("id", ""),
        options,
        numbers,
        pairs,
        extra,
        general=Text(said.get("feedback", ""), form),
        tags=tuple(said.get("tags", "").split(";")),
        points=number(said.get("points") or "1"),
        penalty=number(said["penalty"]) if said.get("penalty") else None,
        time_limit=int(number(said["seconds"])) if said.get("seconds") else None,
    )


def _answers(said: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    last = max((i for i in range(1, 100) if any(said.get(f"{name}_{i}") for name in EACH)), default=0)
    for i in range(1, last + 1):
        option, match, weight, feedback = (said.get(f"{name}_{i}", "") for name in EACH)
        yield option, match, weight, feedback


def _judged(
    kind: str, answers: Sequence[tuple[str, str, str, str]], said: Mapping[str, str], form: str
) -> tuple[tuple[Option, ...], tuple[NumberAnswer, ...], tuple[Pair, ...], tuple[str, ...]]:
    if kind == NUMERICAL:
        numbers = tuple(number_answer(o, percent(w) if w else FULL, Text(f, form)) for o, _, w, f in answers)
        return (), numbers, (), ()
    if kind == MATCHING:
        pairs = tuple(Pair(Text(o, form), m) for o, m, _, _ in answers if o)
        return (), (), pairs, tuple(m for o, m, _, _ in answers if not o)
    if kind == TRUE_FALSE:
        if len(answers) != 2:
            raise Unreadable(f"{len(answers)} answers to true or false", "two: true, then false")
        yes, no = (percent(a[2] or "0") for a in answers)
        return true_false(yes > no, Text(answers[0][3], form), Text(answers[1][3], form)), (), (), ()
    if kind not in (ONE, MANY, SHORT) or not answers:
        return (), (), (), ()
    weights = [percent(w) if w else NOTHING for _, _, w, _ in answers]
    if not any(w for _, _, w, _ in answers):
        weights = _right(said.get("correct", ""), [o for o, *_ in answers])
    text_form = PLAIN if kind == SHORT else form
    options = (Option(Text(o, text_form), w, Text(f, form)) for (o, _, _, f), w in zip(answers, weights, strict=True))
    return tuple(options), (), (), ()


def _right(correct: str, options: Sequence[str]) -> list[Decimal]:
    """Return the weights where one column names the right option by its number, letter or text."""
    texts = [o.casefold() for o in options]
    at = -1
    if correct.casefold() in texts and correct:
        at = texts.index(correct.casefold())
    elif correct.isascii() and correct.isdigit():
        at = int(correct) - 1
    elif len(correct) == 1 and correct.upper() in ascii_uppercase:
        at = ascii_uppercase.index(correct.upper())
    if not 0 <= at < len(options):
        raise Unreadable(f"the right answer {shown(correct)}", "the number, the letter or the text of one of the options")
    return [FULL if i == at else NOTHING for i in range(len(options))]
