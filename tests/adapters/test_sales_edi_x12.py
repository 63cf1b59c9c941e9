"""X12 reports: 867, 852, 844 and 849, written here from the public segment tables; what each line says is worked out by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from readiness.adapters.sales_reports.opening import UnfitReportError, read_report
from readiness.adapters.sales_reports.raw_report import RawReport
from readiness.stages.sales_out.judging import Judged, judged
from readiness.stages.sales_out.lines import READ_FIELDS, SOLD
from readiness.stages.sales_out.mapping import STANDARD
from tests.edi_files import rows, x12
from tests.report_files import Said

POS = """
BPT*00*POS-1*20261115*02
CUR*DS*USD
DTM*090*20261108
DTM*091*20261114
N1*DS*Rabbit Distribution*91*DIST1
PTD*SS
REF*IV*INV-1
REF*PO*PO-9
DTM*003*20261109
DTM*011*20261110
N1*BY*Reseller One*92*R1
N1*EN*Acme Corp*92*C77
N3*1 Main St*Floor 2
N4*Springfield*IL*62701*US
N1*SF*Branch Chicago*92*CHI
QTY*32*10*EA
LIN*1*VP*TR-1000*UP*012345678905*BP*88-1
UIT*EA*99.5*RS
PID*F****Trail bike
QTY*32*2*EA
LIN*2*VP*TR-2000
UIT*EA*1500*HP
REF*SE*S-1
REF*SE*S-2
PTD*RP
REF*IV*INV-2
REF*SA*REP7
DTM*003*20261110
N1*ST*Beta Ltd*92*C78
QTY*32*3*EA
LIN**VP*TR-1000
UIT*EA*99.5
CTT*3*15
"""


def read(*sets: tuple[str, str], **how: str | int) -> RawReport:
    return read_report("report", x12(*sets, **how))  # type: ignore[arg-type]


def pos(transfer: str, quantity: str = "QTY*32*4*EA", more: str = "") -> RawReport:
    """Return an 867 of one line."""
    body = (
        f"BPT*00*P*20261115\n{transfer}\nREF*IV*I-1\nDTM*003*20261109\nN1*EN*Acme*92*C1\n{quantity}\nLIN**VP*A\nUIT*EA*10\n{more}"
    )
    return read(("867", body))


def judge(report: RawReport) -> Judged:
    first, last = report.facts.get("period_from"), report.facts.get("period_to")
    period = (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None
    return judged(report.frame, report.rejected, STANDARD, "p1", date(2026, 11, 16), period=period)


def test_an_867_as_a_distributor_sends_it():
    report = read(("867", POS))
    assert report.kind == "x12"
    assert report.header == READ_FIELDS
    names = ("row", "document", "sold_on", "movement", "product_code", "account_code", "quantity", "unit_price", "serial")
    assert rows(report.frame, *names) == [
        (19, "INV-1", "2026-11-09", "sale", "TR-1000", "C77", "10", "99.5", ""),
        (26, "INV-1", "2026-11-09", "sale", "TR-2000", "C77", "1", "15.00", "S-1"),
        (27, "INV-1", "2026-11-09", "sale", "TR-2000", "C77", "1", "15.00", "S-2"),
        (33, "INV-2", "2026-11-10", "return", "TR-1000", "C78", "-3", "99.5", ""),
    ]  # fmt: skip
    first = report.frame.row(0, named=True)
    told = {
        "gtin": "012345678905", "partner_sku": "88-1", "description": "Trail bike", "account_name": "Acme Corp",
        "street": "1 Main St, Floor 2", "city": "Springfield", "region": "IL", "postal_code": "62701", "country": "US",
        "location": "CHI", "unit_of_measure": "EA", "currency": "USD", "rep_code": "",
    }  # fmt: skip
    assert {name: first[name] for name in told} == told
    assert report.frame["rep_code"].to_list() == ["", "", "", "REP7"]
    assert report.rejected == ()
    facts = {"sender": "PARTNER", "messages": "867 0001", "report_ids": "POS-1", "purpose": "original", "lines_stated": "3"}
    assert facts.items() <= report.facts.items()
    assert (report.facts["period_from"], report.facts["period_to"]) == ("2026-11-08", "2026-11-14")


def test_an_867_is_money_and_units():
    """By hand: 10 x 99.50 + 2 x 15.00 - 3 x 99.50 = 726.50 for 10 + 2 - 3 units."""
    found = judge(read(("867", POS)))
    assert found.held == ()
    assert found.quarantine.height == 0
    assert (found.lines["units"].sum(), found.lines["amount_minor"].sum()) == (9, 72_650)


@pytest.mark.parametrize(
    ("transfer", "movement", "quantity"),
    [
        *((f"PTD*{code}", "sale", "4") for code in ("SS", "SD", "SH", "DS", "CS")),
        *((f"PTD*{code}", "return", "-4") for code in ("RP", "RB", "BN", "RU", "RV")),
        ("PTD*IB", "transfer", "4"), ("PTD*IB*****TO", "transfer", "-4"), ("PTD*IA*****AO", "adjustment", "-4"),
        ("PTD*SA", "adjustment", "4"), ("PTD*SM", "adjustment", "4"), ("PTD*PA", "price", "4"), ("PTD*SU", "summary", "4"),
        ("PTD*RC", "received", "4"), ("PTD*BN*****DM", "transfer", "-4"), ("PTD*SS*****CD", "return", "-4"),
    ],
)  # fmt: skip
def test_a_transfer_says_the_movement_and_its_sign(transfer, movement, quantity):
    assert rows(pos(transfer).frame, "movement", "quantity") == [(movement, quantity)]


@pytest.mark.parametrize(
    ("transfer", "kind", "movement", "quantity"),
    [
        ("SS", "76", "return", "-4"), ("SS", "39", "sale", "4"), ("SS", "33", "stock", "4"), ("SS", "17", "stock", "4"),
        ("SS", "63", "ordered", "4"), ("SS", "31", "lost_sale", "4"), ("BB", "38", "ordered", "4"),
        ("BB", "31", "lost_sale", "4"),
        ("BB", "33", "stock", "4"), ("IB", "78", "transfer", "-4"), ("IB", "77", "transfer", "4"),
    ],
)  # fmt: skip
def test_a_kind_of_quantity_may_say_another_movement(transfer, kind, movement, quantity):
    assert rows(pos(f"PTD*{transfer}", f"QTY*{kind}*4*EA").frame, "movement", "quantity") == [(movement, quantity)]


@pytest.mark.parametrize("number", ["4", "-4", "4-"])
def test_a_return_counts_down_whatever_its_sign(number):
    found = judge(pos("PTD*RP", f"QTY*32*{number}*EA"))
    assert rows(found.lines, "movement", "units", "amount_minor") == [("return", -4, -4_000)]


def test_a_negative_sale_is_a_return():
    assert rows(judge(pos("PTD*SS", "QTY*32*-4*EA")).lines, "movement", "units") == [("return", -4)]


@pytest.mark.parametrize("transfer", ["PTD*BJ", "PTD*PM", "PTD*XX", "PTD"])
def test_an_unknown_transfer_is_rejected_with_its_code(transfer):
    report = pos(transfer)
    assert report.frame.height == 0
    ((row, why, raw),) = report.rejected
    assert (row, raw) == (9, "QTY*32*4*EA")
    assert why.startswith(f"{transfer.replace('*', ' ') if '*' in transfer else 'no PTD'} with QTY 32 says no movement we know")


def test_a_meter_reading_is_no_sale():
    """Shaped as an electricity market's 867: no product, no number, a meter and an account."""
    body = """
    BPT*SU*ID1*20161028
    REF*Q5**100327
    N1*8S*GRID COMPANY*1*007924772
    PTD*BJ***MG*134404448
    DTM*140*20161027
    QTY*QD***NV
    MEA****KH**0*51
    """
    report = read(("867", body))
    assert report.frame.height == 0
    assert len(report.rejected) == 1
    found = judge(report)
    assert found.lines.height == 0
    assert [fault.rule for fault in found.held] == ["nothing_new"]


