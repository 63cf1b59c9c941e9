"""Drafts, judgements, approved words and a launch's facts as the database keeps them, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from readiness.actions import launch
from readiness.adapters.db import drafts, launches
from readiness.adapters.db.approved_words import last_approved, save_words
from readiness.adapters.db.drafts import Draft
from readiness.adapters.db.judgements import Judgement, drop_overruled, judgements_of, save_judgement, standing
from readiness.adapters.db.launch_facts import facts_of, launch_rows, n_in_scope
from readiness.adapters.db.launch_marks import positioning_mark
from readiness.adapters.db.store import reading, transaction
from readiness.errors import NotFoundError
from readiness.permissions import Scope
from readiness.settings import ROOT, Settings
from tests.small_launch import write_small_launch

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KETTLE = "kettle-2"


@pytest.fixture
def taken(database_url: str, tmp_path: Path) -> Settings:
    """Return the settings of an installation with the small launch."""
    here = Settings(home=tmp_path / "home", database_url=database_url, templates=ROOT / "content_templates")
    launch.take_in(here, write_small_launch(tmp_path / "small"))
    return here


def test_drafts_come_newest_first_and_go(database_url: str) -> None:
    first, second = Draft("a" * 32, "p1", NOW, "", "one"), Draft("b" * 32, "p2", NOW.replace(hour=10), KETTLE, "two")
    with transaction(database_url) as connection:
        drafts.add_draft(connection, first)
        drafts.add_draft(connection, second)
        drafts.rename_draft(connection, first.draft_id, "Kettle")
    with transaction(database_url) as connection:
        assert [d.draft_id[0] for d in drafts.all_drafts(connection)] == ["b", "a"]
        assert drafts.draft_of(connection, first.draft_id, to_change=True).name == "Kettle"
        assert drafts.n_drafts(connection, "p1") == 1
        drafts.drop_draft(connection, first.draft_id)
        with pytest.raises(NotFoundError):
            drafts.draft_of(connection, first.draft_id)


def test_judgements_replace_one_another_and_give_way_to_the_folder(taken: Settings) -> None:
    with transaction(taken.database) as connection:
        for said in ("boil", "cord"):
            save_judgement(connection, KETTLE, Judgement("E1.1", said, "Boiling takes for ever, they say.", "Mia", NOW))
        save_judgement(connection, KETTLE, Judgement("E3.1", "", "The lid needs both hands.", "Mia", NOW))
        mark = positioning_mark(connection, KETTLE)
        assert launches.load_inputs(connection, KETTLE).confirmations == {"E1.1": "cord", "E3.1": ""}
        assert drop_overruled(connection, KETTLE, {"E1.1": "boil"}, {"E1.1": "boil"}) == 0
        assert drop_overruled(connection, KETTLE, {"E1.1": "boil"}, {"E1.1": "lid", "E9.1": "lid"}) == 1
        assert list(judgements_of(connection, KETTLE)) == ["E3.1"]
        assert positioning_mark(connection, KETTLE) == mark  # judging leaves the positioning in memory as it is


def test_a_judgement_stands_only_for_its_words_and_while_the_spec_has_the_characteristic() -> None:
    judged = {
        k: Judgement(k, c, t, "M", NOW) for k, c, t in (("a", "x", "A"), ("b", "gone", "B"), ("c", "", "C"), ("d", "x", "old"))
    }
    assert standing(judged, {"a": "A", "b": "B", "c": "C", "d": "new"}, {"x"}) == {"a": "x", "c": ""}


def test_the_words_of_the_last_approval_are_those_shown(taken: Settings) -> None:
    with transaction(taken.database) as connection:
        for text_hash, day in (("h1", 1), ("h2", 2)):
            launches.save_approvals(connection, KETTLE, {"N1-decide": text_hash}, "Ada", date(2026, 11, day))
            save_words(connection, KETTLE, {text_hash: ("N1-decide", {"text": f"words {day}"})})
        save_words(connection, KETTLE, {"h2": ("N1-decide", {"text": "others"})})
        found = last_approved(connection, KETTLE, ["N1-decide", "N2-decide"])
    assert {m: (w.words["text"], w.approved_on) for m, w in found.items()} == {"N1-decide": ("words 2", date(2026, 11, 2))}


def test_facts_are_counted_in_scope(taken: Settings) -> None:
    n = len(launch.approve(taken, KETTLE, "Ada", date(2024, 1, 8)).by_message)
    launch.write_positioning(taken, KETTLE, taken.home / "out")
    with reading(taken.database) as connection:
        row = launch_rows(connection)[0]
        facts = facts_of(connection, row, Scope())
        assert (facts.launch_id, facts.n_messages, facts.n_approved, facts.n_decks) == (KETTLE, n, n, 0)
        assert n_in_scope(connection, KETTLE, "inputs.accounts", Scope()) == 12
        assert n_in_scope(connection, KETTLE, "inputs.accounts", Scope(channel="shops")) == 8
        assert n_in_scope(connection, KETTLE, "inputs.reps", Scope(manager_id="r4")) == 3
        assert launch_rows(connection, "no-such") == []
