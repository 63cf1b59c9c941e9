"""Certification from end to end, on SQLite and PostgreSQL: given once, renewed, ended, said in words, the same after a kill."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions import launch, measurement
from readiness.actions.certification import CertificationReport, certify
from readiness.adapters.db import certificates, store
from readiness.adapters.db.store import transaction
from readiness.cli import app
from readiness.errors import ConflictError, NotAllowedError, NotFoundError
from readiness.settings import ROOT, Settings
from readiness.stages.quizzes.certificate_model import CertificateEvent
from tests.certified_launch import DAY, LAUNCH, answers, collect, take_in, write_certified_launch, write_ratings
from tests.clean_processes import deadly_step, step_at_renames, step_at_statements, was_killed
from tests.small_launch import SPEC_YAML
from tests.stream.test_stream import tree

QUIZ = "certificate: {cut_share: 0.6, confidence: 0.8, months: 12, partner_share: 0.3, issuer: {name: Steam & Co}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_certified_launch(tmp_path / "launch", quiz=QUIZ)


def ready(settings: Settings, folder: Path, *, rated: bool = True) -> list[str]:
    """Take in a launch with judges' ratings and everybody's answers; return its items."""
    items = take_in(settings, folder)
    if rated:
        write_ratings(folder, items)
        launch.take_in(settings, folder)
    collect(settings, folder.parent / "answers.csv", answers(items))
    return items


def run(settings: Settings, out: Path, day: date = DAY, *, dry_run: bool = False) -> CertificationReport:
    return certify(settings, LAUNCH, out, by="Ada Owner", as_of=day, dry_run=dry_run)


def stored(settings: Settings) -> list[CertificateEvent]:
    with transaction(settings.database) as connection:
        return certificates.events_of(connection, LAUNCH)


def test_those_above_the_judges_cut_are_certified_once(settings: Settings, folder: Path, tmp_path: Path) -> None:
    ready(settings, folder)
    report, out = run(settings, tmp_path / "out"), tmp_path / "out"
    assert report.cut.has_model
    certified = {e.subject_id for e in report.events if e.kind == "rep"}
    # Abilities go from -2 (r00) to 2 (r39): the weak are not among them, the strong are.
    assert not certified & {f"r{k:02}" for k in range(18)}
    assert {f"r{k:02}" for k in range(34, 40)} <= certified
    assert [e.subject_id for e in report.events if e.kind == "partner"] == ["steam"]  # 12 of 40 are needed
    assert stored(settings) == sorted(report.events, key=lambda e: (e.kind, e.subject_id))
    rows = {r["id"]: r for r in csv.DictReader(io.StringIO((out / "certificates/index.csv").read_text(encoding="utf-8")))}
    assert len(rows) == 41
    for row in rows.values():
        holds = row["status"] == "certified"
        assert holds == bool(row["file"]) == (not row["why"] or row["kind"] == "partner")
        assert row["kind"] == "partner" or holds == (float(row["probability"]) >= 0.8)
        assert not holds or (out / row["file"]).is_file()
    badge = json.loads((out / "certificates/r39.json").read_text(encoding="utf-8"))
    assert (badge["validFrom"][:10], badge["validUntil"][:10]) == ("2024-02-20", "2025-02-20")
    assert badge["issuer"]["name"] == "Steam & Co"
    files, before = tree(out), stored(settings)
    again = run(settings, out)
    assert (again.events, again.published.written, again.published.removed) == ((), (), ())
    assert (tree(out), stored(settings)) == (files, before)


def test_a_dry_run_keeps_and_writes_nothing(settings: Settings, folder: Path, tmp_path: Path) -> None:
    ready(settings, folder)
    report = run(settings, tmp_path / "out", dry_run=True)
    assert report.events
    assert (stored(settings), (tmp_path / "out").exists()) == ([], False)


def test_the_end_the_renewal_and_no_way_back(settings: Settings, folder: Path, tmp_path: Path) -> None:
    items, out = ready(settings, folder, rated=False), tmp_path / "out"
    first = {e.subject_id for e in run(settings, out).events if e.kind == "rep"}
    near, fresh = date(2025, 1, 10), answers(items[:12], on=date(2025, 1, 5))
    assert run(settings, out, near).events == ()
    # Only the best rep answers anew, and only this one goes on.
    collect(settings, tmp_path / "fresh.csv", "\n".join(x for x in fresh.splitlines() if x[:3] in ("rep", "r39")) + "\n")
    renewed = run(settings, out, near)
    assert [(e.subject_id, e.event, e.valid_until) for e in renewed.events] == [("r39", "renewed", date(2026, 1, 10))]
    over = run(settings, out, date(2025, 3, 1))
    assert {e.subject_id for e in over.events if e.kind == "rep"} == first - {"r39"}
    assert {e.event for e in over.events} == {"expired"}
    assert [p.name for p in sorted((out / "certificates").rglob("*.*"))] == ["index.csv", "r39.html", "r39.json"]
    with pytest.raises(ConflictError, match="--as-of may not be before"):
        run(settings, out, DAY)


def test_few_reps_are_judged_by_shares_with_the_same_words(settings: Settings, tmp_path: Path) -> None:
    folder = write_certified_launch(tmp_path / "launch", 6, quiz=QUIZ)
    items = take_in(settings, folder)
    collect(settings, tmp_path / "answers.csv", answers(items, 6))
    report = run(settings, tmp_path / "out")
    assert not report.cut.has_model
    said = {s.subject_id: s for s in report.standings}
    assert said["r05"].status == "certified"
    assert said["r00"].why.startswith("below the cut: expected to get about")
    n = sum(s.status == "certified" for s in report.standings if s.kind == "rep")
    assert said["steam"].why == f"{n} of 6 active reps certified; 2 needed"
    assert said["steam"].status == ("certified" if n >= 2 else "not_certified")  # 0.3 of 6, rounded up


def revise(folder: Path, *quotes: str) -> None:
    """Change the factory's words of these characteristics; what they say stays."""
    text = SPEC_YAML
    for quote in quotes:
        assert quote in text
        text = text.replace(quote, f"{quote[:-1]}, as tested.")
    (folder / "spec.yaml").write_text(text, encoding="utf-8")


