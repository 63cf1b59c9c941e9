"""Approving quiz items: what nobody read is in no file for learners, what changes waits again, what is gone is retired."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from readiness.actions import enablement, launch, tracing
from readiness.adapters.db.store import transaction
from readiness.adapters.stored_quizzes import approved_forms
from readiness.errors import NotAllowedError, NotFoundError
from readiness.settings import Settings

DAY = date(2024, 1, 8)
ID = "kettle-2"


def taken_in(settings: Settings, folder: Path) -> None:
    launch.take_in(settings, folder)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def change(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def message_ids(settings: Settings, out: Path) -> list[str]:
    launch.write_positioning(settings, ID, out)
    return [row["message_id"] for row in table(out / "positioning/messages.csv")]


def approve_messages_only(settings: Settings, out: Path) -> None:
    launch.approve(settings, ID, "Ada Owner", DAY, message_ids(settings, out))


def test_approving_a_launch_approves_its_items_in_one_go(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    taken_in(settings, small_launch)
    launch.approve(settings, ID, "Ada Owner", DAY)
    report = enablement.write_quiz(settings, ID, tmp_path)
    assert report.n_items > 15
    assert (report.waiting, report.changed, report.retired, report.losses) == ((), (), (), ())
    rows = table(tmp_path / "quizzes/kettle-2-messages.csv")
    assert len(rows) == report.n_items
    assert "All are approved." in (tmp_path / "quizzes/items.md").read_text(encoding="utf-8")
    names = {p.name for p in (tmp_path / "quizzes").iterdir()}
    assert names == {
        "kettle-2-messages.gift", "kettle-2-messages.xml", "kettle-2-messages.qti.zip", "kettle-2-messages.qti3.zip",
        "kettle-2-messages.csv", "items.md", "forms",
    }  # fmt: skip


def test_items_nobody_approved_are_in_no_file_for_learners(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    taken_in(settings, small_launch)
    approve_messages_only(settings, tmp_path)
    report = enablement.write_quiz(settings, ID, tmp_path)
    assert (report.n_items, report.n_forms) == (0, 0)
    assert "N1-need" in report.waiting
    assert {p.name for p in (tmp_path / "quizzes").iterdir()} == {"items.md"}
    page = (tmp_path / "quizzes/items.md").read_text(encoding="utf-8")
    assert "readiness approve kettle-2 --items --by NAME" in page
    assert "N1-need: need, understand, message N1-evaluate, not approved yet" in page.replace("\\", "")
    n_new, states = enablement.approve_items(settings, ID, "Bo Reader", DAY, ["N1-need", "N2-need"])
    assert (n_new, sorted(states.approved)) == (2, ["N1-need", "N2-need"])
    assert {a.approved_by for a in states.approved.values()} == {"Bo Reader"}
    assert enablement.write_quiz(settings, ID, tmp_path).n_items == 2
    assert {row["item_id"] for row in table(tmp_path / "quizzes/kettle-2-messages.csv")} == {"N1-need", "N2-need"}
    assert {row["item_id"] for row in table(tmp_path / "quizzes/forms/forms.csv")} == {"N1-need", "N2-need"}
    assert enablement.approve_items(settings, ID, "Cy Late", DAY)[1].waiting == ()
    assert enablement.approve_items(settings, ID, "Cy Late", DAY)[0] == 0


def test_what_cannot_be_approved_is_refused(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    taken_in(settings, small_launch)
    with pytest.raises(NotAllowedError, match="readiness approve kettle-2"):
        enablement.approve_items(settings, ID, "Ada Owner", DAY)
    approve_messages_only(settings, tmp_path)
    with pytest.raises(NotFoundError, match="no quiz item 'N9-need'"):
        enablement.approve_items(settings, ID, "Ada Owner", DAY, ["N9-need"])
    with pytest.raises(NotAllowedError, match="name of the person"):
        enablement.approve_items(settings, ID, "  ", DAY)


def test_a_new_value_opens_what_shows_it_again_and_no_more(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    taken_in(settings, small_launch)
    launch.approve(settings, ID, "Ada Owner", DAY)
    before = {row["item_id"]: row for row in table_of(settings, tmp_path)}
    change(small_launch, "spec.yaml", "value: 90", "value: 80")
    change(small_launch, "spec.yaml", "at most 90 s", "at most 80 s")
    change(small_launch, "answers.csv", "within 90 seconds", "within 80 seconds")
    told = tracing.impact_of(settings, ID, small_launch / "spec.yaml")
    taken_in(settings, small_launch)
    approve_messages_only(settings, tmp_path)
    report = enablement.write_quiz(settings, ID, tmp_path)
    assert {"N1-value", "N1-need", "N1-situation"} <= set(report.changed)
    assert "N3-value" not in report.changed
    shown = [k for k, row in before.items() if "90 s" in str(row)]
    assert set(shown) <= set(report.waiting)
    assert {"N1-value"} <= set(told.changed_items)
    assert told.retired_items == ()
    rows = {row["item_id"]: row for row in table(tmp_path / "quizzes/kettle-2-messages.csv")}
    assert all(rows[k] == {**before[k], "spec_revision": rows[k]["spec_revision"]} for k in rows)
    assert not any("90 s" in str(row) for row in rows.values())
    enablement.approve_items(settings, ID, "Ada Owner", DAY)
    assert enablement.write_quiz(settings, ID, tmp_path).waiting == ()


def test_an_item_whose_message_goes_is_retired_and_comes_back_approved(
    settings: Settings, small_launch: Path, tmp_path: Path
) -> None:
    taken_in(settings, small_launch)
    launch.approve(settings, ID, "Ada Owner", DAY)
    kept = (small_launch / "answers.csv").read_text(encoding="utf-8")
    change(small_launch, "answers.csv", "N3,warranty,9", "N3,warranty,1")
    taken_in(settings, small_launch)
    launch.approve(settings, ID, "Ada Owner", DAY)
    report = enablement.write_quiz(settings, ID, tmp_path)
    assert {"N3-need", "N3-situation"} <= set(report.retired)
    assert report.waiting == ()
    assert "N3-need" in (tmp_path / "quizzes/items.md").read_text(encoding="utf-8").split("\n## ")[0]
    (small_launch / "answers.csv").write_text(kept, encoding="utf-8")
    taken_in(settings, small_launch)
    report = enablement.write_quiz(settings, ID, tmp_path)
    assert "N3-need" not in report.waiting  # the same words, approved before
    assert "N3-need" not in report.retired


def test_forms_are_there_for_every_motion_a_channel_or_a_rep_has(settings: Settings, small_launch: Path) -> None:
    change(small_launch, "reps.csv", "Europe/London,en", "Europe/London,de")
    change(
        small_launch,
        "reps.csv",
        "r4,Dee Müller,dee@example.com,,steam,T2,,consultative",
        "r4,Dee Müller,dee@example.com,,steam,T2,,enterprise",
    )
    taken_in(settings, small_launch)
    launch.approve(settings, ID, "Ada Owner", DAY)
    with transaction(settings.database) as connection:
        inputs, items, forms = approved_forms(settings.templates, connection, ID)
    assert inputs.launch.launch_id == ID
    assert [(f.form_id, f.motion.value, f.language) for f in forms] == [
        ("kettle-2-messages-A", "consultative", "en"),
        ("kettle-2-messages-B", "consultative", "en"),
        ("kettle-2-messages-enterprise-A", "enterprise", "en"),
        ("kettle-2-messages-enterprise-B", "enterprise", "en"),
        ("kettle-2-messages-transactional-A", "transactional", "en"),
        ("kettle-2-messages-transactional-B", "transactional", "en"),
    ]
    known = {i.item_id for i in items}
    assert all(set(f.item_ids) <= known and len(f.item_ids) == inputs.quiz.n_items for f in forms)


def table_of(settings: Settings, out: Path) -> list[dict[str, str]]:
    enablement.write_quiz(settings, ID, out)
    return table(out / "quizzes/kettle-2-messages.csv")
