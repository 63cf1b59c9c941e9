"""What training.yaml may say of the readiness index, and how a slip in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import inspect_launch_files, is_input, read_launch_files
from readiness.stages.training import HALF_LIFE_DAYS, WEIGHTS, Criterion, IndexPolicy, TrainingPolicy
from readiness.vocabulary import Motion
from tests.small_launch import write_small_launch

WHOLE = """
readiness_bars: {transactional: 55, enterprise: 80}
readiness:
  weights: {knowledge: 0.4, attendance: 0.1, reinforcement: 0.1, pitch: 0.4}
  half_life_days: {knowledge: 400, attendance: 0}
  reinforcement_after_days: 21
  competencies: {enterprise: [buyer]}
  pitch:
    top: 5
    one_rater_error: 0.2
    criteria:
      - {id: opening, name: Opening question, weight: 40}
      - {id: proof, name: Proof, weight: 60}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return read_folder(write_small_launch(tmp_path_factory.mktemp("small") / "launch"))


def policy_of(folder: dict[str, bytes], more: str) -> TrainingPolicy:
    files = {**folder, "training.yaml": folder["training.yaml"] + more.encode()}
    return read_launch_files({p: d for p, d in files.items() if is_input(p)}).policy


def faults(folder: dict[str, bytes], more: str) -> list[str]:
    files = {**folder, "training.yaml": folder["training.yaml"] + more.encode()}
    _, problems = inspect_launch_files(files)
    return [f"{p.column}: {p.what}; expected {p.expected}" for p in problems]


def test_a_launch_that_says_nothing_has_the_published_formula(folder: dict[str, bytes]) -> None:
    policy = policy_of(folder, "")
    assert policy.index == IndexPolicy(WEIGHTS, HALF_LIFE_DAYS)
    assert {policy.bar_of(m) for m in Motion} == {60}


def test_everything_may_be_said(folder: dict[str, bytes]) -> None:
    index = policy_of(folder, WHOLE).index
    assert index.weights == {"knowledge": 0.4, "attendance": 0.1, "reinforcement": 0.1, "pitch": 0.4, "certificate": 0}
    assert index.half_life_days == {**HALF_LIFE_DAYS, "knowledge": 400, "attendance": 0}
    assert (index.again_days, index.competencies) == (21, {Motion.ENTERPRISE: ("buyer",)})
    assert index.rubric is not None
    assert index.rubric.criteria == (Criterion("opening", "Opening question", 40), Criterion("proof", "Proof", 60))
    assert (index.rubric.top, index.rubric.one_rater_error) == (5, 0.2)
    policy = policy_of(folder, WHOLE)
    assert [policy.bar_of(m) for m in (Motion.TRANSACTIONAL, Motion.CONSULTATIVE, Motion.ENTERPRISE)] == [55, 60, 80]


@pytest.mark.parametrize(
    ("slip", "mended", "said"),
    [
        ("pitch: 0.4}", "pitch: 0.3}", "readiness.weights: the weights add up to 0.9; expected weights that add up to 1"),
        ("weight: 60", "weight: 50",
         "readiness.pitch.criteria: the weights add up to 90; expected weights that add up to 100"),
        ("id: proof", "id: opening", "readiness.pitch.criteria[1].id: 'opening' stands twice; expected each criterion once"),
        ("attendance: 0}", "attendance: -3}",
         "readiness.half_life_days.attendance: -3 is not between 0 and 36500; expected a whole number of days, 0 for never"),
        ("transactional: 55", "transactional: 155",
         "readiness_bars.transactional: '155' is above 100; expected a number from 0 to 100"),
        ("[buyer]", "[buyers]",
         "readiness.competencies.enterprise[0]: 'buyers' is unknown; expected a competency of quiz.yaml, or a persona where it"
         " states none (did you mean buyer?)"),
        ("  weights:", "  weight:", "readiness.weight: unknown field; expected weights, which is missing"),
    ],
)  # fmt: skip
def test_a_slip_is_named(folder: dict[str, bytes], slip: str, mended: str, said: str) -> None:
    assert slip in WHOLE
    assert faults(folder, WHOLE.replace(slip, mended)) == [said]


def test_a_bad_row_of_the_inbox_is_named_before_anything_is_taken_in(tmp_path: Path, folder: dict[str, bytes]) -> None:
    from readiness.adapters.inbox_files import inspect_inbox

    rows = b"rep_id,graded_on,rater,criterion,score\nr1,2024-02-12,Mo,opening,3\nr1,2024-02-12,Mo,proof,7\n"
    files = {**folder, "training.yaml": folder["training.yaml"] + WHOLE.encode(), "inbox/pitches/a.csv": rows}
    inputs = read_launch_files({p: d for p, d in files.items() if is_input(p)})
    assert [(p.file, p.row, p.column) for p in inspect_inbox(files, inputs)] == [("inbox/pitches/a.csv", 3, "score")]
