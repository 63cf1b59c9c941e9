from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from readiness.adapters.report_act_files import act_csvs
from readiness.adapters.report_files import page, workbook
from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import (
    Decisions,
    Grounds,
    OpenAct,
    Owners,
    PartnerGrounds,
    claim_acts,
    partner_acts,
    places,
    rep_acts,
)
from readiness.stages.quizzes import ClaimResult
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import RepFacts, Report, rep_rows, report
from readiness.stages.report.charts.scatter import MOST_NUMBERED
from readiness.vocabulary import Launch, LaunchDates, Motion, Partner, Rep

DAY = date(2020, 6, 5)
PARTNER = Partner("p", "P & Q", ("shops",), "USD")
OWNERS = Owners("Dana", {"shops": "Priya"}, {"p": PARTNER})
CLAIM = ClaimResult("R1-decide", "R1", "buyer", "", 12, 30, 0.31, 0.2, 0.43, "not_understood", "message")
SURE = ((80, 75, 85, "ready"), (50, 45, 55, "not_ready"))


def made(n: int, *, bars: tuple[float, ...] = (70,), thin: int = 0) -> Report:
    """Reps by turns ready and not ready, one half adding 20% and the other 20% short, each with a band of 10%; all of it sure."""
    reps = [
        Rep(f"r{i:03}", f"Rep {i:03}", "", "shops", "p", "1", "boss", Motion.CONSULTATIVE, "UTC", "en", None) for i in range(n)
    ]
    known, sold = [], []
    for i, r in enumerate(reps):
        middle, low, high, status = SURE[i % 2]
        known.append(
            RepReadiness(r.rep_id, middle, low, high, 0.7, status, "claim: comfort", "knowledge", bar=bars[i % len(bars)])
        )
        added = 200 if i % 4 < 2 else -200
        verdict = "not_enough_data: 2 accounts" if i < thin else "above"
        rank = 0 if i < thin else 1
        sold.append(
            RepContribution(
                r.rep_id, 9, 90, 1000 + added, 1000, 1000, 0, 0, 0, added, added - 100, added + 100, 0, rank, rank, 0, 0, 0.8,
                verdict,
            )
        )  # fmt: skip
    fit = ContributionFit(tuple(sold), (), (), 90, 0.5, converged=True, notes=())
    by_rep = {r.rep_id: r for r in known}
    acts = rep_acts(reps, Grounds(by_rep, fit, None, {}, OWNERS), as_of=DAY)
    claims = claim_acts([CLAIM], {"R1-decide": "Dry <at> noon"}, {}, "Dana", as_of=DAY)
    cases = partner_acts([PARTNER], reps, PartnerGrounds(by_rep, fit, [], {}, OWNERS), as_of=DAY)
    before = {"rep:r001:certify": OpenAct("boss", date(2020, 5, 1), date(2020, 5, 15))}
    decisions = Decisions(places(known, fit), tuple(acts), tuple(claims), tuple(cases)).keeping(before)
    rows = rep_rows(reps, RepFacts(None, [], [], known, fit, decisions.reps), currency="USD")
    launch = Launch("t", "T", 1, "Dana", ("561",), "USD", LaunchDates(DAY, DAY, DAY, DAY), ("shops",), 1)
    names = {"Dana": "Dana", "Priya": "Priya", "boss": "Bo Boss"}
    return report(launch, rows, fit, None, as_of=DAY, readiness_bar=70, names=names, decisions=decisions)


def tables(found: Report) -> dict[str, list[dict[str, str]]]:
    files = act_csvs(found.decisions, found.currency)
    return {name: list(csv.DictReader(io.StringIO(data.decode()))) for name, data in files.items()}


