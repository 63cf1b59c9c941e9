"""A person handed over and erased: nothing about them is left out, nothing of them is left behind, and sums stay."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from readiness.actions import accounts, launch, measurement, persons
from readiness.adapters.db import audit, people
from readiness.adapters.db import persons as stored
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.desk_tables import coaching_notes, go_decisions, launch_drafts, runs
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.ledger_tables import sales_cells, sales_ledger
from readiness.adapters.db.portal_tables import sign_ins, sittings
from readiness.adapters.db.store import engine, transaction
from readiness.adapters.db.tables import metadata, responses
from readiness.errors import InputError, NotFoundError
from readiness.permissions import AT_THE_MACHINE
from readiness.settings import Settings
from tests.portal.staffed import AFTER, MANAGER, REP, STAFF
from tests.portal.taking import settings_in

MARK = "erased-0badcafe"
DAY = AFTER.date().replace(day=5)


@pytest.fixture
def here(staffed_once: Path, tmp_path: Path) -> Iterator[Settings]:
    """Return an installation with a measured launch and an account for every role."""
    shutil.copytree(staffed_once, tmp_path, dirs_exist_ok=True)
    settings = settings_in(tmp_path)
    yield settings
    engine(settings.database).dispose()


def rep_row(settings: Settings, rep_id: str = REP) -> dict[str, str]:
    """Return a rep as the launch folder lists it."""
    lines = (settings.home.parent / "launch" / "reps.csv").read_text(encoding="utf-8").splitlines()
    return next(row for row in csv.DictReader(line for line in lines if not line.startswith("#")) if row["rep_id"] == rep_id)


def inside(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield bytes and, where they are a zip, everything in it: a search of its own, not the program's."""
    yield data
    if data[:2] == b"PK" and depth < 4:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from inside(archive.read(name), depth + 1)


def found_in_database(settings: Settings, needles: list[str]) -> list[str]:
    """Return table.column of every cell that holds a needle, read by the sqlite3 module alone; packed cells are unpacked."""
    import zlib

    found = []
    with sqlite3.connect(settings.database.removeprefix("sqlite:///")) as db:
        db.text_factory = bytes
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = db.execute(f"SELECT * FROM {table.decode()}")  # noqa: S608 - names of our own tables
            names = [d[0] for d in rows.description]
            for row in rows:
                for name, cell in zip(names, row, strict=True):
                    if not isinstance(cell, bytes):
                        continue
                    texts = [cell]
                    try:
                        texts.append(zlib.decompress(cell))
                    except zlib.error:
                        texts += list(inside(cell))
                    whole = b"\n".join(texts).lower()
                    found += [f"{table.decode()}.{name}" for n in needles if n.lower().encode() in whole]
    return found


def found_in_files(settings: Settings, needles: list[str]) -> list[str]:
    """Return every file of the workspace, the database's own too, that holds a needle, in zips too."""
    found = []
    database = Path(settings.database.removeprefix("sqlite:///"))
    files = [p for p in settings.home.rglob("*") if p.is_file()] + [
        p for p in database.parent.glob(f"{database.name}*") if p.is_file()
    ]
    for path in files:
        whole = b"\n".join(inside(path.read_bytes())).replace(b"\r\n ", b"").lower()
        found += [str(path) for n in needles if n.lower().encode() in whole or n in str(path)]
    return found


