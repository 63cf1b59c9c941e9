"""Training in the portal: own sessions, the plan by the week, who came, make-ups, the plan mended, a manager's team."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from sqlalchemy import select

from readiness.adapters.db.invite_tables import invite_replies
from readiness.adapters.db.store import reading
from readiness.adapters.db.training_tables import training_plans, training_seats, training_sessions
from readiness.settings import Settings
from tests.portal.desks import desk, violations
from tests.portal.staffed import MANAGER, OTHER_REP, REP, STAFF
from tests.portal.taking import Browser, Clock, signed_in

NASTY = "<script>alert('x')</script>\"'&{{7*7}}"
BEFORE = datetime(2023, 11, 10, 9, 0, tzinfo=UTC)
"""Before every session of the launch's plan."""


def words(page: httpx.Response) -> str:
    """Return what a page says, without its tags."""
    text = re.sub(r"<[^>]+>", " ", page.text)
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def plan_rows(here: Settings, launch_id: str) -> list[dict[str, str]]:
    """Return the rows of plan.csv that have a session."""
    text = (here.out_dir(launch_id) / "training/plan.csv").read_text(encoding="utf-8-sig")
    return [row for row in csv.DictReader(io.StringIO(text)) if row["session_id"]]


def seat_of(here: Settings, launch_id: str, rep_id: str) -> dict[str, str]:
    return next(row for row in plan_rows(here, launch_id) if row["rep_id"] == rep_id)


def statuses(here: Settings, session_id: str) -> dict[str, str]:
    a = training_seats.c
    with reading(here.database) as c:
        return {r.rep_id: r.status for r in c.execute(select(a.rep_id, a.status).where(a.session_id == session_id))}


def begins(here: Settings, session_id: str) -> datetime:
    s = training_sessions.c
    with reading(here.database) as c:
        at: datetime = c.execute(select(s.starts_at).where(s.session_id == session_id)).scalar_one()
    return at.replace(tzinfo=UTC)


def base(launch_id: str) -> str:
    return f"/launches/{launch_id}/training"


def test_own_sessions_in_the_own_zone_and_a_no_that_ops_and_the_manager_read(
    here: Settings, staffed: str, clock: Clock, browser: Browser, address: str
) -> None:
    clock.now = BEFORE
    row = seat_of(here, staffed, REP)
    starts = datetime.fromisoformat(row["starts_at_local"])
    page = signed_in(browser, STAFF["rep"])
    shown = page.get("/my-sessions")
    assert f"{starts:%A} {starts.day} {starts:%B %Y, %H:%M} to" in words(shown)
    assert f"Time in {row['time_zone']}" in words(shown)
    assert f"with {row['trainer_name']}" in words(shown)
    assert f"/launches/{staffed}/sessions/{row['session_id']}.ics" in shown.text
    assert "I am here" not in words(shown)
    said = page.post(f"/my-sessions/{staffed}/{row['session_id']}", comes="0", said=NASTY)
    assert "You said that you cannot come." in words(said)
    assert "<script>alert" not in said.text
    with reading(here.database) as c:
        kept = c.execute(select(invite_replies)).one()
    assert (kept.rep_id, kept.answer, kept.comment) == (REP, "declined", NASTY)
    for role, path in (("ops", f"{base(staffed)}/sessions/{row['session_id']}"), ("manager", "/team-training")):
        read = signed_in(Browser(address), STAFF[role]).get(path)
        assert f"Cannot come {NASTY}" in words(read), role
        assert "<script>alert" not in read.text
    page.get("/my-sessions")
    clock.move(minutes=1)
    after_all = page.post(f"/my-sessions/{staffed}/{row['session_id']}", comes="1")
    assert "cannot come." not in words(after_all)
    clock.now = begins(here, row["session_id"])
    page = signed_in(Browser(address), STAFF["rep"])
    page.get("/my-sessions")
    assert page.post(f"/my-sessions/{staffed}/{row['session_id']}", comes="0").status_code == 409  # it has begun


