"""`analyse contribution` as its user runs it: any table of cells, a MODEL.yaml, and input that nobody would wish for."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from readiness.cli import app
from readiness.errors import InvalidInputsError, NotEnoughDataError, ReadinessError
from tests.contribution_cells import small_cells

FILES = ("reps.csv", "components.csv", "fit.json")


def run(folder: Path, cells: pd.DataFrame | bytes, spec: str = "", name: str = "out") -> Result:
    data = cells if isinstance(cells, bytes) else cells.to_csv(index=False).encode()
    (folder / "cells.csv").write_bytes(data)
    (folder / "MODEL.yaml").write_text(spec, encoding="utf-8")
    more = ["--spec", str(folder / "MODEL.yaml")] if spec else []
    return CliRunner().invoke(app, ["analyse", "contribution", str(folder / "cells.csv"), *more, "--out", str(folder / name)])


def answer(folder: Path, cells: pd.DataFrame | bytes, spec: str = "", name: str = "out") -> dict[str, object]:
    """Return fit.json after a look at every output: nothing in it is not a number, and what a rep sold adds up."""
    done = run(folder, cells, spec, name)
    assert done.exit_code == 0, (done.output, done.exception)
    for file in FILES[:2]:
        for row in table(folder / name / file):
            assert not {"nan", "inf", "-inf"} & {str(cell).lower() for cell in row.values()}, row
    for rep in table(folder / name / "reps.csv"):
        money = {key: float(value) for key, value in rep.items() if key.endswith("_money")}
        parts = sum(money[f"{part}_money"] for part in ("legacy", "market", "availability", "demand"))
        size = max(map(abs, money.values()))
        assert parts == pytest.approx(money["expected_money"], abs=1e-8 * size)
        total = money["expected_money"] + money["contribution_money"] + money["unexplained_money"]
        assert total == pytest.approx(money["sales_out_money"], abs=1e-8 * size)
        assert float(rep["contribution_low"]) <= money["contribution_money"] <= float(rep["contribution_high"])
        assert 0.0 <= float(rep["reliability"]) <= 1.0
    fit = json.loads((folder / name / "fit.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert fit["converged"] is True and math.isfinite(fit["loglik"])
    return dict(fit)


def refusal(folder: Path, cells: pd.DataFrame | bytes, spec: str = "") -> ReadinessError:
    """Return the error that ends the command, with nothing written."""
    done = run(folder, cells, spec)
    assert isinstance(done.exception, ReadinessError), (done.output, done.exception)
    assert not (folder / "out").exists()
    return done.exception


def faults(folder: Path, cells: pd.DataFrame | bytes, spec: str = "") -> list[str]:
    error = refusal(folder, cells, spec)
    assert isinstance(error, InvalidInputsError)
    assert error.exit_code == 2
    return [f"{Path(p.file).name}:{p.row}:{p.column}: {p.what}; {p.expected}" for p in error.problems]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def components(folder: Path, name: str = "out") -> dict[str, tuple[float, float | None]]:
    rows = table(folder / name / "components.csv")
    return {r["name"]: (float(r["estimate"]), float(r["standard_error"]) if r["standard_error"] else None) for r in rows}


def with_cell(column: str, value: object, row: int = 9) -> pd.DataFrame:
    """Return the cells with one cell changed, in the row a spreadsheet shows under that number."""
    cells = small_cells().astype({column: object})
    cells.loc[row - 2, column] = value
    return cells


# What comes out


def test_the_three_files_say_what_was_fitted(tmp_path: Path) -> None:
    cells = small_cells()
    fit = answer(tmp_path, cells)
    assert (fit["n_cells"], fit["n_reps"], fit["n_accounts"], fit["notes"]) == (768, 12, 48, [])
    assert fit["hand_over"] == 10  # accounts 0, 5, ... 45
    assert fit["zero_share"] == pytest.approx((cells["sales"] == 0).mean())
    assert (fit["replacement"], fit["currency"]) == ("average", "")
    reps = table(tmp_path / "out" / "reps.csv")
    assert [r["rep_id"] for r in reps] == sorted(cells["rep_id"].unique())
    assert fit["reliability"] == pytest.approx(np.mean([float(r["reliability"]) for r in reps]))
    assert sum(float(r["sales_out_money"]) for r in reps) == pytest.approx(cells["sales"].sum())
    found = components(tmp_path)
    truth = {"availability": 1.0, "demand": 0.9, "market": 0.8, "promotion": 0.2}
    for name, value in truth.items():
        estimate, error = found[name]
        assert error is not None and abs(estimate - value) < 3.0 * error
    variances = fit["variances"]
    assert isinstance(variances, dict)
    assert {name: found[name][0] for name in variances} == pytest.approx(variances)
    assert all((found[name][1] is None) == (value == 0.0) for name, value in variances.items())
    for name, truth_of in {"rep": 0.09, "account": 0.49, "squared": 0.16 + 0.1}.items():
        estimate, error = found[name]
        assert error is not None and abs(estimate - truth_of) < 3.5 * error, name


def test_the_same_cells_give_the_same_bytes_however_the_rows_and_columns_stand(tmp_path: Path) -> None:
    cells = small_cells()
    answer(tmp_path, cells, name="a")
    answer(tmp_path, cells.sample(frac=1.0, random_state=1)[cells.columns[::-1]], name="b")
    data = cells.to_csv(index=False, sep=";").replace("\n", "\r\n").encode("utf-8-sig")
    answer(tmp_path, data, name="c")
    first = [(tmp_path / "a" / name).read_bytes() for name in FILES[:2]]
    assert all([(tmp_path / other / name).read_bytes() for name in FILES[:2]] == first for other in "bc")


def test_halves_agree_where_reps_differ_much_and_not_where_they_are_alike(tmp_path: Path) -> None:
    alike, apart = (answer(tmp_path, small_cells(2, sd_rep=sd), name=f"{sd}")["split_half"] for sd in (0.001, 1.5))
    assert isinstance(apart, float) and apart > 0.9
    assert alike is None or (isinstance(alike, float) and alike < 0.7)
    assert answer(tmp_path, small_cells().query("territory_id != 't2'"), name="few")["split_half"] is None  # 8 reps


# MODEL.yaml

RENAMED = {
    "rep_id": "Seller", "account_id": "customer", "product_id": "sku", "territory_id": "region", "week": "month",
    "sales": "revenue", "history": "before", "market_index": "economy", "in_stock_share": "fill rate", "demand_index": "pull",
    "promotion": "promo",
}  # fmt: skip
NAMES = """columns:
  rep: Seller
  account: customer
  product: sku
  territory: region
  period: month
  sales: revenue
  history: before
  market_index: economy
  in_stock_share: fill rate
  demand_index: pull
  promotion: promo
