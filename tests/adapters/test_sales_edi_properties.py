"""EDI properties: how lines are divided over messages changes nothing, what was cut is never read, and nothing crashes.

pyx12 and pydifact, which know no sales report, take the same files apart as an outside opinion.
"""

from __future__ import annotations

import io
import re
import warnings
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readiness.adapters.sales_reports import edifact_codes, x12_852, x12_867
from readiness.adapters.sales_reports.edi_envelopes import split_segments
from readiness.adapters.sales_reports.edifact import is_edifact, read_edifact
from readiness.adapters.sales_reports.opening import UnfitReportError, read_report
from readiness.adapters.sales_reports.raw_report import RawReport
from readiness.adapters.sales_reports.x12 import is_x12, read_x12
from readiness.stages.sales_out.judging import judged
from readiness.stages.sales_out.lines import MOVEMENTS, READ_FIELDS
from readiness.stages.sales_out.mapping import STANDARD
from tests.adapters.test_sales_edi_edifact import BY_ITEM, BY_PLACE
from tests.adapters.test_sales_edi_x12 import ACTIVITY, CLAIM, POS
from tests.edi_files import edifact, x12

ROOT = Path(__file__).resolve().parents[2]
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
X12_FILES = {
    "867": x12(("867", POS)), "852": x12(("852", ACTIVITY)),
    "844": x12(("844", CLAIM.format(begin="BAA*00*RA*20261112*CB*1", transfer="SD"))),
    "two": x12(("867", POS), ("852", ACTIVITY), per_group=1),
}  # fmt: skip
EDIFACT_FILES = {"place": edifact(("SLSRPT", BY_PLACE)), "two": edifact(("SLSRPT", BY_ITEM), ("INVRPT", BY_ITEM))}
FILES = {**X12_FILES, **EDIFACT_FILES}


def lawful(report: RawReport) -> None:
    """Assert what every report is: the frame's columns, a movement in every line, each row once."""
    assert report.frame.columns == ["row", *READ_FIELDS]
    assert report.frame.dtypes == [pl.Int64, *[pl.String] * len(READ_FIELDS)]
    assert report.frame.null_count().sum_horizontal().item() == 0
    assert set(report.frame["movement"]) <= set(MOVEMENTS)
    numbers = [*report.frame["row"], *(row for row, _, _ in report.rejected)]
    assert len(numbers) == len(set(numbers))
    assert all(why and "\n" not in why for _, why, _ in report.rejected)
    stated = [date.fromisoformat(report.facts[name]) for name in ("period_from", "period_to") if name in report.facts]
    assert stated == sorted(stated)
    assert len(stated) in (0, 2)
    judged(report.frame, report.rejected, STANDARD, "p", date(2026, 11, 16))


def totals(report: RawReport) -> dict[tuple[str, ...], Decimal]:
    found: dict[tuple[str, ...], Decimal] = {}
    for *key, quantity in report.frame.select("movement", "account_code", "product_code", "document", "quantity").rows():
        found[tuple(key)] = found.get(tuple(key), Decimal()) + Decimal(quantity)
    return found


SALES = st.lists(
    st.tuples(st.sampled_from(["SS", "RP", "IB"]), st.integers(0, 3), st.integers(0, 3), st.integers(1, 99)),
    min_size=1,
    max_size=30,
)


@SLOW
@given(SALES, st.data())
def test_any_split_of_lines_over_sets_and_groups_has_the_same_totals(sales, data):
    """The oracle adds up the numbers drawn: returns down, all else up."""
    blocks = [
        f"PTD*{code}\nREF*IV*I{account}\nDTM*003*20261109\nN1*EN*A*92*C{account}\nQTY*32*{n}*EA\nLIN**VP*P{product}\nUIT*EA*1"
        for code, account, product, n in sales
    ]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(blocks)), max_size=4)) | {0, len(blocks)})
    parts = [blocks[i:j] for i, j in pairwise(cuts)]
    sets = [("867", "\n".join(["BPT*00*P*20261115", *part, f"CTT*{len(part)}"])) for part in parts]
    report = read_report("r", x12(*sets, per_group=data.draw(st.integers(0, 3))))
    lawful(report)
    expected: dict[tuple[str, ...], Decimal] = {}
    words = {"SS": "sale", "RP": "return", "IB": "transfer"}
    for code, account, product, n in sales:
        key = (words[code], f"C{account}", f"P{product}", f"I{account}")
        expected[key] = expected.get(key, Decimal()) + (-n if code == "RP" else n)
    assert totals(report) == expected


@SLOW
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 99)), min_size=1, max_size=20))
def test_by_place_and_by_item_are_the_same_sales(sales):
    head = "BGM+73E+1+9\nDTM+90:20261101:102\nDTM+91:20261107:102\nCUX+2:EUR\n"
    by_place = [f"LOC+162+S{place}\nLIN+1++P{item}:MF\nPRI+AAA:1\nQTY+153:{n}" for place, item, n in sales]
    by_item = [f"LIN+1++P{item}:MF\nPRI+AAA:1\nQTY+153:{n}\nLOC+162+S{place}" for place, item, n in sales]
    one, other = (read_report("r", edifact(("SLSRPT", head + "\n".join(body)))) for body in (by_place, by_item))
    lawful(one)
    assert one.frame.drop("row").rows() == other.frame.drop("row").rows()


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_never_read(name):
    data = FILES[name]
    read = read_x12 if name in X12_FILES else read_edifact
    for size in range(len(data)):
        with pytest.raises(UnfitReportError):
            read(data[:size])


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_any_one_of_its_segments_is_never_read(name):
    data = FILES[name]
    end = b"~" if name in X12_FILES else b"'"
    segments = data.removeprefix(b"UNA:+.? '").removesuffix(end).split(end)
    for i in range(len(segments)):
        with pytest.raises(UnfitReportError):
            read_report("r", b"".join(s + end for j, s in enumerate(segments) if j != i))


