"""Readiness measured end to end: pitches collected, parts published, a spec revised and a bar moved after the answers."""

from __future__ import annotations

import csv
import math
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions import launch, measurement
from readiness.actions.weights_analysis import analyse_weights
from readiness.cli import app
from readiness.errors import NotEnoughDataError
from readiness.settings import Settings
from tests.certified_launch import LAUNCH, answers, collect, item_ids, take_in, write_certified_launch
from tests.small_launch import SPEC_YAML, TRAINING_YAML

DAY = date(2024, 3, 1)
RUBRIC = """\
readiness:
  pitch:
    top: 5
    criteria: [{id: opening, name: Opening question, weight: 40}, {id: proof, name: Proof, weight: 60}]
"""
PITCHES = """\
rep_id,graded_on,rater,criterion,score
r05,2024-02-19,Mo,opening,2
r05,2024-02-19,Mo,proof,4
r05,2024-02-19,Di,opening,4
r05,2024-02-19,Di,proof,4
r99,2024-02-19,Mo,proof,4
r06,2024-02-19,Mo,proof,9
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_certified_launch(tmp_path / "launch")
    (made / "training.yaml").write_text(TRAINING_YAML + RUBRIC, encoding="utf-8")
    return made


def ready(settings: Settings, folder: Path) -> None:
    collect(settings, folder.parent / "answers.csv", answers(take_in(settings, folder)))


def measured(settings: Settings, out: Path, as_of: date = DAY) -> tuple[dict[str, dict[str, str]], list[dict[str, str]], str]:
    """Return rows of reps.csv by rep, those of readiness_parts.csv, and what is said to be missing."""
    report = measurement.write_report(settings, LAUNCH, out, as_of)
    texts = ((out / "report" / name).read_text(encoding="utf-8") for name in ("reps.csv", "readiness_parts.csv"))
    reps, parts = (list(csv.DictReader(text.splitlines())) for text in texts)
    return {r["rep_id"]: r for r in reps}, parts, " ".join(report.missing)


def test_pitches_count_and_every_index_can_be_worked_out_from_its_parts(settings: Settings, folder: Path, tmp_path: Path) -> None:
    ready(settings, folder)
    (tmp_path / "p.csv").write_text(PITCHES, encoding="utf-8")
    (found,) = measurement.collect_pitches(settings, LAUNCH, [tmp_path / "p.csv"])
    assert (found.submission.n_taken, found.submission.n_quarantined) == (4, 2)
    assert [(h.row, h.column) for h in found.held] == [(7, "score"), (6, "rep_id")]
    (again,) = measurement.collect_pitches(settings, LAUNCH, [tmp_path / "p.csv"])
    assert not again.is_new
    reps, parts, missing = measured(settings, tmp_path / "out")
    assert len(parts) == 5 * len(reps)
    pitch = {p["rep_id"]: p for p in parts if p["part"] == "pitch"}
    # openings .4 and .8, proofs .8 and .8
    assert float(pitch["r05"]["share"]) == pytest.approx(0.4 * 0.6 + 0.6 * 0.8)
    assert pitch["r05"]["given_on"] == "2024-02-19"
    assert (pitch["r06"]["share"], pitch["r06"]["counted"]) == ("", "0")
    for rep_id, row in reps.items():
        own = [p for p in parts if p["rep_id"] == rep_id and p["share"]]
        counted = math.fsum(float(p["counted"]) for p in own)
        index = 100 * math.fsum(float(p["counted"]) * float(p["share"]) for p in own) / counted
        assert float(own[0]["readiness"]) == pytest.approx(index, abs=1e-3)
        assert float(row["readiness"]) == pytest.approx(index, abs=0.11)
        assert float(row["coverage"]) == pytest.approx(counted, abs=0.006)
        assert float(row["readiness_low"]) <= float(row["readiness"]) <= float(row["readiness_high"])
    assert "Nothing is known of attendance, reinforcement and certificates (30% of the formula)." in missing
    with pytest.raises(NotEnoughDataError, match="no rep has a contribution to hold the weights against"):
        analyse_weights(tmp_path / "out" / "report" / "readiness_parts.csv", tmp_path / "weights")


def test_a_score_without_a_rubric_is_refused_in_one_sentence(settings: Settings, folder: Path, tmp_path: Path) -> None:
    (folder / "training.yaml").write_text(TRAINING_YAML, encoding="utf-8")
    take_in(settings, folder)
    (tmp_path / "p.csv").write_text(PITCHES, encoding="utf-8")
    (found,) = measurement.collect_pitches(settings, LAUNCH, [tmp_path / "p.csv"])
    assert [(h.row, h.reason) for h in found.held] == [
        (0, ": training.yaml has no rubric, so nobody can say what a score means, expected criteria and a top score under"
            " readiness.pitch in training.yaml"),
    ]  # fmt: skip


def test_a_claim_that_changed_leaves_the_index_until_it_is_answered_anew(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    ready(settings, folder)
    before, _, _ = measured(settings, tmp_path / "out")
    revised = SPEC_YAML.replace("opens with one hand.", "opens with one hand, as tested.")
    assert revised != SPEC_YAML
    (folder / "spec.yaml").write_text(revised, encoding="utf-8")
    launch.take_in(settings, folder)
    launch.approve(settings, LAUNCH, "Ada Owner", DAY)
    after, parts, missing = measured(settings, tmp_path / "out")
    stale = {p["rep_id"]: p["stale"] for p in parts if p["stale"]}
    assert set(stale) == set(before)
    assert all("N2" in claims.split(";") for claims in stale.values())
    assert all(float(after[r]["coverage"]) < float(before[r]["coverage"]) for r in before)
    assert after["r20"]["holds_back"].endswith("of the product changed since the quiz")
    assert after["r20"]["next_action"].startswith("Take the new questions")
    assert "changed after 40 reps were quizzed on" in missing
    again = answers([i for i in item_ids(settings) if i.startswith("N2")], on=date(2024, 3, 2), seed=6)
    collect(settings, tmp_path / "again.csv", again)
    _, parts, missing = measured(settings, tmp_path / "out", date(2024, 3, 3))
    assert not any("N2" in p["stale"].split(";") for p in parts)


def test_a_bar_moved_after_the_answers_is_accepted_and_said(settings: Settings, folder: Path, tmp_path: Path) -> None:
    ready(settings, folder)
    _, _, missing = measured(settings, tmp_path / "out")
    assert "bar of" not in missing
    moved = TRAINING_YAML.replace("readiness_bar: 60", "readiness_bar: 40\nreadiness_bars: {enterprise: 80}")
    (folder / "training.yaml").write_text(moved, encoding="utf-8")
    launch.take_in(settings, folder)
    _, parts, missing = measured(settings, tmp_path / "out", date(2024, 3, 5))
    assert {p["bar"] for p in parts} == {"40"}
    assert "The bar of consultative reps was 60 when answers were first measured (1 March 2024) and is 40 now." in missing
    page = (tmp_path / "out" / "report" / "readiness.html").read_text(encoding="utf-8")
    assert "was 60 when answers were first measured" in page
    assert '<line x1="40' in page


def test_the_command_takes_pitches_in(settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATABASE_URL", settings.database)
    take_in(settings, folder)
    (tmp_path / "p.csv").write_text(PITCHES, encoding="utf-8")
    done = CliRunner().invoke(app, ["collect", "pitches", str(tmp_path / "p.csv"), "--launch", LAUNCH])
    assert done.exit_code == 0, done.output
    assert "p.csv: 6 rows: 4 taken, 0 known already, 2 in quarantine" in done.output
