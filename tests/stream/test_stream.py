"""The whole stream on a small launch, by its actions, on SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from readiness.actions import buyer_side, decks, enablement, launch, measurement, sales_out
from readiness.adapters.db.store import engine
from readiness.errors import NotAllowedError, NotFoundError
from readiness.settings import ROOT, Settings
from tests.small_launch import write_small_launch

DAY = date(2024, 1, 8)
NOW = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
"""When reports come: after all of them were due, as for flows, which ask the clock."""
AS_OF = date(2024, 8, 30)


def run_launch(settings: Settings, folder: Path, out: Path) -> tuple[str, launch.Published]:
    """Run what the launch flow runs, but for its manifest; return the launch's id and what was published."""
    launch_id, _ = launch.take_in(settings, folder)
    launch.approve(settings, launch_id, "Ada Owner", DAY)
    published = launch.write_positioning(settings, launch_id, out).published
    pressed = [decks.press_decks(settings, launch_id, out, batch) for batch in decks.deck_batches(settings, launch_id)]
    rows = [row for batch, _ in pressed for row in batch]
    for _, one in pressed:
        published = published + one
    published = published + decks.finish_decks(settings, launch_id, out, rows)
    sales_out.collect_reports(settings, launch_id, NOW)
    published = published + buyer_side.write_map(settings, launch_id, out).published
    published = published + buyer_side.write_plan(settings, launch_id, out).published
    return launch_id, published + buyer_side.write_kick_off(settings, launch_id, out)


def run_all(settings: Settings, folder: Path, out: Path) -> launch.Published:
    """Run every stage once and return what was published."""
    launch_id, published = run_launch(settings, folder, out)
    published = published + enablement.write_training(settings, launch_id, out).published
    published = published + enablement.write_quiz(settings, launch_id, out).published
    measurement.collect_inbox(settings, launch_id)
    sales_out.collect_reports(settings, launch_id, NOW)
    published = published + measurement.write_report(settings, launch_id, out, AS_OF).published
    published = published + buyer_side.write_plan(settings, launch_id, out).published
    return published + measurement.write_manifest(settings, launch_id, out)


def tree(folder: Path) -> dict[str, str]:
    """Return every file with its hash."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def table(path: Path) -> list[dict[str, str]]:
    """Return a CSV's rows."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


@dataclass(frozen=True, slots=True)
class Ran:
    """A small launch whose whole stream ran once."""

    root: Path
    database_url: str

    @property
    def settings(self) -> Settings:
        """Return the settings of its installation."""
        return Settings(home=self.root / "home", database_url=self.database_url, templates=ROOT / "content_templates")

    @property
    def folder(self) -> Path:
        """Return the launch folder."""
        return self.root / "launch"

    @property
    def out(self) -> Path:
        """Return the output folder."""
        return self.root / "out"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """Return a launch whose stream ran, once on each database; to be read or copied, not changed."""
    root = tmp_path_factory.mktemp("ran")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), root / 'readiness.db')}"
        else:
            url = stack.enter_context(request.getfixturevalue("postgres_copies")())
        found = Ran(root, url)
        run_all(found.settings, write_small_launch(found.folder), found.out)
        engine(url).dispose()
        yield found


@pytest.fixture
def going_on(ran: Ran, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ran]:
    """Return the same launch to go on with, on a copy of its database; its folders, whose paths are known, are put back."""
    shutil.copytree(ran.root, tmp_path / "kept")
    with ExitStack() as stack:
        if ran.database_url.startswith("sqlite"):
            url = f"sqlite:///{tmp_path / 'kept' / 'readiness.db'}"
        else:
            url = stack.enter_context(request.getfixturevalue("postgres_copies")(ran.database_url.rsplit("/", 1)[1]))
        yield Ran(ran.root, url)
        engine(url).dispose()
    for folder in (ran.settings.home, ran.folder, ran.out):
        shutil.rmtree(folder, ignore_errors=True)
        if (kept := tmp_path / "kept" / folder.name).exists():
            shutil.copytree(kept, folder)


