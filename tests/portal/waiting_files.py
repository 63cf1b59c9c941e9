"""Files that make everything wait that can wait: rows in quarantine, codes nobody knows, held files, answers of nobody."""

from __future__ import annotations

from pathlib import Path

from readiness.actions import measurement, sales_out
from readiness.settings import Settings
from tests.portal.staffed import AFTER

HEAD = "Invoice No,Invoice Date,Mfr Part No,Description,Customer No,Customer Name,Sales Rep,Qty,Net Amount,Currency"
MAPPING = """columns: {document: Invoice No, sold_on: Invoice Date, product_code: Mfr Part No, description: Description,
  account_code: Customer No, account_name: Customer Name, rep_code: Sales Rep, quantity: Qty, amount: Net Amount,
  currency: Currency}
date_format: "%Y-%m-%d"
decimal_mark: "."
"""
N_DAYS, N_QUANTITIES, N_CODES = 12, 7, 8
NASTY = '<script>alert(1)</script>"onfocus=x'
CUSTOMERS = ("Exmple Larder Corner 5", "Example Larder Mrkt 25", "Exampl Larder Works 45", NASTY.replace('"', ""))


def line(number: int, *, day: str = "2024-12-30", who: str, name: str = "Example Larder Corner 5", units: str = "3") -> str:
    """Return a line of a report that can be taken unless something is changed."""
    return f'MX{number:06d},{day},K01,"Example Kettle",{who},"{name}",r00001,{units},120.50,EUR'


def partner_of(settings: Settings) -> str:
    """Return the first partner's id."""
    return min(p.name for p in (settings.home.parent / "launch" / "inbox" / "sales_out").iterdir())


def fill(settings: Settings, launch_id: str, folder: Path) -> str:
    """Take in files of which something waits, and return the partner they are from."""
    folder.mkdir()
    partner = partner_of(settings)
    own = f"a{partner.rsplit('-', 1)[1]}000005"
    good = [line(n, who=own) for n in range(40)]
    days = [line(100 + n, who=own, day="soon") for n in range(N_DAYS)]
    quantities = [line(200 + n, who=own, units="three") for n in range(N_QUANTITIES)]
    codes = [line(300 + n, who=f"C-{n % 4}", name=CUSTOMERS[n % 4]) for n in range(N_CODES)]
    (folder / "mixed.csv").write_text("\n".join([HEAD, *good, *days, *quantities, *codes]) + "\n", encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    sales_out.collect_sales_out(settings, partner, [folder / "mixed.csv"], AFTER)
    faulty = [line(500 + n, who=own, day="2024-13-45", units="x") for n in range(30)] + [line(560 + n, who=own) for n in range(9)]
    (folder / "faulty.csv").write_text("\n".join([HEAD, *faulty]) + "\n", encoding="utf-8")
    sales_out.collect_sales_out(settings, partner, [folder / "faulty.csv"], AFTER)
    (folder / "mapping.yaml").unlink()
    strange = "Dt;Art;Anz;Betr;Wer\n" + "".join(
        f"0{1 + n % 9}/0{1 + n % 7}/2024;K01;{n + 1};{n * 3},50;Shop {n}\n" for n in range(12)
    )
    (folder / "strange.csv").write_text(strange, encoding="utf-8")
    sales_out.collect_sales_out(settings, partner, [folder / "strange.csv"], AFTER)
    answers = "email,item_id,attempt,answered_on,answer\nnobody@else.example,N1-situation,1,2024-12-18,x\n"
    (folder / "quiz.csv").write_text(answers, encoding="utf-8")
    measurement.collect_quizzes(settings, launch_id, [folder / "quiz.csv"])
    return partner
