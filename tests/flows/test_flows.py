"""The flows on a real Prefect server of our own: approval gate, names, artifacts, outcome, nothing left running."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from readiness.adapters.db import ledger_reading, store
from readiness.errors import InvalidInputsError, NotAllowedError
from tests.small_launch import write_small_launch
from tests.stream.test_stream import tree

NOW = datetime(2024, 9, 2, 8, tzinfo=UTC)
pytestmark = [
    pytest.mark.slow,
    # Prefect's own: its client warns about its schemas and leaves sockets to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, prefect_once: Path) -> Iterator[Path]:
    """Return the home of an installation with an embedded Prefect server up."""
    from flows.embedded_server import serve

    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(prefect_once, folder / "prefect")
    before = dict(os.environ)
    os.environ["READINESS_HOME"] = str(folder)
    try:
        with serve(folder):
            yield folder
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_launch_stops_at_the_positioning_and_goes_on_after_approval(home: Path, tmp_path: Path) -> None:
    from flows.launch import LaunchRequest, launch
    from readiness.actions import launch as actions
    from readiness.settings import Settings

    folder, out = write_small_launch(tmp_path / "launch"), tmp_path / "out"
    waiting = launch(LaunchRequest(launch_dir=str(folder), out=str(out)))
    assert not waiting.is_approved
    assert (out / "positioning/messages.md").is_file()
    assert not (out / "decks").exists()
    actions.approve(Settings(), "kettle-2", "Ada Owner", date(2024, 1, 8))
    done = launch(LaunchRequest(launch_id="kettle-2", out=str(out)))
    assert done.is_approved
    assert done.n_decks == 2 * 3
    assert (out / "decks/shops.zip").is_file()


@pytest.fixture(scope="module")
def dask_scheduler(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a real Dask scheduler with two worker processes that were started apart from any flow."""
    told = tmp_path_factory.mktemp("dask") / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    command += ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(told)]
    started = [subprocess.Popen(command, stderr=subprocess.DEVNULL)]
    try:
        while not (told.exists() and told.stat().st_size):
            time.sleep(0.1)
        address = str(json.loads(told.read_text())["address"])
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        started += [subprocess.Popen(worker, stderr=subprocess.DEVNULL) for _ in range(2)]
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


