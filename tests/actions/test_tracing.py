"""Impact and trace on the small launch, against what its files say by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.tracing import impact_of, trace_of
from readiness.errors import InvalidInputsError, NotFoundError
from readiness.settings import ROOT, Settings
from tests.small_launch import SPEC_YAML, write_small_launch
from tests.stream.test_stream import run_all


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    base = tmp_path_factory.mktemp("tracing")
    settings = Settings(home=base, database_url=f"sqlite:///{base / 'r.db'}", templates=ROOT / "content_templates")
    folder = write_small_launch(base / "launch")
    (folder / "inbox/attendance").mkdir()
    (folder / "inbox/attendance/a.csv").write_text("rep_id,attended_on,minutes\nr2,2024-01-15,60\n")
    (folder / "inbox/quizzes").mkdir()
    (folder / "inbox/quizzes/q.csv").write_text(
        "rep_id,item_id,attempt,answered_on,correct\nr1,N1-need,1,2024-02-20,1\nr3,N2-need,1,2024-02-20,0\n"
    )
    run_all(settings, folder, base / "out")
    from readiness.actions.measurement import collect_inbox

    collect_inbox(settings, "kettle-2")
    return settings


def new_spec(tmp_path: Path, before: str, after: str) -> Path:
    assert before in SPEC_YAML
    path = tmp_path / "revision-c.yaml"
    path.write_text(SPEC_YAML.replace(before, after), encoding="utf-8")
    return path


def test_a_slower_kettle_makes_its_messages_slides_items_and_reps_stale(installed: Settings, tmp_path: Path) -> None:
    found = impact_of(installed, "kettle-2", new_spec(tmp_path, "value: 90", "value: 120"))
    assert [(c.characteristic_id, c.kind, c.before, c.after) for c in found.changes] == [
        ("boil", "changed", "at most 90 s (for half a litre)", "at most 120 s (for half a litre)")
    ]
    steps = ("N1-recognise", "N1-evaluate", "N1-decide")
    assert [m.message_id for m in found.messages] == [*steps, *(f"{step}-transactional" for step in steps)]
    # A message that speaks of the need alone says nothing of the kettle: its words and its approval stand.
    claiming = ("N1-evaluate", "N1-decide")
    assert [m.message_id for m in found.to_approve] == [*claiming, *(f"{step}-transactional" for step in claiming)]
    assert found.gone == ()
    assert found.items
    assert all(item.startswith("N1-") for item in found.items)
    decks = ("kettle-2-shops", "kettle-2-online")
    assert {deck for deck, _, _ in found.slides} == {*decks, *(f"{deck}-one-pager" for deck in decks)}
    assert dict(found.reps) == {"r1": "Ana Ruiz was quizzed on what is stale", "r2": "Bo Li was trained on what is stale"}


def test_the_same_spec_makes_nothing_stale(installed: Settings, tmp_path: Path) -> None:
    found = impact_of(installed, "kettle-2", new_spec(tmp_path, "name: cord", "name: cord"))
    assert (found.changes, found.messages, found.slides, found.items, found.reps) == ((), (), (), (), ())


def test_a_removed_characteristic_takes_its_messages_along(installed: Settings, tmp_path: Path) -> None:
    line = '  - {id: lid, name: lid, value: "opens with one hand", quote: "Push-button lid opens with one hand."}\n'
    found = impact_of(installed, "kettle-2", new_spec(tmp_path, line, ""))
    assert [(c.characteristic_id, c.kind) for c in found.changes] == [("lid", "removed")]
    steps = ("N2-recognise", "N2-evaluate", "N2-decide")
    assert [m.message_id for m in found.messages] == [*steps, *(f"{step}-transactional" for step in steps)]
    assert (found.to_approve, found.gone) == ((), found.messages)


def test_an_added_characteristic_makes_nothing_stale(installed: Settings, tmp_path: Path) -> None:
    line = "  - {id: cord, name: cord"
    found = impact_of(installed, "kettle-2", new_spec(tmp_path, line, "  - {id: base, name: base, value: cork}\n" + line))
    assert [(c.characteristic_id, c.kind) for c in found.changes] == [("base", "added")]
    assert found.messages == ()


def test_a_value_moved_to_the_roadmap_makes_its_messages_stale(installed: Settings, tmp_path: Path) -> None:
    found = impact_of(installed, "kettle-2", new_spec(tmp_path, "{id: lid, name: lid,", "{id: lid, name: lid, status: roadmap,"))
    assert [(c.kind, c.before, c.after) for c in found.changes] == [("changed", "available", "roadmap")]
    assert [m.message_id for m in found.messages][:3] == ["N2-recognise", "N2-evaluate", "N2-decide"]


def test_a_change_in_the_factorys_words_alone_is_shown_in_words(installed: Settings, tmp_path: Path) -> None:
    found = impact_of(installed, "kettle-2", new_spec(tmp_path, "3 years on parts.", "3 years on parts and labor."))
    assert [(c.before, c.after) for c in found.changes] == [("“3 years on parts.”", "“3 years on parts and labor.”")]


def test_a_broken_spec_is_refused_with_its_place(installed: Settings, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputsError, match=r"spec\.yaml.*furlongs"):
        impact_of(installed, "kettle-2", new_spec(tmp_path, "unit: cm", "unit: furlongs"))


def test_a_message_is_followed_both_ways(installed: Settings) -> None:
    launch_id, lines = trace_of(installed, "N1-evaluate")
    assert launch_id == "kettle-2"
    assert {(x.kind, x.id) for x in lines if x.direction == "from"} == {
        ("requirement", "N1"), ("characteristic", "boil"), ("evidence", "E1"), ("evidence", "E2"),
    }  # fmt: skip
    to = {(x.kind, x.id) for x in lines if x.direction == "to"}
    assert {("deck", "kettle-2-shops"), ("quiz item", "N1-need"), ("rep", "r1")} <= to
    assert ("rep", "r3") not in to


def test_evidence_is_followed_to_the_reps_who_were_asked_about_it(installed: Settings) -> None:
    _, lines = trace_of(installed, "E3")
    assert {x.id for x in lines if x.kind == "rep"} == {"r3"}
    assert not [x for x in lines if x.direction == "from"]


def test_an_unknown_id_is_named(installed: Settings) -> None:
    with pytest.raises(NotFoundError, match="'N9-review'"):
        trace_of(installed, "N9-review")
