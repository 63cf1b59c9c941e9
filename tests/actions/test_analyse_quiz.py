"""`analyse quiz`: answers in either shape, the published fit in the files, retakes, few data and bad files in one sentence."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from readiness.actions.analysis import analyse_quiz
from readiness.adapters.response_files import read_answers
from readiness.cli.analyse import app
from readiness.errors import InputError, InvalidInputsError, NotEnoughDataError
from readiness.stats.classical import item_rest
from tests.reference_answers import SAMPLES, drawn, reference_file


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def long_csv(rows: np.ndarray) -> str:
    lines = [f"p{i},i{j},{'' if np.isnan(v) else int(v)}" for i, row in enumerate(rows) for j, v in enumerate(row)]
    return "\n".join(["person_id,item_id,correct", *lines])


def test_lsat7_without_priors(tmp_path: Path) -> None:
    files = analyse_quiz(SAMPLES / "lsat7.csv", None, tmp_path, "2pl", priors=False)
    assert [f.name for f in files] == ["items.csv", "persons.csv", "fit.json"]
    fit = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert fit["loglik"] == pytest.approx(-2658.805114, abs=1e-4)
    assert fit["aic"] == pytest.approx(2 * 2658.805114 + 20, abs=1e-3)
    assert fit["bic"] == pytest.approx(2 * 2658.805114 + 10 * np.log(1000), abs=1e-3)
    assert (fit["method"], fit["attempts"], fit["n_persons"]) == ("2pl without priors", "first answers only", 1000)
    items = table(tmp_path / "items.csv")
    assert list(items[0])[:10] == (
        "item_id n difficulty difficulty_se discrimination discrimination_se guessing infit outfit flag".split()
    )
    assert [float(i["discrimination"]) for i in items] == pytest.approx([0.9875, 1.0808, 1.7075, 0.7650, 0.7357], abs=5e-4)
    assert [float(i["s_x2"]) for i in items] == pytest.approx([4.7494, 14.4511, 1.2704, 5.2374, 0.9411], abs=3e-3)
    first = table(tmp_path / "persons.csv")[0]
    assert list(first)[:5] == "person_id n ability standard_error percent".split()
    assert (float(first["ability"]), float(first["standard_error"])) == pytest.approx((-1.86978, 0.6927), abs=1e-4)


def test_both_shapes_say_the_same_and_twice_the_same_bytes(tmp_path: Path) -> None:
    rows = drawn(1, 60, 6, missing=0.2)[0]
    (tmp_path / "long.csv").write_text(long_csv(rows), encoding="utf-8")
    wide = ["id;" + ";".join(f"i{j}" for j in range(6))]
    wide += [f"p{i};" + ";".join("" if np.isnan(v) else str(int(v)) for v in row) for i, row in enumerate(rows)]
    (tmp_path / "wide.csv").write_text("\n".join(wide), encoding="utf-8")
    for name in ("long", "wide", "wide"):
        analyse_quiz(tmp_path / f"{name}.csv", None, tmp_path / name, "3pl", priors=True)
    assert (tmp_path / "long/items.csv").read_bytes() == (tmp_path / "wide/items.csv").read_bytes()
    assert (tmp_path / "long/fit.json").read_bytes() == (tmp_path / "wide/fit.json").read_bytes()
    by_id = {p["person_id"]: p for p in table(tmp_path / "wide/persons.csv")}
    assert {p["person_id"]: p for p in table(tmp_path / "long/persons.csv")} == by_id


def test_the_first_attempt_counts_whatever_the_order_of_rows() -> None:
    found = read_answers("a.csv", b"person_id,item_id,correct,attempt\na,x,1,2\na,x,0,1\na,y,,1\nb,x,1,1\nb,y,TRUE,1\n")
    assert (found.person_ids, found.item_ids, found.n_retakes) == (("a", "b"), ("x", "y"), 1)
    assert np.array_equal(found.correct, [[0, np.nan], [1, 1]], equal_nan=True)
    wide = read_answers("a.csv", b"person_id,x,y,language\na,1,0,en\na,0,1,en\nb,,1,de\n")
    assert (wide.person_ids, wide.n_retakes, wide.columns_left_out) == (("a", "b"), 2, ("language",))


def test_few_persons_have_shares_and_the_file_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(long_csv(drawn(1, 12, 6)[0]), encoding="utf-8")
    analyse_quiz(tmp_path / "a.csv", None, tmp_path, "2pl", priors=True)
    fit = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert (fit["method"], fit["reason"]) == ("beta-binomial", "12 persons answered; a model of the items needs 30")
    assert {i["difficulty"] for i in table(tmp_path / "items.csv")} == {""}
    for person in table(tmp_path / "persons.csv"):
        assert float(person["share_low"]) < float(person["share"]) < float(person["share_high"])


def test_groups_find_the_unfair_item(tmp_path: Path) -> None:
    rows = drawn(3, 600, 12)[0]
    rows[300:, 4] *= np.random.default_rng(1).random(300) < 0.5
    (tmp_path / "a.csv").write_text(long_csv(rows), encoding="utf-8")
    groups = "\n".join(["person_id,group", *(f"p{i},{'en' if i < 300 else 'fr'}" for i in range(600))])
    (tmp_path / "g.csv").write_text(groups, encoding="utf-8")
    analyse_quiz(tmp_path / "a.csv", tmp_path / "g.csv", tmp_path, "2pl", priors=True)
    flagged = [(d["item_id"], d["group"]) for d in table(tmp_path / "dif.csv") if d["flag"]]
    assert flagged == [("i4", "fr")]


def test_small_groups_are_said_to_show_large_differences_only(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(long_csv(drawn(3, 500, 4)[0]), encoding="utf-8")
    groups = "\n".join(["person_id,group", *(f"p{i},{'en' if i < 300 else 'fr'}" for i in range(500))])
    (tmp_path / "g.csv").write_text(groups, encoding="utf-8")
    analyse_quiz(tmp_path / "a.csv", tmp_path / "g.csv", tmp_path, "2pl", priors=True)
    found = table(tmp_path / "dif.csv")
    assert {(d["group"], d["n"], d["n_others"]) for d in found} == {("fr", "200", "300")}
    assert all(d["note"].startswith("with fewer than 250 answers on a side differences below") for d in found)


def test_forms_are_judged_by_score_each_by_itself(tmp_path: Path) -> None:
    rows = drawn(4, 200, 9)[0]
    rows[:80, :3] = rows[80:, 6:] = np.nan
    (tmp_path / "a.csv").write_text(long_csv(rows), encoding="utf-8")
    analyse_quiz(tmp_path / "a.csv", None, tmp_path, "2pl", priors=True)
    assert [i["s_x2_n"] for i in table(tmp_path / "items.csv")] == ["120"] * 3 + ["200"] * 3 + ["80"] * 3


# Moodle's own simulated quiz, 25 attempts at 7 questions, and the statistics its reports give for it.
def test_moodles_simulated_quiz(tmp_path: Path) -> None:
    marks = table(reference_file("moodle_results00.csv"))
    published = table(reference_file("moodle_qstats00.csv"))
    slots = [f"slots.{p['slot']}.mark" for p in published]
    matrix = np.array([[float(row[slot]) for slot in slots] for row in marks])
    assert 100 * item_rest(matrix) == pytest.approx([float(p["discriminationindex"]) for p in published], abs=1e-3)
    whole = [j for j in range(7) if set(matrix[:, j]) <= {0, 1}]
    assert whole == [1, 3, 5]
    lines = ["person,q2,q4,q6", *(",".join([row["quizattempt"], *(row[slots[j]] for j in whole)]) for row in marks)]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    analyse_quiz(tmp_path / "a.csv", None, tmp_path, "2pl", priors=True)
    for item, j in zip(table(tmp_path / "items.csv"), whole, strict=True):
        share, n = float(item["share_correct"]), int(item["n"])
        assert share == pytest.approx(float(published[j]["facility"]))
        assert np.sqrt(share * (1 - share) * n / (n - 1)) == pytest.approx(float(published[j]["sd"]))


def test_groups_that_cannot_be_compared_are_refused(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("person_id,group\n1,en\n2,en\n", encoding="utf-8")
    with pytest.raises(NotEnoughDataError, match="not of two groups"):
        analyse_quiz(SAMPLES / "lsat7.csv", tmp_path / "g.csv", tmp_path, "2pl", priors=True)
    (tmp_path / "g.csv").write_text("person_id,group\n1,en\n1,fr\n", encoding="utf-8")
    with pytest.raises(InvalidInputsError, match="3:person_id"):
        analyse_quiz(SAMPLES / "lsat7.csv", tmp_path / "g.csv", tmp_path, "2pl", priors=True)


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (b"person_id,item_id,correct\na,x,1\na,y,2\n", (3, "correct"), "'2' is no answer"),
        (b"person_id,item_id,correct\na,x,1\n,y,1\n", (3, "person_id"), "is blank"),
        (b"person_id,item_id,correct,attempt\na,x,1,0\n", (2, "attempt"), "is not a number of 1 or more"),
        (b"id,x,y\na,1,0\nb,maybe,1\n", (3, "x"), "'maybe' is no answer"),
        (b"id,x,y\na,1,0\n,1,1\n", (3, "id"), "is blank"),
        (b"id,x,x\na,1,0\n", (1, "x"), "the column is there twice"),
        (b"id,x\na,\n", (0, ""), "there is no right or wrong answer in it"),
        (b"", (0, ""), "is empty"),
        (b"\xff\xfe\x00", (0, ""), "is not UTF-8 text"),
        (b"id,x\na,1,0,1\n", (0, ""), "cannot be read"),
        (b"id,x\na,1\nb,1,0\n", (0, ""), "cannot be read"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(data: bytes, where: tuple[int, str], what: str) -> None:
    with pytest.raises(InputError) as error:
        read_answers("a.csv", data)
    problem = error.value.problem
    assert (problem.row, problem.column) == where
    assert problem.what.startswith(what)
    assert "\n" not in str(error.value)


def test_the_command_takes_the_model_and_priors(tmp_path: Path) -> None:
    def run(*words: str) -> int:
        return CliRunner().invoke(app, ["quiz", str(SAMPLES / "lsat6.csv"), "--out", str(tmp_path), *words]).exit_code

    assert run("--model", "1pl", "--priors", "off") == 0
    fit = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert (fit["method"], fit["loglik"]) == ("1pl without priors", pytest.approx(-2466.9376, abs=1e-3))
    assert run() == 0
    assert json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))["method"] == "2pl with priors"
    assert run("--model", "4pl") == 2