def test_an_item_may_stand_before_its_quantities():
    body = """
    BPT*00*P*20261115
    PTD*SS**1
    LIN**N4*12345678901
    QTY*39*10*EA
    CTP**RES*100
    DTM*011*20261105
    REF*IV*INV1
    N1*ST*Outlet*ZI*AB1
    N4*Town*CA*90001
    LIN**N4*12345678902
    QTY*39*1*EA
    QTY*33*50*EA
    CTP**RES*7
    DTM*011*20261106
    N1*ST*Other*ZI*AB2
    CTT*1
    """
    names = ("movement", "product_code", "quantity", "unit_price", "sold_on", "account_code", "document")
    assert rows(read(("867", body)).frame, *names) == [
        ("sale", "12345678901", "10", "100", "2026-11-05", "AB1", "INV1"),
        ("sale", "12345678902", "1", "7", "2026-11-06", "AB2", ""),
        ("stock", "12345678902", "50", "", "2026-11-06", "AB2", ""),
    ]


def test_a_second_buyer_begins_a_new_group():
    body = """
    BPT*00*P*20261115
    PTD*SD
    DTM*003*20261105
    N1*ST*One*92*C1
    QTY*39*1*EA
    LIN*1*VP*A
    QTY*39*2*EA
    LIN*2*VP*B
    N1*ST*Two*92*C2
    QTY*39*3*EA
    LIN*1*VP*A
    """
    assert rows(read(("867", body)).frame, "quantity", "account_code") == [("1", "C1"), ("2", "C1"), ("3", "C2")]


