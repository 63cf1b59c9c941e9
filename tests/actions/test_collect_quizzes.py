"""Quiz answers collected into a real database: any order, again, and assigned by hand gives the rows of a model made by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from typer.testing import CliRunner

from readiness.actions import launch, measurement
from readiness.adapters.db import collected
from readiness.adapters.db.store import engine, transaction
from readiness.cli import app
from readiness.errors import ConflictError, NotFoundError
from readiness.settings import ROOT, Settings
from tests.small_launch import write_small_launch

LAUNCH = "kettle-2"
BOIL = "Kettle 2: a customer wants the figure for “boiling time (for half a litre)”. Which one does the factory's spec give?"
BOX = "How big is the box?"
MOODLE = f'Surname,First name,Email address,State,Started on,"Question 1",Response 1\n%s,"{BOIL}",%s\n%s,"{BOIL}",%s\n'
JON, ANA = (
    "Doe,Jon,jon@x.example,Finished,10 February 2024 9:00 AM",
    "Ruiz,Ana,ana@example.com,Finished,10 February 2024 10:00 AM",
)


def statement(id_: str, rep_id: str, item_id: str, at: str, success: bool) -> dict[str, object]:
    return {
        "id": id_, "timestamp": at, "actor": {"account": {"homePage": "https://lms.example", "name": rep_id}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"}, "object": {"id": f"https://lms.example/{item_id}"},
        "result": {"success": success},
    }  # fmt: skip


VOID = {
    "id": "v1", "timestamp": "2024-02-14", "actor": {}, "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
    "object": {"objectType": "StatementRef", "id": "s1"},
}  # fmt: skip
FILES = {
    "moodle.csv": MOODLE % (JON, "at most 90 s", ANA, "at least 90 s"),
    "corrected.csv": MOODLE % (JON, "at most 100 s", ANA, "at most 90 s"),
    "long.csv": "rep_id,item_id,answered_on,answer\nr1,N1-value,2024-02-12,B\nr2,N3-value,2024-02-09,A\n",
    "lrs.json": json.dumps([
        statement("s1", "r1", "N3-value", "2024-02-11T08:00:00Z", success=True),
        statement("s2", "r1", "N3-value", "2024-02-11T09:00:00Z", success=False),
    ]),
    "void.json": json.dumps([VOID, statement("s3", "r2", "N1-value", "2024-02-13T08:00:00Z", success=True)]),
    "wide.csv": f"email,answered_on,{BOX}\ndee@example.com,2024-02-10,A\nzoe@x.example,2024-02-10,B\n",
}  # fmt: skip


class Said(NamedTuple):
    """One answer of one file, as a reader of the files above writes it down."""

    rep_id: str
    item_id: str
    sitting: str
    at: str
    correct: int
    needs: frozenset[str] = frozenset()


MODEL = {
    "moodle.csv": [
        Said("r3", "N1-value", "m9", "2024-02-10T09", 1, frozenset({"jon"})),
        Said("r1", "N1-value", "m10", "2024-02-10T10", 0),
    ],
    "corrected.csv": [
        Said("r3", "N1-value", "m9", "2024-02-10T09", 0, frozenset({"jon"})),
        Said("r1", "N1-value", "m10", "2024-02-10T10", 1),
    ],
    "long.csv": [Said("r1", "N1-value", "t12", "2024-02-12", 0), Said("r2", "N3-value", "t9", "2024-02-09", 1)],
    "lrs.json": [Said("r1", "N3-value", "s1", "2024-02-11T08", 1), Said("r1", "N3-value", "s2", "2024-02-11T09", 0)],
    "void.json": [Said("r2", "N1-value", "s3", "2024-02-13T08", 1)],
    "wide.csv": [
        Said("r4", "N3-value", "t10", "2024-02-10", 1, frozenset({"box"})),
        Said("r2", "N3-value", "t10", "2024-02-10", 0, frozenset({"box", "zoe"})),
    ],
}  # fmt: skip
DECISIONS = {"jon": ("jon@x.example", "r3", ""), "zoe": ("zoe@x.example", "r2", ""), "box": (BOX, "", "N3-value")}


def model_rows(order: list[str], decided: set[str]) -> list[tuple[str, str, int, str, int]]:
    """Return rep, item, attempt, day, correct of files first taken in this order, once these are decided."""
    said: dict[tuple[str, str, str], Said] = {}
    for name in order:
        for s in MODEL[name]:
            if s.needs <= decided and not (s.sitting == "s1" and "void.json" in order):
                said[s.rep_id, s.item_id, s.sitting] = s
    rows = []
    for s in said.values():
        earlier = [o for o in said.values() if (o.rep_id, o.item_id) == (s.rep_id, s.item_id) and o.at < s.at]
        rows.append((s.rep_id, s.item_id, 1 + len(earlier), s.at[:10], s.correct))
    return sorted(rows)


def stored_rows(settings: Settings) -> list[tuple[str, str, int, str, bool | None]]:
    with transaction(settings.database) as connection:
        found = collected.load_responses(connection, LAUNCH)
    return sorted((r.rep_id, r.item_id, r.attempt, r.answered_on.isoformat(), r.correct) for r in found)


def write_files(folder: Path) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: folder / name for name in FILES}


def ready(settings: Settings, folder: Path) -> None:
    launch.take_in(settings, folder)
    launch.approve(settings, LAUNCH, "Ada Owner", date(2024, 1, 8))


def queued(settings: Settings, what: str) -> list[str]:
    return [e.queue_id for e in measurement.review_queue(settings, LAUNCH) if what in e.what]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with the database of an approved launch, and the files."""
    folder = tmp_path_factory.mktemp("collect")
    url = f"sqlite:///{folder / 'r.db'}"
    settings = Settings(home=folder / "home", database_url=url, templates=ROOT / "content_templates")
    ready(settings, write_small_launch(folder / "launch"))
    engine(url).dispose()
    write_files(folder / "files")
    yield folder