def test_output_has_the_promised_files(ran: Ran) -> None:
    names = set(tree(ran.out))
    assert {
        "positioning/messages.csv", "positioning/messages.md", "positioning/gaps.csv", "positioning/lint.csv",
        "positioning/links.csv", "decks/index.csv", "decks/shops.zip", "decks/online.zip",
        "decks/shops/kettle-2-shops.pptx", "decks/online/kettle-2-online.pptx",
        "plan/contact_plan.csv", "plan/contact_plan.xlsx", "training/plan.csv", "training/plan.xlsx",
        "quizzes/kettle-2-messages.gift", "quizzes/kettle-2-messages.xml", "quizzes/kettle-2-messages.qti.zip",
        "quizzes/kettle-2-messages.csv", "quizzes/items.md", "quizzes/forms/forms.csv",
        "quizzes/forms/kettle-2-messages-A.gift", "quizzes/forms/kettle-2-messages-transactional-B.xml",
        "report/reps.csv", "report/partners.csv", "report/items.csv", "report/claims.csv", "report/competencies.csv",
        "report/retakes.csv", "report/readiness.xlsx", "report/readiness.html", "manifest.json",
    } <= names  # fmt: skip
    assert len([n for n in names if n.startswith("training/invites/")]) == 4


def test_manifest_names_every_file_and_input_with_its_hash(ran: Ran) -> None:
    manifest = json.loads((ran.out / "manifest.json").read_text(encoding="utf-8"))
    assert {f["path"]: f["sha256"] for f in manifest["files"]} == {k: v for k, v in tree(ran.out).items() if k != "manifest.json"}
    inputs = {k: v for k, v in tree(ran.folder).items() if not k.startswith("inbox/")}
    assert {f["path"]: f["sha256"] for f in manifest["inputs"]} == inputs
    assert {f["file"] for f in manifest["collected"]} == {"inbox/sales_out/steam/2023.csv", "inbox/sales_out/steam/2024.csv"}
    assert str(ran.root) not in json.dumps(manifest)


def test_second_run_changes_nothing(going_on: Ran) -> None:
    settings, small_launch, out = going_on.settings, going_on.folder, going_on.out
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    again = run_all(settings, small_launch, out)
    assert (again.written, again.removed, again.set_aside) == ((), (), ())
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == before


def test_two_homes_and_two_folders_give_the_same_manifest(ran: Ran, tmp_path: Path) -> None:
    """One of the homes is the database under test, the other always SQLite: the bytes depend on neither."""
    moved = shutil.copytree(ran.folder, tmp_path / "elsewhere" / "same launch")
    other = Settings(home=tmp_path / "home2", database_url=f"sqlite:///{tmp_path / 'other.db'}", templates=ran.settings.templates)
    run_all(other, moved, tmp_path / "two")
    assert (ran.out / "manifest.json").read_bytes() == (tmp_path / "two" / "manifest.json").read_bytes()
    assert tree(ran.out) == tree(tmp_path / "two")


