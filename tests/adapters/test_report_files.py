from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.report_charts import Scale, scale_over
from readiness.adapters.report_files import page, quiz_csvs, reps_csv, workbook
from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import Decisions, Grounds, Owners, places, rep_acts
from readiness.stages.quizzes import Ability
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import (
    ChannelQuality,
    RepFacts,
    Report,
    RepReported,
    RepRow,
    Told,
    data_quality,
    quiz_section,
    rep_rows,
    report,
)
from readiness.stages.sales_out.schedule import MissingReport, Submission
from readiness.stages.sales_out.scorecard import PartnerEvidence, partner_score
from readiness.vocabulary import Launch, LaunchDates, Motion, Partner, Rep
from tests.quiz_field import MESSAGES, drawn, items_of, rep, results_of

DAY = date(2020, 6, 5)
NASTY = ("<script>alert(1)</script>", '=HYPERLINK("http://x.example")', "Zoë O'Brien & Söhne 🚲", "")
SHEETS = [
    "Summary", "Reps", "Decomposition", "Link", "Data quality", "Methods", "Acts", "Claims", "Questions", "Competencies",
    "Sensitivity", "Fairness", "Partners",
]  # fmt: skip
VOID = ("meta", "link", "br", "line", "circle", "rect", "path")


def made(
    n: int, names: tuple[str, ...] = (), *, quiz: bool = True, sales: bool = True, currency: str = "USD"
) -> tuple[Report, list[RepRow]]:
    reps = [
        Rep(
            f"r{i}",
            names[i] if i < len(names) else f"Rep Number{i:03}",
            "",
            "shops",
            "p",
            "1",
            "boss",
            Motion.CONSULTATIVE,
            "UTC",
            "en",
            None,
        )
        for i in range(n)
    ]
    sold = [
        RepContribution(
            r.rep_id,
            9,
            90,
            1000.005 * (i + 1),
            900,
            880,
            5,
            -15,
            30,
            50 - 20 * i,
            20 - 20 * i,
            80 - 20 * i,
            0,
            i + 1,
            i + 1,
            0,
            0,
            0.5,
            "above",
        )
        for i, r in enumerate(reps)
    ]
    judged = [
        RepReadiness(r.rep_id, 60 + i % 40, 50 + i % 40, 65 + i % 40, 0.7, "developing", "claim: comfort", "knowledge", bar=70)
        for i, r in enumerate(reps)
    ]
    fit = ContributionFit(tuple(sold), (), (), 90, 0.5, converged=True, notes=("No stock figures.",)) if sales else None
    known = judged if quiz else []
    acts = rep_acts(reps, Grounds({r.rep_id: r for r in known}, fit, None, {}, Owners("Dana", {}, {})), as_of=DAY)
    facts = RepFacts(
        None,
        [],
        [Ability(r.rep_id, 20, 0.1234567, 0.4, 0.8, 0.7, 0.9) for r in reps] if quiz else [],
        known,
        fit,
        acts,
    )
    rows = rep_rows(reps, facts, currency=currency)
    dates = LaunchDates(DAY, DAY, DAY, DAY)
    launch = Launch("t", "T & <b>Co</b>", 1, "Dana", ("561",), currency, dates, ("shops",), 1)
    lines = pd.DataFrame({"partner_id": [], "sold_on": []})
    quality = data_quality(lines, [], [Partner("p", "P & Q", (), currency)])
    decisions = Decisions(places(known, fit), tuple(acts))
    names_of = {"shops": "Bike shops"}
    return report(launch, rows, fit, quality, as_of=DAY, readiness_bar=70, names=names_of, decisions=decisions), rows