def test_a_rep_says_that_he_is_there_while_it_is_on_and_nobody_says_it_for_another(
    here: Settings, staffed: str, clock: Clock, browser: Browser
) -> None:
    session_id = seat_of(here, staffed, REP)["session_id"]
    clock.now = begins(here, session_id) - timedelta(minutes=16)
    page = signed_in(browser, STAFF["rep"])
    assert "I am here" not in words(page.get("/my-sessions"))
    assert page.post(f"/my-sessions/{staffed}/{session_id}/here").status_code == 409
    clock.move(minutes=1)
    assert "I am here" in words(page.get("/my-sessions"))
    assert "Came" in words(page.post(f"/my-sessions/{staffed}/{session_id}/here"))
    found = statuses(here, session_id)
    assert found.pop(REP) == "attended"
    assert set(found.values()) == {"enrolled"}
    theirs = seat_of(here, staffed, OTHER_REP)["session_id"]
    page.get("/account")
    if theirs != session_id:
        assert page.post(f"/my-sessions/{staffed}/{theirs}/here").status_code == 404
    page.get("/account")
    assert page.post(f"/my-sessions/{staffed}/nonsense", comes="0").status_code == 404


def test_the_plan_by_the_week_in_a_zone_with_its_seats_and_what_it_costs(
    here: Settings, staffed: str, clock: Clock, browser: Browser
) -> None:
    clock.now = BEFORE
    rows = plan_rows(here, staffed)
    first = min(rows, key=lambda r: r["starts_at_utc"])
    starts = datetime.fromisoformat(first["starts_at_utc"].replace("Z", "+00:00"))
    n = sum(r["session_id"] == first["session_id"] for r in rows)
    page = signed_in(browser, STAFF["ops"])
    shown = words(page.get(base(staffed)))
    assert f"Week from {(starts - timedelta(days=starts.weekday())).day} " in shown
    assert f"{starts:%A} {starts.day} {starts:%B}" in shown
    assert f"{starts:%H:%M}–" in shown
    assert f"{n} of 24 {24 - n}" in shown
    assert "selling hours" in shown
    assert "Proven: no plan" in shown
    local = datetime.fromisoformat(first["starts_at_local"])
    moved = words(page.get(base(staffed), params={"zone": first["time_zone"], "week": starts.date().isoformat()}))
    assert f"{local:%H:%M}–" in moved
    assert "No session in this week" in words(page.get(base(staffed), params={"language": "xx"}))
    others = {r["session_id"] for r in rows if r["starts_at_utc"][:10] > (starts + timedelta(days=7)).date().isoformat()}
    text = page.get(base(staffed)).text
    assert not any(f"/sessions/{i}" in text for i in others)
    for name in ("plan.xlsx", f"by_team/{MANAGER}.xlsx"):
        published = (here.out_dir(staffed) / "training" / name).read_bytes()
        assert page.get(f"{base(staffed)}/files/{name}").content == published
    for name in ("plan.csv", "../launch.yaml", "nonsense", f"invites/{first['session_id']}-{REP}.ics"):
        assert page.get(f"{base(staffed)}/files/{name}").status_code == 404, name


def test_who_came_is_ticked_and_who_did_not_waits_for_another_seat(
    here: Settings, staffed: str, clock: Clock, browser: Browser
) -> None:
    session_id = min(plan_rows(here, staffed), key=lambda r: r["starts_at_utc"])["session_id"]
    reps = sorted(r["rep_id"] for r in plan_rows(here, staffed) if r["session_id"] == session_id)
    clock.now = begins(here, session_id) - timedelta(hours=1)
    page = signed_in(browser, STAFF["ops"])
    path = f"{base(staffed)}/sessions/{session_id}"
    assert "Save who came" not in words(page.get(path))
    page.get("/account")
    assert page.post(path, **{f"came-{reps[0]}": "1"}).status_code == 409
    clock.move(hours=3)
    page.get(path)
    odd = page.post(path, **{f"came-{r}": "1" for r in reps}, **{f"minutes-{reps[0]}": "9999"})
    assert odd.status_code == 400
    assert "Minutes are a whole number" in words(odd)
    assert set(statuses(here, session_id).values()) == {"enrolled"}
    done = page.post(path, **{f"came-{r}": "1" for r in reps[2:]})
    assert done.status_code == 200
    assert statuses(here, session_id) == {r: "attended" if r in reps[2:] else "no_show" for r in reps}
    missed = words(page.get(f"{base(staffed)}/missed"))
    assert "2 seats stayed empty" in missed
    page.get(path)
    page.post(path, **{f"came-{r}": "1" for r in reps[1:]})  # said again, it is corrected
    assert statuses(here, session_id)[reps[1]] == "attended"
    clock.move(seconds=1)
    page.get(path)
    page.post(path, **{f"came-{r}": "1" for r in reps[2:]})
    assert statuses(here, session_id)[reps[1]] == "no_show"
    page.get(f"{base(staffed)}/missed")
    could = page.post(f"{base(staffed)}/missed")
    assert set(statuses(here, session_id)) == set(reps)
    if "could have a seat" in words(could):
        given = page.post(f"{base(staffed)}/missed", do="keep")
        assert "a seat now" in words(given)
        with reading(here.database) as c:
            a = training_seats.c
            again = c.execute(select(a.session_id).where(a.rep_id == reps[0], a.status == "enrolled")).scalars().all()
        assert len(again) == 1
        assert again != [session_id]


