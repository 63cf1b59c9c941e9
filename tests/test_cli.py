"""The command line as its users type it: exit codes, one clear line, JSON."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest


def process(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environment = {**os.environ, "READINESS_HOME": str(home), "NO_COLOR": "1"}
    command = [sys.executable, "-c", "from readiness.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=home.parent, check=False)


def readiness(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, which need not import everything anew."""
    from readiness.cli import main

    out, err, on_interrupt, code = io.StringIO(), io.StringIO(), signal.getsignal(signal.SIGINT), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["readiness", *map(str, arguments)])
        patch.setenv("READINESS_HOME", str(home))
        patch.setenv("NO_COLOR", "1")
        patch.chdir(home.parent)
        try:
            main()
        except SystemExit as done:
            code = int(done.code or 0)
        finally:
            signal.signal(signal.SIGINT, on_interrupt)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_check_of_a_clean_folder(small_launch: Path, tmp_path: Path) -> None:
    done = process("check", small_launch, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (0, f"{small_launch}: no problem found\n")
    assert not (tmp_path / "home").exists()


def test_check_names_every_problem_and_exits_2(small_launch: Path, tmp_path: Path) -> None:
    (small_launch / "trainers.csv").unlink()
    reps = small_launch / "reps.csv"
    reps.write_text(reps.read_text(encoding="utf-8").replace("Europe/London", "Europe/Londn"), encoding="utf-8")
    done = readiness("check", small_launch, home=tmp_path / "home")
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert lines[0].startswith("reps.csv:3:time_zone: 'Europe/Londn' is not a time zone; expected")
    assert lines[1].startswith("trainers.csv::: the file is missing; expected")
    assert lines[2] == "2 problems; nothing was written"
    assert not (tmp_path / "home").exists()


def test_check_as_json(small_launch: Path, tmp_path: Path) -> None:
    (small_launch / "trainers.csv").unlink()
    done = process("check", small_launch, "--json", home=tmp_path / "home")
    assert done.returncode == 2
    assert json.loads(done.stdout)["problems"][0]["file"] == "trainers.csv"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("check", "nowhere"), 2, "nowhere is not a folder"),
        (("enable", "nothing"), 2, "no launch 'nothing'; launches taken in: none yet"),
        (("measure", "nothing", "--as-of", "soon"), 2, "'soon' is not a day"),
        (("collect", "sales-out", __file__, "--partner", "nobody"), 2, "no launch names the partner 'nobody'"),
        (("frobnicate",), 2, "No such command"),
        (("deck", "account", "nothing", "a1"), 2, "no launch 'nothing'; launches taken in: none yet"),
        (("deck", "all", "nothing"), 2, "no launch 'nothing'; launches taken in: none yet"),
        (("deck", "diff", "nothing", "a", "b"), 2, "no deck 'a' in nothing; decks/index.csv names those there are"),
        (("deck", "preview", "nothing", "a", "--out", "a.pptx"), 2, "a.pptx is no name of a PDF"),
        (("deck", "preview", "nothing", "a", "--out", "no-folder/a.pdf"), 2, "there is no folder no-folder"),
    ],
)
def test_errors_are_one_clear_line(arguments: tuple[str, ...], code: int, line: str, tmp_path: Path) -> None:
    done = readiness(*arguments, home=tmp_path / "home")
    assert done.returncode == code
    assert line in done.stderr
    assert "Traceback" not in done.stderr


def test_decks_of_accounts_are_pressed_compared_and_drawn(small_launch: Path, tmp_path: Path) -> None:
    from datetime import date

    from readiness.actions import launch
    from readiness.settings import ROOT, Settings

    home, out = tmp_path / "home", tmp_path / "out"
    settings = Settings(home=home, templates=ROOT / "content_templates")
    launch.take_in(settings, small_launch)
    refused = readiness("deck", "account", "kettle-2", "a1", "--out", out, home=home)
    assert (refused.returncode, refused.stdout) == (4, "")
    assert "readiness approve kettle-2" in refused.stderr
    assert not out.exists()
    launch.approve(settings, "kettle-2", "Ada Owner", date(2024, 1, 8))
    done = readiness("deck", "account", "kettle-2", "a1", "a2", "--out", out, "--json", home=home)
    made = json.loads(done.stdout)["decks"]
    assert [(d["account_id"], d["edition"]) for d in made] == [
        (a, edition) for a in ("a1", "a2") for edition in ("presenter", "leave-behind")
    ]
    assert all(Path(d["file"]).is_file() for d in made)
    assert (out / "manifest.json").is_file()
    differs = readiness("deck", "diff", "kettle-2", "kettle-2-shops-a1", "kettle-2-shops-a2", home=home).stdout
    assert "Shop 1" in "".join(line for line in differs.splitlines() if line.startswith("  - "))
    assert "Shop 2" in "".join(line for line in differs.splitlines() if line.startswith("  + "))
    same = readiness("deck", "diff", "kettle-2", "kettle-2-shops-a1", "kettle-2-shops-a1", home=home)
    assert same.stdout == "The two decks say the same.\n"
    drawn = readiness("deck", "preview", "kettle-2", "kettle-2-shops-a1", "--out", out / "a1.pdf", home=home)
    if drawn.returncode == 0:
        assert (out / "a1.pdf").read_bytes().startswith(b"%PDF")
    else:
        assert (drawn.returncode, "is not installed here" in drawn.stderr) == (2, True)


