"""The map of a small launch with holes planted in it, through the folder, on SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import yaml

from readiness.actions import buyer_side, decks, launch
from readiness.settings import Settings

Row = dict[str, str]


def table(out: Path, path: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO((out / path).read_text(encoding="utf-8"))))


def mapped(settings: Settings, folder: Path, out: Path) -> dict[tuple[str, str, str, str], Row]:
    launch_id, _ = launch.take_in(settings, folder)
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    pressed = [decks.press_decks(settings, launch_id, out, batch) for batch in decks.deck_batches(settings, launch_id)]
    decks.finish_decks(settings, launch_id, out, [row for rows, _ in pressed for row in rows])
    buyer_side.write_map(settings, launch_id, out)
    return {(r["segment"], r["step"], r["persona"], r["channel"]): r for r in table(out, "plan/coverage.csv")}


@pytest.fixture
def folder(small_launch: Path) -> Path:
    return small_launch


def changed(folder: Path, **blocks: object) -> None:
    path = folder / "buyers.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name, value in blocks.items():
        content[name] = [*content.get(name, []), *value] if isinstance(value, list) else value
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def test_a_person_without_a_need_who_takes_part_is_a_hole(settings: Settings, folder: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((folder / "buyers.yaml").read_text(encoding="utf-8"))
    segment, step = content["segments"][0]["id"], content["steps"][0]["step"]
    before = mapped(settings, folder, tmp_path / "before")
    own = [{"segment": segment, "step": step, "buyer_people": [content["personas"][0]["id"], "bookkeeper"]}]
    changed(folder, personas=[{"id": "bookkeeper", "name": "Bookkeeper"}], segment_steps=own)
    after = mapped(settings, folder, tmp_path / "after")
    planted = {k: r for k, r in after.items() if k[2] == "bookkeeper" and r["state"] != "not_needed"}
    assert planted
    assert {(k[0], k[1]) for k in planted} == {(segment, step)}
    assert {r["state"] for r in planted.values()} == {"no_message"}
    assert all("no need of theirs" in r["why"] for r in planted.values())
    kept = {k: r["state"] for k, r in after.items() if k[2] == content["personas"][0]["id"]}
    assert kept == {k: before[k]["state"] for k in kept}


def test_a_step_that_a_persona_takes_no_part_in_has_no_message_for_it(settings: Settings, folder: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((folder / "buyers.yaml").read_text(encoding="utf-8"))
    persona = content["personas"][0]["id"]
    before = mapped(settings, folder, tmp_path / "before")
    said = {k for k, r in before.items() if r["message_id"] and k[2] == persona}
    step = sorted(said)[0][1]
    content["personas"].append({"id": "other", "name": "Other"})
    for s in content["steps"]:
        if s["step"] == step:
            s["buyer_people"] = ["other"]
    (folder / "buyers.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    after = mapped(settings, folder, tmp_path / "after")
    assert {k for k, r in after.items() if r["message_id"] and k[2] == persona} == {k for k in said if k[1] != step}
    assert {r["state"] for k, r in after.items() if k[1] == step and k[2] == persona} == {"not_needed"}


def test_a_step_in_other_channels_is_in_no_deck_plan_or_map_here(settings: Settings, folder: Path, tmp_path: Path) -> None:
    content = yaml.safe_load((folder / "buyers.yaml").read_text(encoding="utf-8"))
    channels = [c["id"] for c in yaml.safe_load((folder / "channels.yaml").read_text(encoding="utf-8"))["channels"]]
    last = content["steps"][-1]
    last["channels"] = channels[:1]
    (folder / "buyers.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    after = mapped(settings, folder, tmp_path / "out")
    buyer_side.write_plan(settings, "kettle-2", tmp_path / "out", date(2024, 1, 10))
    planned = {r["channel"] for r in table(tmp_path / "out", "plan/contact_plan.csv") if r["buyer_step"] == last["step"]}
    assert planned <= {channels[0]}
    elsewhere = {r["state"] for k, r in after.items() if k[1] == last["step"] and k[3] != channels[0]}
    assert elsewhere <= {"not_needed"}