@pytest.mark.parametrize("workers", ["processes", "scheduler"])
def test_reports_read_on_other_processes_become_the_same_rows(
    home: Path, tmp_path: Path, workers: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if workers == "scheduler":
        monkeypatch.setenv("READINESS_DASK", request.getfixturevalue("dask_scheduler"))
    from flows.sales_out import collected
    from readiness.actions import launch as actions
    from readiness.actions import sales_out
    from readiness.settings import Settings

    folder = write_small_launch(tmp_path / "launch")
    (folder / "inbox/sales_out/steam/broken.csv").write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    rows = []
    for name in ("one", "two"):
        monkeypatch.setenv("READINESS_DATABASE_URL", f"sqlite:///{tmp_path / name}.db")
        monkeypatch.setenv("READINESS_SALES_WORKERS", "2" if name == "two" and workers == "processes" else "1")
        actions.take_in(Settings(), folder)
        taken = sales_out.collect_reports(Settings(), "kettle-2", NOW) if name == "one" else collected("kettle-2")
        assert [r.submission.file.rsplit("/")[-1] for r in taken] == ["2023.csv", "2024.csv", "broken.csv"]
        with store.transaction(Settings().database) as connection:
            rows.append(ledger_reading.lines_now(connection, ["steam"]).rows())
    assert len(rows[0]) > 100
    assert rows[0] == rows[1]


def test_whole_stream_by_flows_equals_the_stream_by_actions(home: Path, tmp_path: Path) -> None:
    from flows.enablement import EnablementRequest, enablement
    from flows.launch import LaunchRequest, launch
    from flows.measurement import MeasurementRequest, measurement
    from readiness.settings import ROOT, Settings
    from tests.stream.test_stream import AS_OF, DAY, run_all

    folder, out = write_small_launch(tmp_path / "launch"), str(tmp_path / "flows")
    launch(LaunchRequest(launch_dir=str(folder), out=out, approve_as="Ada Owner", approve_on=DAY))
    enablement(EnablementRequest(launch_id="kettle-2", out=out))
    (measured,) = measurement(MeasurementRequest(launch_id="kettle-2", out=out, as_of=AS_OF))
    assert len(measured.collected) == 2
    plain = Settings(home=tmp_path / "h", database_url=f"sqlite:///{tmp_path / 'a.db'}", templates=ROOT / "content_templates")
    run_all(plain, folder, tmp_path / "actions")
    assert tree(tmp_path / "flows") == tree(tmp_path / "actions")


def test_with_no_launch_named_every_launch_under_way_is_done_and_one_that_fails_stops_no_other(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.collect import collect
    from flows.each_launch import SomeLaunchesFailedError
    from flows.measurement import MeasurementRequest, measurement
    from flows.review import ReviewRequest, review
    from readiness.actions import launch as actions
    from readiness.actions import runs
    from readiness.settings import Settings
    from tests.stream.test_stream import DAY

    monkeypatch.setenv("READINESS_DATABASE_URL", f"sqlite:///{tmp_path / 'all.db'}")
    until = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
    names = ("kettle-1", "kettle-2")
    for name in names:
        folder = write_small_launch(tmp_path / name)
        text = (folder / "launch.yaml").read_text(encoding="utf-8").replace("kettle-2", name).replace("2024-08-30", until)
        (folder / "launch.yaml").write_text(text, encoding="utf-8")
        actions.take_in(Settings(), folder)
        actions.approve(Settings(), name, "Ada Owner", DAY)
        actions.write_positioning(Settings(), name, tmp_path / "out")
    assert [Path(report.submission.file).name for report in collect()] == ["2023.csv", "2024.csv"] * 2
    with runs.begin(Settings(), "collect", "kettle-1", ["collect"], datetime.now(UTC)):  # its turn comes again in an hour
        assert len(collect()) == 2
    assert [done.launch_id for done in review(ReviewRequest())] == list(names)
    (tmp_path / "kettle-1/inbox/sales_out/steam/mapping.yaml").write_text("columns: 7\n", encoding="utf-8")
    with pytest.raises(SomeLaunchesFailedError, match=r"^1 launch failed: kettle-1: .*mapping.yaml"):
        measurement(MeasurementRequest(sensitivity=False))
    assert [name for name in names if (home / "out" / name / "report/reps.csv").is_file()] == ["kettle-2"]


def test_matching_and_refits_on_a_dask_scheduler_give_the_same(dask_scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle is the same work in this process, one part after the other."""
    from flows.workers import side_by_side
    from readiness.settings import Settings
    from readiness.stages.contribution import fit_contributions
    from readiness.stages.sales_out.matching import accounts
    from readiness.stages.sensitivity import sensitivity
    from tests.stages.test_sales_matching import MASTERS
    from tests.trust_worlds import world

    monkeypatch.setenv("READINESS_DASK", dask_scheduler)
    there = side_by_side(Settings())
    cells, partner_of = world(3)
    fit = fit_contributions(cells, seed=1)
    assert sensitivity(cells, fit, partner_of, seed=1, side_by_side=there) == sensitivity(cells, fit, partner_of, seed=1)
    monkeypatch.setattr(accounts, "NAMES_A_PART", 2)
    names = ["Fabrikam Manufcturing Inc", "Fabricam Manufacturing", "Contoso Bakry", "Muller Sohne"]
    codes = [accounts.AccountCode(f"C{n}", "", name, ("", "Springfield", "", "", "")) for n, name in enumerate(names)]
    here = accounts.account_matches(codes, MASTERS)
    assert accounts.account_matches(codes, MASTERS, there) == here
    assert any(match.candidates for match in here)
    assert os.getpid() not in set(there(lambda _: os.getpid(), range(4)))


@pytest.mark.parametrize("workers", ["here", "dask"])
def test_all_account_decks_are_the_same_bytes_on_any_workers(
    home: Path, tmp_path: Path, workers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oracle is the action in this process; the flow takes batches of three accounts, so that several workers have some."""
    import flows.account_decks as flow
    from flows.launch import LaunchRequest, launch
    from readiness.actions import account_decks
    from readiness.settings import ROOT, Settings
    from tests.actions.test_decks import press, press_all
    from tests.stream.test_stream import DAY

    monkeypatch.setenv("READINESS_DASK", "local" if workers == "dask" else "")
    folder, out = write_small_launch(tmp_path / "launch"), tmp_path / "flows"
    plain = Settings(home=tmp_path / "h", database_url=f"sqlite:///{tmp_path / 'a.db'}", templates=ROOT / "content_templates")
    press(plain, folder, tmp_path / "actions")
    press_all(plain, tmp_path / "actions")
    wanted = {k: v for k, v in tree(tmp_path / "actions").items() if k.startswith("decks/")}
    monkeypatch.setattr(account_decks, "ACCOUNTS_A_BATCH", 3)
    launch(LaunchRequest(launch_dir=str(folder), out=str(out), approve_as="Ada Owner", approve_on=DAY))
    done = flow.account_decks(flow.AccountDecksRequest(launch_id="kettle-2", out=str(out)))
    assert sum(z.n_decks for z in done.zips) == 24
    assert {k: v for k, v in tree(out).items() if k.startswith("decks/")} == wanted
    monkeypatch.setenv("READINESS_DASK", "")  # pressed anew here, whoever pressed them before
    again = launch(LaunchRequest(launch_id="kettle-2", out=str(out)))
    assert (again.published.written, again.published.removed) == ((), ())
    assert "decks/shops-accounts.zip" in again.published.files


def test_a_text_too_long_is_said_by_a_worker_as_it_is_here(home: Path, tmp_path: Path) -> None:
    import pickle

    from readiness.errors import InputError, Problem
    from readiness.stages.decks.fitting import TooLongError

    problem = Problem("deck a", 3, "cover / Title", "too long", "a shorter text")
    for error in (TooLongError([problem, problem]), InputError(problem)):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert (type(again), str(again), again.problem) == (type(error), str(error), problem)


def test_runs_are_named_after_launch_and_stage_and_leave_artifacts(home: Path, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    from flows.launch import LaunchRequest, launch

    folder = write_small_launch(tmp_path / "spring kettle")
    launch(LaunchRequest(launch_dir=str(folder), out=str(tmp_path / "out")))
    with get_client(sync_client=True) as client:
        newest = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)[0]
        artifacts = client.read_artifacts()
    assert newest.name == "launch-spring kettle"
    assert newest.state is not None
    assert newest.state.is_completed()
    assert {"kettle-2-positioning"} <= {a.key for a in artifacts}


def test_bad_input_fails_the_flow_with_its_own_error(home: Path, tmp_path: Path) -> None:
    from flows.enablement import EnablementRequest, enablement
    from flows.launch import LaunchRequest, launch

    folder = write_small_launch(tmp_path / "launch")
    (folder / "reps.csv").unlink()
    with pytest.raises(InvalidInputsError, match=r"reps.csv"):
        launch(LaunchRequest(launch_dir=str(folder), out=str(tmp_path / "out")))
    assert not (tmp_path / "out").exists()
    folder = write_small_launch(tmp_path / "other")
    (folder / "launch.yaml").write_text((folder / "launch.yaml").read_text().replace("kettle-2", "kettle-9"))
    launch(LaunchRequest(launch_dir=str(folder), out=str(tmp_path / "out")))
    with pytest.raises(NotAllowedError, match="readiness approve kettle-9"):
        enablement(EnablementRequest(launch_id="kettle-9", out=str(tmp_path / "out")))


def test_killed_command_leaves_no_server_behind(tmp_path: Path, prefect_once: Path) -> None:
    shutil.copytree(prefect_once, tmp_path / "prefect")
    program = (
        "import os, signal\nfrom pathlib import Path\nfrom flows.embedded_server import serve\n"
        f"with serve(Path({str(tmp_path)!r})):\n"
        "    print(os.environ['PREFECT_API_URL'], flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    port = done.stdout.strip().rsplit(":", 1)[1].split("/")[0]
    import socket
    import time

    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(port))) != 0:
                return
        time.sleep(0.1)
    pytest.fail(f"the server still answers on port {port}")
