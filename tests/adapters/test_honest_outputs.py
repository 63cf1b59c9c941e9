"""No file that reaches a reader has a league table, a rank without its band or an estimate without its band."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from readiness.actions import measurement
from readiness.adapters.report_files import page, reps_csv, workbook
from readiness.adapters.trust_files import fairness_csv, sensitivity_csvs
from readiness.settings import Settings
from readiness.stages.contribution import ContributionFit, fit_contributions
from readiness.stages.fairness import fairness
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import RepFacts, Report, rep_rows, report, rounded
from readiness.stages.sensitivity import sensitivity
from readiness.vocabulary import Launch, LaunchDates, Motion, Rep
from tests.honest_outputs import violations
from tests.stream.test_stream import run_all
from tests.trust_worlds import N_REPS, world

DAY = date(2024, 7, 1)


@pytest.fixture(scope="module")
def fitted() -> ContributionFit:
    return fit_contributions(world(2)[0], seed=1)


def report_of(fit: ContributionFit) -> Report:
    """Return the report of a made launch whose reps differ enough to be ranked."""
    reps = [
        Rep(
            f"r{k:02d}",
            f"Rep {(k * 7) % N_REPS:02d}",
            "",
            "ab"[k % 2],
            "p",
            f"t{k // 4}",
            "m",
            Motion.CONSULTATIVE,
            "UTC",
            "en",
            None,
        )
        for k in range(N_REPS)
    ]
    judged = [RepReadiness(r.rep_id, 60.0 + k, 50.0 + k, 70.0 + k, 0.7, "developing", "") for k, r in enumerate(reps)]
    cells, partner_of = world(2)
    dates = LaunchDates(DAY, DAY, DAY, DAY)
    launch = Launch("t", "T", 1, "Dana", ("K",), "EUR", dates, ("a", "b"), 1)
    rows = [rounded(r) for r in rep_rows(reps, RepFacts(None, [], [], judged, fit, []), currency="EUR")]
    made = report(launch, rows, fit, None, as_of=DAY, readiness_bar=70)
    found = sensitivity(cells, fit, partner_of, seed=1, most_cells=2 * len(cells))
    return replace(made, sensitivity=found, fairness=fairness(reps, fit, judged, as_of=DAY))


def files_of(made: Report) -> dict[str, bytes]:
    return {
        "reps.csv": reps_csv(made.rows), "readiness.xlsx": workbook(made), "readiness.html": page(made),
        "fairness.csv": fairness_csv(made.fairness), **sensitivity_csvs(made.sensitivity, made.currency),
    }  # fmt: skip


@pytest.fixture(scope="module")
def files(fitted: ContributionFit) -> dict[str, bytes]:
    return files_of(report_of(fitted))


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_every_file_of_a_made_launch_keeps_the_rules(files: dict[str, bytes]) -> None:
    rows = table(files["reps.csv"])
    assert sum(bool(r["rank_low"]) for r in rows) >= 6  # there is something to be dishonest about
    assert any(float(r["contribution_low"]) > 0 for r in rows)
    assert b"How far can this be trusted" in files["readiness.html"]
    assert violations(files) == []


def test_every_file_the_whole_stream_writes_keeps_the_rules(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    run_all(settings, small_launch, tmp_path / "out")
    written = {p.name: p.read_bytes() for p in sorted((tmp_path / "out" / "report").iterdir())}
    assert {"reps.csv", "readiness.xlsx", "readiness.html", "sensitivity.csv", "rep_sensitivity.csv", "fairness.csv"} <= set(
        written
    )
    assert violations(written) == []
    assert measurement.write_report(settings, "kettle-2", tmp_path / "out", date(2024, 8, 30)).published.written == ()
    quick = measurement.write_report(settings, "kettle-2", tmp_path / "out", date(2024, 8, 30), sensitive=False)
    assert "report/sensitivity.csv" in quick.published.files
    assert b"Nobody asked what each figure hangs on" in (tmp_path / "out" / "report" / "readiness.html").read_bytes()


def test_a_league_table_is_seen_in_each_kind_of_file(files: dict[str, bytes]) -> None:
    rows = sorted(table(files["reps.csv"]), key=lambda r: -float(r["contribution_money"]))
    assert "reps.csv: is in the order of contribution_money" in violations({"reps.csv": as_csv(rows)})
    book = openpyxl.load_workbook(io.BytesIO(files["readiness.xlsx"]))
    sheet = book["Reps"]
    column = [c.value for c in sheet[1]].index("Added")
    lines = sorted(sheet.iter_rows(min_row=2, values_only=True), key=lambda line: line[column])
    for at, line in enumerate(lines, start=2):
        for place, value in enumerate(line, start=1):
            sheet.cell(at, place).value = value
    out = io.BytesIO()
    book.save(out)
    assert "book.xlsx Reps: is in the order of Added" in violations({"book.xlsx": out.getvalue()})
    start, end = "<table><tr><th>Rep</th><th>Added</th></tr>", "</table>"
    body = "".join(f"<tr><th>R{k}</th><td>{k * 100}<span>{k * 50} to {k * 200}</span></td></tr>" for k in range(1, 8))
    assert violations({"p.html": f"{start}{body}{end}".encode()}) == ["p.html: a table is in the order of Added"]


def test_a_point_or_a_rank_without_its_band_is_seen(files: dict[str, bytes]) -> None:
    rows = table(files["reps.csv"])
    bare = [{key: value for key, value in row.items() if key != "contribution_low"} for row in rows]
    assert "reps.csv: contribution_money has no band" in violations({"reps.csv": as_csv(bare)})
    rankless = [{**row, "rank_high": ""} for row in rows]
    assert "reps.csv:2: a rank without its band" in violations({"reps.csv": as_csv(rankless)})
    outside = [{**row, "contribution_high": row["contribution_low"]} for row in rows]
    assert "reps.csv:2: contribution_money lies outside its band" in violations({"reps.csv": as_csv(outside)})
    html = b"<table><tr><th>Rep</th><th>Rank</th><th>Added</th></tr><tr><th>A</th><td>3</td><td>200</td></tr></table>"
    assert violations({"p.html": html}) == ["p.html: rank 3 without its band", "p.html: Added 200 without its band"]


@pytest.mark.parametrize(
    ("fault", "rank", "money"),
    [
        ({"reliability": 0.69}, "", "kept"),
        ({"verdict": "not_enough_data: 2 of the 3 accounts needed"}, "", "kept"),
        ({"rank_low": 0}, "", "kept"),
        ({"contribution_low": float("nan")}, "kept", ""),
        ({"contribution_high": -1e9}, "kept", ""),
    ],
)
def test_what_may_not_be_shown_is_blank_in_every_file(
    fitted: ContributionFit, fault: dict[str, float], rank: str, money: str
) -> None:
    first = next(c for c in fitted.reps if c.rank_low and c.reliability >= 0.7)
    broken = replace(fitted, reps=tuple(replace(c, **fault) if c is first else c for c in fitted.reps))  # type: ignore[arg-type]
    made = report_of(broken)
    found = files_of(replace(made, sensitivity=None))
    row = next(r for r in table(found["reps.csv"]) if r["rep_id"] == first.rep_id)
    assert [bool(row[name]) for name in ("rank_low", "rank_high")] == [rank == "kept"] * 2
    assert [bool(row[f"contribution_{name}"]) for name in ("money", "low", "high")] == [money == "kept"] * 3
    assert violations(found) == []
