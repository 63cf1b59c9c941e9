"""Texts of webhooks.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "nav_webhooks": ("Programs", "Programme"),
    "hooks_title": ("Programs that are told", "Programme, die Nachricht bekommen"),
    "hooks_lead": (
        "A program of yours is told when a launch is approved, its decks are ready or its report is. The message is signed, says "
        "what happened and where to look, and holds no figure and no name.",
        "Ein Programm von Ihnen erfährt, wenn eine Einführung freigegeben ist, ihre Decks fertig sind oder ihr Bericht. Die "
        "Nachricht ist signiert, sagt, was geschehen ist und wo man nachsieht, und enthält keine Zahl und keinen Namen.",
    ),
    "hooks_new": ("A new receiver", "Ein neuer Empfänger"),
    "hooks_url": ("Address", "Adresse"),
    "hooks_url_hint": (
        "It begins with https:// and can be reached from outside.",
        "Sie beginnt mit https:// und ist von außen erreichbar.",
    ),
    "hooks_events": ("Told when", "Nachricht, wenn"),
    "hooks_event_launch_approved": ("a launch is approved", "eine Einführung freigegeben ist"),
    "hooks_event_decks_ready": ("decks are ready", "Decks fertig sind"),
    "hooks_event_report_ready": ("a report is ready", "ein Bericht fertig ist"),
    "hooks_event_files_collected": ("files were collected", "Dateien übernommen wurden"),
    "hooks_event_report_late": ("a partner's report is late", "der Bericht eines Partners sich verspätet"),
    "hooks_event_run_failed": ("a run failed", "ein Lauf gescheitert ist"),
    "hooks_shape": ("What it can read", "Was er lesen kann"),
    "hooks_shape_generic": ("our own signed messages", "unsere eigenen signierten Nachrichten"),
    "hooks_shape_slack": ("Slack (incoming webhook)", "Slack (eingehender Webhook)"),
    "hooks_shape_teams": ("Microsoft Teams (workflow)", "Microsoft Teams (Workflow)"),
    "hooks_event_ping": ("a test", "ein Test"),
    "hooks_add": ("Add the receiver", "Empfänger hinzufügen"),
    "hooks_made": ("The new receiver's secret", "Das Geheimnis des neuen Empfängers"),
    "hooks_once": (
        "Copy it now: it is shown only this once. With it the receiver checks that a message is ours.",
        "Kopieren Sie es jetzt: Es wird nur dieses eine Mal gezeigt. Damit prüft der Empfänger, dass eine Nachricht von uns ist.",
    ),
    "hooks_list": ("Receivers", "Empfänger"),
    "hooks_none": ("Nobody is told yet.", "Noch bekommt niemand Nachricht."),
    "hooks_by": ("Added", "Hinzugefügt"),
    "hooks_by_at": ("by {name}, {at}", "von {name}, {at}"),
    "hooks_do": ("What to do", "Was tun"),
    "hooks_ping": ("Send a test", "Test senden"),
    "hooks_end": ("End it", "Beenden"),
    "hooks_of": ("for {url}", "für {url}"),
    "hooks_last": ("Last messages", "Letzte Nachrichten"),
    "hooks_last_none": ("Nothing was sent yet.", "Es wurde noch nichts gesendet."),
    "hooks_what": ("What happened", "Was geschah"),
    "hooks_when": ("When", "Wann"),
    "hooks_answer": ("What became of it", "Was daraus wurde"),
    "hooks_waits": ("is being sent", "wird gesendet"),
    "hooks_again": ("{answer}; tried once, again at {at}|{answer}; tried {n} times, again at {at}",
                    "{answer}; 1 Versuch, der nächste {at}|{answer}; {n} Versuche, der nächste {at}"),
    "hooks_back": ("To the receivers", "Zu den Empfängern"),
    "hooks_signature": (
        "How a receiver checks a message stands in docs/API.md.",
        "Wie ein Empfänger eine Nachricht prüft, steht in docs/API.md.",
    ),
}  # fmt: skip
