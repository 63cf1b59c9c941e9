"""Texts of programs' tokens.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "tokens_title": ("Programs that ask in your name", "Programme, die in Ihrem Namen fragen"),
    "tokens_lead": (
        "A program with a token reads and does what you choose here, and never more than you may yourself. "
        "How to ask stands in the",
        "Ein Programm mit einem Token liest und tut, was Sie hier wählen, und nie mehr, als Sie selbst dürfen. "
        "Wie man fragt, steht in der",
    ),
    "tokens_docs": ("description for programmers", "Beschreibung für Programmierer"),
    "tokens_new": ("A new token", "Ein neues Token"),
    "tokens_label": ("What it is for", "Wofür es ist"),
    "tokens_label_hint": ("Such as: sales dashboard", "Zum Beispiel: Vertriebs-Dashboard"),
    "tokens_acts": ("What it may do", "Was es darf"),
    "tokens_days": ("How many days it works", "Wie viele Tage es gilt"),
    "tokens_make": ("Make the token", "Token erstellen"),
    "tokens_made": ("Your new token", "Ihr neues Token"),
    "tokens_once": (
        "Copy it now: it is shown only this once. Whoever has it can do in your name what you chose.",
        "Kopieren Sie es jetzt: Es wird nur dieses eine Mal gezeigt. Wer es hat, kann in Ihrem Namen tun, was Sie gewählt haben.",
    ),
    "tokens_yours": ("Your tokens", "Ihre Token"),
    "tokens_none": ("No program has a token of yours.", "Kein Programm hat ein Token von Ihnen."),
    "tokens_until": ("Works until", "Gilt bis"),
    "tokens_used": ("Last used", "Zuletzt benutzt"),
    "tokens_never": ("never", "nie"),
    "tokens_over": ("expired", "abgelaufen"),
    "tokens_end": ("End it", "Beenden"),
    "tokens_do": ("What to do", "Was tun"),
    "tokens_back": ("To your tokens", "Zu Ihren Token"),
    "tokens_act_launches_see": ("see launches", "Einführungen ansehen"),
    "tokens_act_launches_change": ("take in launches", "Einführungen aufnehmen"),
    "tokens_act_positioning_see": ("read messages and gaps", "Botschaften und Lücken lesen"),
    "tokens_act_positioning_approve": ("approve messages", "Botschaften freigeben"),
    "tokens_act_runs_see": ("watch runs", "Läufe beobachten"),
    "tokens_act_runs_start": ("start runs", "Läufe starten"),
    "tokens_act_decks_see": ("list and fetch decks", "Decks auflisten und abholen"),
    "tokens_act_decks_make": ("make decks for accounts", "Decks für Kunden erstellen"),
    "tokens_act_self_see": ("read your own results", "Ihre eigenen Ergebnisse lesen"),
    "tokens_act_contests_open": ("contest a row of your results", "Eine Zeile Ihrer Ergebnisse beanstanden"),
    "tokens_act_contests_settle": ("settle contests", "Beanstandungen klären"),
    "tokens_act_people_see": ("read results of persons", "Ergebnisse von Personen lesen"),
    "tokens_act_results_see": ("read results without persons", "Ergebnisse ohne Personen lesen"),
    "tokens_act_results_whole": ("read results of all channels together", "Ergebnisse aller Kanäle zusammen lesen"),
    "tokens_act_results_download": ("fetch report files", "Berichtsdateien abholen"),
    "tokens_act_collected_see": ("see what came in and what waits", "Eingegangenes und Wartendes ansehen"),
    "tokens_act_collected_change": ("settle rows and codes that wait", "Wartende Zeilen und Codes klären"),
    "tokens_act_launches_decide": ("decide go, wait or stop", "Start, Warten oder Stopp entscheiden"),
}
