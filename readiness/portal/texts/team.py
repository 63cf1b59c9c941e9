"""Texts of a manager's pages, of what is owed about a rep, and of the rubric of graded pitches.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "own_act_take_quiz": ("Take the quiz", "Quiz machen"),
    "own_act_finish_quiz": ("Finish the quiz", "Quiz abschließen"),
    "own_act_answer_again": ("Answer the quiz again", "Quiz noch einmal beantworten"),
    "own_act_support_with_stock": ("Get stock on the shelf", "Ware ins Regal bringen"),
    "own_act_move_account": ("Hand over accounts", "Kunden abgeben"),
    "own_act_book_session": ("Book a seat in the training", "Einen Platz in der Schulung buchen"),
    "own_act_coach": ("Coaching", "Coaching"),
    "own_act_practise": ("Practise the message", "Die Botschaft üben"),
    "own_act_visit": ("Visit a customer together", "Gemeinsam einen Kunden besuchen"),
    "own_act_certify": ("Get the certificate", "Das Zertifikat erwerben"),
    "own_act_learn_from": ("Let others learn from it", "Andere davon lernen lassen"),
    "own_act_keep_going": ("Keep going", "Weiter so"),
    "team_nobody": (
        "No launch has anybody of your team yet. They stand here once a launch that names you as their manager is taken in.",
        "Noch nennt keine Einführung jemanden aus Ihrem Team. Die Personen stehen hier, sobald eine Einführung aufgenommen ist, "
        "die Sie als Führungskraft nennt.",
    ),
    "team_owed": ("What is owed", "Was ansteht"),
    "team_owed_none": ("Nothing is owed.", "Es steht nichts an."),
    "team_owed_table": ("What is owed, the earliest due first", "Was ansteht, das Früheste zuerst"),
    "team_people_table": ("People of the team", "Personen des Teams"),
    "team_due": ("Due", "Fällig"),
    "team_about": ("About", "Wen es betrifft"),
    "team_what": ("What", "Was"),
    "team_by": ("By", "Von"),
    "team_you": ("You", "Sie"),
    "team_late": ("overdue", "überfällig"),
    "team_come_back": ("Come back to a note", "Auf eine Notiz zurückkommen"),
    "team_holes": ("What is not understood", "Was nicht verstanden ist"),
    "team_holes_lead": (
        "First answers of {n} of {of} people so far; what most get wrong comes first.",
        "Erste Antworten von bisher {n} von {of} Personen; was die meisten falsch haben, kommt zuerst.",
    ),
    "team_holes_none": ("Nobody has answered the quiz yet.", "Noch hat niemand das Quiz beantwortet."),
    "team_wrong": ("{share} wrong", "{share} falsch"),
    "team_of_answers": ("({wrong} of {n} answers, {reps} people)", "({wrong} von {n} Antworten, {reps} Personen)"),
    "team_most_wrong": ("most get it wrong", "die meisten falsch"),
    "team_too_few": (
        "Not enough data: 1 answer.|Not enough data: {n} answers.",
        "Zu wenige Daten: 1 Antwort.|Zu wenige Daten: {n} Antworten.",
    ),
    "team_missing": ("Who is missing something", "Wem etwas fehlt"),
    "team_missing_none": (
        "Everybody has answered the quiz and was in the training, and no certificate ends soon.",
        "Alle haben das Quiz beantwortet und waren in der Schulung, und kein Zertifikat läuft bald ab.",
    ),
    "team_no_quiz": ("No quiz answered", "Kein Quiz beantwortet"),
    "team_no_session": ("Had a session and is on no list", "Hatte eine Schulung und steht auf keiner Liste"),
    "team_certificates": ("Certificate ends", "Zertifikat läuft ab"),
    "team_ends": ("until {day}", "bis {day}"),
    "team_ended": ("ended on {day}", "abgelaufen am {day}"),
    "team_people": ("People", "Personen"),
    "team_find": ("Name", "Name"),
    "team_name": ("Name", "Name"),
    "team_band": ("Between (90% band)", "Zwischen (90-%-Band)"),
    "team_from_to": ("{low} to {high}", "{low} bis {high}"),
    "team_trained": ("Trained", "Geschult"),
    "team_not_trained": ("on no list", "auf keiner Liste"),
    "team_next": ("Next step", "Nächster Schritt"),
    "team_order": (
        "The order is by name or by what is due, never by what somebody sold or added. What you see of a person is noted.",
        "Die Reihenfolge ist nach Name oder Fälligkeit, nie nach Verkäufen oder Beitrag. Was Sie von einer Person ansehen, "
        "wird protokolliert.",
    ),
    "team_look_noted": (
        "That you looked at this page is noted, and the person may ask for it.",
        "Dass Sie diese Seite angesehen haben, wird protokolliert; die Person kann danach fragen.",
    ),
    "team_on_page": ("On this page", "Auf dieser Seite"),
    "team_history": ("Quiz, training, certificate", "Quiz, Schulung, Zertifikat"),
    "team_holes_one": ("Answered wrong", "Falsch beantwortet"),
    "team_no_answers": ("No quiz answered yet.", "Noch kein Quiz beantwortet."),
    "team_all_right": ("Every first answer was right.", "Alle ersten Antworten waren richtig."),
    "team_wrong_one": ("{wrong} of {n} first answers wrong", "{wrong} von {n} ersten Antworten falsch"),
    "team_note": ("New note", "Neue Notiz"),
    "team_note_hint": ("{name} reads this note too.", "{name} liest diese Notiz auch."),
    "team_note_due": ("Come back to it on (optional)", "Darauf zurückkommen am (freiwillig)"),
    "team_note_save": ("Save note", "Notiz speichern"),
    "team_note_mark": ("Mark as done", "Als erledigt markieren"),
    "team_note_reopen": ("Open again", "Wieder öffnen"),
    "team_note_problem": (
        "Write something, at most 2,000 letters.",
        "Schreiben Sie etwas, höchstens 2.000 Zeichen.",
    ),
    "team_due_problem": (
        "The day to come back to it has to be today or later.",
        "Der Tag, um darauf zurückzukommen, muss heute oder später sein.",
    ),
    "team_grade": ("Grade a pitch", "Ein Verkaufsgespräch bewerten"),
    "team_grade_hint": (
        "Each criterion from 0 to {top}. {name} sees scores and comments at once; they count at the next measurement. Graded "
        "twice on a day, the last one holds.",
        "Jedes Kriterium von 0 bis {top}. {name} sieht Punkte und Anmerkungen sofort; sie zählen ab der nächsten Messung. "
        "Zweimal am Tag bewertet, gilt das letzte.",
    ),
    "team_weighs": ("weight {weight}", "Gewicht {weight}"),
    "team_score": ("Score, 0 to {top}", "Punkte, 0 bis {top}"),
    "team_choose": ("choose", "wählen"),
    "team_comment": ("Comment", "Anmerkung"),
    "team_grade_save": ("Save scores", "Bewertung speichern"),
    "team_score_problem": ("Give each criterion a score.", "Geben Sie jedem Kriterium eine Punktzahl."),
    "team_comment_problem": (
        "A comment is too long: at most 2,000 letters.",
        "Eine Anmerkung ist zu lang: höchstens 2.000 Zeichen.",
    ),
    "team_no_rubric": (
        "Nobody has defined how pitches of this launch are graded. Marketing or sales operations can do that.",
        "Noch ist nicht festgelegt, wie Verkaufsgespräche dieser Einführung bewertet werden. Das können Marketing oder Sales "
        "Operations tun.",
    ),
    "team_not_measured": (
        "Nothing has been measured of this person yet.",
        "Von dieser Person ist noch nichts gemessen.",
    ),
    "team_quiz": ("Quiz", "Quiz"),
    "team_attempt": ("Attempt {n}, {day}: {right} of {of} right", "Versuch {n}, {day}: {right} von {of} richtig"),
    "team_training": ("Training", "Schulung"),
    "team_seat": ("Seat: {moment}, {title}", "Platz: {moment}, {title}"),
    "team_attended": (
        "Attended on {day}: 1 minute|Attended on {day}: {n} minutes",
        "Am {day} dabei: 1 Minute|Am {day} dabei: {n} Minuten",
    ),
    "team_certificate": ("Certificate", "Zertifikat"),
    "team_no_certificate": ("None yet.", "Noch keines."),
    "team_valid": ("valid from {first} to {last}", "gültig vom {first} bis {last}"),
    "tab_rubric": ("Graded pitch", "Verkaufsgespräch"),
    "rubric_title": ("How pitches are graded", "Wie Verkaufsgespräche bewertet werden"),
    "rubric_lead": (
        "Managers score each criterion from 0 to the best. The weights say how much each counts, and add up to 100%.",
        "Führungskräfte bewerten jedes Kriterium von 0 bis zur Bestnote. Die Gewichte sagen, wie viel jedes zählt, und ergeben "
        "zusammen 100 %.",
    ),
    "rubric_graded": (
        "Pitches are graded already: with other weights their totals are worked out anew, and no criterion with scores can go.",
        "Es sind schon Gespräche bewertet: Mit anderen Gewichten werden ihre Ergebnisse neu berechnet, und kein Kriterium mit "
        "Punkten kann entfallen.",
    ),
    "rubric_top": ("Best score", "Bestnote"),
    "rubric_top_hint": ("Such as 4: then each criterion gets 0 to 4.", "Etwa 4: Dann bekommt jedes Kriterium 0 bis 4."),
    "rubric_criteria": ("Criteria and weights", "Kriterien und Gewichte"),
    "rubric_name": ("Criterion", "Kriterium"),
    "rubric_weight": ("Weight in percent", "Gewicht in Prozent"),
    "rubric_name_n": ("Criterion {n}", "Kriterium {n}"),
    "rubric_weight_n": ("Weight of criterion {n} in percent", "Gewicht von Kriterium {n} in Prozent"),
    "rubric_save": ("Save", "Speichern"),
    "rubric_saved": ("Saved. It holds from now on.", "Gespeichert. Es gilt ab sofort."),
    "rubric_sum_problem": (
        "The weights do not add up to 100%. Change them until they do.",
        "Die Gewichte ergeben zusammen nicht 100 %. Ändern Sie sie, bis sie es tun.",
    ),
    "rubric_weight_problem": (
        "Each criterion needs a weight from 0.1 to 100.",
        "Jedes Kriterium braucht ein Gewicht von 0,1 bis 100.",
    ),
    "rubric_name_problem": ("Each weight needs the name of its criterion.", "Jedes Gewicht braucht den Namen seines Kriteriums."),
    "rubric_none_problem": ("Name at least one criterion.", "Nennen Sie mindestens ein Kriterium."),
    "rubric_top_problem": ("The best score is a number from 1 to 1000.", "Die Bestnote ist eine Zahl von 1 bis 1000."),
    "rubric_gone_problem": (
        "A criterion that has scores already has to stay; its weight may change.",
        "Ein Kriterium, für das es schon Punkte gibt, muss bleiben; sein Gewicht darf sich ändern.",
    ),
    "rubric_folder": ("Change it in the launch folder too", "Auch im Ordner der Einführung ändern"),
    "rubric_folder_text": (
        "This launch was taken in from {folder}. Put these lines, or the whole file, into its training.yaml; otherwise the next "
        "time it is taken in brings the old rubric back.",
        "Diese Einführung stammt aus {folder}. Übernehmen Sie diese Zeilen oder die ganze Datei in training.yaml dort; sonst "
        "kommt beim nächsten Aufnehmen die alte Fassung zurück.",
    ),
    "rubric_download": ("Get training.yaml", "training.yaml holen"),
}
