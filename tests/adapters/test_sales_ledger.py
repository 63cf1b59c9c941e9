"""The sales ledger on SQLite and PostgreSQL, against a small model of dictionaries that folds the files in their order."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy.exc import IntegrityError

from readiness.adapters.db import ledger_reading, sales_ledger, store
from readiness.adapters.db.ledger_tables import (
    sales_cells,
    sales_current,
    sales_pending,
    sales_quarantine,
    sales_submissions,
)
from readiness.adapters.db.ledger_tables import (
    sales_ledger as entries,
)
from readiness.adapters.db.sales_files import SalesReport, SalesSubmission, recount
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.sales_out.restating import LEDGER_LINE

DAYS = [date(2026, 3, 2) + timedelta(days=7 * i) for i in range(3)]
START = datetime(2026, 6, 1)  # noqa: DTZ001 - the database keeps UTC without its zone


@dataclass(frozen=True)
class Row:
    """A row as a partner sends it: which sale, how many, under which product code, and whether it can be read."""

    sale: int
    units: int
    code: str
    day: date
    place: str = ""
    is_broken: bool = False

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.sale} {self.day}".encode()).hexdigest()


PRODUCTS = {"P1": "K1", "P2": "K2", "New": ""}


def lines_of(rows: Sequence[tuple[int, Row]], products: dict[str, str], partner: str = "firm") -> pl.DataFrame:
    """Return rows, under their numbers in the file, as the ledger takes them."""
    made = [
        {
            "line_key": r.key, "content_hash": f"{r.units} {r.code} {r.place}", "partner_id": partner, "row_number": number,
            "document": f"D{r.sale}", "movement": "return" if r.units < 0 else "sale", "product_code": r.code,
            "product_id": products[r.code], "account_code": "A", "account_name": "A, Ltd", "account_id": "A1", "rep_id": "r",
            "territory_id": "T", "location": r.place, "serial": "", "sold_on": r.day,
            "week": r.day - timedelta(days=r.day.weekday()), "units": r.units, "amount_minor": 100 * r.units, "currency": "EUR",
        }
        for number, r in rows
    ]  # fmt: skip
    return pl.DataFrame(made, schema=LEDGER_LINE)


@dataclass
class File:
    """A file of the model: its rows by number; those in `broken` cannot be read."""

    number: int
    sha256: str
    rows: dict[int, Row]
    broken: set[int]
    n_duplicates: int
    replaces: bool
    period: tuple[date, date] | None
    places: tuple[str, ...] = ()
    status: str = "applied"
    sequence: int | None = None

    def scope(self) -> tuple[date, date] | None:
        """Return the days it replaces."""
        days = [r.day for i, r in self.rows.items() if i not in self.broken]
        if not self.replaces or not (self.period or days):
            return None
        return self.period or (min(days), max(days))


@dataclass
class Model:
    """What should stand: every file folded in order, the last one to speak of a line having the word."""

    files: list[File] = field(default_factory=list)
    products: dict[str, str] = field(default_factory=lambda: dict(PRODUCTS))
    frozen_scope: dict[str, tuple[date, date] | None] = field(default_factory=dict)

    def fold(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for file in sorted((f for f in self.files if f.status == "applied"), key=lambda f: f.number):
            scope = self.frozen_scope[file.sha256]
            if scope is not None:
                inside = [
                    k for k, r in found.items() if scope[0] <= r.day <= scope[1] and (not file.places or r.place in file.places)
                ]
                for key in inside:
                    del found[key]
            found |= {r.key: r for i, r in sorted(file.rows.items()) if i not in file.broken}
        return found

    def standing(self) -> dict[str, tuple[str, str, int]]:
        """Return key -> product, place, units of what counts."""
        return {k: (self.products[r.code], r.place, r.units) for k, r in self.fold().items() if self.products[r.code]}


ROWS = st.builds(
    Row, st.integers(0, 1), st.integers(-2, 3), st.sampled_from(sorted(PRODUCTS)), st.sampled_from(DAYS),
    st.sampled_from(["", "north", "south"]), st.sampled_from([False, False, False, True]),
)  # fmt: skip


class Ledger(RuleBasedStateMachine):
    """Any order of files, resends, restatements, mended rows, matches, acceptances and rejections."""

    url = ""

    @initialize()
    def empty(self) -> None:
        with store.transaction(self.url) as connection:
            for table in (sales_cells, sales_quarantine, sales_pending, entries, sales_current, sales_submissions):
                connection.execute(delete(table))
        self.model = Model()
        self.moments: list[tuple[datetime, dict[str, tuple[str, str, int]]]] = []
        self.n_moments = 0

    def now(self) -> datetime:
        self.n_moments += 1
        return START + timedelta(minutes=self.n_moments)

    def send(self, file: File) -> SalesSubmission:
        """Record a file, from scratch or again."""
        good = [(i, r) for i, r in sorted(file.rows.items()) if i not in file.broken]
        held = [(i, "units", "cannot be read", f"raw {i}") for i in sorted(file.broken)]
        report = SalesReport(
            "firm", file.sha256, "f.csv", lines_of(good, self.model.products), held, file.n_duplicates, file.replaces,
            file.period, file.places, file.sequence,
        )  # fmt: skip
        with store.transaction(self.url) as connection:
            return sales_ledger.record(connection, report, self.now())

    @rule(
        rows=st.lists(ROWS, max_size=6, unique_by=lambda r: r.key), replaces=st.booleans(), has_period=st.booleans(),
        by_place=st.booleans(), n_duplicates=st.integers(0, 1), sequence=st.sampled_from([None, None, None, 1, 2]),
    )  # fmt: skip
    def new_file(
        self, rows: list[Row], replaces: bool, has_period: bool, by_place: bool, n_duplicates: int, sequence: int | None
    ) -> None:
        broken = {i for i, r in enumerate(rows, start=2) if r.is_broken}
        period = (DAYS[0], DAYS[1]) if has_period else None
        places = ("north", "south") if by_place else ()
        sha256 = hashlib.sha256(str(len(self.model.files)).encode()).hexdigest()
        file = File(0, sha256, dict(enumerate(rows, start=2)), broken, n_duplicates, replaces, period, places, sequence=sequence)
        expected = self.expected_holds(file)
        self.model.frozen_scope[sha256] = file.scope()
        made = self.send(file)
        file.number, file.status = made.submission_id, made.status
        assert (made.status == "held") == bool(expected), (made.why, expected)
        assert sorted(w.split(":")[0] for w in made.why.split("\n") if w) == sorted(expected)
        self.model.files.append(file)

    def expected_holds(self, file: File) -> set[str]:
        good = [r for i, r in file.rows.items() if i not in file.broken]
        found = set()
        if file.period and any(not file.period[0] <= r.day <= file.period[1] for r in good):
            found.add("outside the period")
        scope = file.scope()
        if scope:
            stands = [
                k for k, (_, place, _) in self.model.standing().items()
                if scope[0] <= self.model.fold()[k].day <= scope[1] and (not file.places or place in file.places)
            ]  # fmt: skip
            if 2 * len(good) < len(stands):
                found.add("smaller")
        days = file.period or ((min(r.day for r in good), max(r.day for r in good)) if good else None)
        for other in self.model.files:
            other_days = other.period or self.days_of(other)
            if file.sequence and other.sequence and other.status == "applied" and days and other_days:
                overlaps = other_days[0] <= days[1] and other_days[1] >= days[0]
                if overlaps and file.sequence < other.sequence:
                    found.add("older")
        return found

    def days_of(self, file: File) -> tuple[date, date] | None:
        with store.transaction(self.url) as connection:
            row = connection.execute(
                select(sales_submissions.c.period_from, sales_submissions.c.period_to).where(
                    sales_submissions.c.sha256 == file.sha256
                )
            ).one()
        return (row[0], row[1]) if row[0] else None

    @precondition(lambda self: self.model.files)
    @rule(data=st.data())
    def same_file_again(self, data: st.DataObject) -> None:
        file = data.draw(st.sampled_from(self.model.files))
        before = self.n_entries()
        self.send(file)
        assert self.n_entries() == before

    @precondition(lambda self: any(f.status == "applied" for f in self.model.files))
    @rule()
    def cosmetic_resend_of_what_stands(self) -> None:
        """Other bytes, the same lines as stand now: nothing is posted."""
        rows = [r for _, r in sorted(self.model.fold().items())]
        sha256 = hashlib.sha256(f"resend {len(self.model.files)}".encode()).hexdigest()
        file = File(0, sha256, dict(enumerate(rows, start=2)), set(), 0, replaces=False, period=None)
        self.model.frozen_scope[sha256] = None
        before = self.n_entries()
        file.number = self.send(file).submission_id
        self.model.files.append(file)
        assert self.n_entries() == before

    @precondition(lambda self: any(f.broken and f.status == "applied" for f in self.model.files))
    @rule(data=st.data(), read_again=st.booleans(), units=st.integers(-2, 3))
    def rows_are_mended(self, data: st.DataObject, read_again: bool, units: int) -> None:
        file = data.draw(st.sampled_from([f for f in self.model.files if f.broken and f.status == "applied"]))
        number = data.draw(st.sampled_from(sorted(file.broken)))
        row = file.rows[number]
        others = {r.key for i, r in file.rows.items() if i not in file.broken}
        if row.key in others:
            return
        file.rows[number] = Row(row.sale, units, row.code, row.day, row.place)
        file.broken.discard(number)
        if read_again and not self.is_unfit(file):
            self.send(file)
        else:
            with store.transaction(self.url) as connection:
                lines = lines_of([(number, file.rows[number])], self.model.products)
                sales_ledger.release(connection, file.number, lines, {number}, "Ada", self.now())

    def is_unfit(self, file: File) -> bool:
        """Say whether a file had a single row and that was broken: it is then read as if it were new."""
        return len(file.rows) == 1 and not file.n_duplicates

    @rule(code=st.sampled_from(sorted(PRODUCTS)), product=st.sampled_from(["", "K1", "K2", "K3"]))
    def a_code_is_matched(self, code: str, product: str) -> None:
        self.model.products[code] = product
        with store.transaction(self.url) as connection:
            sales_ledger.rematch(connection, "firm", "product", code, product, self.now())

    @precondition(lambda self: any(f.status == "held" for f in self.model.files))
    @rule(data=st.data(), accepted=st.booleans())
    def a_held_file_is_decided(self, data: st.DataObject, accepted: bool) -> None:
        file = data.draw(st.sampled_from([f for f in self.model.files if f.status == "held"]))
        with store.transaction(self.url) as connection:
            if accepted:
                file.number, file.status = (
                    sales_ledger.accept(connection, file.number, "Ada", self.now()).submission_id,
                    "applied",
                )
            else:
                file.status = sales_ledger.reject(connection, file.number, "Ada").status

    def n_entries(self) -> int:
        with store.transaction(self.url) as connection:
            return connection.execute(select(func.count()).select_from(entries)).scalar_one()

    @invariant()
    def everything_adds_up(self) -> None:
        expected = self.model.standing()
        with store.transaction(self.url) as connection:
            assert standing(connection) == expected
            check_sums(connection)
            check_rows(connection, self.model)
            now = START + timedelta(minutes=self.n_moments)
            self.moments.append((now, expected))
            for at, known in self.moments[-4:] + self.moments[:2]:
                assert as_dict(ledger_reading.lines_known_at(connection, ["firm"], at)) == known


def as_dict(lines: pl.DataFrame) -> dict[str, tuple[str, str, int]]:
    found = {r["line_key"]: (r["product_id"], r["location"], r["units"]) for r in lines.iter_rows(named=True)}
    assert len(found) == lines.height
    assert all(r["amount_minor"] == 100 * r["units"] for r in lines.iter_rows(named=True))
    return found


def standing(connection: Connection) -> dict[str, tuple[str, str, int]]:
    return as_dict(ledger_reading.lines_now(connection, ["firm"]))


def check_sums(connection: Connection) -> None:
    """The ledger, what stands, and the cells hold the same sums, by cell."""
    names = ("account_id", "product_id", "week", "movement", "currency")

    def sums(table: object, n: object) -> dict[tuple[object, ...], tuple[int, ...]]:
        c = table.c  # type: ignore[attr-defined]
        query = select(*(c[name] for name in names), n, func.sum(c.units), func.sum(c.amount_minor)).group_by(
            *(c[x] for x in names)
        )
        return {tuple(r[:5]): tuple(int(x) for x in r[5:]) for r in connection.execute(query)}

    signed = func.sum(text("CASE kind WHEN 'post' THEN 1 ELSE -1 END"))
    ledger = {k: v for k, v in sums(entries, signed).items() if v[0]}
    current = sums(sales_current, func.count())
    assert ledger == current == sums(sales_cells, func.sum(sales_cells.c.n_lines))


def check_rows(connection: Connection, model: Model) -> None:
    """Every row of every file is booked, known, a duplicate, waiting or in quarantine, and the counts say which."""
    found = {s.sha256: s for s in ledger_reading.files_of(connection, ["firm"])}
    assert set(found) == {f.sha256 for f in model.files}
    pending = Counter(connection.execute(select(sales_pending.c.submission_id)).scalars())
    for file in model.files:
        s = found[file.sha256]
        assert s.rows_in == len(file.rows) + file.n_duplicates
        assert s.rows_in == s.n_ok + s.n_duplicates + s.n_quarantined + s.n_pending
        assert (s.n_quarantined, s.n_duplicates, s.status) == (len(file.broken), file.n_duplicates, file.status)
        assert s.n_pending == pending[s.submission_id]


def report_of(name: str, rows: Sequence[Row], **kwargs: object) -> SalesReport:
    """Return a file whose rows stand from row 2 on; a broken one is in quarantine."""
    good = [(i, r) for i, r in enumerate(rows, start=2) if not r.is_broken]
    held = [(i, "units", "cannot be read", "raw") for i, r in enumerate(rows, start=2) if r.is_broken]
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return SalesReport("firm", sha256, f"{name}.csv", lines_of(good, PRODUCTS), held, **kwargs)  # type: ignore[arg-type]


def take(url: str, *reports: SalesReport) -> list[SalesSubmission]:
    """Record files, each in a transaction of its own, a day apart."""
    found = []
    for n, report in enumerate(reports):
        with store.transaction(url) as connection:
            found.append(sales_ledger.record(connection, report, START + timedelta(days=n)))
    return found


def units_of(url: str) -> list[int]:
    with store.transaction(url) as connection:
        return sorted(units for _, _, units in standing(connection).values())


def test_a_line_that_waits_is_let_go_when_a_later_file_speaks_of_it(database_url: str) -> None:
    first, _ = take(database_url, report_of("a", [Row(1, 5, "New", DAYS[0])]), report_of("b", [Row(1, 7, "P1", DAYS[0])]))
    assert (first.n_ok, first.n_pending) == (0, 1)
    with store.transaction(database_url) as connection:
        assert sales_ledger.rematch(connection, "firm", "product", "New", "K9", START + timedelta(days=5)) == []
    assert units_of(database_url) == [7]


def test_a_row_mended_later_does_not_undo_what_a_later_file_confirmed(database_url: str) -> None:
    old, broken, new = Row(1, 5, "P1", DAYS[0]), Row(1, 6, "P1", DAYS[0], is_broken=True), Row(1, 5, "P1", DAYS[0])
    other = Row(2, 1, "P1", DAYS[0])
    made = take(database_url, report_of("a", [old]), report_of("b", [broken, other]), report_of("c", [new]))
    assert [(m.n_ok, m.n_unchanged, m.n_quarantined) for m in made] == [(1, 0, 0), (1, 0, 1), (1, 1, 0)]
    mended = lines_of([(2, Row(1, 6, "P1", DAYS[0]))], PRODUCTS)
    with store.transaction(database_url) as connection:
        after = sales_ledger.release(connection, made[1].submission_id, mended, {2}, "Ada", START + timedelta(days=9))
    assert (after.rows_in, after.n_ok, after.n_pending, after.n_quarantined) == (2, 1, 1, 0)
    assert units_of(database_url) == [1, 5]


def test_a_week_is_restated_by_reversals_and_what_was_known_before_stays_known(database_url: str) -> None:
    week = (DAYS[0], DAYS[0] + timedelta(days=6))
    before = [Row(1, 5, "P1", DAYS[0]), Row(2, 2, "P1", DAYS[0]), Row(3, 1, "P1", DAYS[0]), Row(1, 9, "P1", DAYS[1])]
    after = [Row(1, 4, "P1", DAYS[0]), Row(3, 1, "P1", DAYS[0])]
    take(database_url, report_of("a", before), report_of("b", after, replaces=True, period=week))
    assert units_of(database_url) == [1, 4, 9]
    with store.transaction(database_url) as connection:
        known = ledger_reading.lines_known_at(connection, ["firm"], START)
        assert sorted(known["units"]) == [1, 2, 5, 9]
        assert ledger_reading.lines_known_at(connection, ["firm"], START - timedelta(days=1)).is_empty()
        kinds = Counter(connection.execute(select(entries.c.kind, entries.c.units)).all())
        assert kinds == {("post", 5): 1, ("post", 2): 1, ("post", 1): 1, ("post", 9): 1, ("reversal", -5): 1, ("reversal", -2): 1,
                         ("post", 4): 1}  # fmt: skip


def test_an_empty_file_wipes_nothing_until_a_person_says_so(database_url: str) -> None:
    week = (DAYS[0], DAYS[0] + timedelta(days=6))
    _, held = take(database_url, report_of("a", [Row(1, 5, "P1", DAYS[0])]), report_of("b", [], replaces=True, period=week))
    assert (held.status, held.why) == ("held", "smaller: 0 lines would replace 1, fewer than half")
    assert units_of(database_url) == [5]
    with store.transaction(database_url) as connection:
        assert [f.file for f in ledger_reading.held_files(connection)] == ["b.csv"]
        accepted = sales_ledger.accept(connection, held.submission_id, "Ada", START + timedelta(days=3))
    assert (accepted.status, accepted.decided_by, accepted.sha256) == ("applied", "Ada", held.sha256)
    assert units_of(database_url) == []
    with store.transaction(database_url) as connection, pytest.raises(ConflictError, match="is applied already"):
        sales_ledger.reject(connection, accepted.submission_id, "Ada")
    with store.transaction(database_url) as connection, pytest.raises(NotFoundError, match="has the number 99"):
        sales_ledger.accept(connection, 99, "Ada", START)


def test_a_file_that_could_not_be_read_at_all_is_read_anew_once_it_can(database_url: str) -> None:
    unfit = SalesReport("firm", "f" * 64, "a.csv", lines_of([], PRODUCTS), [(0, "", "no header", "")])
    good = SalesReport("firm", "f" * 64, "a.csv", lines_of([(2, Row(1, 5, "P1", DAYS[0]))], PRODUCTS))
    first, again, read = take(database_url, unfit, unfit, good)
    assert first == again
    assert (read.rows_in, read.n_ok, read.n_quarantined) == (1, 1, 0)
    assert units_of(database_url) == [5]


def test_the_database_refuses_a_file_whose_rows_do_not_add_up(database_url: str) -> None:
    made = take(database_url, report_of("a", [Row(1, 5, "P1", DAYS[0])]))[0]
    with pytest.raises(IntegrityError, match="row_law"), store.transaction(database_url) as connection:
        recount(connection, made.submission_id, n_ok=1)


def test_any_order_of_files_and_decisions_ends_where_a_fold_of_the_files_ends(database_url: str) -> None:
    class Here(Ledger):
        url = database_url

    examples = 50 if database_url.startswith("sqlite") else 15
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
