"""Spec files read for a test: their records by kind, and the faults found."""

from __future__ import annotations

from pathlib import Path

from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_formats import records
from readiness.adapters.spec_records import SpecRecord

SAMPLES = Path(__file__).parent / "samples" / "specs"


def read(name: str, data: bytes, **options: str) -> list[SpecRecord]:
    """Return the records of a file that has no fault."""
    problems = Problems()
    found = records(name, data, problems, **options)
    assert [str(p) for p in problems.found] == []
    return found


def sample(name: str, **options: str) -> list[SpecRecord]:
    return read(name, (SAMPLES / name).read_bytes(), **options)


def faults(name: str, data: bytes) -> list[str]:
    problems = Problems()
    records(name, data, problems)
    return [str(p) for p in problems.found]


def product(found: list[SpecRecord]) -> dict[str, str]:
    return {r.id: r.get("value") for r in found if r.record == "product"}


def said(found: list[SpecRecord]) -> dict[str, tuple[str, str, str]]:
    """Return operator, value and unit of each characteristic."""
    return {r.id: (r.get("operator"), r.get("value"), r.get("unit")) for r in found if r.record == "characteristic"}


def variants(found: list[SpecRecord]) -> dict[str, SpecRecord]:
    return {r.id: r for r in found if r.record == "variant"}


def bmecat(features: str) -> bytes:
    return (
        "<BMECAT><T_NEW_CATALOG><PRODUCT><SUPPLIER_PID>P</SUPPLIER_PID><PRODUCT_DETAILS><DESCRIPTION_SHORT>Pump</DESCRIPTION_SHORT>"
        f"</PRODUCT_DETAILS><PRODUCT_FEATURES>{features}</PRODUCT_FEATURES></PRODUCT></T_NEW_CATALOG></BMECAT>"
    ).encode()


def feature(name: str, values: list[str], unit: str) -> str:
    return f"<FEATURE><FNAME>{name}</FNAME>{''.join(f'<FVALUE>{v}</FVALUE>' for v in values)}<FUNIT>{unit}</FUNIT></FEATURE>"