def test_two_products_in_one_quantity_are_not_guessed_apart():
    report = pos("PTD*SS", "QTY*32*4*EA", "LIN**VP*B")
    assert rows(report.frame, "product_code", "quantity") == [("A", "4")]
    assert report.rejected == ((12, "the product (LIN) has no quantity (QTY)", "LIN**VP*B"),)
    assert rows(pos("PTD*SS", "QTY*32*4*EA\nPID*F****Bike").frame, "product_code", "description") == [("A", "Bike")]


def test_serial_numbers_are_of_what_was_sold():
    """Two sold and two in stock of one item: the two numbers are of the two sold."""
    body = (
        "BPT*00*P*20261115\nPTD*SS\nN1*EN*A*92*C1\nLIN**VP*A\nQTY*33*2*EA\nQTY*32*2*EA\nUIT*EA*1\nREF*SE*S1\nREF*SE*S2\nAMT*1*2"
    )
    assert rows(read(("867", body.replace("\nAMT*1*2", ""))).frame, "movement", "quantity", "serial") == [
        ("stock", "2", ""), ("sale", "1", "S1"), ("sale", "1", "S2"),
    ]  # fmt: skip
    assert rows(read(("867", body)).frame, "movement", "quantity", "serial", "amount") == [
        ("stock", "2", "", ""), ("sale", "2", "", "2"),
    ]  # fmt: skip


def test_a_line_without_a_day_is_of_the_last_day_of_its_period():
    body = "BPT*00*P*20261115\nDTM*582****RD8*20261101-20261107\nPTD*SS\nN1*EN*A*92*C1\nQTY*32*1*EA\nLIN**VP*A\nUIT*EA*1"
    report = read(("867", body))
    assert report.frame["sold_on"].to_list() == ["2026-11-07"]
    assert (report.facts["period_from"], report.facts["period_to"]) == ("2026-11-01", "2026-11-07")


def test_the_day_of_a_report_is_no_day_of_sale():
    body = "BPT*00*P*20261115\nPTD*SS\nN1*EN*A*92*C1\nQTY*32*1*EA\nLIN**VP*A\nUIT*EA*1"
    assert "sold_on" in judge(read(("867", body))).quarantine["reason"].item()


@pytest.mark.parametrize(
    ("price", "unit_price"),
    [("UIT*EA*150*HP", "1.50"), ("UIT*EA*150*TP", "0.150"), ("UIT*EA*99\nUIT*EA*80*RS", "80"), ("CTP**RTL*5\nCTP**RES*4", "4")],
)
def test_a_price_is_the_price_of_one(price, unit_price):
    body = f"BPT*00*P*20261115\nPTD*SS\nDTM*003*20261105\nN1*EN*A*92*C1\nQTY*32*1*EA\nLIN**VP*A\n{price}"
    assert read(("867", body)).frame["unit_price"].to_list() == [unit_price]


