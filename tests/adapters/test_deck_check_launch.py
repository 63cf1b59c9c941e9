"""Deck check of a launch: what its customers get has no fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from readiness.actions import decks, launch
from readiness.adapters.deck_check import check_deck
from readiness.settings import ROOT, Settings


def test_what_a_launch_presses_has_no_fault(small_launch: Path, tmp_path: Path) -> None:
    """Every deck of every channel, in every edition that is written."""
    templates = ROOT / "content_templates"
    settings = Settings(home=tmp_path / "home", database_url=f"sqlite:///{tmp_path / 'readiness.db'}", templates=templates)
    launch_id, _ = launch.take_in(settings, small_launch)
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    for batch in decks.deck_batches(settings, launch_id):
        decks.press_decks(settings, launch_id, tmp_path / "out", batch)
    pressed = sorted((tmp_path / "out").rglob("*.pptx"))
    assert len(pressed) >= 2
    assert [f"{path.name}: {fault}" for path in pressed for fault in check_deck(path.read_bytes())] == []
