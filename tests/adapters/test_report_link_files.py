"""The report's link as files: figures anybody can work out again, a picture with its table, a native chart."""

from __future__ import annotations

import csv
import io
import math
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from readiness.actions.link_analysis import analyse_link
from readiness.adapters.report_files import page, workbook
from readiness.adapters.report_link_files import link_csvs
from readiness.stages.report import LinkSection, link_section, report
from readiness.vocabulary import Launch, LaunchDates
from tests.link_worlds import waves_world
from tests.stages.test_report_link import FIRST, section

LAUNCH = Launch("t", "T", 1, "Dana", ("561",), "EUR", LaunchDates(FIRST, FIRST, FIRST, FIRST), ("shops",), 1)


@pytest.fixture(scope="module")
def told() -> LinkSection:
    return section(waves_world(1, n=120), "random")


def made(told: LinkSection) -> tuple[bytes, bytes]:
    """Return page and workbook of a report of nobody with this link."""
    found = report(LAUNCH, [], None, None, as_of=FIRST, readiness_bar=70, link=told)
    return page(found), workbook(found)


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_anybody_comes_to_the_same_figures_from_the_rows(tmp_path: Path, told: LinkSection) -> None:
    files = link_csvs(told)
    (tmp_path / "panel.csv").write_bytes(files["panel.csv"])
    analyse_link(tmp_path / "panel.csv", tmp_path)
    assert (tmp_path / "effect.csv").read_bytes() == files["link.csv"]
    assert (tmp_path / "event_study.csv").read_bytes() == files["event_study.csv"]
    columns = "rep_id week trained_on wave readiness readiness_se contribution territory_id assigned left_out".split()
    assert list(table(files["panel.csv"])[0]) == columns
    assert {row["verdict"].split(":")[0] for row in table(files["link.csv"])} <= {
        "supports", "no evidence", "not enough data", "association only",
    }  # fmt: skip


def test_without_sales_there_are_headers_only_and_a_page_that_says_so() -> None:
    nothing = link_section(())
    assert {name: len(table(data)) for name, data in link_csvs(nothing).items()} == {
        "link.csv": 0, "event_study.csv": 0, "panel.csv": 0,
    }  # fmt: skip
    html, book = made(nothing)
    assert "Not enough data: no rep&#39;s sales could be judged." in html.decode()
    assert "weeks since training" not in html.decode().lower()
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Link"]
    assert "_charts" in vars(sheet) and not vars(sheet)["_charts"]


class Section(HTMLParser):
    """The text and tags of one section."""

    def __init__(self, html: bytes, name: str) -> None:
        super().__init__()
        self.name, self.inside, self.text, self.tags = name, False, "", list[tuple[str, dict[str, str | None]]]()
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self.inside = dict(attrs).get("aria-labelledby") == self.name
        if self.inside:
            self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data


def test_the_page_says_every_sentence_and_holds_every_point_as_text(told: LinkSection) -> None:
    html, _ = made(told)
    together, trained = Section(html, "together"), Section(html, "trained")
    assert all(line in together.text for line in told.together)
    assert all(line in trained.text for line in (*told.training, *told.notes))
    assert sum(tag == "th" and a.get("scope") == "row" for tag, a in trained.tags) == len(told.event_study)
    (drawn,) = [a for tag, a in trained.tags if tag == "svg" and a.get("role") == "img"]
    named = {a["id"]: tag for tag, a in trained.tags if "id" in a}
    assert named[drawn["aria-labelledby"]] == "title"
    assert named[drawn["aria-describedby"]] == "desc"


def test_the_sheet_holds_the_points_and_a_chart_of_just_these_cells(told: LinkSection) -> None:
    _, data = made(told)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Link"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = next(row for row in rows if row[0] == "Sales that go with 10 points more readiness")
    slope = told.slope.estimate
    assert slope is not None
    assert first[1] == pytest.approx(math.exp(10 * slope) - 1, abs=1e-6)
    texts = [row[0] for row in rows]
    assert all(line in texts for line in (*told.together, *told.training))
    top = texts.index("Weeks since training") + 1
    assert [row[0] for row in rows[top:]] == [p.weeks_since_training for p in told.event_study]
    last = top + len(told.event_study)
    (chart,) = vars(sheet)["_charts"]
    refs = [(s.xVal.numRef.f, s.yVal.numRef.f) for s in chart.series]
    assert refs == [(f"'Link'!$A${top + 1}:$A${last}", f"'Link'!${c}${top + 1}:${c}${last}") for c in "BCD"]