@pytest.mark.parametrize(
    ("price", "why"),
    [("UIT*CA*150", "its price is per CA and its quantity in EA"), ("UIT*EA*12*PD", "its price is per DZ and its quantity in EA"),
     ("CTP**UCP*150", "its only price is of kind UCP, not the price of a sale (CTP)")],
)  # fmt: skip
def test_a_price_of_something_else_is_not_used(price, why):
    body = f"BPT*00*P*20261115\nPTD*SS\nDTM*003*20261105\nN1*EN*A*92*C1\nQTY*32*1*EA\nLIN**VP*A\n{price}"
    assert [r[1] for r in read(("867", body)).rejected] == [why]
    assert read(("867", f"{body}\nAMT*1*99")).frame["amount"].to_list() == ["99"]


@pytest.mark.parametrize(
    "how",
    [
        {"element": "|"}, {"end": "\n"}, {"end": "\r\n"}, {"line_end": "\n"}, {"line_end": "\r\n"}, {"inner": ":"},
        {"element": "\x1d", "end": "\x1c", "inner": "\x1f"}, {"element": "~", "end": "?"}, {"end": "]", "line_end": "\n"},
    ],
)  # fmt: skip
def test_the_marks_of_a_file_are_those_it_uses(how):
    expected = read(("867", POS.replace("*EA\n", "*EA>1\n")))
    found = read(("867", POS.replace("*EA\n", "*EA>1\n")), **how)
    assert found.frame.equals(expected.frame)
    assert found.frame["unit_of_measure"].unique().to_list() == ["EA"]


def test_a_file_wrapped_at_80_characters_is_the_same():
    data = x12(("867", POS))
    wrapped = b"\r\n".join(data[i : i + 80] for i in range(0, len(data), 80))
    assert read_report("r", wrapped).frame.equals(read_report("r", data).frame)


def test_several_sets_groups_and_interchanges_are_one_report():
    data = x12(("867", POS), ("867", POS), ("997", "AK1*PT*1"), per_group=1) + x12(("867", POS), number=8)
    report = read_report("r", data)
    assert report.frame.height == 12
    assert report.facts["interchange"] == "000000007, 000000008"
    assert report.facts["other_messages"] == "997: 1"
    assert report.frame["row"].n_unique() == 12