def test_the_tables_hold_each_act_with_its_figures_and_days() -> None:
    found = tables(made(4))
    first = found["acts.csv"][0]
    assert list(first)[:7] == ["rep_id", "act", "words", "owner", "due_on", "evidence", "because"]
    assert (first["rep_id"], first["act"], first["owner"], first["due_on"]) == ("r000", "learn_from", "boss", "2020-06-19")
    assert first["evidence"] == "added +200 USD (90% band +100 to +300)"
    acts = {(r["rep_id"], r["act"]): r for r in found["acts.csv"]}
    kept = acts["r001", "certify"]
    assert (kept["opened_on"], kept["due_on"], kept["act_id"]) == ("2020-05-01", "2020-05-15", "rep:r001:certify")
    assert acts["r003", "coach"]["evidence"].startswith("readiness 50 (90% band 45 to 55); bar 70; added \N{MINUS SIGN}200 USD")
    (claim,) = found["claim_acts.csv"]
    assert [claim[k] for k in ("act", "owner", "n", "share_right", "share_low", "share_high", "due_on")] == [
        "reword_message", "Dana", "30", "0.31", "0.2", "0.43", "2020-06-19",
    ]  # fmt: skip
    (partner,) = found["partner_acts.csv"]
    assert [partner[k] for k in ("act", "owner", "n_reps", "n_not_ready", "added_money", "added_low", "added_high")] == [
        "make_time", "Priya", "4", "2", "0", "-400", "400",
    ]  # fmt: skip
    place = found["quadrants.csv"][0]
    assert (place["quadrant"], place["is_sure"], place["reading"]) == ("ready_and_adding", "yes", "Ready and adding (99%)")
    assert sum(float(place[f"p_{q}"]) for q in ("ready_and_adding", "ready_not_adding", "adding_not_ready", "neither")) == (
        pytest.approx(1, abs=2e-4)
    )


def test_without_anybody_the_tables_are_headers() -> None:
    assert {name: len(data.splitlines()) for name, data in act_csvs(Decisions(), "USD").items()} == {
        "acts.csv": 1, "claim_acts.csv": 1, "partner_acts.csv": 1, "quadrants.csv": 1,
    }  # fmt: skip


def test_the_page_groups_acts_by_owner_with_their_figures_and_says_what_is_late() -> None:
    html = page(made(4)).decode()
    section = html.split('<h2 id="next">', 1)[1].split("</section>", 1)[0]
    owners = re.findall(r"<summary><b>(.+?)</b>: (\d+) acts?(, 1 past its day)?, the first by (.+?)</summary>", section)
    assert owners == [
        ("Bo Boss", "5", ", 1 past its day", "15 May 2020"),
        ("Dana", "1", "", "19 June 2020"),
        ("Priya", "1", "", "19 June 2020"),
    ]
    assert "since 1 May 2020" in section
    assert "Dry &lt;at&gt; noon" in section
    assert "right 31% (90% band 20% to 43%), 30 answers" in section
    assert "Ask P &amp; Q for an hour" in section
    nobody = replace(made(0), decisions=Decisions())
    assert "Nothing is owed: there is nobody to act on." in page(nobody).decode()


@pytest.mark.parametrize("n", [MOST_NUMBERED, MOST_NUMBERED + 1])
def test_the_picture_is_there_in_words_too(n: int) -> None:
    html = page(made(n)).decode()
    section = html.split('<h2 id="together">', 1)[1].split("</section>", 1)[0]
    assert all(f'<th scope="row">Rep {i:03}</th>' in section for i in range(n))
    for area in ("Ready and adding", "Ready, not adding yet", "Adding, not ready yet", "Neither yet"):
        assert section.count(area) >= 2
    assert (f">{n}</text>" in section.split("</svg>")[0]) == (n <= MOST_NUMBERED)


def test_the_workbook_has_a_row_an_act_by_owner() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(made(4))))
    header, *rows = book["Acts"].iter_rows(values_only=True)
    assert header[:4] == ("Owed by", "By", "Act", "About")
    assert [row[0] for row in rows] == sorted(str(row[0]) for row in rows)
    late = next(row for row in rows if row[2] == "Certify")
    assert (late[0], late[1].date(), late[3], late[8]) == ("Bo Boss", date(2020, 5, 15), "Rep 001", "Adding, not ready yet (99%)")


def test_the_same_acts_give_the_same_bytes() -> None:
    assert act_csvs(made(9).decisions, "USD") == act_csvs(made(9).decisions, "USD")
    assert page(made(9)) == page(made(9))
