"""Texts of runs: starting a flow and watching it.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "runs_of": ("Runs: {launch}", "Läufe: {launch}"),
    "runs_start": ("Start a run", "Einen Lauf starten"),
    "runs_kind_launch": ("Decks and contact plan", "Präsentationen und Kontaktplan"),
    "runs_kind_account_decks": ("A deck for every account", "Eine Präsentation für jeden Kunden"),
    "runs_kind_enablement": ("Training and quiz", "Schulung und Quiz"),
    "runs_kind_measurement": ("Measurement", "Messung"),
    "runs_does_launch": (
        "Words the messages anew, then makes the decks of every channel and plans who calls on whom. "
        "It stops at the messages while some wait for approval.",
        "Formuliert die Botschaften neu, erstellt dann die Präsentationen jedes Kanals und plant, wer wen besucht. "
        "Solange Botschaften auf Freigabe warten, hält es dort an.",
    ),
    "runs_does_account_decks": (
        "Makes both editions of a deck for each account, and one zip a channel.",
        "Erstellt für jeden Kunden beide Ausgaben einer Präsentation und ein Zip je Kanal.",
    ),
    "runs_does_enablement": (
        "Plans the training, writes the invitations and makes the quiz.",
        "Plant die Schulung, schreibt die Einladungen und erstellt das Quiz.",
    ),
    "runs_does_measurement": (
        "Takes in what came in, then measures readiness and what each rep added, up to a day.",
        "Nimmt auf, was eingegangen ist, und misst Verkaufsbereitschaft und Beitrag bis zu einem Tag.",
    ),
    "runs_as_of": ("Up to this day", "Bis zu diesem Tag"),
    "runs_as_of_hint": (
        "Left empty: today, or the last day of the launch.",
        "Ohne Angabe: heute, oder der letzte Tag der Einführung.",
    ),
    "runs_quick": (
        "Quicker: do not check what each figure hangs on",
        "Schneller: nicht prüfen, woran jede Zahl hängt",
    ),
    "runs_problem_day": (
        "Choose a day, such as 31 March 2026, or leave it empty.",
        "Wählen Sie einen Tag, etwa 31. März 2026, oder lassen Sie das Feld leer.",
    ),
    "runs_go": ("Start", "Starten"),
    "runs_again": ("Start it again", "Noch einmal starten"),
    "runs_not_approved": (
        "Some messages are not approved as they stand. What needs them can be started after that.",
        "Einige Botschaften sind im jetzigen Wortlaut nicht freigegeben. Was sie braucht, lässt sich danach starten.",
    ),
    "runs_to_messages": ("Go to the messages", "Zu den Botschaften"),
    "runs_under_way": ("Under way: {kind}", "Läuft gerade: {kind}"),
    "runs_one_at_a_time": (
        "A launch has one run at a time; the next can start when this one has ended.",
        "Eine Einführung hat immer nur einen Lauf; der nächste kann starten, wenn dieser beendet ist.",
    ),
    "runs_watch": ("Watch it", "Zusehen"),
    "runs_history": ("Earlier runs", "Frühere Läufe"),
    "runs_run": ("Run", "Lauf"),
    "runs_state": ("State", "Stand"),
    "runs_by": ("Started by", "Gestartet von"),
    "runs_at": ("Started", "Gestartet"),
    "runs_time": ("Time", "Dauer"),
    "runs_state_asked": ("Starting", "Startet"),
    "runs_state_running": ("Running", "Läuft"),
    "runs_state_waiting": ("Waits for approval", "Wartet auf Freigabe"),
    "runs_state_done": ("Done", "Fertig"),
    "runs_state_failed": ("Failed", "Fehlgeschlagen"),
    "runs_state_lost": ("Lost", "Verloren"),
    "runs_state_to_come": ("To come", "Kommt noch"),
    "runs_state_skipped": ("Not needed", "Nicht nötig"),
    "runs_started_by": ("Started by {name} on {moment}.", "Gestartet von {name} am {moment}."),
    "runs_took": ("It took", "Dauer:"),
    "runs_took_seconds": ("{n} s", "{n} s"),
    "runs_took_minutes": ("{minutes} min {seconds} s", "{minutes} min {seconds} s"),
    "runs_left_moment": ("Only a moment more.", "Nur noch einen Moment."),
    "runs_left_seconds": ("About {n} seconds more.", "Noch etwa {n} Sekunden."),
    "runs_left_minutes": ("About 1 minute more.|About {n} minutes more.", "Noch etwa 1 Minute.|Noch etwa {n} Minuten."),
    "runs_failed": ("It stopped", "Der Lauf ist stehen geblieben"),
    "runs_lost": ("The run is gone", "Der Lauf ist weg"),
    "runs_lost_act": (
        "Its process ended without saying why, such as when the machine was restarted. Nothing is half written; start it again.",
        "Sein Prozess endete, ohne zu sagen warum, etwa weil der Rechner neu gestartet wurde. "
        "Nichts ist halb geschrieben; starten Sie ihn noch einmal.",
    ),
    "runs_waiting": ("The messages wait for approval", "Die Botschaften warten auf Freigabe"),
    "runs_made_decks": ("See the decks", "Präsentationen ansehen"),
    "runs_made_files": ("See the files", "Dateien ansehen"),
    "runs_made_results": ("See the results", "Ergebnisse ansehen"),
    "runs_stages": ("Stages of this run", "Abschnitte dieses Laufs"),
    "runs_stage": ("Stage", "Abschnitt"),
    "runs_progress": ("Progress", "Fortschritt"),
    "runs_n_of": ("{n} of {total}", "{n} von {total}"),
    "runs_stage_take_in": ("Take in the folder", "Ordner aufnehmen"),
    "runs_stage_positioning": ("Word the messages", "Botschaften formulieren"),
    "runs_stage_decks": ("Make the decks", "Präsentationen erstellen"),
    "runs_stage_history": ("Take in past sales", "Bisherige Verkäufe aufnehmen"),
    "runs_stage_buyer_map": ("Look for holes in the buyers' map", "Lücken in der Karte der Käufer suchen"),
    "runs_stage_contact_plan": ("Plan the contacts", "Kontakte planen"),
    "runs_stage_manifest": ("List all files", "Alle Dateien verzeichnen"),
    "runs_stage_press": ("Make the decks", "Präsentationen erstellen"),
    "runs_stage_zip": ("Pack them", "Verpacken"),
    "runs_stage_training": ("Plan the training", "Schulung planen"),
    "runs_stage_quizzes": ("Make the quiz", "Quiz erstellen"),
    "runs_stage_collect": ("Take in what came in", "Eingegangenes aufnehmen"),
    "runs_stage_kick_off": ("Make the kick-off kit", "Unterlagen für den Auftakt erstellen"),
    "runs_stage_plan": ("Aim anew", "Neu zielen"),
    "runs_stage_review": ("Hold the review", "Durchsicht halten"),
    "runs_stage_mail": ("Mail the page", "Seite versenden"),
    "runs_kind_collect": ("What came in", "Eingegangenes"),
    "runs_kind_review": ("Weekly review", "Wöchentliche Durchsicht"),
    "runs_stage_report": ("Measure and report", "Messen und berichten"),
    "runs_begins": (
        "It is starting. The first stage begins in some seconds, on a busy machine in up to a minute.",
        "Er startet. Der erste Abschnitt beginnt in einigen Sekunden, auf einem ausgelasteten Rechner in bis zu einer Minute.",
    ),
    "runs_reload": ("Show how it stands now", "Jetzigen Stand zeigen"),
    "runs_leave": (
        "You can leave this page: the run goes on by itself.",
        "Sie können diese Seite verlassen: Der Lauf geht von selbst weiter.",
    ),
    "runs_log": ("The end of its log", "Das Ende seines Protokolls"),
    "runs_files": ("Files", "Dateien"),
}
