"""Moodle cloze: gaps in a text as Moodle writes them, `{1:SHORTANSWER:=Paris#Yes~%50%Lyon}`.

In: the text of a cloze question; its parts.
Out: the stem with a GAP for each, and the Parts; the text again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from readiness.adapters.quiz_formats.gift_writing import number_text
from readiness.adapters.quiz_formats.numbers import Unreadable, number, number_answer, percent
from readiness.stages.quizzes.question import (
    FULL,
    GAP,
    HTML,
    MANY,
    NOTHING,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    NumberAnswer,
    Option,
    Part,
    Text,
)

_GAP = re.compile(r"\{([0-9]*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_WORDS = {ONE: "MULTICHOICE", MANY: "MULTIRESPONSE", SHORT: "SHORTANSWER", NUMERICAL: "NUMERICAL"}
_KINDS = {
    **dict.fromkeys(("MULTICHOICE", "MC"), ONE),
    **dict.fromkeys(("MULTIRESPONSE", "MR"), MANY),
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), SHORT),
    **dict.fromkeys(("NUMERICAL", "NM"), NUMERICAL),
}
_LAYOUT = re.compile(r"(MULTICHOICE|MULTIRESPONSE)_[VHS]{1,2}|(MC|MR)[VHS]{1,2}")
_PERCENT = re.compile(r"%(-?[0-9.]+)%")


def read_cloze(text: str, lost: Callable[[str], None]) -> tuple[str, tuple[Part, ...]]:
    """Return the stem and its parts; `lost` is told what a Part cannot say.

    Raises:
        Unreadable: a gap is of a kind nobody knows, or its number or weight is none.
    """
    parts: list[Part] = []
    text = text.replace(GAP, "")

    def gap(found: re.Match[str]) -> str:
        word = found[2]
        if layout := _LAYOUT.fullmatch(word):
            lost("how the answers of a gap are laid out and shuffled")
            word = layout[1] or layout[2]
        if word not in _KINDS:
            raise Unreadable(f"a gap of the kind {word}", "one of " + ", ".join(sorted(_KINDS)))
        answers = _split(found[3], "~")
        parts.append(_part(_KINDS[word], answers, Decimal(found[1] or 1), case=word.endswith("C") and word not in ("MC",)))
        return GAP

    return _GAP.sub(gap, text), tuple(parts)


def _part(kind: str, answers: Sequence[str], points: Decimal, *, case: bool) -> Part:
    options: list[Option] = []
    numbers: list[NumberAnswer] = []
    for raw in answers:
        if not raw.strip() and raw is answers[0]:
            continue
        weight, text = NOTHING, raw.strip()
        if text.startswith("="):
            weight, text = FULL, text[1:]
        elif found := _PERCENT.match(text):
            weight, text = percent(found[1]), text[found.end() :]
        said, *rest = _split(text, "#", 1)
        feedback = Text(_bare(rest[0]), HTML) if rest else Text("")
        if kind == NUMERICAL:
            numbers.append(number_answer(_bare(said), weight, feedback))
        else:
            options.append(Option(Text(_bare(said), PLAIN if kind == SHORT else HTML), weight, feedback))
    number(str(points))
    return Part(kind, tuple(options), tuple(numbers), points, case)


def _split(text: str, mark: str, most: int = -1) -> list[str]:
    """Return what stands between marks that no backslash guards."""
    pieces, start = [], 0
    for found in re.finditer(r"\\.|" + mark, text, re.DOTALL):
        if found[0] == mark and most != 0:
            pieces.append(text[start : found.start()])
            start, most = found.end(), most - 1
    return [*pieces, text[start:]]


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL).strip()


def cloze_text(stem: str, parts: Sequence[Part]) -> str:
    """Return the text of a cloze question with its gaps written out."""
    pieces = stem.split(GAP)
    out = [pieces[0]]
    for i, piece in enumerate(pieces[1:]):
        out += [_written(parts[i]) if i < len(parts) else "_____", piece]
    return "".join(out)


def whole(points: Decimal) -> int:
    """Return the points of a gap as Moodle counts them: a whole number of at least 1."""
    return max(1, round(points))


def _written(part: Part) -> str:
    word = _WORDS[part.kind] + ("_C" if part.case_matters and part.kind == SHORT else "")
    answers = [_answer(o.text.text, o.weight, o.feedback) for o in part.options]
    for n in part.numbers:
        value = "*" if n.value is None else f"{number_text(n.value)}:{number_text(n.tolerance)}"
        answers.append(_answer(value, n.weight, n.feedback))
    return "{" + f"{whole(part.points)}:{word}:{'~'.join(answers)}" + "}"


def _answer(text: str, weight: Decimal, feedback: Text) -> str:
    mark = "=" if weight == FULL else f"%{number_text(weight)}%"
    return mark + _guarded(text) + ("#" + _guarded(feedback.text) if feedback.text else "")


def _guarded(text: str) -> str:
    return re.sub(r"([\\}~#])", r"\\\1", text)