GOOD = x12(("867", POS)).decode()
BROKEN = {
    "segment_count": GOOD.replace("SE*35*", "SE*34*"),
    "segment_count, a segment lost": GOOD.replace("PID*F****Trail bike~", ""),
    "segment_count, sets": GOOD.replace("GE*1*", "GE*2*"),
    "segment_count, groups": GOOD.replace("IEA*1*", "IEA*2*"),
    "segment_count, no number": GOOD.replace("SE*35*", "SE**"),
    "control_number": GOOD.replace("IEA*1*000000007", "IEA*1*000000008"),
    "control_number, group": GOOD.replace("GE*1*1~", "GE*1*2~"),
    "control_number, set": GOOD.replace("SE*35*0001", "SE*35*0002"),
    "line_count": GOOD.replace("CTT*3*15", "CTT*4*15"),
    "line_count, sum": GOOD.replace("CTT*3*15", "CTT*3*14"),
    "line_count, no number": GOOD.replace("CTT*3*15", "CTT*three"),
    "truncated, no IEA": GOOD[: GOOD.index("IEA")],
    "truncated, no GE": GOOD[: GOOD.index("GE*")],
    "truncated, no SE": GOOD[: GOOD.index("SE*35")],
    "truncated, inside a segment": GOOD[:-1],
    "truncated, inside ISA": GOOD[:90],
    "envelope, no SE": GOOD.replace("SE*35*0001~", ""),
    "envelope, no GE": GOOD.replace("GE*1*1~", ""),
    "envelope, no GS": GOOD.replace("GS*PT*PARTNER*FACTORY*20261115*0930*1*X*004010~", ""),
    "envelope, two heads": GOOD.replace("ST*867*0001~", "ST*867*0001~ST*867*0001~"),
    "envelope, a stray segment": GOOD.replace("ST*867", "N1*ST*Somebody~ST*867"),
    "envelope, words behind": f"{GOOD}hello~",
    "test": x12(("867", POS), usage="T").decode(),
    "purpose": GOOD.replace("BPT*00", "BPT*01"),
    "message": x12(("850", "BEG*00*NE*1")).decode(),
    "message, none": x12().decode(),
    "no_rows": x12(("867", "BPT*00*P*20261115")).decode(),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_held_whole_in_one_sentence(case):
    with pytest.raises(UnfitReportError) as caught:
        read_report("r", BROKEN[case].encode())
    assert caught.value.rule == case.split(",")[0]
    assert "\n" not in caught.value.what
    assert not caught.value.what.endswith(".")


def test_a_count_of_lines_may_be_of_transfers_items_or_quantities():
    """Two transfers, three items, three quantities: guides count one or the other; the hash may leave out decimal points."""
    for total in ("CTT*2", "CTT*3", "CTT*3*15"):
        assert read(("867", POS.replace("CTT*3*15", total))).frame.height == 4
    decimal = POS.replace("QTY*32*10*EA", "QTY*32*1.0*EA")
    for total in ("CTT*3*6.0", "CTT*3*15"):
        assert read(("867", decimal.replace("CTT*3*15", total))).frame.height == 4


@pytest.mark.parametrize(("code", "purpose"), [("00", "original"), ("05", "replacement"), ("07", "copy"), ("04", "correction")])
def test_a_report_says_what_it_is_for(code, purpose):
    assert read(("867", POS.replace("BPT*00", f"BPT*{code}"))).facts["purpose"] == purpose


def test_periods_with_a_gap_are_no_period():
    """Read as one, a week nobody reported would be emptied."""
    body = "BPT*00*P*20261115\nDTM*090*{}\nDTM*091*{}\nPTD*SS\nN1*EN*A*92*C1\nQTY*32*1*EA\nLIN**VP*A\nUIT*EA*1"
    one, next_, later = (body.format(*d) for d in (("20261101", "20261107"), ("20261108", "20261114"), ("20261115", "20261121")))
    assert read(("867", one), ("867", next_)).facts["period_to"] == "2026-11-14"
    assert "period_to" not in read(("867", one), ("867", later)).facts


def test_nothing_sold_is_a_report():
    report = read(("867", "BPT*00*P*20261115\nDTM*090*20261101\nDTM*091*20261107\nCTT*0"))
    assert rows(judge(report).lines, "movement", "sold_on", "units") == [("no_sales", date(2026, 11, 7), 0)]


def test_a_transfer_without_a_quantity_is_not_lost():
    report = read(("867", POS.replace("PTD*RP", "PTD*SS\nREF*IV*INV-9\nPTD*RP")))
    assert report.rejected == ((28, "transfer PTD SS has no quantity (QTY)", "PTD*SS"),)


def test_text_that_is_no_utf8_is_read_by_its_mapping():
    data = x12(("867", POS)).replace(b"Acme Corp", "Café".encode("cp1252"))
    with pytest.raises(UnfitReportError, match="cp1252"):
        read_report("r", data)
    assert read_report("r", data, Said(encoding="cp1252")).frame["account_name"][0] == "Café"


ACTIVITY = """
XQ*H*20261108*20261114
N1*FR*Retail Co*92*RET
LIN*1*UP*072470006431*IN*990
CTP**RTL*12.29
ZA*QS*9*EA
SDQ*EA*92*S1*4*S2*5
ZA*QU*1*EA
SDQ*EA*92*S2*1
ZA*QE*40*EA
ZA*QA*38*EA
ZA*QB*50*EA
ZA*QI*6*EA
ZA*QR*10*EA
ZA*LS*2*EA
ZA*QP*7*EA
ZA*TS*9*EA
ZA*QM*99*EA
CTT*1
"""


def test_an_852_store_by_store():
    """Nine sold less one returned is eight at 12.29: 98.32."""
    report = read(("852", ACTIVITY))
    assert rows(report.frame, "row", "movement", "sold_on", "account_code", "location", "quantity") == [
        (901, "sale", "2026-11-14", "S1", "S1", "4"),
        (902, "sale", "2026-11-14", "S2", "S2", "5"),
        (1101, "return", "2026-11-14", "S2", "S2", "-1"),
        (1200, "stock", "2026-11-14", "RET", "", "40"),
        (1300, "summary", "2026-11-14", "RET", "", "38"),
        (1400, "stock", "2026-11-08", "RET", "", "50"),
        (1500, "in_transit", "2026-11-14", "RET", "", "6"),
        (1600, "received", "2026-11-14", "RET", "", "10"),
        (1700, "lost_sale", "2026-11-14", "RET", "", "2"),
        (1800, "ordered", "2026-11-14", "RET", "", "7"),
        (1900, "summary", "2026-11-14", "RET", "", "9"),
        (2000, "summary", "2026-11-14", "RET", "", "99"),
    ]
    found = judge(report).lines
    lines = found.filter(pl.col("movement").is_in(SOLD))
    assert (lines["units"].sum(), lines["amount_minor"].sum(), found["amount_minor"].sum()) == (8, 9_832, 9_832)
    assert lines["account_name"].unique().to_list() == [""]


@pytest.mark.parametrize(
    ("activities", "movements"),
    [
        (("Q1", "QU"), ("sale", "summary")),  # the net figure has its returns in it
        (("QS", "Q1", "QU"), ("sale", "summary", "return")),
        (("QA",), ("stock",)), (("OH", "QA"), ("summary", "stock")), (("TS",), ("summary",)), (("QT",), ("adjustment",)),
        (("Q2", "Q3"), ("return", "return")),
    ],
)  # fmt: skip
def test_of_figures_for_the_same_thing_one_counts(activities, movements):
    body = "XQ*H*20261108*20261114\nN1*ST*Shop*92*S1\nLIN*1*UP*012345678905\nCTP**RTL*1\n" + "\n".join(
        f"ZA*{a}*5*EA" for a in activities
    )
    frame = read(("852", body)).frame
    assert tuple(frame["movement"]) == movements
    assert frame["account_code"].unique().to_list() == frame["location"].unique().to_list() == ["S1"]


def test_the_opening_stock_of_one_day_is_not_its_closing_stock():
    body = "XQ*H*20261108\nN1*ST*Shop*92*S1\nLIN*1*UP*012345678905\nZA*QB*5*EA\nZA*QE*4*EA"
    assert rows(read(("852", body)).frame, "movement", "quantity") == [("summary", "5"), ("stock", "4")]


def test_stores_that_do_not_add_up_are_rejected():
    report = read(("852", ACTIVITY.replace("S2*5", "S2*6")))
    assert [r[:2] for r in report.rejected] == [(800, "its stores (SDQ) do not add up to its quantity (ZA)")]
    assert "sale" not in report.frame["movement"].to_list()


def test_an_852_with_costs_only_sells_nothing():
    report = read(("852", "XQ*H*20261108\nN1*ST*S*92*1\nLIN*1*UP*012345678905\nCTP**UCP*7\nZA*QS*3*EA\nZA*QE*4*EA\nZA*ZZ*1*EA"))
    assert report.frame["movement"].to_list() == ["stock"]
    assert [why for _, why, _ in report.rejected] == [
        "its only price is of kind UCP, not the price of a sale (CTP)", "activity ZA ZZ is no movement we know",
    ]  # fmt: skip


CLAIM = """
{begin}
CUR*DS*USD
CON*CT*C-1
N1*BY*Reseller*92*R1
PAD*1*{transfer}
LIN**VP*TR-1000
UIT*EA*5
QTY*32*10*EA
REF*IV*INV-1
AMT*1*50
CTT*1
"""


@pytest.mark.parametrize(("code", "begin"), [("844", "BAA*00*RA*20261112*CB*CLAIM-1"), ("849", "BRC*00*20261112*CB*CLAIM-1")])
@pytest.mark.parametrize("transfer", ["SS", "SD", "RP", "PA", "IA", ""])
def test_a_claim_is_never_a_sale(code, begin, transfer):
    report = read((code, CLAIM.format(begin=begin, transfer=transfer)))
    movement = "adjustment" if transfer == "IA" else "price"
    names = ("movement", "document", "product_code", "account_code", "quantity", "unit_price", "amount", "sold_on")
    assert rows(report.frame, *names) == [(movement, "INV-1", "TR-1000", "R1", "10", "5", "50", "2026-11-12")]
    assert report.facts["report_ids"] == "CLAIM-1"
    assert not set(judge(report).lines["movement"]) & set(SOLD)
