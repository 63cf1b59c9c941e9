"""Sales-out taken in: every row counted once, whatever is sent again, mended, mapped later or known only later."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from readiness.actions import launch, sales_out
from readiness.actions.sales_out import CollectReport
from readiness.adapters.db import ledger_reading, store
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.cli.collected import show_reports
from readiness.errors import ConflictError, InputError, InvalidInputsError, NotAllowedError, NotFoundError
from readiness.settings import Settings
from tests.adapters.test_store import migrate_down
from tests.edi_files import x12

AT = datetime(2024, 9, 2, 8, tzinfo=UTC)
HEADER = "invoice no,order date,product id,account id,quantity,amount"
GOOD = ("D1,2024-03-05,K2,a1,2,20.00", "D1,2024-03-05,K2,a1,1,10.00", "D2,2024-03-06,K2,a2,-1,-10.00")
BAD = ("D1,2024-03-05,K2,a1,one,15.00", "D3,2024-03-07,K2,a1,1,n/a", "D4,2024-03-07,K2,a1,1,5.00,more")


@pytest.fixture
def ready(settings: Settings, small_launch: Path) -> Settings:
    """Return an installation that knows the small launch and has taken in no report."""
    launch.take_in(settings, small_launch)
    return settings


def report(folder: Path, name: str, rows: Sequence[str], header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def collected(settings: Settings, path: Path) -> CollectReport:
    (found,) = sales_out.collect_sales_out(settings, "steam", [path], AT)
    return found


def became(found: CollectReport) -> tuple[int, int, int, int, int]:
    s = found.submission
    assert s.n_rows == s.n_taken + s.n_duplicates + s.n_quarantined + s.n_review
    return s.n_rows, s.n_taken, s.n_duplicates, s.n_quarantined, s.n_review


def standing(settings: Settings) -> list[tuple[str, int, int]]:
    """Return document, units and minor units of the lines that stand, sorted."""
    with store.transaction(settings.database) as connection:
        return sorted(ledger_reading.lines_now(connection, ["steam"]).select("document", "units", "amount_minor").rows())


def files(settings: Settings) -> list[SalesSubmission]:
    with store.transaction(settings.database) as connection:
        return ledger_reading.files_of(connection, ["steam"])


def test_the_same_rows_again_in_other_bytes_change_nothing(ready: Settings, tmp_path: Path) -> None:
    assert became(collected(ready, report(tmp_path, "a.csv", GOOD))) == (3, 3, 0, 0, 0)
    before = standing(ready)
    again = collected(ready, tmp_path / "a.csv")
    assert (again.is_new, became(again)) == (False, (3, 3, 0, 0, 0))
    turned = [row.replace(",", ";").replace(".", ",") for row in reversed(GOOD)]
    assert became(collected(ready, report(tmp_path, "b.csv", turned, HEADER.replace(",", ";")))) == (3, 0, 3, 0, 0)
    assert standing(ready) == before == [("D1", 1, 1000), ("D1", 2, 2000), ("D2", -1, -1000)]


def mended(table: Path, changes: dict[str, str], leave_out: str = "none") -> Path:
    """Return the table as a person saves it from a spreadsheet: with semicolons, cells changed, some rows left out."""
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([[changes.get(c, c) for c in row] for row in rows if leave_out not in row])
    table.write_text(out.getvalue(), encoding="utf-8-sig")
    return table


def test_rows_of_quarantine_are_mended_in_a_table_and_taken_in_beside_the_others_of_their_file(
    ready: Settings, tmp_path: Path
) -> None:
    assert became(collected(ready, report(tmp_path, "a.csv", [*GOOD, *BAD]))) == (6, 3, 0, 3, 0)
    table = tmp_path / "q.csv"
    sales_out.write_quarantine(sales_out.quarantine_rows(ready, "steam"), table)
    mended(table, {"one": "1", "n/a": "still not"})
    with pytest.raises(NotAllowedError):
        sales_out.release_rows(ready, table, " ", AT)
    found = sales_out.release_rows(ready, table, "Ada", AT)
    assert (found.n_released, [(q.row, q.column) for q in found.still]) == (1, [(6, "amount"), (7, "sold_on")])
    assert "'still not'" in found.still[0].reason
    # The mended row is of the same invoice, product and day as two others: three sales, none of them changed.
    assert standing(ready) == [("D1", 1, 1000), ("D1", 1, 1500), ("D1", 2, 2000), ("D2", -1, -1000)]
    (file,) = files(ready)
    assert (file.rows_in, file.n_ok, file.n_quarantined) == (6, 4, 2)
    with pytest.raises(InvalidInputsError, match="row 5 of file 1 is not in quarantine"):
        sales_out.release_rows(ready, table, "Ada", AT)
    assert sales_out.waive_rows(ready, 1, [6], "Ada") == 1
    assert [q.row for q in sales_out.quarantine_rows(ready, "steam")] == [7]
    with pytest.raises(NotFoundError, match="row 6 of file 1"):
        sales_out.waive_rows(ready, 1, [6], "Ada")
    # The partner sends the file again, mended in the same way: nothing more stands than before.
    before = standing(ready)
    collected(ready, report(tmp_path, "b.csv", [*GOOD, BAD[0].replace("one", "1")]))
    assert standing(ready) == before


def test_a_ragged_row_is_mended_from_its_text(ready: Settings, tmp_path: Path) -> None:
    collected(ready, report(tmp_path, "a.csv", [*GOOD, BAD[2]]))
    table = tmp_path / "q.csv"
    sales_out.write_quarantine(sales_out.quarantine_rows(ready, "steam"), table)
    header, row = csv.reader(io.StringIO(table.read_text(encoding="utf-8")))
    assert "D4,2024-03-07,K2,a1,1,5.00,more" in row
    values = dict(zip(HEADER.split(","), ["D4", "2024-03-07", "K2", "a1", "1", "5.00"], strict=True))
    filled = [values.get(name, cell) if at > 5 else cell for at, (name, cell) in enumerate(zip(header, row, strict=True))]
    out = io.StringIO()
    csv.writer(out).writerows([header, filled])
    table.write_text(out.getvalue(), encoding="utf-8")
    assert sales_out.release_rows(ready, table, "Ada", AT).n_released == 1
    assert standing(ready)[-1] == ("D4", 1, 500)


def test_the_table_of_all_that_waits_is_taken_back_whatever_else_is_in_it(ready: Settings, tmp_path: Path) -> None:
    """A file that could not be read and one that is held stand in the table as well; nobody touches them."""
    collected(ready, report(tmp_path, "a.csv", [*GOOD, BAD[0]]))
    (tmp_path / "pdf.csv").write_bytes(b"%PDF-1.4")
    collected(ready, tmp_path / "pdf.csv")
    collected(ready, report(tmp_path, "held.csv", [*BAD[:2], GOOD[2]]))
    table = tmp_path / "q.csv"
    sales_out.write_quarantine(sales_out.quarantine_rows(ready, ""), table)
    mended(table, {"15.00": "16.00"})
    with pytest.raises(ConflictError, match="readiness collect accept 3"):
        sales_out.release_rows(ready, table, "Ada", AT)
    sales_out.write_quarantine(sales_out.quarantine_rows(ready, ""), table)
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 5
    rows[1] = ["1" if cell == "one" else cell for cell in rows[1]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    table.write_text(out.getvalue(), encoding="utf-8")
    assert sales_out.release_rows(ready, table, "Ada", AT).n_released == 1
    assert ("D1", 1, 1500) in standing(ready)


def test_a_reason_that_many_rows_share_is_said_once(ready: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"D{n},2024-03-05,K2,,1,5.00" for n in range(30)]
    show_reports([collected(ready, report(tmp_path, "a.csv", [*rows, BAD[1]]))], as_json=False)
    said = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0].strip() for line in said if "a.csv:" in line][1:] == ["a.csv:2:account_code", "a.csv:32:amount"]
    assert any(line.startswith("  a.csv:2:account_code") and line.endswith("(and 29 more rows)") for line in said)


def test_a_row_mended_in_two_ways_is_refused(ready: Settings, tmp_path: Path) -> None:
    collected(ready, report(tmp_path, "a.csv", [*GOOD, BAD[0]]))
    table = tmp_path / "q.csv"
    sales_out.write_quarantine(sales_out.quarantine_rows(ready, "steam"), table)
    header, row = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([header, row.replace(",one,", ",1,"), row.replace(",one,", ",7,"), ""]), encoding="utf-8")
    with pytest.raises(InvalidInputsError, match="row 5 of file 1 stands twice, mended in two ways"):
        sales_out.release_rows(ready, table, "Ada", AT)
    table.write_text("\n".join([header, *[row.replace(",one,", ",1,")] * 2, ""]), encoding="utf-8")
    assert sales_out.release_rows(ready, table, "Ada", AT).n_released == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "reason,column,submission,partner_id,file\n"])
def test_another_table_releases_nothing(ready: Settings, tmp_path: Path, text: str) -> None:
    (tmp_path / "q.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="readiness collect quarantine --out"):
        sales_out.release_rows(ready, tmp_path / "q.csv", "Ada", AT)


DOUBTFUL = ("doc;date;sku;customer;qty;price", "D1;03.04.2024;K2;a1;2;10,50", "D2;04.04.2024;K2;a2;1;10,50")


def test_a_file_nobody_said_how_to_read_waits_whole_until_a_mapping_is_approved(ready: Settings, tmp_path: Path) -> None:
    path = report(tmp_path, "a.csv", DOUBTFUL[1:], DOUBTFUL[0])
    found = collected(ready, path)
    assert became(found) == (2, 0, 0, 2, 0)
    assert any("mapping propose" in note for note in found.notes)
    with pytest.raises(ConflictError, match="approve a mapping"):
        sales_out.accept_file(ready, 1, "Ada", AT)
    proposal, yaml = sales_out.propose_mapping(ready, "steam", path, tmp_path / "m.yaml")
    assert proposal.ambiguous
    (tmp_path / "mapping.yaml").write_text(yaml.replace("date_format: ''", "date_format: '%d.%m.%Y'"), encoding="utf-8")
    with pytest.raises(InvalidInputsError, match="nobody has approved"):
        collected(ready, path)
    (tmp_path / "mapping.yaml").unlink()
    (tmp_path / "m.yaml").write_text(
        "date_format: '%d.%m.%Y'\ndecimal_mark: ','\n"
        "columns: {document: doc, sold_on: date, product_code: sku, account_code: customer, quantity: qty, unit_price: price}\n",
        encoding="utf-8",
    )
    approved = sales_out.approve_mapping(ready, "steam", tmp_path / "m.yaml", "Ada", AT)
    assert [(f.status, f.rows_in, f.n_ok, f.n_quarantined) for f in approved.read_again] == [("applied", 2, 2, 0)]
    assert standing(ready) == [("D1", 2, 2100), ("D2", 1, 1050)]
    more = report(tmp_path, "b.csv", [DOUBTFUL[1].replace("D1", "D9")], DOUBTFUL[0])
    assert became(collected(ready, more)) == (1, 1, 0, 0, 0)


def test_a_file_that_no_longer_fits_its_mapping_is_held_and_read_again_by_the_next(ready: Settings, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    text = "columns: {document: doc, sold_on: date, product_code: sku, account_code: customer, quantity: qty, amount: total}\n"
    mapping.write_text(text, encoding="utf-8")
    assert sales_out.approve_mapping(ready, "steam", mapping, "Ada", AT).number == 1
    path = report(tmp_path, "a.csv", ["D1,2024-04-03,K2,a1,2,10.50"], "doc,date,sku,customer,pieces,total")
    found = collected(ready, path)
    assert became(found) == (1, 0, 0, 1, 0)
    assert files(ready)[0].status == "held"
    assert "'pieces' may be its new name" in files(ready)[0].why or "qty" in files(ready)[0].why
    proposal, _ = sales_out.propose_mapping(ready, "steam", path, None)
    assert proposal.mapping.columns["document"] == "doc"
    mapping.write_text(text.replace("qty", "pieces"), encoding="utf-8")
    approved = sales_out.approve_mapping(ready, "steam", mapping, "Bo", AT)
    assert (approved.number, [f.n_ok for f in approved.read_again]) == (2, [1])
    assert standing(ready) == [("D1", 2, 1050)]


def test_an_account_nobody_knows_waits_and_is_booked_once_a_launch_names_it(
    ready: Settings, small_launch: Path, tmp_path: Path
) -> None:
    path = report(tmp_path, "a.csv", [*GOOD, "D9,2024-03-08,K2,zz,4,40.00"])
    found = collected(ready, path)
    assert became(found) == (4, 3, 0, 0, 1)
    assert any("readiness collect matches" in note for note in found.notes)
    accounts = small_launch / "accounts.csv"
    last = accounts.read_text(encoding="utf-8").strip().splitlines()[-1].split(",")
    with accounts.open("a", encoding="utf-8") as file:
        file.write(",".join(["zz", *last[1:]]) + "\n")
    launch.take_in(ready, small_launch)
    assert became(collected(ready, path)) == (4, 4, 0, 0, 0)
    assert standing(ready)[-1] == ("D9", 4, 4000)


def test_a_file_that_replaces_speaks_for_whole_weeks_where_its_mapping_says_so(ready: Settings, tmp_path: Path) -> None:
    columns = "{document: invoice no, sold_on: order date, product_code: product id, account_code: account id," \
        " quantity: quantity, amount: amount}"  # fmt: skip
    (tmp_path / "mapping.yaml").write_text(f"delivery: replace\ncovers: weeks\ncolumns: {columns}\n", encoding="utf-8")
    collected(ready, report(tmp_path, "a.csv", ["D1,2024-03-04,K2,a1,1,10.00", "D2,2024-03-06,K2,a1,1,10.00"]))
    # Monday's sale is gone in the second telling of the week, though its first day is Wednesday.
    collected(ready, report(tmp_path, "b.csv", ["D2,2024-03-06,K2,a1,3,30.00", "D3,2024-03-10,K2,a1,1,10.00"]))
    assert standing(ready) == [("D2", 3, 3000), ("D3", 1, 1000)]
    # The first file again changes nothing, and says why.
    again = collected(ready, tmp_path / "a.csv")
    assert (again.is_new, again.notes) == (False, ("b.csv came after it and speaks for the same days: that is what counts",))
    assert standing(ready) == [("D2", 3, 3000), ("D3", 1, 1000)]


def stored_keys(settings: Settings) -> list[tuple[str, str]]:
    query = "SELECT line_key, content_hash FROM sales_current UNION ALL SELECT line_key, content_hash FROM sales_ledger"
    with store.transaction(settings.database) as connection:
        return sorted(tuple(row) for row in connection.execute(text(query)))


def test_lines_that_an_older_reader_keyed_get_the_keys_of_this_one(ready: Settings, tmp_path: Path) -> None:
    lone = (",2024-03-08,K2,a1,1,10.00", ",2024-03-08,K2,a2,1,10.00", ",2024-03-08,K2,a2,1,12.00")
    path = report(tmp_path, "a.csv", [*GOOD, *lone])
    assert became(collected(ready, path)) == (6, 6, 0, 0, 0)
    before = stored_keys(ready)
    for table in ("sales_current", "sales_ledger"):
        with store.transaction(ready.database) as connection:
            old = f"UPDATE {table} SET line_key = 'old ' || row_number, content_hash = 'old'"  # noqa: S608 - our names
            connection.execute(text(old))
    migrate_down(ready.database, "0009")
    store.upgrade(ready.database)
    assert stored_keys(ready) == before
    with store.transaction(ready.database) as connection:
        sums = "SELECT count(*), sum(n_lines), sum(units), sum(amount_minor) FROM sales_cells"
        assert connection.execute(text(sums)).one() == (3, 6, 5, 5200)
    assert became(collected(ready, report(tmp_path, "b.csv", [*lone, *GOOD]))) == (6, 0, 6, 0, 0)


def test_units_of_the_launch_are_known_in_every_partners_report(ready: Settings, small_launch: Path, tmp_path: Path) -> None:
    (small_launch / "units.csv").write_text("product_id,unit_of_measure,units\nK2,CASE,12\n", encoding="utf-8")
    header, rows = (
        f"{HEADER},uom",
        ["D1,2024-03-05,K2,a1,2,20.00,case", "D2,2024-03-05,K2,a1,2,20.00,EA", "D3,2024-03-05,K1,a1,2,20.00,case"],
    )
    assert became(collected(ready, report(tmp_path, "a.csv", rows, header))) == (3, 0, 0, 3, 0)
    launch.take_in(ready, small_launch)
    assert became(collected(ready, report(tmp_path, "b.csv", rows, header))) == (3, 2, 0, 1, 0)
    assert standing(ready) == [("D1", 24, 2000), ("D2", 2, 2000)]


def test_a_file_made_before_one_that_was_applied_to_the_same_days_waits_for_a_person(ready: Settings, tmp_path: Path) -> None:
    head, tail = "BPT*00*P*20240312*02|CUR*DS*EUR|PTD*SS|REF*IV*{no}", "QTY*32*1*EA|LIN*1*VP*K2|UIT*EA*5|CTT*1"
    body = f"{head}|DTM*003*20240305|N1*BY*A*92*a1|{tail}".replace("|", "\n")
    newer = x12(("867", body.format(no="I1")))
    (tmp_path / "newer.edi").write_bytes(newer)
    older = x12(("867", body.format(no="I2"))).replace(b"*261115*", b"*261114*")
    (tmp_path / "older.edi").write_bytes(older)
    assert became(collected(ready, tmp_path / "newer.edi")) == (1, 1, 0, 0, 0)
    collected(ready, tmp_path / "older.edi")
    (held,) = sales_out.files_held(ready)
    assert held.why == "older: it is number 20261114, and number 20261115 is applied already"
