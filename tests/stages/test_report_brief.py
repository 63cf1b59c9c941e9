"""The management brief's recipe: what each slide says, against counts made by hand; all of it fits, whatever the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from readiness.adapters.deck_brands import DeckBrand
from readiness.stages.decks.recipe import Recipe, SlideFill
from readiness.stages.decks.slide_keys import empty_of
from readiness.stages.decks.titles import as_heard
from readiness.stages.follow_ups import Decisions, FollowUp
from readiness.stages.link import causal_words
from readiness.stages.report import Report, Versions
from readiness.stages.report.brief import Brief, brief
from readiness.stages.report.summary import Group
from tests.adapters.test_report_files import NASTY, made, with_quiz

DECKS = Path(__file__).parents[2] / "content_templates/decks"
BRANDS = ("standard", "field")
LONG = "Überlandzweiradfachhandelsgenossenschaft " * 8


@cache
def brand(name: str) -> DeckBrand:
    return DeckBrand(DECKS, name, {})


def told(report: Report, name: str = "standard") -> Brief:
    return brief(report, brand(name).rooms, name)


def slide(report: Report, n: int) -> SlideFill:
    return told(report).recipe.slides[n - 1]


def everything(recipe: Recipe) -> str:
    return "\n".join(
        text
        for s in recipe.slides
        for text in (*s.text.values(), *(i for items in s.lists.values() for i in items),
                     *(c for t in s.tables.values() for row in (t.header, *t.rows) for c in row))
    )  # fmt: skip


def measured(n: int = 9) -> Report:
    """A report whose first three reps are ready, whose last is not known, with nine acts, some late."""
    found, rows = made(n)
    statuses = ["ready"] * 3 + ["developing"] * (n - 4) + ["not_enough_data"]
    changed = tuple(replace(r, status=s) for r, s in zip(rows, statuses, strict=True))
    group = Group("Channel", "Bike shops", n, 3, n - 4, 0, 1, 1000.0, 900.0)
    return replace(found, rows=changed, groups=(group,), versions=Versions("9.8.7", "rev-4", 42))


@pytest.mark.parametrize("name", BRANDS)
@pytest.mark.parametrize("n", [0, 1, 2, 17])
@pytest.mark.parametrize("quiz", [True, False])
@pytest.mark.parametrize("sales", [True, False])
def test_six_slides_that_all_fit_and_lack_nothing(n: int, name: str, *, quiz: bool, sales: bool) -> None:
    recipe = told(made(n, NASTY, quiz=quiz, sales=sales)[0], name).recipe
    assert len(recipe.slides) == 6
    assert [empty_of(s) for s in recipe.slides] == [[]] * 6
    titles = [as_heard(s.text["title"]) for s in recipe.slides]
    assert len(set(titles)) == 6
    fitted = brand(name).fit(recipe)
    assert [s.text for s in fitted.slides] == [s.text for s in recipe.slides]  # nothing is cut by the fit
    for ugly in ("None", "nan", "{{", "}}", "0 of 0"):
        assert ugly not in everything(recipe).replace("None of", "")


@pytest.mark.parametrize("name", BRANDS)
def test_names_as_long_as_they_come_are_cut_and_rows_left_out_before_anything_runs_over(name: str) -> None:
    found, rows = made(40, tuple(f"{LONG}{n}" for n in range(40)))
    groups = tuple(Group("Channel", f"{LONG} {n}", 1, 0, 1, 0, 0, 1.0, 1.0) for n in range(40))
    wild = replace(found, launch_name=LONG, owner=LONG, groups=groups, missing=(LONG, LONG * 3),
                   rows=tuple(replace(r, holds_back=LONG) for r in rows), versions=Versions(LONG, LONG, 1))  # fmt: skip
    recipe = told(wild, name).recipe
    brand(name).fit(recipe)
    table = recipe.slides[1].tables["rows"]
    assert 1 <= len(table.rows) < 40
    assert f"Not shown: {40 - len(table.rows)} smaller channels." in recipe.slides[1].text["words"] or "…" in everything(recipe)


def test_the_first_slide_says_which_launch_as_of_when_and_the_answer() -> None:
    text = slide(measured(), 1).text
    assert text["title"] == "3 of 9 reps are shown to be ready"
    assert text["subtitle"] == "T & <b>Co</b> · Management brief"
    assert text["for_whom"] == "As of 5 June 2020 · 9 reps · Launch owner: Dana"
    assert text["gain"].startswith("1 of 9 reps sold more than an average rep would.")  # 20 to 80 alone lies above 0
    assert text["gain"].endswith("Did training change sales? Not enough data.")


def test_the_second_tells_each_channel_with_its_number_and_what_holds_back() -> None:
    found = slide(measured(), 2)
    assert found.text["title"] == "3 of 9 reps are shown to be ready; 5 are developing, 0 not ready yet"
    assert found.tables["rows"].header[0] == "Channel"
    assert found.tables["rows"].rows == (("Bike shops", "3 of 9 (33%)", "5", "0", "1"),)
    assert found.text["figure"] == "3 of 9"
    assert found.text["words"] == "What holds reps back most often: claim: comfort (6 of 6 reps)."


def test_the_third_says_what_moved_sales_and_shows_the_waterfall() -> None:
    """Each rep: 880 as they were, 5 market, -15 stock, 30 demand; what was added goes 50, 30, 10, -10 ..."""
    report = measured(4)
    found = slide(report, 3)
    total = sum(r.sales_out_money or 0.0 for r in report.rows)
    assert total == pytest.approx(1000.005 * (1 + 2 + 3 + 4), abs=0.01)
    split = sum(amount for _, amount in report.split)
    assert found.text["title"] == f"Sales-out is {round(split):,} USD; demand moved it most, by +120 USD"
    assert (found.text["figure"], found.images) == ("1 of 4", {"chart": "decomposition.png"})
    assert found.text["picture"] == told(report).pictures["decomposition.png"].says


def test_where_nothing_can_be_said_each_slide_says_so_and_why() -> None:
    recipe = told(made(4, quiz=False, sales=False)[0]).recipe
    assert [s.key for s in recipe.slides] == ["brief-cover", *["brief-words"] * 4, "brief-table"]
    titles = [s.text["title"] for s in recipe.slides]
    assert titles[:5] == [
        "Not enough data to say which of the 4 reps are ready",
        "Nobody's readiness is known: 4 reps without enough data",
        "Nobody can say what reps added: no sales-out could be judged",
        "Not enough data to say whether training or readiness goes with sales",
        "Not enough answers to say which messages the field does not get",
    ]
    assert recipe.slides[1].lists["lines"][0] == "No quiz answers have come in, so nobody's readiness can be judged."
    assert told(made(4, quiz=False, sales=False)[0]).pictures == {}


def test_the_fifth_lists_messages_the_worst_first_with_their_intervals() -> None:
    """The two questions of N0 have the wrong key, so that nearly all their answers count as wrong."""
    report = replace(with_quiz(), versions=Versions("9.8.7", "rev-4", 42))
    found = slide(report, 5)
    assert found.text["title"].startswith("The field does not get 1 of 6 messages")
    rows = found.tables["rows"].rows
    assert rows[0][0].startswith("Headline N0")
    assert rows[0][1].endswith("of 120")  # 60 reps, two questions
    assert "wrong key" in rows[0][3]
    assert report.quiz is not None
    worst = next(c for c in report.quiz.claims if c.problem and not c.channel)
    assert rows[0][2] == f"{worst.share_low:.0%} to {worst.share_high:.0%}"


def act(kind: str, owner: str, about: str, due: date, words: str = "Do it.") -> FollowUp:
    return FollowUp("rep", about, kind, words, owner, date(2020, 5, 29), due, "for a reason", ())


def test_the_sixth_says_who_owes_what_by_when_the_late_first_and_what_is_not_known() -> None:
    late, soon, later = date(2020, 6, 1), date(2020, 6, 12), date(2020, 6, 19)
    acts = (
        act("keep_going", "r1", "r1", soon), act("coach", "boss", "r2", later), act("coach", "chief", "r3", soon),
        act("take_quiz", "r0", "r0", late),
    )  # fmt: skip
    report = replace(measured(), decisions=Decisions((), acts), missing=("Nothing is known of pitches. It counts for nobody.",))
    found = slide(report, 6)
    assert found.text["title"] == "4 acts owed, the first by 1 June 2020, 1 late; first of all: take the quiz"
    assert found.tables["rows"].rows == (
        ("1 Jun 2020 (1 late)", "Each rep", "Take the quiz: Rep Number000"),
        ("12 Jun 2020", "Manager chief and Manager boss", "Coach: Rep Number003 and Rep Number002"),
        ("12 Jun 2020", "Each rep", "Keep going: Rep Number001"),
    )
    assert found.text["words"] == "Not known: Nothing is known of pitches. It counts for nobody."


def test_every_slide_carries_day_and_versions_and_its_notes_say_how_the_figures_were_made() -> None:
    recipe = told(measured()).recipe
    for s in recipe.slides:
        assert s.text["footer"] == "T & <b>Co</b> · As of 5 June 2020 · Specification revision rev-4 · Readiness 9.8.7 · Seed 42"
        assert "Every figure stands in readiness.xlsx" in s.notes
        assert len(s.notes) <= 3000
    assert "READINESS\nAn index from 0 to 100" in recipe.slides[1].notes
    assert (recipe.made_on, recipe.spec_revision, recipe.template) == ("2020-06-05", "rev-4", "brief")


def test_no_slide_speaks_of_a_cause_that_nobody_showed() -> None:
    for report in (measured(), made(17)[0], with_quiz()):
        assert causal_words(everything(told(report).recipe), None) == []