def write_everywhere(settings: Settings, launch_id: str, name: str, email: str) -> None:
    """Let the person stand where people write freely, and in files of the workspace."""
    at = AFTER.replace(tzinfo=None)
    with transaction(settings.database) as c:
        c.execute(
            insert(coaching_notes),
            [
                {
                    "launch_id": launch_id,
                    "rep_id": REP,
                    "by": "Max",
                    "at": at,
                    "text": "practise",
                    "due_on": None,
                    "is_done": False,
                },
                {
                    "launch_id": launch_id,
                    "rep_id": MANAGER,
                    "by": name,
                    "at": at,
                    "text": f"ask {name.upper()}",
                    "due_on": None,
                    "is_done": False,
                },
            ],
        )
        c.execute(insert(go_decisions), [
            {"launch_id": launch_id, "number": 1, "decision": "go", "by": name, "at": at, "why": f"{email} said so",
             "facts": {"owner": REP, "told": [f"{name} is ready", {"mail": email}]}},
        ])  # fmt: skip
        c.execute(insert(runs), [
            {"run_id": "1" * 32, "launch_id": launch_id, "kind": "launch", "state": "done", "asked_by": email, "asked_at": at,
             "said": f"{name.split()[1]}, {name.split()[0]}", "options": {"by": name}},
        ])  # fmt: skip
        audit.note(c, AT_THE_MACHINE, "people.seen", AFTER, rep_id=REP, about=f"looked at {name}")
    (settings.home / "runs").mkdir()
    (settings.home / "runs" / "1.log").write_text(f"asked by {name} <{email}>\n", encoding="utf-8")


def test_nothing_of_an_erased_person_is_left(here: Settings) -> None:
    row, launch_id = rep_row(here), next((here.home / "out").iterdir()).name
    needles = [row["name"], row["email"], STAFF["rep"], f"{row['name'].split()[1]}, {row['name'].split()[0]}"]
    write_everywhere(here, launch_id, row["name"], row["email"])
    before = {place.split(".")[0] for place in found_in_database(here, needles)}
    assert {"input_files", "people", "shown_rows", "coaching_notes", "go_decisions", "runs", "audit_log"} <= before
    assert len(found_in_files(here, needles)) > 8
    done = persons.erase_person(here, REP, "Dana Officer", AFTER, MARK)
    assert found_in_database(here, needles) == []
    assert found_in_files(here, needles) == []
    assert [path for path in done.files_left if Path(path).is_relative_to(here.home)] == []
    assert all(Path(path).exists() for path in done.files_left)  # the folder this installation was copied from is left alone
    assert [Path(folder).name for folder in done.folders] == ["launch"]
    assert done.files_changed == (str(here.home / "runs" / "1.log"),)
    with transaction(here.database) as c:
        decided = c.execute(select(go_decisions)).one()
        assert (decided.by, decided.why) == (MARK, f"{MARK}@erased.invalid said so")
        assert decided.facts == {"owner": MARK, "told": [f"{MARK} is ready", {"mail": f"{MARK}@erased.invalid"}]}
        last = audit.entries_of(c, audit.Asked(act="person.erased"), 1, 0)[0][0]
        assert (last.who, last.about) == ("Dana Officer", MARK)
        assert people.person_of(c, email=STAFF["rep"]) is None


def sums(settings: Settings, rep_id: str) -> tuple[dict[str, int], int, int]:
    """Return units and amounts by rep and in all, and how many answers there are of a rep and of all."""
    with transaction(settings.database) as c:
        ledger = c.execute(select(sales_ledger.c.rep_id, sales_ledger.c.amount_minor)).all()
        cells = c.execute(select(sales_cells.c.rep_id, sales_cells.c.amount_minor)).all()
        answers = c.execute(select(responses.c.rep_id)).scalars().all()
    assert sum(x.amount_minor for x in ledger) == sum(x.amount_minor for x in cells)
    mine = {
        name: sum(x.amount_minor for x in rows if x.rep_id == rep_id) for name, rows in (("ledger", ledger), ("cells", cells))
    }
    return {**mine, "all": sum(x.amount_minor for x in ledger)}, answers.count(rep_id), len(answers)


