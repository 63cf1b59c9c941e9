"""Report link files: readiness, training and sales together, and the rows anybody can work it out from again.

In: LinkSection.
Out: link.csv, event_study.csv and panel.csv as bytes; the latter is what `readiness analyse link` reads.
"""

from __future__ import annotations

from dataclasses import astuple

from readiness.adapters.link_files import EFFECT_COLUMNS, EVENT_COLUMNS, effect_csv, event_study_csv
from readiness.adapters.table_files import csv_bytes
from readiness.stages.report import PANEL_COLUMNS, LinkSection


def link_csvs(section: LinkSection) -> dict[str, bytes]:
    """Return name -> file; without any rep whose sales could be judged there are headers only."""
    result = section.result
    return {
        "link.csv": effect_csv(result) if result else csv_bytes(EFFECT_COLUMNS, ()),
        "event_study.csv": event_study_csv(result) if result else csv_bytes(EVENT_COLUMNS, ()),
        "panel.csv": csv_bytes(PANEL_COLUMNS, map(astuple, section.rows)),
    }
