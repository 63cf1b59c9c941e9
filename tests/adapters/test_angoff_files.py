"""Angoff files: what is read, and one clear line for everything that is wrong."""

from __future__ import annotations

import csv
import io

import pytest

from readiness.adapters.angoff_files import judges_csv, read_angoff, standard_csv, unknown_lines
from readiness.adapters.input_tables import Problems
from readiness.stages.quizzes.standard_setting import Rating, standard_of

SHARE = "expected a share from 0 to 1, such as 0.7 for seven in ten"
GOOD = "judge,item_id,share\nIda,N1-need,0.6\nJo,N1-need,0.8\n"


def faults(text: str) -> list[str]:
    problems = Problems()
    read_angoff(text.encode(), problems)
    return [str(p) for p in problems.found]


def test_ratings_are_read_with_their_rows_and_rounds() -> None:
    problems = Problems()
    text = "# Angoff, 3 March\njudge,item_id,share,round\nIda,N1-need,0.6,\nJo,N1-need,1,2\n"
    assert read_angoff(text.encode(), problems) == (Rating("Ida", "N1-need", 0.6, 1, 3), Rating("Jo", "N1-need", 1.0, 2, 4))
    assert problems.found == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Kim,N1-need,70", "angoff.csv:4:share: '70' is a percentage; "
         + SHARE),
        ("Kim,N1-need,-0.1", "angoff.csv:4:share: '-0.1' is below 0; "
         + SHARE),
        ("Kim,N1-need,170", "angoff.csv:4:share: '170' is above 100; "
         + SHARE),
        ("Kim,N1-need,most", "angoff.csv:4:share: 'most' is not a number that can be read; "
         + SHARE),
        ("Kim,N1-need,NaN", "angoff.csv:4:share: 'NaN' is not a number that can be read; "
         + SHARE),
        ("Kim,N1-need,", "angoff.csv:4:share: blank; "
         + SHARE),
        (",N1-need,0.5", "angoff.csv:4:judge: blank; expected a judge's name"),
        ("Kim,N1 need,0.5", "angoff.csv:4:item_id: 'N1 need' cannot be an id; expected an item_id of the quiz's CSV"),
        ("Ida,N1-need,0.5", "angoff.csv:4:judge: 'Ida' rated this item in this round already, in row 2; "
         "expected one rating of a judge, item and round"),
        (
            "Ida,N2-need,0.5",
            "angoff.csv:4:judge: only 'Ida' rated the item 'N2-need'; expected at least two judges for each item, or"
            " certificate.cut_share of quiz.yaml",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_one_line(row: str, said: str) -> None:
    assert faults(f"{GOOD}{row}\n") == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "angoff.csv:::"),
        ("judge,item_id,share\n", "angoff.csv:1:: there is no rating; expected at least two judges' ratings, or no file"),
        ("judge,item_id,rating\nIda,N1,0.5\n", "angoff.csv:1:rating: unknown column"),
        ("judge;item_id;share\nIda;N1;0.5\n", "angoff.csv:1:: the columns are divided by semicolons"),
    ],
)
def test_a_file_that_is_none(text: str, said: str) -> None:
    assert faults(text)[0].startswith(said)


def test_an_item_the_quiz_does_not_have_is_said_with_the_nearest() -> None:
    ratings = [Rating("Ida", "N1-neeed", 0.6, row=7), Rating("Jo", "N1-neeed", 0.6, row=9), Rating("Jo", "N2-need", 0.6, row=8)]
    assert unknown_lines(standard_of(ratings, ["N1-need", "N2-need"], 0.7), ["N1-need", "N2-need"]) == (
        "angoff.csv:7:item_id: the quiz has no item 'N1-neeed' (did you mean N1-need?); its 2 ratings do not count",
    )


def test_what_the_judges_said_disputed_items_first() -> None:
    shares = {"a": (0.5, 0.6), "b": (0.1, 0.9)}
    ratings = [Rating(judge, item, x) for item, pair in shares.items() for judge, x in zip(("Ida", "Jo"), pair, strict=True)]
    standard = standard_of(ratings, ["a", "b"], 0.7)
    items = list(csv.DictReader(io.StringIO(standard_csv(standard).decode())))
    assert [(r["item_id"], r["mean_share"], r["spread"], r["is_disputed"]) for r in items] == [
        ("b", "0.5", "0.5657", "1"), ("a", "0.55", "0.0707", "0"),
    ]  # fmt: skip
    judges = list(csv.DictReader(io.StringIO(judges_csv(standard).decode())))
    assert [(r["judge"], r["mean_share"], r["severity"]) for r in judges] == [("Ida", "0.3", "-0.225"), ("Jo", "0.75", "0.225")]