def test_sums_and_answers_stay_under_the_mark_and_the_launch_is_measured_as_before(here: Settings) -> None:
    launch_id = next((here.home / "out").iterdir()).name
    before = sums(here, REP)
    assert before[0]["ledger"] != 0
    assert before[1] > 0
    persons.erase_person(here, REP, "Dana Officer", AFTER, MARK)
    assert sums(here, MARK) == before
    assert sums(here, REP)[1] == 0
    out = here.home / "out" / launch_id
    measurement.write_report(here, launch_id, out, DAY, sensitive=False)
    reps = list(csv.DictReader(io.StringIO((out / "report" / "reps.csv").read_text(encoding="utf-8"))))
    assert [r["name"] for r in reps if r["rep_id"] == MARK] == [MARK]
    assert REP not in {r["rep_id"] for r in reps}


def test_a_manager_who_is_erased_stays_as_a_mark_beside_the_team(here: Settings) -> None:
    persons.erase_person(here, STAFF["manager"], "Dana Officer", AFTER, MARK)
    with transaction(here.database) as c:
        assert people.person_of(c, email=STAFF["manager"]) is None
    assert found_in_database(here, [rep_row(here, MANAGER)["name"], STAFF["manager"]]) == []


def test_what_is_handed_over_is_complete_and_holds_no_secret(here: Settings, tmp_path: Path) -> None:
    row, launch_id = rep_row(here), next((here.home / "out").iterdir()).name
    write_everywhere(here, launch_id, row["name"], row["email"])
    out = tmp_path / "new" / "me.zip"
    told = persons.export_person(here, row["email"].upper(), out, AFTER)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as archive:
        names, data = set(archive.namelist()), json.loads(archive.read("data.json"))
        answers = list(csv.DictReader(io.StringIO(archive.read("responses.csv").decode())))
        whole = b"".join(archive.read(n) for n in names)
    with transaction(here.database) as c:
        n_answers = len(c.execute(select(responses).where(responses.c.rep_id == REP)).all())
        secrets = [str(v) for r in c.execute(select(sign_ins.c.token_sha256, sign_ins.c.csrf)) for v in r]
        hashes = [r.password_hash for r in people.all_people(c) if r.password_hash]
    assert n_answers > 0
    assert len(answers) == told.n_rows["responses"] == n_answers
    assert [n["text"] for n in data["coaching_notes"]["rows"]] == ["practise"]
    assert {"go_decisions", "runs"} <= {n["table"] for n in data["named_elsewhere"]["rows"]}
    assert any(row["name"] in line["text"] for line in data["launch_files"]["rows"])
    assert any(n.startswith("files/out/") and n.endswith(f"{REP}.ics") for n in names)
    assert len(hashes) == 6
    assert not [s for s in secrets + hashes if s.encode() in whole]
    assert found_in_database(here, ["person.exported"]) == ["audit_log.act"]


def test_every_table_that_tells_of_a_person_is_known() -> None:
    """A column that says who: its table is in the list, or holds only names, which are found by the name."""
    telling = {"rep_id", "person_id", "subject_id"}
    tables = {t.name for t in metadata.sorted_tables if telling & {c.name for c in t.c}}
    assert tables - set(stored.HELD) == set()
    for name, held in stored.HELD.items():
        assert {*held.by_rep, *held.by_account} <= {c.name for c in metadata.tables[name].c}, name


def test_whoever_is_unknown_is_said_so_and_somebody_must_order_it(here: Settings, tmp_path: Path) -> None:
    for who in ("nobody@example.com", "no-such-rep", "", "  ", "@", "%", "shops"):
        with pytest.raises(NotFoundError, match="nobody is known here"):
            persons.plan_erasing(here, who)
        with pytest.raises(NotFoundError):
            persons.export_person(here, who, tmp_path / "x.zip", AFTER)
    with pytest.raises(InputError, match="nobody is named"):
        persons.erase_person(here, REP, "  ", AFTER, MARK)
    plan = persons.plan_erasing(here, REP)
    assert plan.subject.emails == tuple(sorted({rep_row(here)["email"], STAFF["rep"]}))
    assert found_in_database(here, [STAFF["rep"]]) != []