def test_deck_workers_is_a_number() -> None:
    from readiness.errors import InputError
    from readiness.settings import Settings

    for text, n in (("1", 1), ("64", 64)):
        assert Settings(deck_workers=text).n_deck_workers == n
    for text in ("0", "65", "-1", "two", "", "1.5", "٣"):
        with pytest.raises(InputError, match="READINESS_DECK_WORKERS"):
            _ = Settings(deck_workers=text).n_deck_workers


def test_settings_say_where_each_value_came_from(tmp_path: Path) -> None:
    done = readiness("settings", home=tmp_path / "home")
    assert f"READINESS_HOME={tmp_path / 'home'}  (environment)" in done.stdout
    assert "(default)" in done.stdout


def test_doctor_and_upgrade(tmp_path: Path) -> None:
    assert readiness("doctor", home=tmp_path / "home").returncode == 0
    first = readiness("db", "upgrade", home=tmp_path / "home")
    assert first.stdout.startswith("from revision none to ")
    assert readiness("db", "upgrade", home=tmp_path / "home").stdout.startswith("already at revision ")


def test_analyse_spec(small_launch: Path, tmp_path: Path) -> None:
    done = readiness("analyse", "spec", small_launch / "spec.yaml", "--out", tmp_path / "result", home=tmp_path / "home")
    assert done.returncode == 0
    spec = json.loads((tmp_path / "result" / "spec.json").read_text(encoding="utf-8"))
    boil = spec["characteristics"][0]
    assert (boil["value"], boil["unit"], boil["operator"], boil["source"]) == (
        90.0,
        "s",
        "<=",
        "spec.yaml, characteristics[0].value",
    )


def test_a_place_that_cannot_be_written_is_named_in_one_line(small_launch: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = readiness("analyse", "spec", small_launch / "spec.yaml", "--out", tmp_path / "file" / "below", home=tmp_path / "home")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / "file") in done.stderr


def test_analyse_trace_links_two_sets_of_texts(tmp_path: Path) -> None:
    (tmp_path / "left.csv").write_text("id,text\nr1,the lid opens with one hand\nr2,boiling takes 90 seconds\n", encoding="utf-8")
    (tmp_path / "right.csv").write_text("id,text\ns1,boils water in 90 seconds\ns2,a lid for one hand\n", encoding="utf-8")
    done = readiness(
        "analyse",
        "trace",
        "--left",
        tmp_path / "left.csv",
        "--right",
        tmp_path / "right.csv",
        "--out",
        tmp_path,
        home=tmp_path / "h",
    )
    assert done.returncode == 0
    lines = (tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "left_id,right_id,score"
    assert {tuple(line.split(",")[:2]) for line in lines[1:3]} == {("r1", "s2"), ("r2", "s1")}


def test_ctrl_c_says_how_to_go_on(small_launch: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "READINESS_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", "from readiness.cli import main; main()", "launch", str(small_launch), "--approve-as", "A"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    deadline = time.monotonic() + 60
    while not (tmp_path / "home").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert err.endswith("stopped; run the same command again to go on where it stopped\n")


def test_a_file_that_cannot_be_read_at_all_ends_with_2(small_launch: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    from readiness.actions import launch
    from readiness.settings import Settings

    home = tmp_path / "home"
    launch.take_in(Settings(home=home, database_url=f"sqlite:///{home / 'readiness.db'}"), small_launch)
    done = readiness("collect", "sales-out", tmp_path / "empty.csv", "--partner", "steam", home=home)
    assert done.returncode == 2
    assert done.stdout.startswith("empty.csv: 1 row: 0 taken")


def test_a_format_of_logs_that_is_none_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_LOG_FORMAT", "yaml")
    done = readiness("runs", home=tmp_path / "home")
    assert (done.returncode, done.stderr.startswith("READINESS_LOG_FORMAT:::")) == (2, True)
    monkeypatch.setenv("READINESS_LOG_FORMAT", "text")
    assert readiness("runs", home=tmp_path / "home").stdout == "no run has ended yet\n"