@settings(SLOW, max_examples=120)
@given(st.sampled_from(sorted(FILES)), st.integers(0, 10_000), st.integers(0, 255))
@example("867", 3, ord("\n"))
@example("place", 3, ord("'"))
def test_a_byte_changed_is_read_or_refused(name, place, byte):
    data = bytearray(FILES[name])
    data[place % len(data)] = byte
    for read in (lambda d: read_report("r", d), read_x12 if name in X12_FILES else read_edifact):
        try:
            report = read(bytes(data))
        except UnfitReportError as error:
            assert error.what
        else:
            if report.kind != "csv":  # its first bytes changed: another reader's file
                lawful(report)


TAGS_X12 = "BPT XQ BAA BRC CUR DTM REF N9 PRF N1 N2 N3 N4 PTD QTY LIN UIT CTP AMT PID LX CTT CON PAD ZA SDQ".split()
TAGS_EDIFACT = "BGM DTM NAD CUX RFF LOC LIN PIA IMD PRI MOA QTY CNT UNS".split()
PARTS = (
    "00 SS RP QS Q1 32 76 1 -1 1.5 1E999999 NaN sNaN EA VP UP SE IV EN 20261109 20261399 RD8 20261101-20261107 - 003 091 153 145"
)
PART = st.sampled_from(["", "356", "203", "2", "x" * 600, *PARTS.split()])


@settings(SLOW, max_examples=120)
@given(
    st.sampled_from(["867", "852", "844", "849"]),
    st.lists(st.tuples(st.sampled_from(TAGS_X12), st.lists(PART, max_size=9)), max_size=25),
)
@example("867", [("CTT", ["", "sNaN"])])
def test_any_segments_of_a_set_are_read_or_refused(code, segments):
    body = "\n".join("*".join([tag, *parts]) for tag, parts in segments)
    try:
        lawful(read_report("r", x12((code, body))))
    except UnfitReportError as error:
        assert error.rule in ("no_rows", "line_count", "purpose")


@settings(SLOW, max_examples=120)
@given(
    st.sampled_from(["SLSRPT", "INVRPT"]),
    st.lists(st.tuples(st.sampled_from(TAGS_EDIFACT), st.lists(st.lists(PART, max_size=5), max_size=6)), max_size=25),
)
def test_any_segments_of_a_message_are_read_or_refused(kind, segments):
    body = "\n".join("+".join([tag, *map(":".join, parts)]) for tag, parts in segments)
    try:
        lawful(read_report("r", edifact((kind, body))))
    except UnfitReportError as error:
        assert error.rule in ("no_rows", "line_count", "purpose")


@pytest.mark.parametrize(
    "data", [b"", b"ISA", b"ISA,id,qty\n1,2,3", b"invoice,product,qty", b"UNB", b"UNA", b"UNABLE,b,c", b"isa*00*", b"PK\x03\x04"]
)
def test_other_files_are_not_edi(data):
    assert not is_x12(data)
    assert not is_edifact(data)


@pytest.mark.parametrize("name", X12_FILES)
def test_pyx12_takes_a_file_apart_alike(name):
    x12file = pytest.importorskip("pyx12.x12file")
    text = X12_FILES[name].decode()
    reader = x12file.X12Reader(io.StringIO(text))
    theirs = [segment.format("~", "*", ">").rstrip("~") for segment in reader]
    ours = split_segments(text, "~")
    assert [s.split("*")[0] for s in theirs] == [s.split("*")[0] for s in ours]
    assert reader.pop_errors() == []


@pytest.mark.parametrize("case", ["SE*35*", "GE*1*", "IEA*1*000000007"])
def test_pyx12_refuses_the_same_envelopes(case):
    x12file = pytest.importorskip("pyx12.x12file")
    text = X12_FILES["867"].decode().replace(case, case.replace("35", "34").replace("*1*", "*2*"))
    reader = x12file.X12Reader(io.StringIO(text))
    errors = [e for _ in reader for e in reader.pop_errors()]
    reader.cleanup()
    assert errors + reader.pop_errors()
    with pytest.raises(UnfitReportError):
        read_x12(text.encode())


@pytest.mark.parametrize("name", EDIFACT_FILES)
def test_pydifact_takes_a_file_apart_alike(name):
    parser = pytest.importorskip("pydifact.parser")
    text = EDIFACT_FILES[name].decode("latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = [segment.tag for segment in parser.Parser().parse(text)]
    ours = [s.split("+")[0] for s in split_segments(text.removeprefix("UNA:+.? '").replace("?+", " "), "'")]
    assert [tag for tag in theirs if tag != "UNA"] == ours


def test_the_page_has_the_codes_of_the_readers():
    text = (ROOT / "docs" / "methods" / "sales_out.md").read_text(encoding="utf-8")
    said: dict[str, dict[str, str]] = {}
    for line in re.findall(r"^\| (\w+ \w+) \| ([\w ]+) \| (\w+) \|$", text, flags=re.MULTILINE):
        said.setdefault(line[0], {}).update(dict.fromkeys(line[1].split(), line[2]))
    del said["said by"]
    assert said == {
        "867 PTD01": x12_867.TRANSFERS, "867 QTY01": x12_867.QUANTITIES, "852 ZA01": x12_852.ACTIVITIES,
        **{f"{kind} QTY": codes for kind, codes in edifact_codes.QUANTITIES.items()},
    }  # fmt: skip
