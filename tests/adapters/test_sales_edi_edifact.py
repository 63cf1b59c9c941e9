"""EDIFACT reports: SLSRPT and INVRPT, written here from the public segment tables; what each line says is worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.adapters.sales_reports.opening import UnfitReportError, read_report
from readiness.adapters.sales_reports.raw_report import RawReport
from readiness.stages.sales_out.judging import Judged, judged
from readiness.stages.sales_out.mapping import STANDARD
from tests.edi_files import edifact, rows
from tests.report_files import Said

BY_PLACE = """
BGM+73E::9+729058+9
DTM+137:20261108:102
DTM+90:20261101:102
DTM+91:20261107:102
NAD+BY+4000001000012::9++Shop ?+ Co+High Street 1+Town++12345+DE
NAD+SU+4000001000005::9
CUX+2:EUR:10
LOC+162+4000001000012::9
DTM+356:20261105:102
LIN+1++4006381333931:EN
PIA+1+TR-1000:SA+76:IN
IMD+F++:::Trail bike
PRI+AAE:39.95::RTP
QTY+153:2:PCE
LIN+2++4006381333948:EN
MOA+203:79.90
QTY+153:1
LOC+162+4000001000029::9
LIN+3++4006381333931:EN
PRI+AAE:39.95::RTP
QTY+153:3:PCE
QTY+210:1:PCE
"""
BY_ITEM = """
BGM+73E::9+1+9
DTM+90:20261101:102
DTM+91:20261107:102
CUX+2:EUR
LIN+1++4006381333931:SRV
PRI+AAA:10
LOC+162+S1
QTY+153:2
LOC+162+S2
QTY+153:3
LIN+2++4006381333948:SRV
PRI+AAA:1
QTY+153:4
LOC+162+S1
QTY+153:5
LOC+162+S2
"""
WHO = ("movement", "gtin", "account_code", "location", "quantity")


def read(*messages: tuple[str, str], **how: str) -> RawReport:
    return read_report("report", edifact(*messages, **how))


def judge(report: RawReport) -> Judged:
    first, last = (date.fromisoformat(report.facts[name]) for name in ("period_from", "period_to"))
    return judged(report.frame, report.rejected, STANDARD, "p1", date(2026, 11, 16), period=(first, last))


def test_a_sales_report_place_by_place():
    """By hand: 2 x 39.95 + 79.90 + 3 x 39.95 - 39.95 = 239.70 for 2 + 1 + 3 - 1 units."""
    report = read(("SLSRPT", BY_PLACE))
    assert report.kind == "edifact"
    assert rows(report.frame, "row", "sold_on", *WHO) == [
        (16, "2026-11-05", "sale", "4006381333931", "4000001000012", "4000001000012", "2"),
        (19, "2026-11-05", "sale", "4006381333948", "4000001000012", "4000001000012", "1"),
        (23, "2026-11-07", "sale", "4006381333931", "4000001000029", "4000001000029", "3"),
        (24, "2026-11-07", "return", "4006381333931", "4000001000029", "4000001000029", "-1"),
    ]
    told = {
        "product_code": "TR-1000", "partner_sku": "76", "description": "Trail bike", "unit_price": "39.95", "currency": "EUR",
        "account_name": "Shop + Co", "street": "High Street 1", "city": "Town", "postal_code": "12345", "country": "DE",
    }  # fmt: skip
    assert told.items() <= report.frame.row(0, named=True).items()
    facts = {"sender": "4012345000009", "messages": "SLSRPT 1", "purpose": "original", "report_ids": "729058"}
    assert facts.items() <= report.facts.items()
    found = judge(report)
    assert found.quarantine.height == 0
    assert (found.lines["units"].sum(), found.lines["amount_minor"].sum()) == (5, 23_970)


def test_a_sales_report_item_by_item():
    """A place may stand before the quantities it is of, or after."""
    assert rows(read(("SLSRPT", BY_ITEM)).frame, *WHO) == [
        ("sale", "4006381333931", "S1", "S1", "2"), ("sale", "4006381333931", "S2", "S2", "3"),
        ("sale", "4006381333948", "S1", "S1", "4"), ("sale", "4006381333948", "S2", "S2", "5"),
    ]  # fmt: skip


def test_a_quantity_may_name_who_bought_it():
    body = BY_PLACE.replace("QTY+153:2:PCE", "QTY+153:2:PCE\nNAD+UC+C77::92++Acme")
    first = read(("SLSRPT", body)).frame.row(0, named=True)
    assert (first["account_code"], first["account_name"], first["location"]) == ("C77", "Acme", "4000001000012")


def test_without_a_place_the_seller_is_the_account():
    body = """
    BGM+73E+1+9
    DTM+91:20261107:102
    NAD+SE+879::9++Mega Retail
    LIN+1++5410013101234:EN
    MOA+203:926,28
    QTY+153:372
    UNS+S
    MOA+203:1,00
    CNT+2:1
    """
    first = read(("SLSRPT", body)).frame.row(0, named=True)
    assert (first["account_code"], first["amount"], first["quantity"]) == ("879", "926.28", "372")


def test_an_inventory_report_is_stock_and_never_a_sale():
    body = """
    BGM+35+7+9
    DTM+137:20261108:102
    DTM+90:20261101:102
    DTM+91:20261107:102
    NAD+DS+936142::90
    LIN+1++ST800:MF
    LOC+14+WH1
    QTY+145:7:EA
    QTY+157:9:EA
    QTY+198:2:EA
    QTY+48:5:EA
    QTY+153:4:EA
    LIN+2++ST900:MF
    QTY+17:8:EA
    DTM+366:20261106:102
    LOC+14+WH2
    """
    report = read(("INVRPT", body))
    assert rows(report.frame, "movement", "product_code", "location", "quantity", "sold_on") == [
        ("stock", "ST800", "WH1", "7", "2026-11-07"), ("stock", "ST800", "WH1", "9", "2026-11-01"),
        ("in_transit", "ST800", "WH1", "2", "2026-11-07"), ("received", "ST800", "WH1", "5", "2026-11-07"),
        ("summary", "ST800", "WH1", "4", "2026-11-07"), ("stock", "ST900", "WH2", "8", "2026-11-06"),
    ]  # fmt: skip
    assert judge(report).quarantine.height == 0


@pytest.mark.parametrize(
    ("codes", "movements"),
    [
        (("153", "212", "25"), ("sale", "summary", "summary")), (("212", "61"), ("sale", "summary")),
        (("153", "61", "210"), ("sale", "return", "return")), (("17", "145"), ("summary", "stock")), (("26",), ("summary",)),
    ],
)  # fmt: skip
def test_of_figures_for_the_same_thing_one_counts(codes, movements):
    body = "BGM+73E+1+9\nDTM+91:20261107:102\nLOC+162+S1\nLIN+1++4006381333931:EN\nPRI+AAA:1\n" + "\n".join(
        f"QTY+{c}:5" for c in codes
    )
    assert tuple(read(("SLSRPT", body)).frame["movement"]) == movements


def test_an_unknown_quantity_is_rejected():
    report = read(("SLSRPT", BY_PLACE.replace("QTY+210", "QTY+152")))
    assert report.rejected == ((24, "quantity QTY 152 is no movement we know in SLSRPT", "QTY 152 1 PCE"),)


@pytest.mark.parametrize(
    ("text", "price"),
    [("AAA:1,5", "1.5"), ("AAA:150:CA:NTP:100", "1.50"), ("AAA:5:CA:NTP:1000", "0.005"), ("AAA:5:CA:NTP:3", "")],
)
def test_a_price_is_the_price_of_one(text, price):
    body = f"BGM+73E+1+9\nDTM+91:20261107:102\nLOC+162+S1\nLIN+1++4006381333931:EN\nPRI+{text}\nQTY+153:5"
    assert read(("SLSRPT", body)).frame["unit_price"].to_list() == [price]


def test_two_like_lines_of_a_report_are_two_sales():
    """Point of sale data has no documents: what was sold twice is said twice."""
    line = "\nLIN+1++4006381333931:EN\nPRI+AAA:1\nQTY+153:1"
    head = "BGM+73E+1+9\nDTM+90:20261101:102\nDTM+91:20261107:102\nCUX+2:EUR\nLOC+162+S1"
    found = judge(read(("SLSRPT", head + line + line)))
    assert (found.lines.height, found.duplicates.height, found.lines["line_key"].n_unique()) == (2, 0, 2)


@pytest.mark.parametrize("how", [{"una": ""}, {"line_end": "\r\n"}, {"una": "", "line_end": "\n"}])
def test_how_a_file_is_laid_out_says_nothing(how):
    assert read(("SLSRPT", BY_PLACE), **how).frame.equals(read(("SLSRPT", BY_PLACE)).frame)


def test_the_marks_of_a_file_are_those_it_names():
    data = edifact(("SLSRPT", BY_PLACE.replace("?+", "and")), una="").decode()
    other = "UNA|*.! ~" + data.translate(str.maketrans({":": "|", "+": "*", "'": "~"})).replace("and", "!*")
    expected = read(("SLSRPT", BY_PLACE.replace("?+", "*"))).frame
    assert read_report("r", other.encode()).frame.equals(expected)
    no_release = data.replace("Shop and Co", "Shop? Co")
    assert read_report("r", f"UNA:+.  '{no_release}".encode()).frame["account_name"][0] == "Shop? Co"


def test_lines_may_be_segments():
    data = edifact(("SLSRPT", BY_ITEM), una="").replace(b"'", b"\n")
    assert read_report("r", data).frame.equals(read(("SLSRPT", BY_ITEM)).frame)


def test_every_mark_can_be_meant_as_text():
    body = BY_ITEM.replace("LIN+2", "IMD+F++:::a?+b?:c?'d??e?xf\nLIN+2")
    assert read(("SLSRPT", body)).frame["description"][0] == "a+b:c'd?exf"


def test_the_syntax_says_the_letters():
    data = edifact(("SLSRPT", BY_PLACE.replace("Town", "Köln")))
    assert (read_report("r", data).frame["city"][0], read_report("r", data).facts["encoding"]) == ("Köln", "iso8859-1")
    assert read_report("r", data.decode("latin-1").encode()).frame["city"][0] == "Köln"  # UTF-8, whatever it says
    plain = edifact(("SLSRPT", BY_PLACE.replace("Town", "Köln")), syntax="UNOA")
    with pytest.raises(UnfitReportError, match="cp1252"):
        read_report("r", plain)
    assert read_report("r", plain, Said(encoding="cp1252")).frame["city"][0] == "Köln"


GOOD = edifact(("SLSRPT", BY_PLACE)).decode()
BROKEN = {
    "segment_count": GOOD.replace("UNT+24", "UNT+23"),
    "segment_count, a segment lost": GOOD.replace("QTY+210:1:PCE'", ""),
    "segment_count, messages": GOOD.replace("UNZ+1", "UNZ+2"),
    "control_number": GOOD.replace("UNZ+1+REF77", "UNZ+1+REF78"),
    "control_number, message": GOOD.replace("UNT+24+1", "UNT+24+2"),
    "line_count": edifact(("SLSRPT", BY_PLACE + "CNT+2:4")).decode(),
    "line_count, sum": edifact(("SLSRPT", BY_PLACE + "CNT+1:8")).decode(),
    "truncated, no UNZ": GOOD[: GOOD.index("UNZ")],
    "truncated, no UNT": GOOD[: GOOD.index("UNT")],
    "truncated, inside a segment": GOOD[:-1],
    "envelope, no UNT": GOOD.replace("UNT+24+1'", ""),
    "envelope, a stray segment": GOOD.replace("UNH+", "FTX+AAI'UNH+"),
    "test": edifact(("SLSRPT", BY_PLACE), test="++++++1").decode(),
    "purpose": GOOD.replace("729058+9", "729058+1"),
    "message": edifact(("ORDERS", "BGM+220+1+9")).decode(),
    "no_rows": edifact(("SLSRPT", "BGM+73E+1+9")).decode(),
    "encoding": GOOD.replace("Town", "\ue000"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_held_whole_in_one_sentence(case):
    with pytest.raises(UnfitReportError) as caught:
        read_report("r", BROKEN[case].encode())
    assert caught.value.rule == case.split(",")[0]
    assert "\n" not in caught.value.what
    assert not caught.value.what.endswith(".")


def test_totals_that_are_right_are_stated():
    """Three items; 2 + 1 + 3 + 1 pieces."""
    report = read(("SLSRPT", BY_PLACE + "CNT+2:3\nCNT+1:7"), ("SLSRPT", BY_ITEM))
    assert report.frame.height == 8
    assert report.facts["lines_stated"] == "3"


def test_nothing_sold_is_a_report():
    report = read(("SLSRPT", "BGM+73E+1+9\nDTM+90:20261101:102\nDTM+91:20261107:102\nLOC+162+S1"))
    assert rows(report.frame, "movement", "sold_on", "account_code") == [("no_sales", "2026-11-07", "S1")]
    assert judge(report).lines.height == 1


def test_groups_of_messages_are_read():
    head, tail = "UNG+SLSRPT+A+B+261115:0930+5+UN+D:96A'", "UNE+1+5'"
    data = GOOD.replace("UNH+", f"{head}UNH+").replace("UNZ+", f"{tail}UNZ+")
    assert read_report("r", data.encode()).frame.height == 4
