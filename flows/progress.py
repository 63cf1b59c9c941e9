"""Progress: one line a stage, for whoever watches a run.

In: what a stage did.
Out: a record of the logger `readiness.flows` with the stage, its number and how many there are.
"""

from __future__ import annotations

import logging

log = logging.getLogger("readiness.flows")
STAGES = {
    "launch": ("take in", "positioning", "decks", "history", "contact plan", "manifest"),
    "account decks": ("press", "zip", "manifest"),
    "enablement": ("training", "quizzes", "manifest"),
    "measurement": ("collect", "report", "manifest"),
}


def say(flow: str, stage: str, what: str) -> None:
    """Say that a stage is done."""
    stages = STAGES[flow]
    log.info("%s", what, extra={"flow": flow, "stage": stage, "step": stages.index(stage) + 1, "steps": len(stages)})