def test_any_order_of_collecting_again_and_assigning_gives_the_same_rows(started: Path) -> None:
    count = iter(range(10_000))

    class Collecting(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            path = started / f"copy{next(count)}.db"
            shutil.copy(started / "r.db", path)
            self.settings = Settings(
                home=started / "home", database_url=f"sqlite:///{path}", templates=ROOT / "content_templates"
            )
            self.order: list[str] = []
            self.decided: set[str] = set()

        def waiting(self) -> list[str]:
            return sorted(
                d for d in DECISIONS if d not in self.decided and any(d in s.needs for f in self.order for s in MODEL[f])
            )

        @rule(name=st.sampled_from(sorted(FILES)))
        def collect(self, name: str) -> None:
            [report] = measurement.collect_quizzes(self.settings, LAUNCH, [started / "files" / name])
            s = report.submission
            assert s.n_rows == len(MODEL[name]) == s.n_taken + s.n_duplicates + s.n_quarantined + s.n_review
            assert min(s.n_taken, s.n_duplicates, s.n_quarantined, s.n_review) >= 0
            assert report.is_new == (name not in self.order)
            if name not in self.order:
                self.order.append(name)

        @precondition(lambda self: self.waiting())
        @rule(data=st.data())
        def assign(self, data: st.DataObject) -> None:
            decision = data.draw(st.sampled_from(self.waiting()))
            what, rep_id, item_id = DECISIONS[decision]
            [queue_id] = queued(self.settings, what)
            measurement.assign(self.settings, LAUNCH, queue_id, rep_id=rep_id, item_id=item_id)
            self.decided.add(decision)

        @invariant()
        def rows_are_those_of_the_model(self) -> None:
            assert stored_rows(self.settings) == model_rows(self.order, self.decided)
            with transaction(self.settings.database) as connection:
                submissions = collected.submissions_of(connection, [LAUNCH])
            waiting = sum(bool(s.needs - self.decided) for f in self.order for s in MODEL[f])
            assert sum(s.n_review for s in submissions) == waiting
            for s in submissions:
                assert s.n_rows == s.n_taken + s.n_duplicates + s.n_quarantined + s.n_review

        def teardown(self) -> None:
            engine(self.settings.database).dispose()

    run_state_machine_as_test(Collecting, settings=hypothesis_settings(max_examples=10, stateful_step_count=14, deadline=None))


def test_files_become_rows_a_queue_and_a_report_of_each_row(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    ready(settings, small_launch)
    paths = write_files(tmp_path / "files")
    reports = measurement.collect_quizzes(settings, LAUNCH, [paths["moodle.csv"], paths["corrected.csv"], paths["wide.csv"]])
    told = [(s.n_rows, s.n_taken, s.n_duplicates, s.n_quarantined, s.n_review) for s in (r.submission for r in reports)]
    assert told == [(2, 1, 0, 0, 1), (2, 1, 0, 0, 1), (2, 0, 0, 0, 2)]
    assert stored_rows(settings) == [("r1", "N1-value", 1, "2024-02-10", True)]  # the corrected file restates
    queue = measurement.review_queue(settings, LAUNCH)
    assert sorted((e.kind, e.what, e.n_answers, e.files) for e in queue) == [
        ("person", "<zoe@x.example>, 2024-02-10", 1, ("wide.csv",)),
        ("person", "Jon Doe <jon@x.example>, 2024-02-10T09:00:00", 2, ("corrected.csv", "moodle.csv")),
        ("question", BOX, 2, ("wide.csv",)),
    ]
    [box] = queued(settings, BOX)
    assert len(queued(settings, "zoe")) == 1
    assert measurement.assign(settings, LAUNCH, box, item_id="-") == 2
    assert queued(settings, "zoe") == []
    with transaction(settings.database) as connection:
        held = collected.held_of(connection, [LAUNCH])
    assert [(file, row, why) for _, file, row, _, why, _ in held] == [
        ("wide.csv", 2, "left out by hand"),
        ("wide.csv", 3, "left out by hand"),
    ]
    assert held[0][5] == f"<dee@example.com>; {BOX}; 2024-02-10; A; "


def test_what_cannot_be_assigned_is_one_sentence(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    ready(settings, small_launch)
    measurement.collect_quizzes(settings, LAUNCH, [write_files(tmp_path / "files")["moodle.csv"]])
    [jon] = queued(settings, "jon@x.example")
    for queue_id, ids, error, words in (
        ("p-none", {"rep_id": "r1"}, NotFoundError, "nothing waits for review under 'p-none'"),
        (jon, {"rep_id": "r77"}, NotFoundError, "no rep has the id 'r77'"),
        (jon, {"item_id": "N1-value"}, ConflictError, "is a person: say which with --rep alone"),
    ):
        with pytest.raises(error, match=words):
            measurement.assign(settings, LAUNCH, queue_id, **ids)
    assert measurement.assign(settings, LAUNCH, jon, rep_id="r3") == 1
    with pytest.raises(NotFoundError, match="nothing waits"):
        measurement.assign(settings, LAUNCH, jon, rep_id="r2")


def test_a_mail_address_added_to_the_launch_places_what_waited(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    ready(settings, small_launch)
    path = write_files(tmp_path / "files")["moodle.csv"]
    measurement.collect_quizzes(settings, LAUNCH, [path])
    reps = small_launch / "reps.csv"
    reps.write_text(reps.read_text(encoding="utf-8").replace("cy@example.com", "jon@x.example"), encoding="utf-8")
    launch.take_in(settings, small_launch)
    [report] = measurement.collect_quizzes(settings, LAUNCH, [path])
    assert (report.submission.n_taken, report.submission.n_review, report.is_new) == (2, 0, True)
    assert ("r3", "N1-value", 1, "2024-02-10", True) in stored_rows(settings)


def test_the_commands(started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(started / "r.db", tmp_path / "r.db")
    url = f"sqlite:///{tmp_path / 'r.db'}"
    monkeypatch.setenv("READINESS_DATABASE_URL", url)

    def run(*words: object) -> str:
        done = CliRunner().invoke(app, ["collect", *map(str, words), "--launch", LAUNCH], catch_exceptions=False)
        assert done.exit_code == 0
        return done.output

    out = run("quizzes", started / "files" / "moodle.csv", started / "files" / "lrs.json")
    assert "moodle.csv: 2 rows: 1 taken, 0 known already, 0 in quarantine, 1 waiting for review" in out
    assert "lrs.json: 2 rows: 2 taken, 0 known already, 0 in quarantine\n" in out
    review = run("review")
    assert review.startswith("1 entry to review; placed so far: 1 first attempt, 1 later; of all, 0 late, 0 partial\n")
    assert "Jon Doe <jon@x.example>, 2024-02-10T09:00:00 (1 answer in moodle.csv)" in review
    queue_id = json.loads(run("review", "--json"))["queue"][0]["queue_id"]
    assert run("assign", queue_id, "--rep", "r3") == f"{queue_id}: 1 answer settled\n"
    assert run("review").startswith("0 entries to review; placed so far: 2 first attempts, 1 later")
    engine(url).dispose()
