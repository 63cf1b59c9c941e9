"""Backups: rows and files come back as they were, on either database, whoever was at work meanwhile; or nothing comes at all."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, text

from readiness.actions import backups, launch
from readiness.adapters.backup_files import writing
from readiness.adapters.db import store, table_copies
from readiness.adapters.db.ledger_tables import sales_current, sales_ledger
from readiness.adapters.db.tables import output_files
from readiness.errors import ConflictError, InputError
from readiness.settings import ROOT, Settings
from tests.clean_processes import deadly_step, step_at_statements, was_killed
from tests.schema_rows import fill, reflected, rows_of
from tests.small_launch import write_small_launch
from tests.stream.test_stream import NOW, run_all, tree

Copies = Callable[..., AbstractContextManager[str]]
HOLDS_PATHS = {"output_files", "launches", "runs", "run_steps"}


def installed(home: Path, url: str = "") -> Settings:
    return Settings(home=home, database_url=url, templates=ROOT / "content_templates")


@pytest.fixture(scope="module")
def worked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation whose whole stream ran, partly into an output folder of the user's own."""
    base = tmp_path_factory.mktemp("worked")
    here = installed(base / "home")
    run_all(here, write_small_launch(base / "launch"), here.out_dir("kettle-2"))
    launch.write_positioning(here, "kettle-2", base / "elsewhere")
    (here.out_dir("kettle-2") / "mine.txt").write_text("a note of somebody\n", encoding="utf-8")
    store.engine(here.database).dispose()
    return base


@pytest.fixture
def worked(worked_once: Path) -> Iterator[Settings]:
    yield installed(worked_once / "home")


def dump(settings: Settings) -> dict[str, list[bytes]]:
    """Return every table's rows, but those that speak of full paths."""
    with store.reading(settings.database) as connection:
        tables = table_copies.tables_of(connection)
        return {t.name: sorted(table_copies.lines_of(connection, t)) for t in tables if t.name not in HOLDS_PATHS}


def test_a_backup_comes_back_in_another_home_and_is_gone_on_with(worked: Settings, tmp_path: Path) -> None:
    made = backups.back_up(worked, tmp_path / "b", NOW)
    assert made == backups.verify(tmp_path / "b")
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    there = installed(tmp_path / "new" / "home")
    done = backups.restore(there, tmp_path / "b")
    assert (done.backup, done.set_aside) == (made, "")
    assert dump(there) == dump(worked)
    own = there.out_dir("kettle-2")
    assert tree(own) == tree(worked.out_dir("kettle-2"))
    (other,) = (there.home / "out" / "elsewhere").iterdir()
    assert tree(other) == tree(worked.home.parent / "elsewhere")
    published = run_all(there, worked.home.parent / "launch", own)
    assert (published.written, published.set_aside) == ((), ())
    assert launch.write_positioning(there, "kettle-2", other).published.written == ()


