"""Deck blueprints: those that come with it are read, and every fault is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.adapters.deck_files import read_blueprint
from readiness.errors import InputError
from readiness.vocabulary import Motion

BLUEPRINTS = Path(__file__).parents[2] / "content_templates/decks/blueprints"
BLUEPRINT = (BLUEPRINTS / "consultative.yaml").read_text(encoding="utf-8")


def test_the_blueprints_that_come_with_it_are_read() -> None:
    for motion in Motion:
        found = read_blueprint("b.yaml", (BLUEPRINTS / f"{motion}.yaml").read_bytes())
        assert found.motion == motion
        assert found.slides[-1].key == "call-to-action"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("key: voices", "key: voises", "unknown slide 'voises'"),
        ("key: voices", "key: cover", "stands twice"),
        ("quotes: 1", "quots: 1", "unknown fact 'quots'"),
        ("quotes: 1", "quotes: one", "'one' does not fit"),
        ("{product}: what", "{produkt}: what", "unknown field '{produkt}'"),
        ("{product}: what", "{product: what", "unknown field '{'"),
        ("    at_most: 3", "    at_mots: 3", "unknown field"),
        ("step: define", "step: dream", "'dream' does not fit"),
        ("{requirements: 2}\n    at_most: 1", "{requirements: 2}\n    at_most: 2", "2 slides of 'demand'"),
        ("  say: Say\n", "", "label 'say' is missing"),
        ("  say: Say\n", "  say: Say\n  sing: Sing\n", "unknown label 'sing'"),
    ],
)  # fmt: skip
def test_faults_of_a_blueprint_are_named_with_their_line(old: str, new: str, fault: str) -> None:
    assert old in BLUEPRINT
    with pytest.raises(InputError) as raised:
        read_blueprint("blueprints/x.yaml", BLUEPRINT.replace(old, new, 1).encode())
    assert fault in str(raised.value)
    assert raised.value.problem.row > 0


def test_a_blueprint_must_end_in_the_call_to_action() -> None:
    head, _, rest = BLUEPRINT.partition("  - key: call-to-action")
    with pytest.raises(InputError, match="the last slide asks for nothing"):
        read_blueprint("x.yaml", (head + rest[rest.index("labels:") :]).encode())
