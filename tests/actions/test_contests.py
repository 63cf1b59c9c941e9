"""Everything behind a rep's figures, and the contest of one of them from its opening to its end, on both databases."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner

from readiness.actions import measurement, sales_out
from readiness.actions.measurement import contests_of, open_contest, settle_contest, write_inputs, write_report
from readiness.adapters.db.store import engine, transaction
from readiness.cli import app
from readiness.errors import ConflictError, NotAllowedError, NotFoundError
from readiness.settings import Settings
from readiness.stages.report.inputs import RepInput
from tests.contested_launch import AS_OF, LAUNCH, NOW, take_all_in, write_contested

SAID_AT = datetime(2025, 2, 3, 9, 30, tzinfo=UTC)
SETTLED_AT = datetime(2025, 2, 5, 9, 30, tzinfo=UTC)


@pytest.fixture
def taken(settings: Settings, small_launch: Path) -> Settings:
    """Return an installation that took in all of the contested launch."""
    take_all_in(settings, write_contested(small_launch))
    return settings


def inputs_of(settings: Settings, rep_id: str, out: Path) -> tuple[RepInput, ...]:
    return write_inputs(settings, LAUNCH, rep_id, out, AS_OF).inputs


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def odd(inputs: tuple[RepInput, ...]) -> list[RepInput]:
    """Return the inputs that come from the report with a bit of everything."""
    return [i for i in inputs if i.file == "inbox/sales_out/steam/odd.csv"]


def contest_first(settings: Settings, kind: str, out: Path) -> int:
    found = next(i for i in inputs_of(settings, "r1", out) if i.kind == kind)
    return open_contest(settings, LAUNCH, "r1", found.input_id, says="not mine", by="Ana Ruiz", at=SAID_AT).contest_id


def test_what_counts_of_every_rep_adds_up_to_the_report(taken: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_report(taken, LAUNCH, out, AS_OF)
    reported = {row["rep_id"]: Decimal(row["sales_out_money"]) for row in table(out / "report/reps.csv")}
    assert len(reported) == 4
    for rep_id, money in reported.items():
        found = inputs_of(taken, rep_id, out)
        assert sum(i.money for i in found if i.counts_as == "sales_out" and i.money is not None) == money
        written = table(out / f"inputs/{rep_id}.csv")
        assert sum(Decimal(row["money"]) for row in written if row["counts_as"] == "sales_out") == money
        about = dict(load_workbook(out / f"inputs/{rep_id}.xlsx")["Read me"].iter_rows(values_only=True))
        assert Decimal(str(about["Sales-out: what the sheet 'Sales that count' adds up to, EUR"])) == money
        ids = [i.input_id for i in found]
        assert len(ids) == len(set(ids)) == len(written)


def test_every_line_says_whether_it_counts_and_why(taken: Settings, tmp_path: Path) -> None:
    found = odd(inputs_of(taken, "r1", tmp_path / "out"))
    by_row = {i.row: i for i in found}
    told = {row: (i.kind, i.counts_as, i.money) for row, i in by_row.items()}
    assert told == {
        2: ("sale", "sales_out", Decimal("100.01")),
        3: ("sale", "sales_out", Decimal("16.67")),  # of two equal halves of 33.33 the odd cent goes to the first rep
        4: ("sale", "nothing", None),
        5: ("sale", "nothing", Decimal("70.00")),
        6: ("waiting", "nothing", Decimal("160.00")),
        7: ("quarantined", "nothing", None),
        9: ("sale", "sales_out", Decimal("-50.01")),
        10: ("sale", "history", Decimal("20.00")),
        11: ("sale", "service", Decimal("20.00")),
    }
    assert by_row[2].why == "the report names the rep as AR"
    assert (by_row[3].share, by_row[3].why) == (
        0.5, "the report names no rep, and a rule of credit_rules.csv for sales to this account gives the rep 0.5 of it",
    )  # fmt: skip
    assert by_row[4].why == "rates.csv has no rate from CHF for that day"
    assert by_row[5].why == "the report names no rep, and no rule of credit_rules.csv fits; the rep serves the account"
    assert by_row[6].why == "nobody has said which product of ours '77-1' is"
    assert "readiness collect match steam product '77-1' ID" in by_row[6].mends
    assert "is not a day" in by_row[7].why
    other = {i.row: i.money for i in odd(inputs_of(taken, "r2", tmp_path / "out"))}
    assert (other[3], other[8]) == (Decimal("16.66"), None)


def test_answers_attendance_and_the_formula_are_inputs_too(taken: Settings, tmp_path: Path) -> None:
    found = inputs_of(taken, "r1", tmp_path / "out")
    answers = [(i.on and i.on.isoformat(), i.is_right, i.counts_as) for i in found if i.kind == "answer"]
    assert answers == [("2024-02-20", True, "readiness"), ("2024-02-20", None, "nothing"), ("2024-03-20", False, "readiness")]
    assert [(str(i.on), i.value) for i in found if i.kind == "attendance"] == [("2024-01-15", 45.0)]
    assert sum(i.value or 0 for i in found if i.what.startswith("weight of")) == pytest.approx(1)
    absent = [i for i in inputs_of(taken, "r3", tmp_path / "out") if i.kind == "attendance"]
    assert [(i.value, i.counts_as) for i in absent] == [(0.0, "readiness")]
    none = [i for i in inputs_of(taken, "r4", tmp_path / "out") if i.kind == "answer"]
    assert [(i.what, i.counts_as) for i in none] == [("no quiz taken", "nothing")]


def test_a_line_keeps_its_id_when_it_is_booked_and_in_another_database(
    taken: Settings, small_launch: Path, tmp_path: Path
) -> None:
    before = {i.row: i for i in odd(inputs_of(taken, "r1", tmp_path / "out"))}
    sales_out.decide_match(taken, ("steam", "product", "77-1"), "K2", "Ada", NOW)
    after = {i.row: i for i in odd(inputs_of(taken, "r1", tmp_path / "out"))}
    assert (after[6].kind, after[6].counts_as, after[6].input_id) == ("sale", "sales_out", before[6].input_id)
    other = Settings(home=tmp_path / "b", database_url=f"sqlite:///{tmp_path / 'b.db'}", templates=taken.templates)
    take_all_in(other, small_launch)
    again = inputs_of(other, "r1", tmp_path / "b")
    assert [(i.input_id, i.why) for i in odd(again)] == [(i.input_id, i.why) for i in before.values()]


def test_a_contest_is_opened_shown_and_settled_and_changes_no_figure(taken: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_report(taken, LAUNCH, out, AS_OF)
    before = (out / "report/reps.csv").read_bytes()
    sale = next(i for i in odd(inputs_of(taken, "r1", out)) if i.row == 2)
    made = open_contest(
        taken, LAUNCH, "r1", sale.input_id, says="it was three", should_be="150.00", by=" Ana Ruiz ", at=SAID_AT
    )  # fmt: skip
    report = write_report(taken, LAUNCH, out, AS_OF)
    assert "1 input of 1 rep is contested and not settled; the figures that rest on it say so." in report.missing
    assert (out / "report/reps.csv").read_bytes() == before
    assert table(out / "report/contests.csv") == [{
        "contest_id": str(made.contest_id), "rep_id": "r1", "input_id": sale.input_id, "kind": "sale",
        "what": "2024-05-06, sale, Shop 0, K2, 2 units, 100.01 EUR, inbox/sales_out/steam/odd.csv row 2", "says": "it was three",
        "should_be": "150.00", "opened_on": "2025-02-03", "opened_by": "Ana Ruiz", "status": "open", "settled_on": "",
        "settled_by": "", "because": "",
    }]  # fmt: skip
    page = (out / "report/readiness.html").read_text(encoding="utf-8")
    assert page.count('href="#contested">contested</a>') == 2  # beside sales-out and beside what was added, of one rep
    sheet = load_workbook(out / "report/readiness.xlsx")["Reps"]
    at = [cell.value for cell in sheet[1]].index("Contested")
    assert [row[at] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["sales, added", None, None, None]
    assert [i.contested for i in odd(inputs_of(taken, "r1", out)) if i.row == 2] == [str(made.contest_id)]

    done = settle_contest(taken, made.contest_id, is_upheld=True, because="the invoice says three", by="Ada", at=SETTLED_AT)
    assert "readiness collect sales-out FILE --partner steam" in done.mends
    assert [replace(c, mends="") for c in contests_of(taken, LAUNCH)] == [replace(done, mends="")]
    report = write_report(taken, LAUNCH, out, AS_OF)
    assert not any("contested" in line for line in report.missing)
    assert (out / "report/reps.csv").read_bytes() == before
    page = (out / "report/readiness.html").read_text(encoding="utf-8")
    assert 'href="#contested">contested</a>' not in page
    assert "Upheld: the invoice says three" in page
    row = table(out / "report/contests.csv")[0]
    assert (row["status"], row["settled_on"], row["settled_by"]) == ("upheld", "2025-02-05", "Ada")


def test_what_cannot_be_contested_or_settled_is_refused_in_a_sentence(taken: Settings, tmp_path: Path) -> None:
    number = contest_first(taken, "account", tmp_path / "out")
    mine = contests_of(taken, LAUNCH)[0].input_id
    theirs = next(i.input_id for i in inputs_of(taken, "r2", tmp_path / "out") if i.kind == "account")

    def refused(kind: type[Exception], why: str, rep_id: str, input_id: str, **other: str) -> None:
        words = {"says": "no", "by": "Ana"} | other
        with pytest.raises(kind, match=why):
            open_contest(taken, LAUNCH, rep_id, input_id, says=words["says"], by=words["by"], at=SAID_AT)

    refused(NotFoundError, "no input of the launch kettle-2 has the id 'sale-0'", "r1", "sale-0")
    refused(NotFoundError, "the launch kettle-2 has no rep 'r9'", "r9", mine)
    refused(NotAllowedError, "is not one of r1", "r1", theirs)
    refused(ConflictError, f"contested already, as contest {number} of 2025-02-03 by Ana Ruiz", "r1", mine)
    refused(NotAllowedError, "--by NAME", "r1", mine, by=" ")
    refused(NotAllowedError, "--says", "r1", mine, says=" ")
    assert len(contests_of(taken, LAUNCH)) == 1
    with pytest.raises(NotFoundError, match="no contest has the number 99"):
        settle_contest(taken, 99, is_upheld=True, because="so", by="Ada", at=SETTLED_AT)
    with pytest.raises(NotAllowedError, match="--because"):
        settle_contest(taken, number, is_upheld=True, because="", by="Ada", at=SETTLED_AT)
    settle_contest(taken, number, is_upheld=False, because="it is yours", by="Ada", at=SETTLED_AT)
    with pytest.raises(ConflictError, match=f"contest {number} was rejected on 2025-02-05 by Ada"):
        settle_contest(taken, number, is_upheld=True, because="so", by="Bo", at=SETTLED_AT)
    assert contest_first(taken, "account", tmp_path / "out") != number  # settled, it may be contested again
    assert [c.status for c in contests_of(taken, LAUNCH)] == ["rejected", "open"]
    with pytest.raises(NotFoundError, match="no launch 'nowhere'"):
        contests_of(taken, "nowhere")


def test_the_database_holds_at_most_one_open_contest_of_an_input(taken: Settings, tmp_path: Path) -> None:
    contest_first(taken, "account", tmp_path / "out")
    names = "launch_id, rep_id, input_id, kind, figures, what, mends, says, should_be, opened_at, opened_by, status"
    names += ", settled_by, because"
    copy = text(f"INSERT INTO contests ({names}) SELECT {names} FROM contests")  # noqa: S608 - our names
    with pytest.raises(IntegrityError), transaction(taken.database) as connection:
        connection.execute(copy)
    with engine(taken.database).begin() as connection:
        connection.execute(text("UPDATE contests SET status = 'upheld'"))
        connection.execute(copy)  # two settled ones of one input are its history
        connection.execute(text("UPDATE contests SET status = 'open' WHERE contest_id = (SELECT max(contest_id) FROM contests)"))
    assert [c.status for c in contests_of(taken, LAUNCH)] == ["upheld", "open"]


def test_a_corrected_list_takes_the_place_of_what_it_said_before(taken: Settings, small_launch: Path, tmp_path: Path) -> None:
    listed = small_launch / "inbox/attendance/a.csv"
    first = listed.read_text(encoding="utf-8")
    listed.write_text(first.replace("45", "55"), encoding="utf-8")
    measurement.collect_inbox(taken, LAUNCH)
    assert [i.value for i in inputs_of(taken, "r1", tmp_path / "out") if i.kind == "attendance"] == [55.0]
    (small_launch / "inbox/attendance/b.csv").write_text(first, encoding="utf-8")  # the first list, sent again
    measurement.collect_inbox(taken, LAUNCH)
    assert [i.value for i in inputs_of(taken, "r1", tmp_path / "out") if i.kind == "attendance"] == [55.0]


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output or str(result.exception)


def test_on_the_command_line(tmp_path: Path, small_launch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    monkeypatch.setenv("READINESS_DATABASE_URL", url)
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    take_all_in(Settings(), write_contested(small_launch))
    code, said = run("inputs", LAUNCH, "--rep", "r1", "--as-of", "2024-08-30", "--out", str(tmp_path / "out"))
    assert (code, said.splitlines()[0].endswith("; 0 contested.")) == (0, True), said
    wanted = next(row for row in table(tmp_path / "out/inputs/r1.csv") if row["kind"] == "waiting")["input_id"]
    opening = ("contest", "open", LAUNCH, "--rep", "r1", "--input", wanted, "--says", "it is the K2", "--by", "Ana")
    assert run(*opening) == (0, (
        "Contest 1 is open: 2024-05-10, line that is not booked, Shop 0, 77-1, 4 units, 160.00 EUR,"
        " inbox/sales_out/steam/odd.csv row 6.\n"
        "Settle it: readiness contest settle 1 --upheld (or --rejected) --because REASON --by NAME\n"
    ))  # fmt: skip
    assert run("contest", "list", LAUNCH, "--open")[1].splitlines()[0] == "1 contest open, 0 settled"
    code, said = run("contest", "settle", "1", "--because", "it is", "--by", "Ada")
    assert code == 2
    code, said = run("contest", "settle", "1", "--upheld", "--because", "it is", "--by", "Ada")
    assert (code, said.splitlines()[1]) == (0, (
        "No figure has changed yet. To mend it, say which it is: readiness collect match steam product '77-1' ID --by NAME."
        " Then: readiness measure kettle-2"
    ))  # fmt: skip
    assert run("contest", "list", LAUNCH, "--open")[1] == "0 contests open, 1 settled\n"
    assert "upheld by Ada" in run("contest", "list", LAUNCH)[1]
