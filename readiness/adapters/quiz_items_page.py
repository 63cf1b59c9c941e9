"""Quiz items page: every item with its key and the message it rests on, for a person to read and approve.

In: QuizDesk.
Out: Markdown; a table of the forms.
"""

from __future__ import annotations

from itertools import groupby

from readiness.adapters.messages_page import escaped
from readiness.adapters.stored_quizzes import QuizDesk
from readiness.adapters.table_files import csv_bytes
from readiness.stages.quizzes import Item
from readiness.vocabulary import counted

LETTERS = "abcdef"
FORM_COLUMNS = ("form_id", "quiz_id", "motion", "language", "position", "item_id", "requirement_id", "kind", "level")


def items_page(desk: QuizDesk) -> str:
    """Return the page: items by language and by the need they are about."""
    states = desk.states
    lines = [f"# {desk.inputs.launch.name}: quiz items", "", f"{counted(len(desk.items), 'item')}. {_state(desk)}"]
    if states.retired:
        lines += ["", f"Retired, since the message they were about is gone: {', '.join(states.retired)}."]
    needs = {r.requirement_id: r.statement for r in desk.inputs.requirements}
    place = {r: n for n, r in enumerate(dict.fromkeys(i.requirement_id for i in desk.items))}
    for quiz_id, quiz in groupby(desk.items, key=lambda i: i.quiz_id):
        lines += ["", f"## {quiz_id}"]
        ordered = sorted(quiz, key=lambda i: place[i.requirement_id])
        for requirement_id, group in groupby(ordered, key=lambda i: i.requirement_id):
            lines += ["", f"### {requirement_id}: {escaped(needs[requirement_id])}"]
            for item in group:
                lines += _item(desk, item)
    return "\n".join(lines) + "\n"


def _state(desk: QuizDesk) -> str:
    waiting = desk.states.waiting
    if not waiting:
        return "All are approved." if desk.items else ""
    launch_id = desk.inputs.launch.launch_id
    return f"{counted(len(waiting), 'item')} not approved yet: `readiness approve {launch_id} --items --by NAME`."


def _item(desk: QuizDesk, item: Item) -> list[str]:
    mark = ""
    if item.item_id in desk.states.changed:
        mark = ", approved before in other words, to be approved again"
    elif item.item_id not in desk.states.approved:
        mark = ", not approved yet"
    options = [
        f"- {LETTERS[k]}) {'**' + escaped(text) + '** (right)' if k == item.correct else escaped(text)}"
        for k, text in enumerate(item.options)
    ]
    about = f"{item.item_id}: {item.kind.replace('_', ' ')}, {item.level}, message {item.message_id}{mark}"
    return ["", f"{escaped(item.stem)} ({escaped(about)})", "", *options, "", f"> {escaped(item.feedback)}"]


def forms_csv(desk: QuizDesk) -> bytes:
    """Return the forms as a table, one row an item in its place."""
    items = {i.item_id: i for i in desk.items}
    rows = [
        (f.form_id, f.quiz_id, f.motion, f.language, n, i, items[i].requirement_id, items[i].kind, items[i].level)
        for f in desk.forms
        for n, i in enumerate(f.item_ids, start=1)
    ]
    return csv_bytes(FORM_COLUMNS, rows)
