"""Matching two lists of one's own: the right pairs first, probabilities that can be believed, any column names."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions.match_analysis import analyse_match
from readiness.cli import app
from readiness.errors import InputError, InvalidInputsError

WORDS = "amber birch cedar delta ember flint grove haven iris juniper kestrel lotus maple nectar onyx pearl quartz raven".split()


def table(path: Path, header: str, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


def lists(folder: Path, n: int = 300, missing: float = 0.3) -> tuple[Path, Path, set[tuple[str, str]]]:
    """Return two lists of firms, the right one with a letter changed in each name, some of each unknown to the other."""
    rng = random.Random(4)  # noqa: S311 - test data
    left, right, truth = [], [], set()
    for i in range(n):
        name = f"{rng.choice(WORDS)} {rng.choice(WORDS)} {rng.choice(WORDS)} {rng.randrange(10, 99)}"
        town = rng.choice(WORDS)
        at = rng.randrange(len(name) - 3)
        here, there = rng.random() >= missing / 2, rng.random() >= missing / 2
        left += [(f"L{i}", name, town)] if here else []
        right += [(f"R{i}", name[:at] + "x" + name[at + 1 :], town.upper())] if there else []
        truth |= {(f"L{i}", f"R{i}")} if here and there else set()
    rng.shuffle(right)
    return table(folder / "l.csv", "id,name,town", left), table(folder / "r.csv", "key,title,city", right), truth


def pairs_of(folder: Path) -> list[tuple[str, str, float]]:
    with (folder / "pairs.csv").open(newline="", encoding="utf-8") as file:
        return [(r["left_id"], r["right_id"], float(r["probability"])) for r in csv.DictReader(file)]


def test_the_right_pairs_come_first_and_few_others_are_believed(tmp_path: Path) -> None:
    left, right, truth = lists(tmp_path)
    analyse_match(left, right, "name=title,town=city", tmp_path)
    found = pairs_of(tmp_path)
    sure = {(a, b) for a, b, p in found if p >= 0.5}
    assert len(sure & truth) >= 0.95 * len(truth)
    assert len(sure & truth) >= 0.95 * len(sure)
    assert [p for *_, p in found] == sorted((p for *_, p in found), reverse=True)
    assert all(0 < p <= 1 for *_, p in found)


def test_each_record_is_listed_once_and_twice_the_same_bytes(tmp_path: Path) -> None:
    left, right, _ = lists(tmp_path)
    analyse_match(left, right, "name=title", tmp_path / "a")
    analyse_match(left, right, "name=title", tmp_path / "b")
    found = pairs_of(tmp_path / "a")
    assert len({a for a, *_ in found}) == len({b for _, b, _ in found}) == len(found)
    assert (tmp_path / "a" / "pairs.csv").read_bytes() == (tmp_path / "b" / "pairs.csv").read_bytes()


def test_many_spellings_of_one_firm_all_find_it(tmp_path: Path) -> None:
    left, right, _ = lists(tmp_path, missing=0)
    with left.open(newline="", encoding="utf-8") as file:
        rows = [tuple(r) for r in csv.reader(file)][1:]
    several = [(f"{r[0]}.{k}", r[1] + " ltd" * k, r[2]) for r in rows for k in range(3)]
    analyse_match(table(left, "id,name,town", several), right, "name=title,town=city", tmp_path)
    found = {a for a, b, p in pairs_of(tmp_path) if p >= 0.5 and a.split(".")[0][1:] == b[1:]}
    assert len(found) >= 0.9 * len(several)


@pytest.mark.parametrize("rows", [[], [("L1", "", "")], [("L1", "one", "two")]])
def test_small_lists_are_lists_too(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    left = table(tmp_path / "l.csv", "id,name,town", rows)
    right = table(tmp_path / "r.csv", "id,name,town", [("R1", "one", "two")])
    analyse_match(left, right, "name,town", tmp_path)
    assert [(a, b) for a, b, _ in pairs_of(tmp_path)] in ([], [("L1", "R1")])


def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path) -> None:
    good = table(tmp_path / "l.csv", "id,name", [("1", "one")])
    twice = table(tmp_path / "r.csv", "id,name", [("1", "one"), ("1", "two")])
    with pytest.raises(InvalidInputsError, match="already used in row 2"):
        analyse_match(good, twice, "name", tmp_path)
    with pytest.raises(InputError, match="no such column; expected name"):
        analyse_match(good, good, "nam", tmp_path)
    with pytest.raises(InputError, match="names no column"):
        analyse_match(good, good, " ,", tmp_path)
    (tmp_path / "e.csv").write_bytes(b"")
    with pytest.raises(InvalidInputsError, match="the file is empty"):
        analyse_match(good, tmp_path / "e.csv", "name", tmp_path)


@pytest.mark.parametrize("mark", "%#\t")
def test_rarer_delimiters_are_read_and_rows_that_are_too_long_are_one_problem(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "l.csv"
    file.write_text(f"id{mark}name\n1{mark}one, two, three\n2{mark}four\n", encoding="utf-8")
    analyse_match(file, file, "name", tmp_path)
    assert {(a, b) for a, b, _ in pairs_of(tmp_path)} >= {("1", "1"), ("2", "2")}
    file.write_text("id,name\n" + "1,one,more\n" * 1 + "".join(f"{n},a,b,c\n" for n in range(2, 2000)), encoding="utf-8")
    with pytest.raises(InvalidInputsError) as caught:
        analyse_match(file, file, "name", tmp_path)
    assert [p.what for p in caught.value.problems] == ["3 cells, and 1,998 more rows with too many"]


def test_other_delimiters_and_older_encodings_are_read(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes("id;name\n1;Café Röst\n2;Bar\n".encode("cp1252"))
    (tmp_path / "r.csv").write_text("id|name\n7|cafe rost\n8|zoo\n", encoding="utf-8")
    result = CliRunner().invoke(
        app, ["analyse", "match", str(tmp_path / "l.csv"), str(tmp_path / "r.csv"), "--fields", "name", "--out", str(tmp_path)]
    )
    assert result.exit_code == 0, result.output
    assert [(a, b) for a, b, _ in pairs_of(tmp_path)][:1] == [("1", "7")]
