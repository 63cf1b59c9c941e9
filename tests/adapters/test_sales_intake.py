"""Sales intake: what a file says of itself as a whole decides how it is booked."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.adapters.sales_intake import ReadReport, read_sales_report
from tests.edi_files import x12

LINES = """
BPT*{purpose}*POS-1*20261115*02
CUR*DS*USD
{period}PTD*SS
REF*IV*INV-1
DTM*003*20261109
N1*BY*Reseller One*92*R1
QTY*32*10*EA
LIN*1*VP*TR-1000
UIT*EA*99.5
CTT*1
"""
WEEK = "DTM*090*20261108\nDTM*091*20261114\n"


def pos(purpose: str, period: str) -> ReadReport:
    body = LINES.format(purpose=purpose, period=period)
    return read_sales_report("pos.edi", x12(("867", body)), None, "firm", date(2026, 11, 22))


@pytest.mark.parametrize(
    ("purpose", "period", "replaces", "held"),
    [("00", WEEK, False, []), ("00", "", False, []), ("05", WEEK, True, []), ("05", "", False, ["replacement"])],
)
def test_a_replacement_replaces_its_period_and_without_one_a_person_decides(
    purpose: str, period: str, replaces: bool, held: list[str]
) -> None:
    found = pos(purpose, period)
    assert found.judged is not None
    assert found.judged.lines.height == 1
    assert (found.replaces, [why.split(":")[0] for why in found.held]) == (replaces, held)
    assert found.period == ((date(2026, 11, 8), date(2026, 11, 14)) if period else None)
