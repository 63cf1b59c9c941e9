"""Charts inside the report's page: told to those who cannot see them, with their tables, no style of their own, no id twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree, html

from readiness.adapters.report_figures import inline
from readiness.adapters.report_page import page
from readiness.stages.report import Versions
from readiness.stages.report.charts import launch_charts
from tests.chart_worlds import EXPECTED, NASTY, world

IN_THE_PAGE = {name: sorted(charts - {"added_by_rep"}) for name, charts in EXPECTED.items()}
"""What each rep added stands in the rows of the table of reps."""


@pytest.fixture(scope="module")
def full() -> bytes:
    return page(replace(world("full"), versions=Versions("1.2.3", "B", 42)))


@pytest.mark.parametrize("name", ["full", "one", "nobody"])
def test_the_page_holds_every_chart_once_with_its_title_its_sentence_and_its_table(name: str) -> None:
    tree = html.fromstring(page(world(name)))
    drawn = tree.xpath("//figure")
    charts = {c.name: c for c in launch_charts(world(name))}
    found = {f.xpath(".//*[local-name()='svg']/@aria-labelledby")[0].removesuffix("-title"): f for f in drawn}
    assert sorted(found) == IN_THE_PAGE[name] and len(drawn) == len(found)
    for key, figure in found.items():
        picture = figure.xpath(".//*[local-name()='svg']")[0]
        assert picture.get("role") == "img" and picture.get("viewbox") and not picture.get("width")
        said = {at: tree.get_element_by_id(picture.get(at)).text_content() for at in ("aria-labelledby", "aria-describedby")}
        assert said == {"aria-labelledby": charts[key].title, "aria-describedby": charts[key].says}
        header = [th.text_content() for th in figure.xpath(".//details//thead//th")]
        rows = [[c.text_content() for c in tr] for tr in figure.xpath(".//details//tbody/tr")]
        assert header == [title for title, _ in charts[key].table.header]
        assert [[" ".join(c.split()) for c in r] for r in rows] == [
            [" ".join(c.replace("\x00", "\ufffd").replace("\ud800", "?").split()) for c in r] for r in charts[key].table.rows
        ]


def test_the_page_says_when_and_by_what_it_was_made(full: bytes) -> None:
    footer = html.fromstring(full).xpath("//footer")[0].text_content()
    assert "as of 2020-06-05" in footer
    for part in ("1.2.3", "revision B", "Seed 42"):
        assert part in footer


def test_pictures_of_one_page_share_no_id_and_bring_no_style_or_address(full: bytes) -> None:
    tree = html.fromstring(full)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for picture in tree.xpath("//figure//*[local-name()='svg']"):
        inside = etree.tostring(picture).decode()
        assert not re.search(r"style=|xmlns|https?:|url\(|<script|class=\"(?!drawn)", inside)


def test_a_name_is_a_text_wherever_it_stands(full: bytes) -> None:
    assert b"<script" not in full
    assert full.count(b"&lt;script&gt;alert(1)&lt;/script&gt;") > 3
    assert html.fromstring(full).xpath("count(//script)") == 0


def test_a_picture_alone_is_well_formed() -> None:
    for chart in launch_charts(world("full")):
        root = etree.fromstring(inline(chart))
        assert root.tag == "svg" and [e.tag for e in root][:2] == ["title", "desc"]
        assert (root[0].text, root[1].text) == (chart.title, chart.says)


def test_nasty_names_reach_the_table_as_they_are(full: bytes) -> None:
    cells = {" ".join(c.text_content().split()) for c in html.fromstring(full).xpath("//figure//tbody//th")}
    for name in (NASTY[0], NASTY[1], NASTY[5], NASTY[7]):
        assert name in cells
