"""Availability: what is planned, too late or expired is not spoken of; what comes after the launch is, with its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.positioning.availability import availability_gaps, available_later, barred
from readiness.stages.positioning.rows import Link
from readiness.stages.spec import STATUSES, Characteristic, ProductSpec, Source
from readiness.vocabulary import LaunchDates

DATES = LaunchDates(date(2026, 3, 2), date(2026, 4, 30), date(2026, 5, 4), date(2026, 12, 31))
SADDLE = Characteristic("saddle", "saddle", "gel", None, "", "=", "", "Gel saddle", Source("spec.csv", "row 2"))


def on(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def saddle(status: str = "available", starts: str = "", ends: str = "") -> Characteristic:
    return replace(SADDLE, status=status, available_from=on(starts), valid_until=on(ends))


# status, first day, last day: barred by, day to name, gap. The launch is on sale from 4 May to 31 December 2026.
CASES = [
    ("available", "", "", "", "", ""),
    ("roadmap", "", "", "on the roadmap", "", "not_yet_available"),
    ("roadmap", "2026-05-01", "", "on the roadmap", "", "not_yet_available"),
    ("dated", "2026-05-03", "", "", "", ""),
    ("dated", "2026-05-04", "", "", "", ""),
    ("dated", "2026-05-05", "", "", "2026-05-05", ""),
    ("dated", "2026-12-31", "", "", "2026-12-31", ""),
    ("dated", "2027-01-01", "", "2027-01-01", "", "not_yet_available"),
    ("dated", "", "", "does not say on which day", "", "not_yet_available"),
    ("available", "", "2026-05-03", "2026-05-03", "", "claim_expired"),
    ("available", "", "2026-05-04", "", "", "claim_expires"),
    ("available", "", "2026-12-30", "", "", "claim_expires"),
    ("available", "", "2026-12-31", "", "", ""),
    ("dated", "2026-06-01", "2026-08-31", "", "2026-06-01", "claim_expires"),
    ("dated", "2026-04-01", "2026-05-01", "2026-05-01", "", "claim_expired"),
]


@pytest.mark.parametrize(("status", "starts", "ends", "why", "later", "gap"), CASES)
def test_each_day_on_both_sides_of_the_launchs_own(status: str, starts: str, ends: str, why: str, later: str, gap: str) -> None:
    c = saddle(status, starts, ends)
    reason = barred(c, DATES)
    assert bool(reason) == bool(why)
    assert why in reason
    assert available_later(c, DATES) == on(later)
    assert [g.kind for g in gaps(c)] == ([gap] if gap else [])


def gaps(*characteristics: Characteristic, strength: int = 9):  # type: ignore[no-untyped-def]
    spec = ProductSpec("M", "Bike", "", "", "1", "", characteristics, ())
    links = [Link(c.characteristic_id, "R1", strength, 1.0, "") for c in characteristics]
    return availability_gaps(spec, links, DATES)


def test_a_reason_is_one_sentence_and_names_both_days() -> None:
    assert barred(saddle(ends="2026-05-03"), DATES) == (
        "saddle: the factory stood by the value until 2026-05-03; the launch is on 2026-05-04."
    )
    assert barred(saddle("dated", "2027-02-01"), DATES) == "saddle ships from 2027-02-01; the launch runs until 2026-12-31."
    assert barred(saddle("roadmap"), DATES) == "saddle is on the roadmap: the factory plans it and promises no day."


def test_a_gap_that_blocks_weighs_nine_and_a_warning_nothing() -> None:
    bell = replace(saddle("roadmap"), characteristic_id="bell", name="bell")
    found = gaps(saddle(ends="2026-06-30"), bell)
    assert [(g.kind, g.ref, g.weight) for g in found] == [("claim_expires", "saddle", 0), ("not_yet_available", "bell", 9)]
    assert "2026-06-30" in found[0].text
    assert all(g.advice and g.text.endswith(".") for g in found)


def test_only_what_answers_a_need_in_full_is_a_gap() -> None:
    assert gaps(saddle("roadmap"), strength=3) == []
    spec = ProductSpec("M", "Bike", "", "", "1", "", (saddle("roadmap"),), ())
    assert availability_gaps(spec, [], DATES) == []
    two = [Link("saddle", r, 9, 1.0, "") for r in ("R1", "R2")]
    assert len(availability_gaps(spec, two, DATES)) == 1


DAYS = st.one_of(st.none(), st.integers(-400, 400).map(lambda n: DATES.launch_on + timedelta(days=n)))


@given(st.sampled_from(STATUSES), DAYS, DAYS)
def test_barred_with_a_day_to_name_or_free_are_told_apart(status: str, starts: date | None, ends: date | None) -> None:
    c = replace(SADDLE, status=status, available_from=starts, valid_until=ends)
    later, kinds = available_later(c, DATES), [g.kind for g in gaps(c)]
    assert not (barred(c, DATES) and later)
    assert bool(barred(c, DATES)) == (kinds in (["not_yet_available"], ["claim_expired"]))
    if later:
        assert DATES.launch_on < later <= DATES.measure_until