class Reader(HTMLParser):
    """What a browser would find: cells of tables by section, tags in balance, addresses, headings."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.section = ""
        self.headers: dict[str, list[str]] = {}
        self.row_header = False
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "section":
            self.section = found["aria-labelledby"] or ""
        if tag == "th" and found.get("scope") == "row":
            self.headers.setdefault(self.section, []).append("")
            self.row_header = True
        if tag == "span":
            self.row_header = False
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "th":
            self.row_header = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.row_header:
            self.headers[self.section][-1] += data


@pytest.mark.parametrize("n", [1, 17])
def test_every_rep_stands_once_in_each_table(n: int) -> None:
    found, rows = made(n, NASTY)
    reader = Reader(page(found))
    assert not reader.open
    names = sorted(row.name or row.rep_id for row in rows)
    assert sorted(reader.headers["ready"]) == names
    assert sorted(h for h in reader.headers["added"] if h in names) == names
    assert sorted(h for h in reader.headers["together"]) == names


def test_the_page_is_one_file_without_script_or_network_and_escapes_names() -> None:
    found, _ = made(6, NASTY)
    html = page(found)
    reader = Reader(html)
    assert b"<script" not in html
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert b"T &amp; &lt;b&gt;Co&lt;/b&gt;" in html
    for tag, attrs in reader.tags:
        assert tag not in ("script", "img", "iframe", "object")
        assert not any(key.startswith("on") for key in attrs)
        for key in ("href", "src"):
            assert (attrs.get(key) or "#").startswith(("#", "data:"))
    assert not re.search(rb"url\(|@import|https?://(?!x\.example)", html)


def test_the_page_can_be_read_by_everybody() -> None:
    reader = Reader(page(made(5)[0]))
    tags = [tag for tag, _ in reader.tags]
    assert dict(reader.tags[0][1]) == {"lang": "en"} or ("html", {"lang": "en"}) in reader.tags
    assert any(a.get("name") == "viewport" for tag, a in reader.tags if tag == "meta")
    assert tags.count("h1") == 1
    assert all(a.get("scope") in ("col", "row") for tag, a in reader.tags if tag == "th")
    ids = [a["id"] for _, a in reader.tags if "id" in a]
    assert len(ids) == len(set(ids))
    named = {a[key] for _, a in reader.tags for key in ("aria-labelledby", "aria-describedby") if key in a}
    assert named <= set(ids)
    assert {a["href"] for tag, a in reader.tags if tag == "a"} == {f"#{a['id']}" for tag, a in reader.tags if tag == "h2"}
    assert all(
        "aria-hidden" in a or "aria-label" in a or "aria-labelledby" in a or a.get("overflow") or "width" in a
        for tag, a in reader.tags
        if tag == "svg"
    )


@pytest.mark.parametrize(
    ("n", "quiz", "sales"), [(0, False, False), (3, False, False), (3, True, False), (3, False, True), (1, True, True)]
)
def test_little_data_still_makes_every_file_and_says_what_is_missing(n: int, *, quiz: bool, sales: bool) -> None:
    found, rows = made(n, quiz=quiz, sales=sales)
    html = page(found).decode()
    assert ("No quiz answers have come in" in html) == (n > 0 and not quiz)
    assert ("No sales-out could be judged" in html) == (not sales)
    for ugly in ("None", "nan", "NaN", "{{", "}}"):
        assert ugly not in Reader(html.encode()).text
    assert openpyxl.load_workbook(io.BytesIO(workbook(found))).sheetnames == SHEETS
    assert len(list(csv.reader(io.StringIO(reps_csv(rows).decode())))) == n + 1


def test_csv_holds_the_row_rounds_money_to_cents_and_leaves_the_unknown_empty() -> None:
    _, rows = made(2)
    first, _ = csv.DictReader(io.StringIO(reps_csv(rows).decode()))
    assert (first["sales_out_money"], first["contribution_low"], first["ability"], first["coverage"]) == (
        "1000",
        "20",
        "0.123",
        "0.7",
    )
    assert (first["wave"], first["trained_on"], first["action_due_on"]) == ("", "", "2020-06-19")
    (yen, *_) = csv.DictReader(io.StringIO(reps_csv(made(1, currency="JPY")[1]).decode()))
    assert "." not in yen["sales_out_money"]


def test_csv_guards_a_name_that_looks_like_a_formula() -> None:
    names = [row["name"] for row in csv.DictReader(io.StringIO(reps_csv(made(3, NASTY)[1]).decode()))]
    assert names == [NASTY[0], "'" + NASTY[1], NASTY[2]]


def test_the_same_report_gives_the_same_bytes() -> None:
    for write in (page, workbook):
        assert write(made(5)[0]) == write(made(5)[0])
    assert reps_csv(made(5)[1]) == reps_csv(made(5)[1])


@given(st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), max_size=9))
def test_a_scale_holds_its_values_in_order_and_has_a_zero(values: list[float]) -> None:
    scale: Scale = scale_over(values)
    places = [scale.at(v) for v in sorted(values)]
    assert places == sorted(places)
    assert [tick.label for tick in scale.ticks].count("0") == 1
    assert 2 <= len(scale.ticks) <= 8


def with_quiz(n: int = 60) -> Report:
    """A report with a section on a quiz: N0's two questions have the wrong key, one item's id looks like a formula."""
    items = items_of(2)
    items = [replace(items[0], item_id="=N0"), *items[1:]]
    right = drawn(3, n, 12)
    right[:, :2] = 1 - right[:, :2]
    results = results_of(right, items, [rep(f"r{i:04}", "shops" if i % 2 else "online") for i in range(n)])
    section = quiz_section(results, items, MESSAGES, {}, {})
    return replace(made(3)[0], quiz=section)


def test_the_quiz_has_a_table_for_questions_claims_competencies_and_retakes() -> None:
    found = with_quiz()
    assert found.quiz is not None
    files = quiz_csvs(found.quiz)
    tables = {name: list(csv.DictReader(io.StringIO(data.decode()))) for name, data in files.items()}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "items.csv": 12, "claims.csv": 18, "competencies.csv": 180, "retakes.csv": 0,
    }  # fmt: skip
    first = ("item_id", "message_id", "kind", "competency", "n", "share_correct", "difficulty", "difficulty_se", "discrimination",
             "discrimination_se", "infit", "outfit", "item_rest", "flag", "advice")  # fmt: skip
    assert tuple(tables["items.csv"][0])[: len(first)] == first
    wrong = next(row for row in tables["items.csv"] if row["item_id"] == "'=N0")
    assert (wrong["flag"], wrong["competency"], wrong["n"], wrong["sales_verdict"]) == (
        "wrong_key",
        "buyer",
        "60",
        "not_enough_data",
    )
    assert wrong["advice"].startswith("Reps who know more get it wrong")
    assert all(
        len(cell.partition(".")[2]) <= 4 for row in tables["competencies.csv"] for cell in (row["ability"], row["ability_se"])
    )


def test_the_quiz_stands_on_the_page_and_in_the_workbook_in_plain_words() -> None:
    found = with_quiz()
    html = page(found)
    reader = Reader(html)
    assert not reader.open
    for words in (
        "fitted to 720 answers of 60 reps to 12 questions",
        "Wrong key?",
        "Headline N",
        "Fairness by channel: no question",
    ):
        assert words in reader.text, words
    assert "Bike shops" in reader.text
    assert "None" not in reader.text
    assert "nan" not in reader.text
    book = openpyxl.load_workbook(io.BytesIO(workbook(found)))
    assert book.sheetnames == SHEETS
    questions = [cell.value for cell in book["Questions"]["A"]]
    assert questions[:2] == ["Question", "'=N0"]
    assert book["Competencies"].max_row == 181
    summary = [cell.value for cell in book["Summary"]["A"]]
    assert summary.index("What the quiz rests on") < summary.index("Claims most missed") < summary.index("What is missing")
    assert found.quiz is not None
    methods = [line[1] for line in book["Methods"].iter_rows(values_only=True)]
    assert any(str(text).startswith(found.quiz.model) for text in methods)
    assert page(found) == page(with_quiz())
    assert workbook(found) == workbook(with_quiz())


def test_few_reps_are_told_in_one_sentence_that_there_is_no_model() -> None:
    reader = Reader(page(with_quiz(12)))
    assert reader.text.count("12 reps answered; a model of the questions needs 30. So each ability comes from") == 2


def test_a_late_partner_stands_beside_the_reps_it_touches_and_has_a_scorecard() -> None:
    found, rows = made(2)
    partner = Partner("p", "P & Q", (), "USD")
    missing = MissingReport("p", "P & Q", date(2020, 4, 1), date(2020, 4, 30), date(2020, 5, 6), is_held=False)
    sent = Submission("p", datetime(2020, 4, 3, tzinfo=UTC), date(2020, 3, 1), date(2020, 3, 31), 40, 37, 2, 1, 0, "applied")
    score = partner_score(partner, PartnerEvidence(submissions=[sent]), DAY)
    reps = (RepReported(rows[0].rep_id, ("p",), 40, 44), RepReported(rows[1].rep_id, (), 44, 44))
    channel = ChannelQuality((missing,), reps, Told(n_overlaps=3), (score,), names={rows[0].rep_id: "Ann"})
    lines = pd.DataFrame({"partner_id": ["p"], "sold_on": [DAY]})
    found = replace(found, quality=data_quality(lines, [], [partner], channel=channel))
    html = page(found).decode()
    assert html.count("partners reported 40 of 44 weeks") >= 2  # beside the index and beside the sales
    assert "of 44 weeks" not in html.replace("40 of 44 weeks", "")
    assert "3 sales were reported by a partner and by its supplier" in html
    assert re.search(r"Accepted</th><td class=\"num\">98%</td><td>rows not in quarantine \(of 40 rows\)", html)
    book = openpyxl.load_workbook(io.BytesIO(workbook(found)))
    header, first, *_ = book["Partners"].iter_rows(values_only=True)
    cells = dict(zip(header, first, strict=True))
    assert (cells["Partner"], cells["Reports missing"], cells["Touches the sales of"]) == ("P & Q", 1, "Ann")
    assert (cells["Accepted"], cells["Sent twice"], cells["On time"]) == (0.975, 0.05, None)
    weeks = [row[-1] for row in book["Reps"].iter_rows(values_only=True)]
    assert weeks[:3] == ["Partner weeks reported", "40 of 44", "44 of 44"]
