"""Graded pitches: what a file may hold, and what of two files about the same score stands, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from readiness.adapters.db import pitches
from readiness.adapters.db.store import MIGRATIONS, engine, transaction, upgrade
from readiness.adapters.input_tables import Problems
from readiness.adapters.pitch_files import read_pitches
from readiness.stages.training import Criterion, PitchScore, Rubric

HEADER = "rep_id,graded_on,rater,criterion,score"
RUBRIC = Rubric(5, (Criterion("opening", "Opening question", 40), Criterion("proof", "Proof", 60)))
DAY = date(2026, 3, 2)


def read(*rows: str, rubric: Rubric | None = RUBRIC) -> tuple[list[PitchScore], list[str]]:
    problems = Problems()
    found = read_pitches("p.csv", "\n".join([HEADER, *rows]).encode(), rubric, problems, reps={"r1", "r2"})
    return [score for _, score in found], [f"{p.row}:{p.column}: {p.what}" for p in problems.found]


def test_a_score_is_read() -> None:
    found, problems = read("r1,2026-03-02,  Mo  Lind ,opening,3.5")
    assert (found, problems) == ([PitchScore("r1", DAY, "Mo Lind", "opening", 3.5)], [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("r1,2026-03-02,Mo,opening,6", "2:score: '6' is above 5"),
        ("r1,2026-03-02,Mo,opening,-1", "2:score: '-1' is below 0"),
        ("r1,2026-03-02,Mo,opening,good", "2:score: 'good' is not a number that can be read"),
        ("r1,2026-03-02,Mo,opening,", "2:score: blank"),
        ("r1,2026-03-02,Mo,smile,3", "2:criterion: 'smile' is unknown"),
        ("r1,2026-03-02,,opening,3", "2:rater: blank"),
        ("r1,02.03.2026,Mo,opening,3", "2:graded_on: '02.03.2026' is not a date written as year-month-day"),
        ("r9,2026-03-02,Mo,opening,3", "2:rep_id: 'r9' is unknown"),
    ],
)
def test_a_bad_cell_is_named(row: str, said: str) -> None:
    assert read(row)[1] == [said]


def test_of_a_score_that_stands_twice_in_a_file_the_first_counts_and_the_other_is_named() -> None:
    found, problems = read("r1,2026-03-02,Mo,opening,3", "r1,2026-03-02,Mo,opening,5")
    assert [s.score for s in found] == [3]
    assert problems == ["3:criterion: this rater already graded it on this day in row 2"]


def test_without_a_rubric_nothing_can_be_read() -> None:
    found, problems = read("r1,2026-03-02,Mo,opening,3", rubric=None)
    assert (found, problems) == ([], ["0:: training.yaml has no rubric, so nobody can say what a score means"])


@pytest.fixture
def launched(database_url: str) -> str:
    upgrade(database_url)
    with engine(database_url).begin() as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'O', '/f')"))
    return database_url


def score(value: float, rater: str = "Mo") -> PitchScore:
    return PitchScore("r1", DAY, rater, "opening", value)


def test_a_later_file_has_the_last_word_and_an_earlier_one_read_again_does_not_undo_it(launched: str) -> None:
    with transaction(launched) as connection:
        assert pitches.save_pitches(connection, "l", [score(3), score(2, "Di")], 1) == 2
        assert pitches.save_pitches(connection, "l", [score(3), score(2, "Di")], 1) == 0
        assert pitches.save_pitches(connection, "l", [score(4)], 2) == 1
        assert pitches.save_pitches(connection, "l", [score(3), score(2, "Di")], 1) == 0
    with transaction(launched) as connection:
        assert pitches.load_pitches(connection, "l") == [score(2, "Di"), score(4)]
        assert pitches.load_pitches(connection, "other") == []


def test_the_first_bars_stand_and_a_new_motion_gets_its_own(launched: str) -> None:
    with transaction(launched) as connection:
        pitches.keep_first_bars(connection, "l", {"consultative": 70}, DAY)
        pitches.keep_first_bars(connection, "l", {"consultative": 50, "enterprise": 80}, date(2026, 4, 1))
        assert pitches.first_bars_of(connection, "l") == {"consultative": (70, DAY), "enterprise": (80, date(2026, 4, 1))}


def test_the_migration_goes_back_and_forward_with_data_in_place(launched: str) -> None:
    with transaction(launched) as connection:
        pitches.save_pitches(connection, "l", [score(3)], 1)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine(launched).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0011")
        assert not {"pitch_scores", "first_bars"} & set(inspect(connection).get_table_names())
        command.upgrade(config, "head")
    with transaction(launched) as connection:
        assert pitches.load_pitches(connection, "l") == []
        assert pitches.save_pitches(connection, "l", [score(3)], 1) == 1
