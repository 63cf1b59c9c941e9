"""Rubric files: a rubric written into a training.yaml leaves every other line as it was, and is read back as it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.adapters.input_tables import Problems
from readiness.adapters.rubric_files import rubric_lines, with_rubric, write_beside
from readiness.adapters.training_policy_files import read_training
from readiness.errors import InputError
from readiness.stages.training import Criterion, Rubric

PLAIN = """# ours
title: "Kettles: sold"
minutes: 90   # with a break
seats: 12
first_day: 2024-01-08
working_hours: {starts: "09:00", ends: "17:00"}
"""
RUBRIC = Rubric(4.0, (Criterion("opening", "Opening: \"ask\" & 'listen' ü 7", 33.5), Criterion("proof", "no: 0123", 66.5)))


def read(data: bytes) -> object:
    problems = Problems()
    found = read_training("training.yaml", data, problems)
    assert problems.found == []
    return found


@pytest.mark.parametrize(
    "before",
    [
        PLAIN,
        PLAIN + "readiness:\n  weights: {knowledge: 0.5, attendance: 0.15, reinforcement: 0.1, pitch: 0.2, certificate: 0.05}\n",
        PLAIN
        + "readiness:\n  pitch:\n    top: 5\n    criteria:\n    - {id: old, name: Old one, weight: 100}\n# after\nwaves: 2\n",
        PLAIN + "readiness: {reinforcement_after_days: 7}\nwaves: 2\n",
        "readiness:\n  reinforcement_after_days: 7\n" + PLAIN,
        PLAIN.rstrip("\n"),
    ],
)
def test_a_rubric_is_read_back_and_the_rest_stays(before: str) -> None:
    after = with_rubric(before.encode(), RUBRIC)
    old, new = read(before.encode()), read(after)
    assert new.index.rubric == RUBRIC  # type: ignore[attr-defined]
    assert new.index.weights == old.index.weights  # type: ignore[attr-defined]
    assert new.index.again_days == old.index.again_days  # type: ignore[attr-defined]
    assert new.n_waves == old.n_waves  # type: ignore[attr-defined]
    for line in PLAIN.splitlines():
        assert line in after.decode()
    assert ("# after" in before) == ("# after" in after.decode())
    assert with_rubric(after, RUBRIC) == after


def test_a_file_written_in_one_line_is_read_back_too() -> None:
    flow = '{title: Kettles, minutes: 90, seats: 12, first_day: 2024-01-08, working_hours: {starts: "09:00", ends: "17:00"}}'
    assert read(with_rubric(flow.encode(), RUBRIC)).index.rubric == RUBRIC  # type: ignore[attr-defined]


def test_the_error_of_one_rater_stays() -> None:
    pitch = (
        "readiness:\n  pitch:\n    top: 5\n    one_rater_error: 0.2\n    criteria:\n    - {id: old, name: Old one, weight: 100}\n"
    )
    after = read(with_rubric((PLAIN + pitch).encode(), RUBRIC))
    assert after.index.rubric.one_rater_error == 0.2  # type: ignore[attr-defined]


@pytest.mark.parametrize("data", [b"", b"- a\n- b\n", b"title: [", b"title: only\n"])
def test_a_file_that_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        with_rubric(data, RUBRIC)


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InputError, match="add up to 50"):
        with_rubric(PLAIN.encode(), Rubric(4.0, (Criterion("one", "One", 50.0),)))


def test_the_lines_to_copy_say_the_rubric() -> None:
    assert read((PLAIN + rubric_lines(RUBRIC)).encode()).index.rubric == RUBRIC  # type: ignore[attr-defined]


def test_a_file_somebody_changed_meanwhile_stays(tmp_path: Path) -> None:
    target = tmp_path / "training.yaml"
    assert not write_beside(target, b"a", b"b")
    target.write_bytes(b"mine")
    assert not write_beside(target, b"a", b"b")
    assert target.read_bytes() == b"mine"
    assert write_beside(target, b"mine", b"b")
    assert target.read_bytes() == b"b"
    assert [p.name for p in tmp_path.iterdir()] == ["training.yaml"]
