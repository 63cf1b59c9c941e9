"""Texts of launches: the list, a new one, what is wrong with its files.

In: nothing.
Out: key -> (English, German).
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "tabs_of_launch": ("Pages of this launch", "Seiten dieser Einführung"),
    "tab_overview": ("Overview", "Überblick"),
    "tab_evidence": ("What was heard", "Gehörtes"),
    "tab_house": ("House of quality", "House of Quality"),
    "tab_messages": ("Messages", "Botschaften"),
    "tab_gaps": ("Gaps", "Lücken"),
    "tab_impact": ("New revision", "Neue Revision"),
    "tab_decks": ("Decks", "Präsentationen"),
    "tab_runs": ("Runs", "Läufe"),
    "tab_results": ("Results", "Ergebnisse"),
}