def test_a_list_is_shown_as_it_is_understood_before_it_is_kept(
    here: Settings, staffed: str, clock: Clock, browser: Browser
) -> None:
    rows = plan_rows(here, staffed)
    session_id = min(rows, key=lambda r: r["starts_at_utc"])["session_id"]
    mine = [r for r in rows if r["session_id"] == session_id]
    clock.now = begins(here, session_id) + timedelta(hours=2)
    page = signed_in(browser, STAFF["ops"])
    path = f"{base(staffed)}/sessions/{session_id}"
    page.get(path)
    lines = ["session_id,title,rep_id,name,came,minutes", *(f"{session_id},x,,{r['rep_name']},x," for r in mine[1:])]
    listed = ("\n".join([*lines, f'{session_id},x,,"{NASTY.replace(chr(34), chr(34) * 2)}",x,']) + "\n").encode()
    csrf = page.csrf
    shown = page.client.post(f"{path}/list", data={"csrf": csrf}, files={"list": ("list.csv", listed, "text/csv")})
    assert shown.status_code == 200
    assert f"{len(mine) - 1} rows were understood" in words(shown) or len(mine) == 2
    assert "1 person is not recognised" in words(shown)
    assert "<script>alert" not in shown.text
    assert set(statuses(here, session_id).values()) == {"enrolled"}  # nothing is kept
    hidden = dict(re.findall(r'name="(do|name|kept|csrf)" value="([^"]*)"', shown.text))
    kept = page.client.post(f"{path}/list", data=hidden, files={"none": ("", b"")})
    assert kept.status_code == 200
    assert "<script>alert" not in kept.text
    assert sum(s == "attended" for s in statuses(here, session_id).values()) == len(mine) - 1
    for data, said in ((b"", "empty"), (b"hello", "no list"), (listed.replace(session_id.encode(), b"other"), "another session")):
        refused = page.client.post(f"{path}/list", data={"csrf": csrf}, files={"list": ("x.csv", data, "text/csv")})
        assert refused.status_code == 400, said
        assert said in words(refused)
    sheet = page.get(f"{path}/sheet.xlsx")
    assert sheet.content[:2] == b"PK"


def test_a_replan_is_looked_at_before_it_is_kept_and_stands_in_the_history(
    here: Settings, staffed: str, clock: Clock, browser: Browser, address: str
) -> None:
    clock.now = BEFORE
    first = min(plan_rows(here, staffed), key=lambda r: r["starts_at_utc"])
    day = date.fromisoformat(first["starts_at_utc"][:10])
    page, path = signed_in(browser, STAFF["ops"]), f"{base(staffed)}/replan"
    page.get(path)
    assert "Choose who" in words(page.post(path, kind="ill", who="nobody", from_day=str(day), until_day=str(day)))
    assert page.page.status_code == 400
    assert page.post(path, kind="launch").status_code == 400
    assert page.post(path, kind=NASTY).status_code == 400
    asked = {"kind": "ill", "who": first["trainer_id"], "from_day": str(day - timedelta(days=1)), "until_day": str(day)}
    looked = page.post(path, **asked)
    assert looked.status_code == 200
    assert "Nothing is kept yet." in words(looked)
    with reading(here.database) as c:
        assert c.execute(select(training_plans.c.revision)).scalars().all() == [1]
    assert begins(here, first["session_id"]).date() == day
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', looked.text.split("<main")[1]))
    stale = page.post(path, **{**fields, "digest": "0" * 64})
    assert stale.status_code == 409
    assert "changed meanwhile" in words(stale)
    page.get(path)
    kept = page.post(path, **{**fields, "csrf": page.csrf})
    assert kept.status_code == 200
    assert "Replanned: trainer ill" in words(kept)
    with reading(here.database) as c:
        by = c.execute(select(training_plans.c.revision, training_plans.c.by).order_by(training_plans.c.revision)).all()
    assert [row.revision for row in by] == [1, 2]
    with reading(here.database) as c:
        s = training_sessions.c
        starts = c.execute(select(s.starts_at).where(s.trainer_id == first["trainer_id"], s.status == "planned")).scalars().all()
    assert day not in {at.date() for at in starts}  # he is ill
    team = words(signed_in(Browser(address), STAFF["manager"]).get("/team-training"))
    assert "by the last replan" in team
    assert "trainer cannot come" in team


