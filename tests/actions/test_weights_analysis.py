"""`analyse weights`: the files it writes, the verdict it says, and bad input named by row and column."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.adapters.report_parts_files import PARTS_HEADER, parts_files
from readiness.cli import app
from readiness.errors import InvalidInputsError, ReadinessError
from readiness.stages.contribution import ContributionFit
from readiness.stages.contribution.outcome import RepPeriod
from readiness.stages.rep_readiness import WEIGHTS, PartScore, RepReadiness
from readiness.vocabulary import Motion, Rep
from tests.stages.test_weights_refit import OTHERS, World, world

DAY = date(2026, 3, 2)


def parts_csv(made: World) -> bytes:
    """Return what the report writes of such a world, the contribution split over two periods."""
    shares, added, territory = made
    reps = [Rep(r, r, "", "c", "p", territory[r], "m", Motion.CONSULTATIVE, "UTC", "en", None) for r in sorted(territory)]
    judged = [
        RepReadiness(
            r.rep_id, 70.0, 60.0, 80.0, 0.95, "developing", "", "", 6.0,
            tuple(PartScore(p, shares.get(p, {}).get(r.rep_id), 0.05, w, w, DAY) for p, w in WEIGHTS.items()), 70.0,
        )
        for r in reps
    ]  # fmt: skip
    periods = [
        RepPeriod(r, day, effect + step, weight / 2)
        for r, (effect, weight) in sorted(added.items())
        for day, step in (("2026-01-05", -0.1), ("2026-02-02", 0.1))
    ]
    fit = ContributionFit((), (), (), 0, 0.0, converged=True, notes=(), periods=tuple(periods))
    return parts_files(reps, judged, fit)["report/readiness_parts.csv"]


def run(tmp_path: Path, data: bytes) -> tuple[int, str]:
    (tmp_path / "parts.csv").write_bytes(data)
    done = CliRunner().invoke(app, ["analyse", "weights", str(tmp_path / "parts.csv"), "--out", str(tmp_path / "out")])
    if isinstance(done.exception, InvalidInputsError):
        return done.exception.exit_code, "\n".join(map(str, done.exception.problems))
    if isinstance(done.exception, ReadinessError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def test_what_the_report_writes_can_be_refitted(tmp_path: Path) -> None:
    code, said = run(tmp_path, parts_csv(world(1, OTHERS, n=600)))
    assert code == 0, said
    assert said.startswith("The refitted weights predict better: ")
    rows = list(csv.DictReader((tmp_path / "out" / "weights.csv").read_text(encoding="utf-8").splitlines()))
    assert [r["part"] for r in rows] == list(WEIGHTS)
    assert [float(r["published"]) for r in rows] == list(WEIGHTS.values())
    assert sum(float(r["refitted"]) for r in rows) == pytest.approx(1, abs=1e-3)
    assert all(float(r["low"]) <= float(r["high"]) for r in rows)
    fit = json.loads((tmp_path / "out" / "fit.json").read_text(encoding="utf-8"))
    assert (fit["verdict"], fit["not_refitted"]) == ("the refitted weights predict better", ["certificate"])
    assert fit["error_published"] - fit["error_refitted"] == pytest.approx(fit["difference"])
    assert (fit["n_reps"], fit["n_territories"]) == (600, 30)


def test_the_published_weights_are_kept_where_they_are_right(tmp_path: Path) -> None:
    code, said = run(tmp_path, parts_csv(world(2, dict(WEIGHTS))))
    assert (code, said.startswith("Keep the published weights: ")) == (0, True)


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    data = parts_csv(world(3, OTHERS, n=100))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert run(tmp_path / "a", data)[0] == run(tmp_path / "b", data)[0] == 0
    for name in ("weights.csv", "fit.json"):
        assert (tmp_path / "a" / "out" / name).read_bytes() == (tmp_path / "b" / "out" / name).read_bytes()


def test_too_few_reps_is_not_enough_data(tmp_path: Path) -> None:
    shares, added, territory = world(1, OTHERS, n=40)
    some = sorted(added)[:20]
    code, said = run(tmp_path, parts_csv((shares, {r: added[r] for r in some}, {r: territory[r] for r in some})))
    assert (code, "a refit takes 30 reps in 5 territories" in said) == (3, True)
    assert not (tmp_path / "out").exists()


HEADER = "rep_id,part,share,weight,territory_id,contribution,contribution_weight"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a,knowledge,1.2,1,t,0,1"], "2:share: '1.2' is above 1"),
        (["a,knowledge,0.5,1,t,x,1"], "2:contribution: 'x' is not a number"),
        (["a,knowledge,0.5,1,t,0,1", "a,knowledge,0.6,1,t,0,1"], "3:part: it already stands in row 2"),
        (["a,knowledge,0.5,1,t,0,1", "b,knowledge,0.6,0.9,t,0,1"], "3:weight: 'knowledge' has another one"),
        (["a,knowledge,0.5,0.5,t,0,1", "a,pitch,0.6,0.5,u,0,1"], "3:territory_id: 'a' has another one"),
        (["a,knowledge,0.5,0.5,t,0,1", "a,pitch,0.6,0.5,t,1,1"], "3:contribution: 'a' has another one"),
        (["a,knowledge,0.5,0.5,t,0,1"], ":weight: the weights of the parts add up to 0.5"),
        ([], "has a header and no rows"),
    ],
)
def test_bad_input_is_named(tmp_path: Path, rows: list[str], said: str) -> None:
    code, output = run(tmp_path, "\n".join([HEADER, *rows]).encode())
    assert code in (2, 3)
    assert said in output


def test_the_header_of_the_report_is_the_one_that_is_read() -> None:
    assert parts_csv(world(1, OTHERS, n=40)).decode().splitlines()[0] == ",".join(PARTS_HEADER)
