"""Schedule and scorecard by hand: what is due when, in whose zone, what came, and what each measure says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.report import RepReported, Told, channel_quality, missing_notes, told_notes, weeks_note
from readiness.stages.sales_out.schedule import Submission, missing_reports, reports_due, weeks_reported
from readiness.stages.sales_out.scorecard import Booked, PartnerEvidence, Share, partner_score, total_ratio
from readiness.vocabulary import Motion, Partner, Rep

WEEKLY = Partner("w", "Weekly & Co", (), "EUR", cadence="weekly", due_weekday=2, due_time=time(17), time_zone="America/New_York")
MONTHLY = Partner("m", "Monthly", (), "EUR")
MONDAY = date(2024, 3, 4)


def file(
    partner: Partner, first: date, last: date, received_at: datetime, status: str = "applied", rows: int = 10, **counts: int
) -> Submission:
    found = Submission(partner.partner_id, received_at, first, last, rows, rows, 0, 0, 0, status)
    return replace(found, **counts)


def week(n: int) -> tuple[date, date]:
    start = MONDAY + timedelta(weeks=n)
    return start, start + timedelta(days=6)


def test_a_week_is_due_on_the_wednesday_after_it_at_five_in_new_york() -> None:
    # 13 March 2024, 17:00 in New York is 21:00 UTC: summer time began there on the 10th.
    in_time, late = datetime(2024, 3, 13, 20, 59, tzinfo=UTC), datetime(2024, 3, 13, 21, 1, tzinfo=UTC)
    for moment, is_in_time in ((in_time, True), (late, False)):
        (first,) = reports_due(WEEKLY, [file(WEEKLY, *week(0), moment)], date(2024, 3, 13))
        assert first.due_at == datetime(2024, 3, 13, 21, tzinfo=UTC)
        assert first.received_at is not None
        assert (first.received_at <= first.due_at) is is_in_time


@pytest.mark.parametrize(
    ("month", "due_on"),
    [
        (date(2024, 3, 1), date(2024, 4, 10)),  # 6 April is a Saturday
        (date(2024, 1, 1), date(2024, 2, 7)),  # 6 February is a Tuesday
        (date(2024, 10, 1), date(2024, 11, 6)),  # a Wednesday itself
    ],
)
def test_a_month_is_due_on_the_first_wednesday_from_the_sixth_on(month: date, due_on: date) -> None:
    assert missing_reports([MONTHLY], [], due_on - timedelta(days=1), since=month) == ()
    (missing,) = missing_reports([MONTHLY], [], due_on, since=month)
    assert (missing.period_from, missing.due_on, missing.name) == (month, due_on, "Monthly")


def test_a_file_counts_for_the_periods_it_speaks_of_that_were_over_when_it_came() -> None:
    # Three days of March, sent on the last of them: not the report of March. The one for February is.
    early = file(MONTHLY, date(2024, 2, 20), date(2024, 3, 3), datetime(2024, 3, 3, 12, tzinfo=UTC))
    due = reports_due(MONTHLY, [early], date(2024, 4, 30))
    assert [(r.period_from, r.received_at is not None) for r in due] == [(date(2024, 2, 1), True), (date(2024, 3, 1), False)]
    quarter = file(MONTHLY, date(2024, 1, 2), date(2024, 3, 29), datetime(2024, 4, 2, tzinfo=UTC))
    assert missing_reports([MONTHLY], [quarter], date(2024, 4, 30)) == ()


def test_a_held_file_is_missing_and_waits_and_a_rejected_one_never_came() -> None:
    held = file(WEEKLY, *week(1), datetime(2024, 3, 18, 12, tzinfo=UTC), "held")
    rejected = file(WEEKLY, *week(2), datetime(2024, 3, 25, 12, tzinfo=UTC), "rejected")
    first = file(WEEKLY, *week(0), datetime(2024, 3, 11, 12, tzinfo=UTC))
    missing = missing_reports([WEEKLY], [first, held, rejected], date(2024, 3, 27))
    assert [(m.period_from, m.is_held) for m in missing] == [(week(1)[0], True), (week(2)[0], False)]


def test_history_sent_with_the_first_file_is_complete_and_not_judged_late() -> None:
    history = file(MONTHLY, date(2023, 1, 1), date(2024, 3, 31), datetime(2024, 4, 3, tzinfo=UTC))
    due = reports_due(MONTHLY, [history], date(2024, 5, 31))
    assert len(due) == 16  # January 2023 to April 2024, of which April is missing
    assert [r.period_from for r in due if r.is_judged] == [date(2024, 3, 1), date(2024, 4, 1)]
    score = partner_score(MONTHLY, PartnerEvidence(reports=due, submissions=[history]), date(2024, 5, 31))
    assert (score.on_time, score.complete) == (Share(1, 2), Share(15, 16))


def test_a_silent_partner_is_late_from_the_launch_on_and_nobody_is_before_anything_was_expected() -> None:
    assert missing_reports([WEEKLY], [], date(2024, 4, 1)) == ()
    assert len(missing_reports([WEEKLY], [], date(2024, 4, 1), since=MONDAY)) == 3
    assert len(missing_reports([WEEKLY], [], date(2024, 4, 1), since=MONDAY, until=week(1)[1])) == 2


def test_weeks_of_a_rep_that_were_not_reported_stand_beside_the_rep() -> None:
    files = [file(WEEKLY, *week(n), datetime.combine(week(n)[1] + timedelta(days=2), time(9), UTC)) for n in (0, 1, 3)]
    due = reports_due(WEEKLY, files, date(2024, 4, 3), MONDAY)
    assert weeks_reported(due, MONDAY, date(2024, 4, 3)) == (3, 4)
    months = reports_due(MONTHLY, [], date(2024, 4, 30), MONDAY)
    assert weeks_reported(months, MONDAY, date(2024, 4, 30)) == (0, 4)  # 4 to 31 March
    rep = Rep("r", "Rita", "", "", "w", "", "", Motion.CONSULTATIVE, "UTC", "en", None)
    lines = pd.DataFrame({"partner_id": ["m"], "rep_id": ["r"]})
    found = channel_quality(
        [WEEKLY, MONTHLY],
        files,
        [rep],
        lines,
        as_of=date(2024, 4, 30),
        window=(MONDAY, date(2024, 3, 31)),
        told=Told(2, 1, (("GBP", 3),), 4),
    )
    assert found.reps == (RepReported("r", ("m", "w"), 3, 8),)
    assert weeks_note(found.incomplete["r"]) == "partners reported 3 of 8 weeks"
    assert missing_notes(found) + told_notes(found) == [
        "Monthly is late with its report for March 2024, due since 10 April 2024. It touches the sales of Rita.",
        "Weekly & Co is late with its report for the week from 18 March 2024, due since 27 March 2024."
        " It touches the sales of Rita.",
        "No exchange rate is known for the day of 3 sales lines in GBP: not counted. Rates go into rates.csv.",
        "2 sales were reported by a partner and by its supplier, and counted once, for the one nearer to the customer.",
        "1 line tells of a sale from one partner to another: that is no sales-out, and not counted.",
        "4 sales lines name a rep in a territory that the list of reps gives to somebody else. They count for the rep named.",
    ]


@given(st.sets(st.integers(0, 30)), st.integers(0, 30))
def test_of_weekly_reports_exactly_those_not_sent_are_missing(sent: set[int], today: int) -> None:
    files = [file(WEEKLY, *week(n), datetime.combine(week(n)[1] + timedelta(days=1), time(12), UTC)) for n in sent]
    as_of = week(today)[1]
    due = set(range(today))
    missing = missing_reports([WEEKLY], files, as_of, since=MONDAY)
    assert {(m.period_from - MONDAY).days // 7 for m in missing} == due - sent
    reports = reports_due(WEEKLY, files, as_of, MONDAY)
    n_reported, n_due = weeks_reported(reports, MONDAY, as_of)
    assert n_due - n_reported == len(due - sent)


def test_the_scorecard_by_hand() -> None:
    day = date(2024, 6, 30)
    files = [
        file(
            WEEKLY, *week(0), datetime(2024, 3, 12, tzinfo=UTC), rows=100, n_ok=80, n_duplicates=5, n_quarantined=10, n_pending=5
        ),
        file(WEEKLY, *week(1), datetime(2024, 3, 19, tzinfo=UTC), "held", rows=50, n_ok=0, n_pending=50),
        file(WEEKLY, *week(2), datetime(2024, 3, 26, tzinfo=UTC), "rejected", rows=999),
    ]
    booked = [
        Booked("w", date(2024, 3, 5), date(2024, 3, 12), 70, 300, 0),  # before the first file came: no latency
        Booked("w", date(2024, 3, 14), date(2024, 3, 19), 3, 60, 0),
        Booked("w", date(2024, 3, 14), date(2024, 3, 22), 2, 40, 20),
        Booked("w", date(2024, 3, 14), date(2024, 6, 12), 1, 1000, 900),  # 18 days ago
    ]
    seen = PartnerEvidence((), files, 6, 4, 1, booked, [(-5, 100), (3, 60)], {})
    score = partner_score(WEEKLY, seen, day)
    assert (score.filled, score.accepted, score.duplicates) == (Share(144, 150), Share(140, 150), Share(5, 150))
    assert (score.product_matched, score.account_matched) == (Share(81, 85), Share(84, 85))
    assert score.stable == Share(380, 400)
    assert (score.stock_gap.share, score.n_balances) == (8 / 160, 2)
    assert (score.latency_days, score.n_latency) == (6.5, 6)  # 5, 5, 5, 8, 8, 90
    assert score.on_time.share is None
    empty = partner_score(WEEKLY, PartnerEvidence(), day)
    assert (empty.accepted.share, empty.latency_days, empty.total_ratio, empty.stock_gap.share) == (None, None, None, None)


def test_a_month_is_usual_within_fifteen_percent_of_the_twelve_before() -> None:
    totals = {date(2023, m, 1): 100 * m for m in range(1, 13)}  # mean 650
    for total, usual in ((748, False), (747, True), (553, True), (552, False)):
        score = partner_score(MONTHLY, PartnerEvidence(totals={**totals, date(2024, 1, 1): total}), date(2024, 2, 28))
        assert (score.total_ratio, score.total_usual) == (total / 650, usual)
    assert total_ratio({**totals, date(2024, 1, 1): 700}, date(2024, 1, 31)) == 700 / 650  # the month is over on its last day
    assert total_ratio({**totals, date(2024, 1, 1): 700}, date(2024, 1, 30)) is None