def test_a_manager_sees_the_own_team_alone(here: Settings, staffed: str, clock: Clock, browser: Browser) -> None:
    clock.now = BEFORE
    lines = (here.home.parent / "launch/reps.csv").read_text(encoding="utf-8").splitlines()
    reps = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    names = {r["name"] for r in reps if r["manager_id"] != MANAGER and r["rep_id"] != MANAGER}
    mine = {r["name"] for r in reps if r["manager_id"] == MANAGER}
    page = signed_in(browser, STAFF["manager"])
    sessions = {r["session_id"] for r in plan_rows(here, staffed)}
    pages = ["/team-training", base(staffed), f"{base(staffed)}/history"]
    for path in (*pages, *(f"{base(staffed)}/sessions/{i}" for i in sorted(sessions))):
        said = words(page.get(path))
        assert page.page.status_code in (200, 404), path
        assert [n for n in names - mine if n in said] == [], path
    assert any(n in words(page.get("/team-training")) for n in mine)
    assert page.get(f"{base(staffed)}/files/by_team/{MANAGER}.xlsx").status_code == 200
    assert page.get(f"{base(staffed)}/files/plan.xlsx").status_code == 404
    assert page.get("/team-training?launch=nonsense").status_code == 404


@pytest.mark.parametrize(
    "query", ["week=nonsense", "week=9999-12-31", "week=0001-01-01", "zone=Mars/Olympus", "channel=" + "x" * 9_000, "page=999999",
              "trainer=%F0%9F%98%80&module=%27", "q=" + "y" * 9_000]
)  # fmt: skip
def test_odd_addresses_are_no_fault(staffed: str, browser: Browser, query: str) -> None:
    page = signed_in(browser, STAFF["ops"])
    for path in ("", "/history", "/missed", "/replan", "/sessions/nonsense"):
        assert page.get(f"{base(staffed)}{path}?{query}").status_code in (200, 400, 404), path


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_the_pages(
    chromium: Chromium, staffed: str, here: Settings, clock: Clock, address: str, axe: str, language: str, width: int
) -> None:
    session_id = min(plan_rows(here, staffed), key=lambda r: r["starts_at_utc"])["session_id"]
    clock.now = begins(here, session_id) + timedelta(minutes=5)
    at = base(staffed)
    pages = {
        "rep": ["/my-sessions"],
        "manager": ["/team-training", at],
        "ops": [at, f"{at}/history", f"{at}/missed", f"{at}/replan?q=a", f"{at}/sessions/{session_id}"],
    }
    for role, paths in pages.items():
        with desk(chromium, address, STAFF[role], language, width) as page:
            for path in paths:
                shown = page.goto(address + path)
                assert shown and shown.status == 200, path
                assert violations(page, axe) == [], (role, path)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (role, path)


def test_a_trainer_is_ill_walked_without_scripts_and_the_differences_are_for_everybody(
    chromium: Chromium, staffed: str, here: Settings, clock: Clock, address: str, axe: str
) -> None:
    clock.now = BEFORE
    first = min(plan_rows(here, staffed), key=lambda r: r["starts_at_utc"])
    for scripts, language in ((True, "de"), (False, "en")):
        with desk(chromium, address, STAFF["marketing"], language, scripts=scripts) as page:
            page.goto(f"{address}{base(staffed)}/replan")
            page.select_option("#ill-who", first["trainer_id"])
            page.fill("#ill-from", first["starts_at_utc"][:10])
            page.fill("#ill-until", first["starts_at_utc"][:10])
            page.click("form:has(#ill-who) button")
            page.wait_for_selector("button.main")
            if scripts:
                assert violations(page, axe) == []
                continue
            page.click("text=Keep this plan")
            assert page.url.endswith("/training/history")
            assert "Replanned: trainer ill" in page.inner_text("main")