def test_what_is_too_old_is_swept_away_and_nothing_else(settings: Settings) -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    old, young = now - timedelta(days=1_101), now - timedelta(days=1_099)
    draft = settings.home / "drafts" / ("a" * 32)
    draft.mkdir(parents=True)
    (draft / "reps.csv").write_text("x", encoding="utf-8")
    with transaction(settings.database) as c:
        c.execute(metadata.tables["launches"].insert(), [{"launch_id": "k", "name": "K", "owner": "O", "folder": "/f"}])
        for n, at in enumerate((old, young)):
            audit.note(c, AT_THE_MACHINE, f"act{n}", at)
            plain = at.replace(tzinfo=None)
            sitting = {
                "launch_id": "k", "rep_id": "r1", "quiz_id": "q", "form_id": "f", "language": "en", "minutes": 0,
                "pass_share": 0.7, "feedback": "after", "most_items": 5, "is_adaptive": False, "n_opened": 1, "ending": "",
                "share": None, "is_passed": False,
            }  # fmt: skip
            c.execute(insert(sittings), [
                {**sitting, "sitting_id": f"open{n}", "number": 2 * n, "started_at": plain, "ended_at": None},
                {**sitting, "sitting_id": f"done{n}", "number": 2 * n + 1, "started_at": plain, "ended_at": plain},
            ])  # fmt: skip
        c.execute(insert(launch_drafts), [
            {"draft_id": "a" * 32, "person_id": "p", "made_at": old.replace(tzinfo=None), "launch_id": "k", "name": "n"},
            {"draft_id": "b" * 32, "person_id": "p", "made_at": young.replace(tzinfo=None), "launch_id": "k", "name": "n"},
        ])  # fmt: skip
    found = persons.sweep(settings, now)
    assert found.n_rows == {"entries of the log": 1, "unfinished quizzes": 1, "drafts": 1}
    with transaction(settings.database) as c:
        assert sorted(c.execute(select(sittings.c.sitting_id)).scalars()) == ["done0", "done1", "open1"]
        assert sorted(c.execute(select(audit_log.c.act)).scalars()) == ["act1", "persons.swept"]
        assert c.execute(select(launch_drafts.c.draft_id)).scalars().all() == ["b" * 32]
    assert not draft.exists()
    assert persons.sweep(settings, now).n_rows == {}


def test_on_both_databases_no_cell_names_the_erased(settings: Settings, small_launch: Path) -> None:
    launch_id, _ = launch.take_in(settings, small_launch)
    link = accounts.add_user(settings, "ana@example.com", "rep", AFTER, rep_id="r1", name="Ana Ruiz")
    accounts.set_password(settings, link.rsplit("/", 1)[1], "kettles boil before toast", AFTER)
    at = AFTER.replace(tzinfo=None)
    facts = {"owner": "r1", "told": ["ask Ana Ruiz"], "none": None}
    decided = {"launch_id": launch_id, "number": 1, "decision": "go", "by": "RUIZ, ANA", "at": at, "why": "José", "facts": facts}
    with transaction(settings.database) as c:
        c.execute(insert(go_decisions), [decided])
    done = persons.erase_person(settings, "ana@example.com", "Dana Officer", AFTER, MARK)
    assert done.deleted["people"] == 1
    with transaction(settings.database) as c:
        cells = [str(cell if not isinstance(cell, bytes) else cell.decode("utf-8", "replace"))
                 for table in metadata.sorted_tables for row in c.execute(select(table)) for cell in row]  # fmt: skip
        kept = c.execute(select(go_decisions)).one()
        reps = {r.rep_id: (r.name, r.email) for r in load_inputs(c, launch_id).reps}
    assert [cell[:80] for cell in cells if re.search(r"ana ruiz|ruiz, ana|ana@example\.com", cell, re.IGNORECASE)] == []
    assert (kept.by, kept.why, kept.facts) == (MARK, "José", {"owner": MARK, "told": [f"ask {MARK}"], "none": None})
    assert reps[MARK] == (MARK, f"{MARK}@erased.invalid")
    assert reps["r2"] == ("Bo Li", "bo@example.com")
