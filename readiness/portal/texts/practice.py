"""Texts of practice: a few questions a day for reps, and what is remembered of each claim.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "nav_practice": ("Practice", "Üben"),
    "practice_state": ("Practice", "Üben"),
    "practice_due": (
        "1 question, about {minutes} min|{n} questions, about {minutes} min",
        "1 Frage, etwa {minutes} Min.|{n} Fragen, etwa {minutes} Min.",
    ),
    "practice_start": ("Practise", "Üben"),
    "practice_title": ("Practice", "Üben"),
    "practice_of": ("Practice: {name}", "Üben: {name}"),
    "practice_none": (
        "There is nothing to practise yet. Questions come the working day after your training session.",
        "Noch gibt es nichts zu üben. Am Arbeitstag nach Ihrer Schulung kommen die ersten Fragen.",
    ),
    "practice_now": ("{n} of {of} today", "{n} von {of} heute"),
    "practice_unknown": ("I do not know", "Weiß ich nicht"),
    "practice_done": ("Done for today", "Für heute fertig"),
    "practice_nothing": ("Nothing due today", "Heute ist nichts fällig"),
    "practice_nothing_until": ("Nothing is due until {day}.", "Bis {day} ist nichts fällig."),
    "practice_next_on": ("The next questions come on {day}.", "Die nächsten Fragen kommen am {day}."),
    "practice_over": (
        "The practice for this launch is over. There is nothing left to do.",
        "Das Üben für diese Einführung ist zu Ende. Es gibt nichts mehr zu tun.",
    ),
    "practice_n_answered": (
        "1 question answered today.|{n} questions answered today.",
        "1 Frage heute beantwortet.|{n} Fragen heute beantwortet.",
    ),
    "practice_is_right": ("That is right", "Das ist richtig"),
    "practice_is_wrong": ("Not right yet", "Noch nicht richtig"),
    "practice_was_unknown": ("Now you know", "Jetzt wissen Sie es"),
    "practice_why": ("Why", "Warum"),
    "practice_customer": ("What the customer says", "Was der Kunde sagt"),
    "practice_again_on": ("You will be asked about this again on {day}.", "Danach werden Sie am {day} noch einmal gefragt."),
    "practice_gone": ("This question is no longer asked.", "Diese Frage wird nicht mehr gestellt."),
    "practice_next": ("Next question", "Nächste Frage"),
    "practice_about": ("How this works", "Wie das geht"),
    "practice_about_when": (
        "You are asked again just before you would forget, at most {n} questions a day, never on a day off. What was hard "
        "comes back sooner. Just before the launch everything is asked once more.",
        "Sie werden gefragt, kurz bevor Sie etwas vergessen würden: höchstens {n} Fragen am Tag, nie an freien Tagen. Was "
        "schwer war, kommt früher wieder. Kurz vor der Einführung wird alles noch einmal gefragt.",
    ),
    "practice_about_counts": (
        "It is practice: it does not count for your readiness or any other figure of yours. No colleague and no manager is "
        "shown your answers; totals are shown of five people or more. Your answers are part of the copy of your data that you"
        " can ask for.",
        "Es ist eine Übung: Sie zählt weder für Ihre Bereitschaft noch für eine andere Ihrer Zahlen. Ihre Antworten werden "
        "weder Kollegen noch Vorgesetzten gezeigt; Summen gibt es erst ab fünf Personen. Ihre Antworten gehören zu der Kopie "
        "Ihrer Daten, um die Sie bitten können.",
    ),
    "tab_practice": ("Practice", "Üben"),
    "recall_title": ("What is remembered: {name}", "Was im Gedächtnis ist: {name}"),
    "recall_lead": (
        "What reps who practise are expected to remember of each claim, what is remembered least first. It is a prediction "
        "from their answers by a model of forgetting (FSRS), not a test, and no person is told apart.",
        "Was übende Verkäufer von jeder Aussage voraussichtlich noch wissen, das Schwächste zuerst. Es ist eine Vorhersage "
        "aus ihren Antworten nach einem Modell des Vergessens (FSRS), keine Prüfung, und niemand ist einzeln zu erkennen.",
    ),
    "recall_none": (
        "Nobody has practised yet. Reps are asked from the working day after their training session on.",
        "Noch hat niemand geübt. Gefragt wird ab dem Arbeitstag nach der Schulung.",
    ),
    "recall_off": (
        "This launch has no practice: no quiz of it is approved, or quiz.yaml sets per_day to 0.",
        "Diese Einführung hat keine Übung: Kein Quiz ist freigegeben, oder quiz.yaml setzt per_day auf 0.",
    ),
    "recall_claim": ("Claim", "Aussage"),
    "recall_reps": ("Reps", "Verkäufer"),
    "recall_answers": ("Answers", "Antworten"),
    "recall_right": ("Right", "Richtig"),
    "recall_now": ("Remembered today", "Heute im Gedächtnis"),
    "recall_at_launch": ("On launch day, {day}, without more practice", "Am Tag der Einführung, {day}, ohne weiteres Üben"),
    "recall_few": ("fewer than 5 people", "weniger als 5 Personen"),
    "notice_what_practice": (
        "What you answered while practising, and when. It counts for no figure; totals are shown of five people or more.",
        "Was Sie beim Üben geantwortet haben und wann. Es zählt für keine Zahl; Summen gibt es erst ab fünf Personen.",
    ),
}
