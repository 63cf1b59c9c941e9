"""A small launch with something of everything a rep may ask about: shared, waiting, held back, foreign and nobody's lines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from readiness.actions import launch, measurement, sales_out
from readiness.settings import Settings

LAUNCH = "kettle-2"
AS_OF = date(2024, 8, 30)
NOW = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
ALIASES = "partner_id,code,rep_id\nsteam,AR,r1\n"
RULES = """\
rep_id,account_id,territory_id,share,valid_from,valid_to
r1,a11,,0.5,2024-01-01,
r2,a11,,0.5,2024-01-01,
"""
REPORT = """\
invoice no,order date,product id,account id,rep id,quantity,amount,currency
X1,2024-05-06,K2,a0,AR,2,100.01,EUR
X2,2024-05-07,K2,a11,,1,33.33,EUR
X3,2024-05-08,K2,a0,r1,1,40.00,CHF
X4,2024-05-09,K2,a0,,1,70.00,EUR
X5,2024-05-10,77-1,a0,r1,4,160.00,EUR
X6,2024-05-32,K2,a0,r1,1,40.00,EUR
X7,2024-05-32,K2,a0,r2,1,40.00,EUR
X8,2024-05-13,K2,a0,r1,-1,-50.01,EUR
X9,2024-02-05,K1,a0,r1,1,20.00,EUR
X10,2024-05-14,K1,a0,r1,1,20.00,EUR
"""
"""In the window and of the launch's product: 100.01 and -50.01 of r1, a half of 33.33 each of r1 and r2. Not: francs without a
rate (X3), what names nobody (X4), a product nobody knows (X5), a day that is none (X6, X7)."""
PRODUCTS = 'product_id,mpn,gtin,name\nK2,KET-2,4006381333931,"Kettle 2, white"\nK1,KET-1,,Kettle 1\n'
ATTENDANCE = "rep_id,attended_on,minutes\nr2,2024-01-15,60\nr1,2024-01-15,45\n"
ANSWERS = """\
rep_id,item_id,attempt,answered_on,correct
r1,N1-need,1,2024-02-20,1
r1,N1-need,2,2024-03-20,0
r3,N2-need,1,2024-02-20,0
r1,N2-need,1,2024-02-20,
"""


def write_contested(folder: Path) -> Path:
    """Add to a small launch's folder what the lines above need."""
    for path, text in {
        "products.csv": PRODUCTS, "aliases/reps.csv": ALIASES, "credit_rules.csv": RULES,
        "inbox/sales_out/steam/odd.csv": REPORT, "inbox/attendance/a.csv": ATTENDANCE, "inbox/quizzes/q.csv": ANSWERS,
    }.items():  # fmt: skip
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def take_all_in(settings: Settings, folder: Path) -> None:
    """Take in the folder and everything in its inbox; the positioning is approved."""
    launch.take_in(settings, folder)
    launch.approve(settings, LAUNCH, "Ada Owner", date(2024, 1, 8))
    measurement.collect_inbox(settings, LAUNCH)
    sales_out.collect_reports(settings, LAUNCH, NOW)
