"""Two who do the same at once, in processes of their own, on both databases: one does it, the other is told or finds it done."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from readiness.actions import launch, measurement, runs, sales_out
from readiness.adapters.db import ledger_reading, store
from readiness.adapters.db.ledger_tables import sales_ledger, sales_submissions
from readiness.adapters.db.tables import approvals
from readiness.errors import ReadinessError
from readiness.settings import ROOT, Settings
from tests.clean_processes import CLEAN
from tests.small_launch import write_small_launch
from tests.stream.test_stream import DAY, NOW

LAUNCH = "kettle-2"
ROUNDS = 4


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[Settings]:
    settings = Settings(home=tmp_path / "home", database_url=database_url, templates=ROOT / "content_templates")
    launch.take_in(settings, write_small_launch(tmp_path / "launch"))
    launch.write_positioning(settings, LAUNCH, tmp_path / "out")
    store.engine(database_url).dispose()
    yield settings
    store.engine(database_url).dispose()


def _one(work: Callable[..., Any], settings: Settings, start: Any, answer: Any, number: int) -> None:
    with store.reading(settings.database):
        pass  # all is loaded and connected before both begin
    start.wait()
    try:
        said = work(settings, number)
    except ReadinessError as error:
        said = f"refused: {error}"
    answer.send(str(said))
    os._exit(0)


def both(work: Callable[..., Any], settings: Settings) -> list[str]:
    """Let two processes do something at the same moment; return what each was told."""
    start, pipes, children = CLEAN.Barrier(2), [], []
    for number in range(2):
        here, there = CLEAN.Pipe(duplex=False)
        child = CLEAN.Process(target=_one, args=(work, settings, start, there, number))
        child.start()
        there.close()
        pipes.append(here)
        children.append(child)
    said = [pipe.recv() for pipe in pipes]
    for pipe in pipes:
        pipe.close()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0]
    return said


def a_run(settings: Settings, number: int) -> str:
    with runs.begin(settings, "launch", LAUNCH, ("decks",), NOW) as record:
        time.sleep(0.3)
        runs.end(record, NOW)
    return "ran"


def test_of_two_launches_at_once_one_runs_and_the_other_is_told_who(here: Settings) -> None:
    for _ in range(ROUNDS):
        ran, refused = sorted(both(a_run, here))
        assert ran == "ran"
        assert refused.startswith("refused: ")
        assert f"started launch for {LAUNCH} at " in refused
        assert refused.endswith("it is still running")


def collect(settings: Settings, number: int) -> list[tuple[str, bool]]:
    taken = measurement.collect_inbox(settings, LAUNCH) + sales_out.collect_reports(settings, LAUNCH, NOW)
    return sorted((report.submission.file, report.is_new) for report in taken)


def test_of_two_who_collect_one_file_at_once_one_books_it(here: Settings, tmp_path: Path) -> None:
    inbox = tmp_path / "launch" / "inbox" / "sales_out" / "steam"
    n_lines = sum(len((inbox / f"{year}.csv").read_text(encoding="utf-8").splitlines()) - 1 for year in (2023, 2024))
    said = both(collect, here)
    assert not any(text.startswith("refused") for text in said), said
    for year in (2023, 2024):
        assert sum(f"{year}.csv', True" in text for text in said) == 1, said
    with store.reading(here.database) as connection:
        assert connection.execute(select(func.count()).select_from(sales_submissions)).scalar() == 2
        booked = connection.execute(select(func.count()).select_from(sales_ledger)).scalar() or 0
        files = ledger_reading.files_of(connection, ["steam"])
    assert booked == sum(f.n_ok for f in files)
    assert sum(f.rows_in for f in files) == n_lines


def approve(settings: Settings, number: int) -> str:
    return str(len(launch.approve(settings, LAUNCH, ("Ada Owner", "Ben Other")[number], DAY).by_message))


def test_of_two_approvals_at_once_one_stands(here: Settings) -> None:
    first, second = both(approve, here)
    assert first == second
    with store.reading(here.database) as connection:
        by = connection.execute(select(approvals.c.approved_by).distinct()).scalars().all()
    assert len(by) == 1, "every message was approved by the same one of the two"


def take_in(settings: Settings, number: int) -> str:
    return str(launch.take_in(settings, settings.home.parent / "launch"))


def test_of_two_who_take_a_changed_folder_in_at_once_both_find_it_there(here: Settings, tmp_path: Path) -> None:
    for n in range(ROUNDS):
        with (tmp_path / "launch" / "evidence.csv").open("a", encoding="utf-8") as file:
            file.write(f"E{90 + n},survey,Somebody,2023-11-01,Number {n} was said\n")
        said = sorted(both(take_in, here))
        assert all(text.startswith(f"('{LAUNCH}'") for text in said), said
        assert sum("True" in text for text in said) >= 1
