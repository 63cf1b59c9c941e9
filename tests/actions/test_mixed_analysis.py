"""`analyse mixed` as its user runs it: files in, files out, one clear sentence for bad input."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from readiness.actions.mixed_analysis import analyse_mixed
from readiness.errors import InputError, NotEnoughDataError
from tests.stats.test_mixed_model import SLEEPSTUDY

FORMULA = "Reaction ~ Days + (Days | Subject)"


def sleepstudy(folder: Path, *, mark: str = ",", more: str = "") -> Path:
    rows = [f"{y}{mark}{at % 10}{mark}{308 + at // 10:04d}" for at, y in enumerate(SLEEPSTUDY)]
    file = folder / "sleep.csv"
    file.write_text("\n".join([mark.join(("Reaction", "Days", "Subject")), *rows]) + "\n" + more, encoding="utf-8")
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def test_random_slopes_from_file_to_files(tmp_path: Path) -> None:
    files = analyse_mixed(sleepstudy(tmp_path), FORMULA, tmp_path / "out")
    assert [f.name for f in files] == ["fixed.csv", "random.csv", "fit.json"]
    fixed, random = rows_of(files[0]), rows_of(files[1])
    fit = json.loads(files[2].read_text(encoding="utf-8"))
    # Bates et al. (2015), J. Stat. Software 67(1), model fm1.
    assert [row["term"] for row in fixed] == ["(Intercept)", "Days"]
    assert [float(row["estimate"]) for row in fixed] == pytest.approx([251.405, 10.467], abs=5e-4)
    assert [float(row["t"]) for row in fixed] == pytest.approx([36.838, 6.771], abs=5e-4)
    assert list(random[0]) == ["group", "level", "term", "effect", "standard_error"]
    assert (random[1]["group"], random[1]["level"], random[1]["term"]) == ("Subject", "0308", "Days")
    assert float(random[1]["effect"]) == pytest.approx(9.1990, abs=5e-4)
    assert len(random) == 36
    assert fit["reml"] == pytest.approx(1743.6283, abs=1e-3)
    assert fit["variances"]["Subject"] == pytest.approx({"(Intercept)": 612.10, "Days": 35.07}, abs=0.02)
    assert fit["correlations"]["Subject"] == pytest.approx({"(Intercept), Days": 0.066}, abs=5e-4)
    assert fit["residual_variance"] == pytest.approx(654.94, abs=0.01)
    assert (fit["n"], fit["n_left_out"], fit["converged"], fit["singular"], fit["notes"]) == (180, 0, True, False, [])
    assert fit["seconds"] > 0.0


def test_rows_with_a_blank_are_left_out_and_counted_and_other_columns_do_not_matter(tmp_path: Path) -> None:
    file = sleepstudy(tmp_path, mark=";", more="250;;0308\nNA;3;0309\n251;3;\n")
    analyse_mixed(file, FORMULA, tmp_path)
    fit = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert (fit["n"], fit["n_left_out"]) == (180, 3)
    assert fit["reml"] == pytest.approx(1743.6283, abs=1e-3)


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    file = sleepstudy(tmp_path)
    first, again = (analyse_mixed(file, FORMULA, tmp_path / name) for name in ("one", "two"))
    assert [f.read_bytes() for f in first[:2]] == [f.read_bytes() for f in again[:2]]


@pytest.mark.parametrize(
    ("more", "formula", "what"),
    [
        (
            "",
            "Reaction ~ Dayz + (1 | Subject)",
            "sleep.csv:1:Dayz: the column is missing; expected one of Days, Reaction, Subject",
        ),
        ("", "Reaction ~ Days + (1 | Subject", "is not closed"),
        ("fast,3,0308\n", FORMULA, "sleep.csv:182:Reaction: 'fast' is not a number"),
        ("inf,3,0308\n", FORMULA, "sleep.csv:182:Reaction: 'inf' is not a number"),
        ("", "Reaction ~ log(Days) + (1 | Subject)", "log\\(Days\\) is not a finite number in 18 rows"),
    ],
)
def test_bad_input_is_one_sentence(more: str, formula: str, what: str, tmp_path: Path) -> None:
    file = sleepstudy(tmp_path, more=more)
    with pytest.raises(InputError, match=what):
        analyse_mixed(file, formula, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_model_that_the_rows_cannot_carry_ends_with_exit_code_3(tmp_path: Path) -> None:
    with pytest.raises(NotEnoughDataError, match="Subject:Days has 180 levels in 180 rows") as found:
        analyse_mixed(sleepstudy(tmp_path), "Reaction ~ Days + (1 | Subject:Days)", tmp_path / "out")
    assert found.value.exit_code == 3


def test_nothing_written_is_not_a_number(tmp_path: Path) -> None:
    file = tmp_path / "flat.csv"
    y = np.tile([1.0, 2.0, 4.0], 10)
    file.write_text("y,x,g\n" + "".join(f"{v},{k % 7},{'abcde'[k // 6]}\n" for k, v in enumerate(y)), encoding="utf-8")
    for path in analyse_mixed(file, "y ~ x + (x | g)", tmp_path):
        assert "nan" not in path.read_text(encoding="utf-8").lower()