def test_a_changed_spec_asks_for_renewal_or_takes_the_certificate_away(settings: Settings, folder: Path, tmp_path: Path) -> None:
    ready(settings, folder)
    out = tmp_path / "out"
    held = {e.subject_id for e in run(settings, out).events if e.kind == "rep"}
    revise(folder, "Push-button lid opens with one hand.")
    launch.take_in(settings, folder)
    with pytest.raises(NotAllowedError):
        run(settings, out, date(2024, 3, 2))
    launch.approve(settings, LAUNCH, "Ada Owner", date(2024, 3, 1))
    report = run(settings, out, date(2024, 3, 2))
    reps = {s.subject_id: s for s in report.standings if s.kind == "rep" and s.subject_id in held}
    assert {s.status for s in reps.values()} <= {"renew", "revoked"}
    assert reps["r39"].status == "renew"
    assert "changed or went (N" in reps["r39"].why
    assert {e.subject_id for e in report.events if e.event == "revoked"} == {i for i, s in reps.items() if s.status == "revoked"}
    revise(folder, "Push-button lid opens with one hand.", "Boils 0.5 L in at most 90 s.", "3 years on parts.")
    take_in(settings, folder)
    launch.approve(settings, LAUNCH, "Ada Owner", date(2024, 4, 1))
    gone = run(settings, out, date(2024, 4, 2))
    assert {s.status for s in gone.standings if s.subject_id in held} == {"revoked"}
    assert all("without them" in e.reason for e in gone.events if e.kind == "rep")
    assert not list((out / "certificates").glob("r*.json"))


def test_measuring_says_who_holds_one_and_which_ratings_do_not_count(settings: Settings, folder: Path, tmp_path: Path) -> None:
    items = ready(settings, folder)
    write_ratings(folder, [*items, "N9-need"])
    launch.take_in(settings, folder)
    row = 2 + 3 * len(items)
    unknown = f"angoff.csv:{row}:item_id: the quiz has no item 'N9-need' (did you mean N1-need?); its 3 ratings do not count"
    assert measurement.write_report(settings, LAUNCH, tmp_path / "out", DAY).certificates[0].startswith(unknown[:60])
    n = sum(e.kind == "rep" for e in run(settings, tmp_path / "out").events)
    lines = measurement.write_report(settings, LAUNCH, tmp_path / "out", date(2024, 5, 1)).certificates
    assert lines[1:] == (f"{n} reps and 1 partner hold a certificate on 2024-05-01.",)


def test_one_clear_sentence_for_what_cannot_be(settings: Settings, folder: Path, tmp_path: Path) -> None:
    take_in(settings, folder)
    with pytest.raises(NotAllowedError, match="needs the name"):
        certify(settings, LAUNCH, tmp_path / "out", by=" ", as_of=DAY)
    with pytest.raises(NotFoundError, match="no launch 'kettle-9'"):
        certify(settings, "kettle-9", tmp_path / "out", by="Ada", as_of=DAY)
    nobody = run(settings, tmp_path / "out")
    assert {s.why for s in nobody.standings if s.kind == "rep"} == {"no quiz answered yet"}


def test_the_command_says_what_happened(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("READINESS_HOME", str(home))
    ready(Settings(), folder)
    words = ["certify", LAUNCH, "--by", "Ada Owner", "--as-of", DAY.isoformat()]
    dry = CliRunner().invoke(app, [*words, "--dry-run"])
    assert dry.exit_code == 0
    assert "would be issued to" in dry.output
    assert "Nothing was kept or written." in dry.output
    wet = CliRunner().invoke(app, words)
    assert f"Open: {home / 'out' / LAUNCH / 'certificates' / 'index.csv'}" in wet.output
    assert "(± 9%), set by 3 judges; 80% certainty" in wet.output
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    assert (told["events"], len(told["standings"])) == ([], 41)


def run_and_die(settings: Settings, out: Path, at: int) -> None:
    """Certify in a process that kills itself at its n-th step: before or after a rename, before or after a commit."""
    step = deadly_step(at)
    step_at_renames(step)
    step_at_statements(settings.database, step, "commit", "begin")
    run(settings, out)
    os._exit(0)


def test_killed_and_run_again_it_ends_as_if_never_killed(folder: Path, tmp_path: Path) -> None:
    def installed(home: Path) -> Settings:
        return Settings(home=home, database_url=f"sqlite:///{home / 'readiness.db'}", templates=ROOT / "content_templates")

    base = installed(tmp_path / "base")
    ready(base, folder)
    store.engine(base.database).dispose()
    quiet, shaken = (installed(Path(shutil.copytree(tmp_path / "base", tmp_path / name))) for name in ("quiet", "shaken"))
    run(quiet, tmp_path / "quiet/out")
    for at in (1, 2, 4, 9):
        assert was_killed(run_and_die, shaken, tmp_path / "shaken/out", at)
    run(shaken, tmp_path / "shaken/out")
    assert tree(tmp_path / "shaken/out") == tree(tmp_path / "quiet/out")
    assert stored(shaken) == stored(quiet)