def test_no_deck_before_approval(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    launch_id, _ = launch.take_in(settings, small_launch)
    report = launch.write_positioning(settings, launch_id, out)
    assert report.approval is None
    assert all(not row["approved_by"] for row in table(out / "positioning/messages.csv"))
    with pytest.raises(NotAllowedError, match="readiness approve kettle-2"):
        decks.press_decks(settings, launch_id, out, ["shops"])
    with pytest.raises(NotAllowedError):
        enablement.write_quiz(settings, launch_id, out)
    assert not (out / "decks").exists()
    assert [p.name for p in (out / "quizzes").iterdir()] == ["items.md"]  # to be read and approved


def test_approval_holds_for_the_text_it_was_given_for(going_on: Ran) -> None:
    settings, small_launch, out = going_on.settings, going_on.folder, going_on.out
    assert {(r["approved_by"], r["approved_on"]) for r in table(out / "positioning/messages.csv")} == {
        ("Ada Owner", "2024-01-08")
    }
    answers = small_launch / "answers.csv"
    answers.write_text(
        answers.read_text(encoding="utf-8").replace("opens its lid with one hand", "opens with a thumb"), encoding="utf-8"
    )
    launch.take_in(settings, small_launch)
    assert launch.write_positioning(settings, "kettle-2", out).approval is None
    with pytest.raises(NotAllowedError):
        decks.press_decks(settings, "kettle-2", out, ["shops"])


def test_a_channel_that_leaves_takes_decks_and_quiz_forms_along(going_on: Ran) -> None:
    settings, small_launch, out = going_on.settings, going_on.folder, going_on.out
    text = (small_launch / "launch.yaml").read_text(encoding="utf-8")
    (small_launch / "launch.yaml").write_text(text.replace("[shops, online]", "[shops]"), encoding="utf-8")
    published = run_all(settings, small_launch, out)
    editions = ("", "-leave-behind", "-one-pager")
    assert set(published.removed) == {
        "decks/online.zip",
        *(f"decks/online/kettle-2-online{e}.pptx" for e in editions),
        *(
            f"quizzes/forms/kettle-2-messages-transactional-{form}.{ending}"
            for form in "AB"
            for ending in ("gift", "xml", "qti.zip", "qti3.zip", "csv")
        ),
    }
    of_status = {(r["channel"], r["status"]) for r in table(out / "decks/index.csv")}
    assert of_status == {("shops", "current"), ("online", "superseded")}


def test_an_edited_file_is_kept(going_on: Ran) -> None:
    settings, small_launch, out = going_on.settings, going_on.folder, going_on.out
    plan = out / "plan/contact_plan.csv"
    ours, mine = plan.read_bytes(), b"my own notes"
    plan.write_bytes(mine)
    published = run_all(settings, small_launch, out)
    assert published.written == ("plan/contact_plan.csv",)
    assert plan.read_bytes() == ours
    assert (out / "plan" / published.set_aside[0]).read_bytes() == mine


def test_sales_lines_add_up(ran: Ran) -> None:
    """The report's sales-out is the sum of the launched product's lines in the measured window, by hand from the files."""
    lines = table(ran.folder / "inbox/sales_out/steam/2024.csv")
    by_hand: dict[str, float] = {}
    for line in lines:
        if line["product id"] == "K2" and "2024-03-04" <= line["order date"] <= "2024-08-30":
            by_hand[line["rep id"]] = by_hand.get(line["rep id"], 0) + float(line["amount"])
    reported = {r["rep_id"]: float(r["sales_out_money"] or 0) for r in table(ran.out / "report/reps.csv")}
    assert {k: round(v, 2) for k, v in by_hand.items()} == {k: v for k, v in reported.items() if v}


def test_unknown_launch_is_named(settings: Settings, small_launch: Path) -> None:
    launch.take_in(settings, small_launch)
    with pytest.raises(NotFoundError, match=r"no launch 'kettle-3'; launches taken in: kettle-2"):
        launch.require_approval(settings, "kettle-3")


def test_report_without_anything_collected_says_what_is_missing(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    shutil.rmtree(small_launch / "inbox")
    run_all(settings, small_launch, tmp_path / "out")
    rows = table(tmp_path / "out/report/reps.csv")
    assert [r["status"] for r in rows] == ["not_enough_data"] * 4
    assert {r["contribution_money"] for r in rows} == {""}


def test_a_deck_is_named_only_beside_a_message_it_carries(ran: Ran) -> None:
    carried = {r["file"]: set(r["message_ids"].split(";")) for r in table(ran.out / "decks/index.csv")}
    plan = table(ran.out / "plan/contact_plan.csv")
    assert any(row["asset"] for row in plan)
    assert all(row["message_id"] in carried[row["asset"]] for row in plan if row["asset"])


def test_before_anything_is_sold_the_figures_are_blank_and_not_zero(going_on: Ran) -> None:
    out = going_on.out
    measurement.write_report(going_on.settings, "kettle-2", out, date(2024, 3, 3))
    rows = table(out / "report/reps.csv")
    assert {row["expected_money"] for row in rows} == {row["contribution_low"] for row in rows} == {""}


def test_nobody_owes_an_act_before_being_hired(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    reps = small_launch / "reps.csv"
    text = reps.read_text(encoding="utf-8")
    reps.write_text(text.replace("Europe/London,en,2020-01-01", "Europe/London,en,2025-01-01"), encoding="utf-8")
    out = tmp_path / "out"
    run_all(settings, small_launch, out)
    owed = {row["rep_id"]: row["next_action"] for row in table(out / "report/reps.csv")}
    assert owed["r2"] == ""
    assert owed["r1"]
