"""Documents: a quiz's items as the files that learning systems import.

In: Items.
Out: bytes by file name; what a format could not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readiness.adapters.quiz_formats.gift_writing import write_gift
from readiness.adapters.quiz_formats.moodle_writing import write_moodle
from readiness.adapters.quiz_formats.qti_dialects import QTI3
from readiness.adapters.quiz_formats.qti_packages import write_qti
from readiness.adapters.table_files import csv_bytes
from readiness.stages.quizzes import Item
from readiness.stages.quizzes.question import CATEGORY, FULL, MOODLE, NOTHING, ONE, PLAIN, Loss, Option, Question, Text, clean

_CATEGORY = re.compile(r"[^\w .-]+")


def quiz_documents(items: Sequence[Item], quiz_id: str, title: str, language: str) -> tuple[dict[str, bytes], list[Loss]]:
    """Return a quiz as GIFT, Moodle XML, QTI 2.1, QTI 3.0 and a table, by file name, and what was lost."""
    coded = [_question(item, by_id=True) for item in items]
    filed = [Question(CATEGORY, title=_category(quiz_id)), *coded] if coded else []
    written = {
        f"{quiz_id}.gift": write_gift(list(_filed(items))),
        f"{quiz_id}.xml": write_moodle(filed),
        f"{quiz_id}.qti.zip": write_qti(coded, quiz_id, title, language),
        f"{quiz_id}.qti3.zip": write_qti(coded, quiz_id, title, language, QTI3),
    }
    files = {name: data for name, (data, _) in written.items()} | {f"{quiz_id}.csv": items_csv(items)}
    return files, sorted(loss for _, lost in written.values() for loss in lost)


def gift(items: Sequence[Item]) -> bytes:
    """Return a quiz as Moodle's GIFT: a category per quiz, the item's id as its title, the feedback for everyone."""
    return write_gift(list(_filed(items)))[0]


def _filed(items: Sequence[Item]) -> Iterator[Question]:
    quiz_id = None
    for item in items:
        if item.quiz_id != quiz_id:
            quiz_id = item.quiz_id
            yield Question(CATEGORY, title=_category(quiz_id))
        yield _question(item, by_id=False)


def _category(quiz_id: str) -> str:
    return "$course$/top/" + (_CATEGORY.sub("-", clean(quiz_id)) or "quiz")


def _question(item: Item, *, by_id: bool) -> Question:
    """Return an item as a question of plain text; in GIFT that is said only where its signs could be taken for HTML."""
    texts = (item.stem, *item.options, item.feedback)
    form = PLAIN if by_id or any(c in t for t in texts for c in "<&") else MOODLE
    options = (Option(Text(o, form), FULL if i == item.correct else NOTHING) for i, o in enumerate(item.options))
    return Question(
        ONE,
        Text(item.stem, form),
        item.item_id,
        item.item_id if by_id else "",
        tuple(options),
        general=Text(item.feedback, form),
        shuffle=True if by_id else None,
    )


def items_csv(items: Sequence[Item]) -> bytes:
    """Return a quiz as a table, one row an item; `correct` is the number of the right option, the first being 1."""
    n = max((len(i.options) for i in items), default=4)
    header = ["item_id", "quiz_id", "kind", "stem", *(f"option_{k}" for k in range(1, n + 1))]
    rows = []
    for i in items:
        options = (*i.options, *([""] * (n - len(i.options))))
        rows.append((i.item_id, i.quiz_id, i.kind, i.stem, *options, i.correct + 1, i.feedback, i.message_id, i.spec_revision))
    return csv_bytes([*header, "correct", "feedback", "message_id", "spec_revision"], rows)
