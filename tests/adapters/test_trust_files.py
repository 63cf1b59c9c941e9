"""What the report's figures hang on, as files: the tables to script against, the page beside the rep, `analyse contribution`."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from readiness.actions.contribution_analysis import analyse_contribution
from readiness.adapters.report_files import page, workbook
from readiness.adapters.trust_files import (
    FAIRNESS_HEADER,
    REP_HEADER,
    SENSITIVITY_HEADER,
    fairness_csv,
    sensitivity_csvs,
    sensitivity_files,
)
from readiness.stages.contribution import fit_contributions
from readiness.stages.fairness import fairness
from readiness.stages.sensitivity import LeaveOut, Refit, RepRange, Sensitivity
from tests.adapters.test_report_files import made
from tests.trust_worlds import world

APRIL, OWN = LeaveOut("period", "2024-04-01"), LeaveOut("covariate", "=own")
FOUND = Sensitivity(
    refits=(
        Refit(APRIL, 90, 3, 2, 0.98765, 1, 1, "r0", -12.34, 0.25),
        Refit(OWN, 100, 0, 0, None, 0, 0, "", 0.0, 0.0, "no model settles"),
    ),
    reps=(
        RepRange("r0", 50.0, 20.0, 80.0, 37.66, APRIL, 50.0, None, "above the average", (APRIL,), (APRIL,)),
        RepRange("r1", 30.0, 0.5, 60.0, 30.0, None, 30.0, None, "above the average", (APRIL,), ()),
    ),
    not_tried=(LeaveOut("partner", "p9"),),
    notes=(),
)  # fmt: skip


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_the_tables_hold_what_was_found_and_what_was_not_tried() -> None:
    files = sensitivity_csvs(FOUND, "USD")
    april, own, untried = table(files["sensitivity.csv"])
    assert tuple(april) == SENSITIVITY_HEADER
    assert (april["agreement"], april["n_verdicts_changed"], april["largest_move_money"], april["currency"]) == (
        "0.9877", "1", "-12.34", "USD",
    )  # fmt: skip
    assert (own["left_out"], own["agreement"], own["why_not"]) == ("'=own", "", "no model settles")
    assert (untried["left_out"], untried["kind"], untried["n_cells"]) == ("p9", "partner", "")
    assert untried["why_not"].startswith("not tried")
    fragile, firm = table(files["rep_sensitivity.csv"])
    assert tuple(fragile) == REP_HEADER
    assert (fragile["fragile"], fragile["hangs_on"], fragile["lowest_without"], fragile["highest_without"]) == (
        "yes", "2024-04-01", "2024-04-01", "",
    )  # fmt: skip
    assert (firm["fragile"], firm["turned_by"], firm["hangs_on"]) == ("no", "2024-04-01", "")


def test_without_a_fit_there_are_headers_alone() -> None:
    files = sensitivity_csvs(None, "USD") | {"fairness.csv": fairness_csv(fairness([], None, [], as_of=date(2024, 1, 1)))}
    headers = {name: tuple(data.decode().strip().split(",")) for name, data in files.items()}
    assert headers == {"sensitivity.csv": SENSITIVITY_HEADER, "rep_sensitivity.csv": REP_HEADER, "fairness.csv": FAIRNESS_HEADER}


def test_a_fragile_verdict_is_marked_beside_the_rep_and_in_the_workbook() -> None:
    found = replace(made(3)[0], sensitivity=FOUND)
    html = page(found).decode()
    beside = "Fragile: hangs on the period from 1 April 2024. Without it this would not stand."
    assert html.count(beside) == 1
    assert html.count("Close to the line: turns round in 1 refit of the model, but by no more than chance.") == 1
    assert "1 of the 2 verdicts of above or below the average hangs on one market figure, partner or period" in html
    assert "Nothing could be fitted without “=own”: no model settles." in html
    assert "Not tried, because there are too many sales for as many refits: without partner p9." in html
    book = openpyxl.load_workbook(io.BytesIO(workbook(found)))
    rows = [row for row in book["Sensitivity"].iter_rows(values_only=True) if row[0] == "Rep Number000"]
    assert rows == [("Rep Number000", 50, 20, 80, "above the average", 37.66,
                     "the period from 1 April 2024", 50, None, "the period from 1 April 2024")]  # fmt: skip


@pytest.mark.parametrize("with_partner", [True, False])
def test_analyse_contribution_writes_the_same_for_a_table_of_ones_own(tmp_path: Path, *, with_partner: bool) -> None:
    cells, partner_of = world(4)
    own = cells.assign(partner_id=cells["account_id"].map(partner_of)) if with_partner else cells
    own.to_csv(tmp_path / "cells.csv", index=False)
    files, _ = analyse_contribution(tmp_path / "cells.csv", None, tmp_path / "out", sensitive=True)
    assert {f.name for f in files} >= {"sensitivity.csv", "rep_sensitivity.csv"}
    rows = table((tmp_path / "out" / "sensitivity.csv").read_bytes())
    assert {row["left_out"] for row in rows if row["kind"] == "partner"} == (set(partner_of.values()) if with_partner else set())
    notes = json.loads((tmp_path / "out" / "fit.json").read_text())["notes"]
    assert not any("partner" in note for note in notes)
    if with_partner:
        fit = fit_contributions(cells, seed=1)
        expected = sensitivity_files(cells, fit, partner_of, seed=1, currency="")
        agreement = [float(row["agreement"]) for row in table(expected["sensitivity.csv"])]
        assert [float(row["agreement"]) for row in rows] == pytest.approx(agreement, abs=0.02)  # the file's digits are fewer