"""


def test_other_names_for_the_columns_change_nothing(tmp_path: Path) -> None:
    answer(tmp_path, small_cells(), name="a")
    answer(tmp_path, small_cells().rename(columns=RENAMED), NAMES, name="b")
    assert [(tmp_path / "a" / f).read_bytes() for f in FILES[:2]] == [(tmp_path / "b" / f).read_bytes() for f in FILES[:2]]


def test_what_is_a_logarithm_already_comes_to_the_same_as_the_index(tmp_path: Path) -> None:
    cells = small_cells()
    logs = {name: np.log(cells[name]) for name in ("in_stock_share", "demand_index", "market_index", "history")}
    answer(tmp_path, cells, name="a")
    uses = "covariates: {promotion: as_is, in_stock_share: as_is, demand_index: as_is, market_index: as_is, history: as_is}\n"
    answer(tmp_path, cells.assign(**logs), uses, name="b")
    seen = answer(tmp_path, cells.assign(**{n: v for n, v in logs.items() if n != "history"}), name="c")
    assert seen["notes"] == [
        f"{name}: there are values below 0, so it is read as a logarithm already."
        for name in ("market_index", "in_stock_share", "demand_index")
    ]
    effects = [[float(r["effect"]) for r in table(tmp_path / name / "reps.csv")] for name in "abc"]
    assert effects[1] == pytest.approx(effects[0], abs=1e-5)
    assert effects[2] == pytest.approx(effects[0], abs=1e-5)


def test_a_logarithm_under_its_own_name_is_a_plain_column(tmp_path: Path) -> None:
    cells = small_cells()
    plain = cells.assign(log_availability=np.log(cells["in_stock_share"])).drop(columns="in_stock_share")
    answer(tmp_path, plain, name="a")
    taken = cells.rename(columns={"in_stock_share": "shelf"})
    answer(tmp_path, taken, "covariates: {shelf: log, promotion: as_is}\n", name="b")
    one, other = components(tmp_path, "a")["log_availability"], components(tmp_path, "b")["log shelf"]
    assert one == pytest.approx(other, rel=1e-6)
    assert one[1] is not None and abs(one[0] - 1.0) < 3.0 * one[1]


def test_only_the_covariates_that_are_named_are_used(tmp_path: Path) -> None:
    cells = small_cells().assign(noise=np.arange(768) % 7)
    answer(tmp_path, cells, name="all")
    assert {"noise", "promotion", "market"} <= components(tmp_path, "all").keys()
    answer(tmp_path, cells, "covariates: [noise]\n", name="one")
    assert {"noise", "market"} <= components(tmp_path, "one").keys()
    assert "promotion" not in components(tmp_path, "one")
    answer(tmp_path, cells, "covariates: {noise: out, promotion: as_is, market_index: out}\n", name="other")
    assert "promotion" in components(tmp_path, "other")
    assert not {"noise", "market"} & components(tmp_path, "other").keys()


def test_currency_stands_beside_the_money(tmp_path: Path) -> None:
    assert answer(tmp_path, small_cells(), "currency: EUR\n")["currency"] == "EUR"
    assert {r["currency"] for r in table(tmp_path / "out" / "reps.csv")} == {"EUR"}


@pytest.mark.parametrize(
    ("level", "words"),
    [("percentile 20", "percentile 20"), ("[r03, r07, r10]", "mean of r03, r07, r10")],
)
def test_a_replacement_level_moves_expected_and_contribution_by_the_same_money(level: str, words: str, tmp_path: Path) -> None:
    plain = answer(tmp_path, small_cells(), name="a")
    fit = answer(tmp_path, small_cells(), f"replacement: {level}\n", name="b")
    assert fit["replacement"] == words
    before, after = ({r["rep_id"]: r for r in table(tmp_path / name / "reps.csv")} for name in "ab")
    if level.startswith("["):
        shift = np.mean([float(before[rep]["effect"]) for rep in ("r03", "r07", "r10")])
    else:  # the 20th percentile of a normal distribution is -.84162 sds
        shift = -0.8416212 * math.sqrt(plain["variances"]["rep"])  # type: ignore[index]
    for rep, was in before.items():
        now = after[rep]
        assert float(now["effect"]) == pytest.approx(float(was["effect"]) - shift, abs=1e-7)
        fitted = float(was["expected_money"]) + float(was["contribution_money"])
        assert float(now["expected_money"]) + float(now["contribution_money"]) == pytest.approx(fitted)
        assert float(now["expected_money"]) == pytest.approx(float(was["expected_money"]) * math.exp(shift))
        assert now["unexplained_money"] == pytest.approx(was["unexplained_money"]) or float(
            now["unexplained_money"]
        ) == pytest.approx(float(was["unexplained_money"]), abs=1e-4)
        assert "average" not in now["verdict"]
    assert components(tmp_path, "a") == components(tmp_path, "b")


def test_a_pool_of_one_rep_is_0_and_certain_by_definition(tmp_path: Path) -> None:
    answer(tmp_path, small_cells(), "replacement: [r03]\n")
    rep = next(r for r in table(tmp_path / "out" / "reps.csv") if r["rep_id"] == "r03")
    assert [float(rep[name]) for name in ("effect", "effect_low", "effect_high", "contribution_money")] == [0.0] * 4


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("column: {rep: a}\n", "MODEL.yaml:1:column: unknown field; columns, which is missing"),
        (
            "columns:\n  seller: rep_id\n",
            "MODEL.yaml:2:columns.seller: 'seller' is not a column of the model; one of rep, account,",
        ),
        ("columns: {rep: vendor}\n", "cells.csv:1:vendor: the column is missing, which the spec names; one of account_id,"),
        ("columns: {rep: rep_idd}\n", "cells.csv:1:rep_idd: the column is missing, which the spec names; rep_id"),
        (
            "columns: {market_index: promotion, demand_index: promotion}\n",
            "MODEL.yaml:1:columns.demand_index: 'promotion' is already used for market_index; a column of its own",
        ),
        ("covariates: {weather: log}\n", "cells.csv:1:weather: the column is missing, which the spec names; one of"),
        (
            "covariates: {promotion: logs}\n",
            "MODEL.yaml:1:covariates.promotion: 'logs' does not fit; one of 'log', 'as_is' or 'out'",
        ),
        ("covariates: {promotion: log}\n", "cells.csv:2:promotion: '0' has no logarithm; a number above 0, or as_is"),
        ("currency: euro\n", "MODEL.yaml:1:currency: 'euro' is not a currency code; a currency code such as EUR"),
        ("replacement: median\n", "MODEL.yaml:1:replacement: 'median' is no replacement level; average,"),
        ("replacement: percentile 0\n", "MODEL.yaml:1:replacement: 'percentile 0' is no replacement level; average,"),
        ("replacement: []\n", "MODEL.yaml:1:replacement: "),
        ("replacement: [r03, r99]\n", "MODEL.yaml:1:replacement: 'r99' is no rep of the cells; rep ids that stand in cells.csv"),
        ("- a\n", "MODEL.yaml:1:: holds a list; fields: columns, covariates, currency, replacement"),
        ("columns: [\n", "MODEL.yaml:2:: cannot be read here"),
    ],
)
def test_a_spec_that_does_not_fit_is_named_by_line_and_field(spec: str, said: str, tmp_path: Path) -> None:
    found = faults(tmp_path, small_cells(), spec)
    assert found[0].startswith(said)


# Input that nobody would wish for

ANSWERED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "collinear covariates": (lambda c: c.assign(twice=2 * c["promotion"] + 3), "twice left out: the others already tell it."),
    "one rep per territory": (lambda c: c.assign(territory_id="t" + c["rep_id"]), "territory left out: each rep has one"),
    "no hand-over, no history": (
        lambda c: c.assign(rep_id=c["account_id"].map(lambda a: f"r{int(a[1:]) // 4}")).drop(columns="history"),
        "No account changed hands and none has a history",
    ),
    "one account": (lambda c: c.assign(account_id="a"), ""),
    "one rep": (lambda c: c.assign(rep_id="r"), ""),
    "one period": (lambda c: c[c["week"] == "2026-W01"], ""),
    "one product, one territory": (lambda c: c.assign(product_id="p", territory_id="t"), ""),
    "some returns": (lambda c: c.assign(sales=np.where(c.index % 17 == 0, -0.3 * c["sales"], c["sales"])), ""),
    "rows twice": (lambda c: pd.concat([c, c]), "768 rows repeat the rep, account, product, territory, period of an earlier row"),
    "odd ids": (
        lambda c: c.replace({"r00": 'Smith, "Jo"', "r01": " ", "r02": "=cmd", "a007": 'x,\n"y'}),
        "64 cells name no rep: they inform the market, and count for nobody.",
    ),
    "blank accounts": (lambda c: c.assign(account_id=c["account_id"].where(c.index % 3 > 0, "")), ""),
    "constant covariate": (lambda c: c.assign(promotion=1), "promotion left out: it is the same in every cell."),
    "covariate of texts": (lambda c: c.assign(kind="direct"), "kind left out: it holds no numbers."),
    "covariate of blanks": (lambda c: c.assign(kind=""), "kind left out: it holds no numbers."),
    "sales of 1e12": (lambda c: c.assign(sales=c["sales"] * 1e12, history=c["history"] * 1e12), ""),
    "sales of 1e-6": (lambda c: c.assign(sales=c["sales"] * 1e-8, history=c["history"] * 1e-8), ""),
    "covariate of 1e12": (lambda c: c.assign(promotion=c["promotion"] * 1e12), ""),
    "covariate of 1e-6": (lambda c: c.assign(promotion=c["promotion"] * 1e-6), ""),
    "covariates half unknown": (
        lambda c: c.assign(
            promotion=c["promotion"].where(c.index % 2 > 0), market_index=c["market_index"].where(c.index % 2 > 0)
        ),
        "promotion: not known for 384 cells, read as its mean.",
    ),
    "covariate that tells the rep": (
        lambda c: c.assign(score=c["rep_id"].str[1:].astype(int) % 5),
        "score: the same in all cells of each rep, so what goes with it is not counted as the rep's.",
    ),
    "history below 0": (
        lambda c: c.assign(history=np.log(c["history"]) - 6),
        "cells below 0 are read as no history; where it is",
    ),
    "nothing in stock": (
        lambda c: c.assign(in_stock_share=c["in_stock_share"].where(c.index % 50 > 0, 0)),
        "less than 5% in stock",
    ),
    "an account a row": (lambda c: c.assign(account_id=c.index.astype(str))[::3], ""),
    "no more than is needed": (lambda c: c[["rep_id", "account_id", "week", "sales"]], "history left out"),
    "sales told by a covariate": (lambda c: c.assign(sales=np.exp(c["promotion"])), ""),
    "sales of 0 and 1": (lambda c: c.assign(sales=(c["sales"] > 500).astype(int)), ""),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_odd_cells_are_answered_with_a_remark(name: str, tmp_path: Path) -> None:
    change, note = ANSWERED[name]
    fit = answer(tmp_path, change(small_cells()))
    assert any(note in said for said in fit["notes"]) or not note, fit["notes"]  # type: ignore[attr-defined]


TOO_LITTLE: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "constant outcome": (lambda c: c.assign(sales=5.0), "every cell sold the same"),
    "all zeros": (lambda c: c.assign(sales=0), "nothing was sold on balance"),
    "negative total": (lambda c: c.assign(sales=-c["sales"]), "nothing was sold on balance"),
    "header only": (lambda c: c.head(0), "cells.csv has a header and no rows"),
    "three rows": (lambda c: c.head(3), "of the 10 account-periods with a sale needed"),
    "no rep anywhere": (lambda c: c.assign(rep_id=""), "cells.csv names no rep in any row"),
}


@pytest.mark.parametrize("name", TOO_LITTLE)
def test_too_little_ends_with_three_and_the_reason(name: str, tmp_path: Path) -> None:
    change, said = TOO_LITTLE[name]
    error = refusal(tmp_path, change(small_cells()))
    assert isinstance(error, NotEnoughDataError)
    assert error.exit_code == 3
    assert said in str(error)


def test_a_replacement_needs_reps_that_can_be_told_apart(tmp_path: Path) -> None:
    error = refusal(tmp_path, small_cells().assign(rep_id="r"), "replacement: percentile 20\n")
    assert str(error) == "these cells cannot tell reps apart, so there is no replacement level but the average"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("sales", "ten", "'ten' is not a number that can be read; an amount with a decimal point"),
        ("sales", "1,5", "'1,5' is not a number that can be read; an amount with a decimal point"),
        ("sales", "inf", "'inf' is not a number that can be read; an amount with a decimal point"),
        ("sales", "", "'' is no amount; an amount with a decimal point; 0 where nothing was sold"),
        ("sales", "NaN", "'NaN' is no amount; an amount with a decimal point; 0 where nothing was sold"),
        ("promotion", "yes", "'yes' is not a number that can be read; a number with a decimal point, or blank"),
        ("promotion", "-inf", "'-inf' is not a number that can be read; a number with a decimal point, or blank"),
        ("history", "1e999", "'1e999' is not a number that can be read; a number with a decimal point, or blank"),
        ("market_index", "high", "'high' is not a number that can be read; a number with a decimal point, or blank"),
        ("week", "", "blank; a week or another period"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(column: str, value: str, said: str, tmp_path: Path) -> None:
    assert faults(tmp_path, with_cell(column, value)) == [f"cells.csv:9:{column}: {said}"]


def test_weeks_and_shares_out_of_range_are_named(tmp_path: Path) -> None:
    cells = small_cells().assign(weeks=4.0, reported_share=1.0, credit_share=1.0)
    cells.loc[3, ["weeks", "reported_share", "credit_share"]] = [0.0, 1.2, -0.1]
    assert faults(tmp_path, cells) == [
        "cells.csv:5:credit_share: '-0.1' is out of range; a share from 0 to 1",
        "cells.csv:5:reported_share: '1.2' is out of range; a share from 0 to 1",
        "cells.csv:5:weeks: '0.0' is out of range; weeks, above 0",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cells.csv:0:: the file is empty; a header row: rep_id, account_id, territory_id, week, sales, ..."),
        (b"\n\n", "cells.csv:0:: the file is empty; a header row: rep_id, account_id, territory_id, week, sales, ..."),
        (b"rep_id,week,sales\na,b,1\n", "cells.csv:1:account_id: the column is missing; a column of this name, or"),
        (b"rep_id,account_id,week,sales,sales\na,b,c,1,2\n", "cells.csv:1:sales: the column stands twice; each column once"),
        (b"rep_id,account_id,week,sales\na,b,c,1\na,b,c,1,2\n", "cells.csv:3:: has 5 cells where the header has 4;"),
        (b'rep_id,account_id,week,sales\na,"b,c,1\n', "cells.csv:2:: a quotation mark is opened and not closed;"),
        (b"rep_id,account_id,week,sales\na,\xff,c,1\n", "cells.csv:2:: a character is not saved as UTF-8"),
        (b"PK\x03\x04 a workbook", "cells.csv:1:: an invisible control character (0x03); plain text saved as UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_named(data: bytes, said: str, tmp_path: Path) -> None:
    [line] = faults(tmp_path, data)
    assert line.startswith(said)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    lines = small_cells().to_csv(index=False).splitlines()
    lines[4] = ""
    lines[9] = lines[9].replace("2026-W", "2026 W").replace(",", ",x", 5)
    assert [f.split(":")[1] for f in faults(tmp_path, "\n".join(lines).encode())] == ["10"]


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["analyse", "contribution", str(tmp_path / "no.csv"), "--out", str(tmp_path)])
    assert isinstance(done.exception, ReadinessError)
    assert "no.csv cannot be read" in str(done.exception)


def test_the_terminal_says_how_many_reps_stand_where(tmp_path: Path) -> None:
    done = run(tmp_path, small_cells())
    reps = table(tmp_path / "out" / "reps.csv")
    above = sum(r["verdict"] == "above the average" for r in reps)
    assert done.output.startswith(f"768 cells, 12 reps: {above} above the average, ")
    assert [line for line in done.output.splitlines() if line.endswith(FILES)] == [str(tmp_path / "out" / f) for f in FILES]
