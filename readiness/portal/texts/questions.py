"""Texts of the questions of a quiz: read and approved.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "tab_questions": ("Quiz", "Quiz"),
    "questions_title": ("Quiz questions", "Quizfragen"),
    "questions_lead": (
        "They are made from the messages. Reps are asked only what somebody here has read and approved.",
        "Sie entstehen aus den Botschaften. Gefragt wird nur, was hier jemand gelesen und freigegeben hat.",
    ),
    "questions_none": (
        "There are no questions yet: they are made from messages, and there are none.",
        "Es gibt noch keine Fragen: Sie entstehen aus Botschaften, und davon gibt es keine.",
    ),
    "questions_first_messages": ("To the messages", "Zu den Botschaften"),
    "questions_done": ("1 question approved.|{n} questions approved.", "1 Frage freigegeben.|{n} Fragen freigegeben."),
    "questions_retired": (
        "1 question approved earlier is asked no more: its message is gone."
        "|{n} questions approved earlier are asked no more: their messages are gone.",
        "1 früher freigegebene Frage wird nicht mehr gestellt: Ihre Botschaft gibt es nicht mehr."
        "|{n} früher freigegebene Fragen werden nicht mehr gestellt: Ihre Botschaften gibt es nicht mehr.",
    ),
    "questions_refused": ("Nothing was approved", "Nichts wurde freigegeben"),
    "questions_refused_changed": (
        "The questions changed since you read them. Read them as they are now, then approve them.",
        "Die Fragen haben sich geändert, seit Sie sie gelesen haben. Lesen Sie sie, wie sie jetzt sind, und geben Sie sie frei.",
    ),
    "questions_refused_none": ("Choose at least one question.", "Wählen Sie mindestens eine Frage aus."),
    "questions_approve_all": (
        "Approve the 1 that waits|Approve all {n} that wait",
        "Die 1 wartende freigeben|Alle {n} wartenden freigeben",
    ),
    "question_pick": ("Approve this question", "Diese Frage freigeben"),
    "question_right": ("right", "richtig"),
    "question_said_after": ("Said after the answer", "Nach der Antwort gesagt"),
}