def test_the_same_installation_gives_the_same_backup(worked: Settings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        backups.back_up(worked, tmp_path / name, NOW)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_rows_of_every_kind_go_from_one_database_to_the_other_and_back(tmp_path: Path, postgres_copies: Copies) -> None:
    with postgres_copies("template0") as url:
        chain = [installed(tmp_path / "a"), installed(tmp_path / "b", url), installed(tmp_path / "c")]
        with store.transaction(chain[0].database) as connection:
            fill(connection, set())
        for n, (one, other) in enumerate(pairwise(chain)):
            backups.back_up(one, tmp_path / f"{n}.backup", NOW)
            backups.restore(other, tmp_path / f"{n}.backup")
            assert dump(other) == dump(chain[0])
        with store.transaction(url) as connection:  # new rows are numbered after the old ones
            n = connection.execute(text("INSERT INTO audit_log SELECT * FROM audit_log WHERE false RETURNING 1")).rowcount
            assert n == 0
            last = connection.execute(text("SELECT nextval(pg_get_serial_sequence('audit_log', 'entry_id'))")).scalar()
            assert last == 4


def test_a_backup_of_an_earlier_program_is_brought_forward(tmp_path: Path) -> None:
    old = f"sqlite:///{tmp_path / 'old.db'}"
    with store.engine(old).begin() as connection:
        for revision in ("0007", "0012"):
            store.migrate(connection, revision)
            fill(connection, {"sales_lines"})
        before = {name: (t, rows_of(connection, t, [c.name for c in t.columns])) for name, t in reflected(connection).items()}
        with writing(tmp_path / "b", {"program": "0", "revision": "0012", "taken_at": "", "home": str(tmp_path)}) as backup:
            for table in table_copies.tables_of(connection):
                backup.table(table.name, table_copies.copy_of(table).columns, table_copies.lines_of(connection, table))
    there = installed(tmp_path / "home")
    done = backups.restore(there, tmp_path / "b")
    assert (done.backup.revision, done.revision) == ("0012", store.head())
    with store.reading(there.database) as connection:
        now = reflected(connection)
        for name in set(before) & set(now) - HOLDS_PATHS:
            table, rows = before[name]
            assert rows_of(connection, now[name], [c.name for c in table.columns]) == rows, name


def damaged(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "one byte":
        at = len(data) // 3
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    elif how == "cut short":
        path.write_bytes(data[: len(data) // 2])
    elif how == "no backup":
        path.write_bytes(b"hello")
    elif how == "another zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("manifest.json", "{}")
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["one byte", "cut short", "no backup", "another zip", "not there"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(how: str, worked: Settings, tmp_path: Path) -> None:
    backups.back_up(worked, tmp_path / "b", NOW)
    damaged(tmp_path / "b", how)
    there = installed(tmp_path / "home")
    for read in (lambda: backups.verify(tmp_path / "b"), lambda: backups.restore(there, tmp_path / "b")):
        with pytest.raises(InputError, match=r"/b::: .*expected"):
            read()
    assert not (there.home / "readiness.db").exists()
    assert not any(p for p in there.home.rglob("*") if p.is_file()) if there.home.exists() else True


def test_a_backup_of_a_later_program_is_refused(worked: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "revision_in", lambda _: "9999")
    backups.back_up(worked, tmp_path / "b", NOW)
    with pytest.raises(InputError, match=r"revision 9999.*install the later one"):
        backups.restore(installed(tmp_path / "home"), tmp_path / "b")


def test_what_is_there_is_replaced_only_when_asked_and_set_aside(worked: Settings, tmp_path: Path) -> None:
    backups.back_up(worked, tmp_path / "b", NOW)
    there = installed(tmp_path / "home")
    other = there.out_dir("other") / "a.txt"
    other.parent.mkdir(parents=True)
    other.write_text("keep me", encoding="utf-8")
    with pytest.raises(ConflictError, match="is not empty"):
        backups.restore(there, tmp_path / "b")
    done = backups.restore(there, tmp_path / "b", force=True)
    assert (Path(done.set_aside) / "out" / "other" / "a.txt").read_text(encoding="utf-8") == "keep me"
    again = backups.restore(there, tmp_path / "b", force=True)
    assert again.set_aside != done.set_aside
    assert dump(there) == dump(worked)
    assert tree(there.out_dir("kettle-2")) == tree(worked.out_dir("kettle-2"))


def test_a_database_of_others_is_left_alone(worked: Settings, tmp_path: Path) -> None:
    backups.back_up(worked, tmp_path / "b", NOW)
    there = installed(tmp_path / "home")
    with store.whole(there.database) as connection:
        connection.execute(text("CREATE TABLE theirs (n INTEGER)"))
    with pytest.raises(ConflictError, match="not ours, such as theirs"):
        backups.restore(there, tmp_path / "b", force=True)


def restore_and_die(settings: Settings, source: Path, at: int) -> None:
    step_at_statements(settings.database, deadly_step(at), "commit")
    backups.restore(settings, source, force=True)
    os._exit(0)


def test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_repeated(worked: Settings, tmp_path: Path) -> None:
    backups.back_up(worked, tmp_path / "b", NOW)
    there = installed(tmp_path / "home")
    with store.transaction(there.database) as connection:
        connection.execute(text("INSERT INTO launches VALUES ('before', 'B', 'O', '/f')"))
    store.engine(there.database).dispose()
    assert was_killed(restore_and_die, there, tmp_path / "b", 1)
    with store.reading(there.database) as connection:
        assert connection.execute(text("SELECT launch_id FROM launches")).scalars().all() == ["before"]
    backups.restore(there, tmp_path / "b", force=True)
    assert dump(there) == dump(worked)
    assert not list(there.home.glob(".*"))


WRITER = """
import sys, itertools
from datetime import UTC, date, datetime
from pathlib import Path
from readiness.actions import launch, sales_out
from readiness.adapters.output_files import OutFolder
from readiness.settings import Settings
settings, inbox = Settings(), Path(sys.argv[1])
lines = (inbox / "2024.csv").read_text().splitlines()
out = OutFolder(settings.database, "kettle-2", settings.out_dir("kettle-2"))
print("ready", flush=True)
for n in itertools.count():
    rows = [row.replace("2024-", f"{1990 - n % 20}-") for row in lines[1:]]
    (inbox / f"extra-{n}.csv").write_text("\\n".join([lines[0], *rows]) + "\\n")
    sales_out.collect_reports(settings, "kettle-2", datetime.now(UTC))
    out.publish_all("report", {f"report/{k}.txt": f"{n} {k}".encode() * 2000 for k in range(n % 7 + 1)})
    out.publish_manifest({"n": n})
"""


@contextmanager
def at_work(settings: Settings, inbox: Path) -> Iterator[None]:
    """Let a process book files and publish outputs until the end."""
    variables = {**os.environ, **settings.environment(), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", WRITER, inbox], env=variables, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
            yield
            assert process.poll() is None
        finally:
            process.kill()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_backups_taken_under_load_are_whole(kind: str, worked_once: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(worked_once, tmp_path / "w")
    backups.back_up(installed(worked_once / "home"), tmp_path / "first", NOW)
    with _database(kind, request) as url:
        here = installed(tmp_path / "here", url)
        backups.restore(here, tmp_path / "first")
        launch.take_in(here, tmp_path / "w" / "launch")
        with at_work(here, tmp_path / "w" / "launch" / "inbox" / "sales_out" / "steam"):
            for n in range(4):
                backups.back_up(here, tmp_path / f"{n}.backup", datetime.now(UTC))
    sizes = []
    for n in range(4):
        there = installed(tmp_path / f"there-{n}")
        sizes.append(backups.restore(there, tmp_path / f"{n}.backup").backup.n_rows)
        belongs_together(there)
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]  # somebody was at work
    assert launch.write_manifest(there, "kettle-2", there.out_dir("kettle-2")).set_aside == ()


@contextmanager
def _database(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    with request.getfixturevalue("postgres_copies")("template0") as url:
        yield url


def belongs_together(there: Settings) -> None:
    """Check: keys point to rows, the ledger adds up to what stands, and each file on disk is a version that is recorded."""
    with store.reading(there.database) as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        booked = dict.fromkeys(("post", "reverse"), 0)
        for kind, units in connection.execute(select(sales_ledger.c.kind, sales_ledger.c.units)):
            booked[kind] = booked.get(kind, 0) + units
        stands = sum(connection.execute(select(sales_current.c.units)).scalars())
        assert sum(booked.values()) == stands
        versions = {
            (Path(r.out_dir) / r.path, r.sha256)
            for r in connection.execute(select(output_files.c.out_dir, output_files.c.path, output_files.c.sha256))
        }
    out = there.out_dir("kettle-2")
    for name, sha in tree(out).items():
        assert (out.resolve() / name, sha) in versions or name == "mine.txt", name


def test_said_of_the_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(store.DatabaseDownError):
        backups.back_up(installed(tmp_path / "home", "postgresql://nobody@127.0.0.1:1/none"), tmp_path / "b", NOW)
    assert not (tmp_path / "b").exists()
    with pytest.raises(InputError, match="cannot be written"):
        backups.back_up(installed(tmp_path / "home"), tmp_path / "no" / "b", NOW)
