"""Damaged cells: one cell, or a few bytes, changed anywhere in a launch folder is legal or named in its place, never a crash."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.adapters.launch_files import inspect_launch_files
from tests.bundled_folder import CLEAN, check

# What each kind of cell cannot be, whatever the file.
NOT_A_DATE = (
    "2019-13-01",
    "2019-02-29",
    "01/07/2019",
    "next week",
    "2019-7-1",
    "20190701",
    "1561939200",
    "0019-07-01",
    "9999-01-01",
)
NOT_A_NUMBER = ("1,5", "NaN", "Infinity", "-inf", "ten", "0x10", "1_000", "--1", "1e400", "\u0663", "1.2.3", "9" * 60)
NOT_AN_ID = ("a b", "a;b", "../../x", "..", "a\\b", "x" * 65, "a\nb")
ILLEGAL: Mapping[str, tuple[str, ...]] = {
    "date": NOT_A_DATE,
    "number": (*NOT_A_NUMBER, "-1"),
    "index": (*NOT_A_NUMBER, "0", "-1"),
    "whole": (*NOT_A_NUMBER, "1.5", "-1", "1e0", "99999"),
    "importance": ("0", "10", "5.0", "high"),
    "id": NOT_AN_ID,
    "words": ("123", "12.5", "!!!", "x" * 30_000),
    "name": ("x" * 5000,),
    "choice": ("12", "other", "MUST "),
    "mail": ("a", "a@b", "a b@c.de", "@c.de", "a@c.", "a@b@c.de", "a@c..de", "mailto:a@c.de", "A <a@c.de>", "a@c.de, b@c.de"),
    "zone": ("Mars/Olympus", "CET+1", "../etc/passwd", "America", "+02:00", "localtime"),
    "language": ("English", "1", "e", "en_US"),
    "currency": ("usd", "US$", "Euro", "XYZ", "1"),
    "moment": ("2019-05-14", "2019-05-14T25:00:00+02:00", "14 May, 9:00", "2019-05-14T09:00:00", "0001-01-01T00:00:00+14:00"),
    "monday": (*NOT_A_DATE, "2019-07-02"),
    "month": (*NOT_A_DATE, "2019-07-02"),
    "fragment": ("it ends here.", "does it?", "123"),
}
KINDS: Mapping[str, Mapping[str, str]] = {
    "evidence.csv": {"evidence_id": "id", "kind": "choice", "source": "name", "heard_on": "date", "text": "words"},
    "requirements.csv": {"requirement_id": "id", "segment": "id", "persona": "id", "statement": "words",
                         "importance": "importance", "kano": "choice", "trigger": "fragment", "pain": "fragment",
                         "outcome": "fragment", "ask": "fragment", "anxiety": "fragment", "measure": "fragment"},
    "answers.csv": {"requirement_id": "id", "characteristic_id": "id", "strength": "choice", "does": "words", "limit": "words",
                    "proof": "words", "reassurance": "words"},
    "accounts.csv": {"account_id": "id", "name": "name", "channel": "id", "partner_id": "id", "territory_id": "id",
                     "segment": "id", "industry": "name", "first_seen_on": "date", "potential_money": "number"},
    "reps.csv": {"rep_id": "id", "name": "words", "email": "mail", "channel": "id", "partner_id": "id", "territory_id": "id",
                 "manager_id": "id", "motion": "choice", "time_zone": "zone", "language": "language", "hired_on": "date"},
    "trainers.csv": {"trainer_id": "id", "name": "words", "email": "mail", "languages": "language", "time_zone": "zone",
                     "max_sessions_per_day": "whole"},
    "calendar/blackout.csv": {"starts_on": "date", "ends_on": "date"},
    "calendar/busy.csv": {"person_id": "id", "starts_at": "moment", "ends_at": "moment"},
    "quotas.csv": {"rep_id": "id", "month": "month", "target_money": "number", "currency": "currency"},
    "market/index.csv": {"territory_id": "id", "week": "monday", "index": "index"},
    "inbox/attendance/attendance.csv": {"rep_id": "id", "attended_on": "date", "minutes": "whole"},
}  # fmt: skip


def with_cell(path: str, row: int, column: str, text: str) -> dict[str, bytes]:
    """Return the clean folder with one cell set, as a spreadsheet would save it."""
    lines = CLEAN[path].decode().splitlines()
    rows = list(csv.reader(lines))
    header = next(r for r in rows if not r[0].startswith("#"))
    rows[row - 1][header.index(column)] = text
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return {**CLEAN, path: out.getvalue().encode()}


def body_rows(path: str) -> range:
    lines = CLEAN[path].decode().splitlines()
    header = next(i for i, line in enumerate(lines, start=1) if not line.startswith("#"))
    return range(header + 1, len(lines) + 1)


@st.composite
def illegal_cells(draw: st.DrawFn) -> tuple[str, int, str, str]:
    path = draw(st.sampled_from(sorted(KINDS)))
    column = draw(st.sampled_from(sorted(KINDS[path])))
    rows = body_rows(path)
    return path, draw(st.integers(rows[0], rows[-1])), column, draw(st.sampled_from(ILLEGAL[KINDS[path][column]]))


@settings(max_examples=60, deadline=None)
@given(illegal_cells())
def test_a_cell_that_cannot_be_is_named_in_its_place_and_nowhere_else(cell: tuple[str, int, str, str]) -> None:
    path, row, column, text = cell
    found = check(with_cell(path, row, column, text))
    assert [(p.file, p.row, p.column) for p in found] == [(path, row, column)], (text[:40], [str(p) for p in found])


@settings(max_examples=60, deadline=None)
@given(illegal_cells(), st.text(max_size=40))
def test_a_cell_with_any_text_is_legal_or_named_in_its_file(cell: tuple[str, int, str, str], text: str) -> None:
    path, row, column, _ = cell
    files = with_cell(path, row, column, text.encode(errors="ignore").decode())
    found = check(files)
    if KINDS[path][column] == "id":
        return  # a legal id that nobody knows, or that others miss: named here or where it is used
    assert {p.file for p in found} <= {path}
    if not found:
        assert inspect_launch_files(files)[0] is not None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_bytes_are_problems_and_never_a_crash(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(p for p in CLEAN if not p.startswith("LICENCE"))))
    whole = CLEAN[path]
    at = data.draw(st.integers(0, min(len(whole), 3000)))
    cut = data.draw(st.integers(0, 40))
    noise = data.draw(
        st.one_of(st.binary(max_size=6), st.sampled_from([b"\n", b'"', b"{", b"[", b": ", b"&a", b"*a", b"\t", b",", b"- "]))
    )
    for p in check({**CLEAN, path: whole[:at] + noise + whole[at + cut :]}):
        assert p.what and p.expected and len(str(p)) < 600
        json.dumps(str(p)).encode()
