"""Under way: launches that are not over, and whether their messages are approved."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from readiness.actions import launch
from readiness.actions.runs import UnderWay, launches_under_way
from readiness.settings import Settings
from tests.small_launch import write_small_launch
from tests.stream.test_stream import DAY

LAST = date(2024, 8, 30)
"""The small launch is measured until this day."""


def test_a_launch_is_under_way_until_its_last_reports_were_due(settings: Settings, tmp_path: Path) -> None:
    assert launches_under_way(settings, LAST) == []
    first, second = write_small_launch(tmp_path / "a"), write_small_launch(tmp_path / "b")
    text = (second / "launch.yaml").read_text(encoding="utf-8").replace("kettle-2", "kettle-1")
    (second / "launch.yaml").write_text(text.replace("2024-08-30", "2024-09-30"), encoding="utf-8")
    for folder in (first, second):
        launch.take_in(settings, folder)
    waiting = [UnderWay("kettle-1", is_approved=False), UnderWay("kettle-2", is_approved=False)]
    assert launches_under_way(settings, LAST) == waiting
    launch.write_positioning(settings, "kettle-2", tmp_path / "out")
    launch.approve(settings, "kettle-2", "Ada Owner", DAY)
    assert launches_under_way(settings, LAST + timedelta(days=42)) == [waiting[0], UnderWay("kettle-2", is_approved=True)]
    assert [one.launch_id for one in launches_under_way(settings, LAST + timedelta(days=43))] == ["kettle-1"]
