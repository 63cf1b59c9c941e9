"""A manager's pages: the own team and nobody else's; what is owed and not understood; notes, graded pitches, the rubric."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select, update

from readiness.actions import accounts
from readiness.adapters.db import pitch_desk, pitches, quiz_answers
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.portal_tables import people
from readiness.adapters.db.store import reading, transaction
from readiness.settings import Settings
from tests.portal.staffed import MANAGER, OTHER_REP, REP, STAFF
from tests.portal.taking import PASSWORD, Browser, Clock, signed_in
from tests.portal.test_mine import NASTY, published, report_row, words

ESCAPED = html.escape(NASTY, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def names_in(page_text: str) -> list[str]:
    """Return the people of the team's table, in its order."""
    table = page_text.split('id="rows"')[1]
    return [html.unescape(name) for name in re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', table)]


def test_the_team_is_the_managers_own_by_name_or_by_what_is_due_and_never_by_what_was_added(
    here: Settings, staffed: str, browser: Browser
) -> None:
    mine = [row for row in published(here, staffed, "report/reps") if row["manager_id"] == MANAGER]
    page = signed_in(browser, STAFF["manager"])
    assert names_in(page.get("/team").text) == sorted(row["name"] for row in mine)
    due = sorted(mine, key=lambda row: row["action_due_on"])
    assert names_in(page.get("/team?by=action_due_on").text) == [row["name"] for row in due]
    for column in ("contribution_money", "rank_low", "sales_out_money", "nonsense"):
        assert names_in(page.get(f"/team?by={column}").text) == sorted(row["name"] for row in mine)
    said = words(page.get("/team"))
    assert all(row["name"] not in said for row in published(here, staffed, "report/reps") if row["manager_id"] != MANAGER)
    for money in ("contribution_money", "sales_out_money"):
        assert not any(f"{round(abs(float(row[money]))):,}" in said for row in mine)
    assert names_in(page.get("/team", params={"q": mine[0]["name"]}).text) == [mine[0]["name"]]


def test_holes_are_the_shares_wrong_of_the_teams_first_answers(here: Settings, staffed: str, browser: Browser) -> None:
    team = {row["rep_id"] for row in published(here, staffed, "report/reps") if row["manager_id"] == MANAGER}
    message = {row["item_id"]: row["message_id"] for row in published(here, staffed, "report/items")}
    with reading(here.database) as connection:
        placed = [p for p in quiz_answers.load_placed(connection, staffed) if p.rep_id in team and p.correct is not None]
    assert len({(p.rep_id, p.item_id) for p in placed}) == len(placed)  # each asked once: every answer is a first one
    n, wrong = Counter(message[p.item_id] for p in placed), Counter(message[p.item_id] for p in placed if not p.correct)
    headline = {row["message_id"]: row["headline"] for row in published(here, staffed, "positioning/messages")}
    said = words(signed_in(browser, STAFF["manager"]).get("/team"))
    assert len(n) > 3
    for message_id, count in n.items():
        assert count >= 10
        assert headline[message_id] in said
        assert f"{round(wrong[message_id] / count * 100)}% wrong ({wrong[message_id]} of {count} answers" in said


def test_who_missed_the_session_is_told(here: Settings, staffed: str, browser: Browser) -> None:
    team = [row for row in published(here, staffed, "report/reps") if row["manager_id"] == MANAGER]
    seated = {row["rep_id"] for row in published(here, staffed, "training/plan") if row["starts_at_utc"]}
    absent = sorted(row["name"] for row in team if not row["trained_on"] and row["rep_id"] in seated)
    assert absent
    text = signed_in(browser, STAFF["manager"]).get("/team").text
    listed = text.split("Had a session and is on no list")[1].split("</ul>")[0]
    assert [html.unescape(n) for n in re.findall(r">([^<>]+)</a>", listed)] == absent


def test_one_rep_with_figures_and_the_look_is_noted(here: Settings, staffed: str, browser: Browser) -> None:
    said = words(signed_in(browser, STAFF["manager"]).get(f"/team/{REP}"))
    row = report_row(here, staffed, "report/reps", rep_id=REP)
    assert f"EUR {round(float(row['sales_out_money'])):,}" in said
    trained = date.fromisoformat(row["trained_on"])
    assert f"Attended on {trained.day} {trained:%B %Y}: " in said
    assert re.search(r"Attempt 1, [^:]+: \d+ of 33 right", said)
    with reading(here.database) as connection:
        noted = connection.execute(select(audit_log.c.act, audit_log.c.rep_id, audit_log.c.role)).all()
    assert ("people.see", REP, "manager") in [tuple(one) for one in noted]


@pytest.mark.parametrize("rep_id", [OTHER_REP, MANAGER, "nobody", "%2e%2e", "' or 1=1"])
def test_anothers_rep_looks_like_nobody(staffed: str, browser: Browser, rep_id: str) -> None:
    page = signed_in(browser, STAFF["manager"])
    nobody = words(page.get("/team/nobody-at-all"))
    looked = page.get(f"/team/{rep_id}")
    assert looked.status_code == 404
    if rep_id in (OTHER_REP, MANAGER):
        assert words(looked) == nobody
        assert page.get(f"/team/{rep_id}/pictures/sales.svg?launch={staffed}").status_code == 404
        page.get(f"/team/{REP}")
        assert page.post(f"/team/{rep_id}/notes", launch=staffed, text="hello").status_code == 404
        page.get(f"/team/{REP}")
        assert page.post(f"/team/{rep_id}/pitches", launch=staffed).status_code == 404


@pytest.mark.parametrize("role", ["admin", "marketing", "ops", "channel_manager", "rep"])
def test_nobody_but_a_manager_has_the_team(staffed: str, browser: Browser, role: str) -> None:
    page = signed_in(browser, STAFF[role])
    assert page.get("/team").status_code == 403
    assert page.get(f"/team/{REP}").status_code == 403
    assert page.get(f"/team/{REP}/pictures/sales.svg?launch={staffed}").status_code == 403
    may_define = role in ("marketing", "ops")
    assert page.get(f"/launches/{staffed}/rubric").status_code == (200 if may_define else 403)
    assert page.get(f"/launches/{staffed}/rubric/training.yaml").status_code == (200 if may_define else 403)


def test_a_manager_without_a_team_is_told_so(here: Settings, staffed: str, browser: Browser) -> None:
    with transaction(here.database) as connection:
        connection.execute(update(people).where(people.c.email == STAFF["manager"]).values(manager_id="r00040"))
    page = signed_in(browser, STAFF["manager"])
    assert "No launch has anybody of your team yet" in words(page.get("/team"))
    assert page.get(f"/team/{REP}").status_code == 404


def test_a_note_is_read_by_the_rep_comes_back_and_is_done(
    here: Settings, staffed: str, clock: Clock, browser: Browser, address: str
) -> None:
    page = signed_in(browser, STAFF["manager"])
    page.get(f"/team/{REP}")
    assert page.post(f"/team/{REP}/notes", launch=staffed, text=" \n ").status_code == 400
    page.get(f"/team/{REP}")
    late = page.post(f"/team/{REP}/notes", launch=staffed, text=NASTY, due_on="2024-12-31")
    assert late.status_code == 400
    assert "<script>alert" not in late.text
    page.get(f"/team/{REP}")
    assert page.post(f"/team/{REP}/notes", launch=staffed, text="x", due_on="soon").status_code == 400
    page.get(f"/team/{REP}")
    kept = page.post(f"/team/{REP}/notes", launch=staffed, text=NASTY, due_on="2025-01-15")
    assert kept.status_code == 200
    assert ESCAPED in kept.text
    assert "<script>alert" not in kept.text
    assert "Come back to a note" in words(page.get("/team"))
    clock.move(days=8)
    signed_in(page, STAFF["manager"])
    assert "overdue" in page.get("/team").text.split("Come back to a note")[0].rsplit("<tr>", 1)[1]
    rep = signed_in(Browser(address), STAFF["rep"])
    assert ESCAPED in rep.get("/my-numbers").text
    number = re.findall(r'action="/notes/(\d+)"', page.get(f"/team/{REP}").text)[0]
    done = page.post(f"/notes/{number}", is_done="1")
    assert "done" in words(done)
    assert "Come back to a note" not in words(page.get("/team"))
    rep.get("/account")
    assert rep.post(f"/notes/{number}").status_code == 403
    other = accounts.add_user(here, "moe@example.com", "manager", clock.now, manager_id="r00015")
    accounts.set_password(here, other.rsplit("/", 1)[1], PASSWORD, clock.now)
    moe = signed_in(Browser(address), "moe@example.com")
    moe.get("/team")
    assert moe.post(f"/notes/{number}").status_code == 404


RUBRIC = {"top": "4", "name-0": "Opening question", "weight-0": "40", "name-1": "Proof & price", "weight-1": "60"}


def test_a_rubric_adds_up_to_100_and_pitches_are_graded_by_it(
    here: Settings, staffed: str, clock: Clock, browser: Browser, address: str
) -> None:
    ops, rubric = signed_in(Browser(address), STAFF["ops"]), f"/launches/{staffed}/rubric"
    page = signed_in(browser, STAFF["manager"])
    assert "Nobody has defined how pitches" in words(page.get(f"/team/{REP}"))
    for wrong in (
        {"weight-1": "50"},
        {"weight-1": "no"},
        {"name-1": ""},
        {"top": "0"},
        {"weight-1": "1e400"},
        {"name-0": NASTY[:1]},
    ):
        ops.get(rubric)
        refused = ops.post(rubric, **{**RUBRIC, **wrong})
        assert refused.status_code == 400, wrong
        assert "There is a problem" in words(refused)
    with reading(here.database) as connection:
        assert pitch_desk.rubric_of(connection, staffed) is None
    ops.get(rubric)
    assert "Saved" in words(ops.post(rubric, **RUBRIC))
    assert b"Proof & price" in ops.get(f"{rubric}/training.yaml").content
    page.get(f"/team/{REP}")
    assert page.post(f"/team/{REP}/pitches", launch=staffed, **{"score-opening-question": "5"}).status_code == 400
    page.get(f"/team/{REP}")
    scores = {"score-opening-question": "3", "score-proof-price": "2", "comment-proof-price": NASTY}
    graded = page.post(f"/team/{REP}/pitches", launch=staffed, **scores)
    assert "60 of 100" in words(graded)  # 40 x 3/4 + 60 x 2/4
    assert "<script>alert" not in graded.text
    assert ESCAPED in graded.text
    with reading(here.database) as connection:
        kept = pitches.load_pitches(connection, staffed)
    assert [(s.rep_id, s.criterion, s.score) for s in kept] == [(REP, "opening-question", 3.0), (REP, "proof-price", 2.0)]
    page.get(f"/team/{REP}")
    page.post(f"/team/{REP}/pitches", launch=staffed, **{"score-opening-question": "4", "score-proof-price": "2"})
    with reading(here.database) as connection:
        assert [s.score for s in pitches.load_pitches(connection, staffed)] == [4.0, 2.0]  # the same day: the last one holds
    assert "70 of 100" in words(signed_in(Browser(address), STAFF["rep"]).get("/my-numbers"))
    ops.get(rubric)
    gone = {"top": "4", "name-0": "Opening question", "weight-0": "100", "id-0": "opening-question"}
    assert ops.post(rubric, **gone).status_code == 409
    ops.get(rubric)
    renamed = {**RUBRIC, "id-0": "opening-question", "id-1": "proof-price", "name-1": "Proof", "weight-0": "20", "weight-1": "80"}
    assert ops.post(rubric, **renamed).status_code == 200
    assert "60 of 100" in words(page.get(f"/team/{REP}"))  # 20 x 4/4 + 80 x 2/4


@pytest.mark.parametrize(
    "query", ["page=999999", "by=nonsense&down=7", "q=" + "x" * 10_000, "q=%00", "q=%F0%9F%98%80", "launch=nonsense"]
)
def test_odd_addresses_are_no_fault(staffed: str, browser: Browser, query: str) -> None:
    page = signed_in(browser, STAFF["manager"])
    for path in ("/team", f"/team/{REP}"):
        assert page.get(f"{path}?{query}").status_code in (200, 400, 404), path
    page.get("/team")
    assert page.post("/notes/99999999999999999999").status_code in (403, 404)
