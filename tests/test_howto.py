"""How-tos: the pages they name are there under that name, and the role they are written for may open them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.permissions import Viewer
from readiness.portal.nav import ENTRIES, entries_of
from readiness.portal.tabs import TABS, tabs_of
from readiness.portal.texts import TEXTS

DOCS = Path(__file__).resolve().parent.parent / "docs"
ROLES = ("product_marketing", "channel_manager", "rep", "manager", "ops")


def english(key: str) -> str:
    return TEXTS[key][0]


@pytest.mark.parametrize("who", ROLES)
def test_pages_that_a_how_to_names_are_the_roles_own(who: str) -> None:
    role = who.removeprefix("product_")
    viewer = Viewer("u1", f"{role}@example.com", role, "shops", "r1", "", "secret")
    own = {english(key) for key, _ in [*entries_of(viewer), *tabs_of(viewer, "lamp")]}
    named = re.findall(r"\*\*([^*]+)\*\*", (DOCS / "howto" / f"{who}.md").read_text(encoding="utf-8"))
    assert len(named) >= 3
    assert sorted(set(named) - own) == []


def test_how_tos_are_tasks_and_short() -> None:
    assert sorted(p.stem for p in (DOCS / "howto").glob("*.md")) == sorted(ROLES)
    for who in ROLES:
        text = (DOCS / "howto" / f"{who}.md").read_text(encoding="utf-8")
        tasks = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
        assert len(tasks) >= 7
        assert max(len(part.split()) for part in text.split("\n## ")) < 120
    assert ENTRIES
    assert TABS
