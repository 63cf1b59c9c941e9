"""Launch files: a folder reads into what it says; every fault of a YAML file is named in one go, by its line and field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.folder_files import read_file, read_folder
from readiness.adapters.input_values import clock_value, email_value, moment_value, zone_value
from readiness.adapters.launch_files import inspect_launch_files, is_input, read_launch_files
from readiness.errors import InvalidInputsError, NotFoundError, Problem
from readiness.settings import ROOT
from readiness.vocabulary import Motion
from tests.small_launch import write_small_launch

FOLDER: dict[str, bytes] = {}


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    FOLDER.update(read_folder(write_small_launch(tmp_path_factory.mktemp("small") / "launch")))


def check(changes: Mapping[str, str | None]) -> list[Problem]:
    files = {**FOLDER, **{p: t.encode() for p, t in changes.items() if t is not None}}
    return inspect_launch_files({p: d for p, d in files.items() if changes.get(p, "") is not None})[1]


def swapped(path: str, *swaps: tuple[str, str]) -> dict[str, str | None]:
    text = FOLDER[path].decode()
    for old, new in swaps:
        assert text.count(old) >= 1, (path, old)
        text = text.replace(old, new, 1)
    return {path: text}


def places(found: list[Problem]) -> list[tuple[str, int, str]]:
    return [(p.file, p.row, p.column) for p in found]


def test_a_folder_reads_into_what_it_says() -> None:
    inputs = read_launch_files(FOLDER)
    launch = inputs.launch
    assert (launch.launch_id, launch.tier, launch.product_ids, launch.currency, launch.seed) == ("kettle-2", 2, ("K2",), "EUR", 7)
    assert launch.dates.measure_until == date(2024, 8, 30)
    assert [c.channel for c in inputs.channels] == ["shops", "online"]
    assert [c.motion for c in inputs.channels] == [Motion.CONSULTATIVE, Motion.TRANSACTIONAL]
    assert (inputs.policy.day_starts, inputs.policy.readiness_bar) == (time(9), 60)
    assert [s.step for s in inputs.buyers.steps] == ["recognise", "evaluate", "decide"]
    assert inputs.requirements[0].evidence_ids == ("E1", "E2")
    assert inputs.answers[0].proof == "The test sheet states it."
    assert inputs.accounts["a3"].potential_money == Decimal(4000)
    assert len(inputs.accounts_in_scope) == 12
    assert inputs.reps[3].name == "Dee Müller"
    assert inputs.market.index == {}


def test_what_is_read_at_launch_is_told_from_the_rest() -> None:
    assert all(is_input(p) == (not p.startswith("inbox/")) for p in FOLDER)
    assert not is_input("drafts/spec.yaml")


def test_a_folder_with_a_fault_is_refused_with_all_of_them() -> None:
    files = {**FOLDER, "trainers.csv": b"", "evidence.csv": b""}
    with pytest.raises(InvalidInputsError) as raised:
        read_launch_files(files)
    assert [p.file for p in raised.value.problems] == ["evidence.csv", "trainers.csv"]


def test_every_fault_of_one_yaml_file_is_named_in_one_go() -> None:
    found = check(
        swapped(
            "launch.yaml", ("kettle-2", "Kettle 2"), ("name: Kettle 2", "nmae: Kettle 2"), ("tier: 2", "tier: 4"),
            ("owner: Ada Owner", "owner:"),
            ('["K2"]', '["K2", "K2"]'), ("currency: EUR", "currency: eur"), ("[shops, online]", "[shops, kiosk]"),
            ("positioning_by: 2024-01-08", "positioning_by: 8 Jan"),
            ("launch_on: 2024-03-04", "launch_on: 2024-01-04"), ("seed: 7", "seed: seven"),
        )
    )  # fmt: skip
    assert [(p.row, p.column) for p in found] == [
        (1, "launch_id"), (2, "nmae"), (3, "tier"), (4, "owner"), (5, "product_ids[1]"), (6, "currency"), (7, "channels[1]"),
        (8, "dates.launch_on"), (8, "dates.positioning_by"), (9, "seed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "old", "new", "column"),
    [
        ("launch.yaml", "2024-02-16", "20240216", "dates.ready_by"),
        ("launch.yaml", "2024-02-16", "1708041600", "dates.ready_by"),
        ("launch.yaml", "2024-02-16", "2024-02-30", "dates.ready_by"),
        ("launch.yaml", "2024-02-16", "", "dates.ready_by"),
        ("launch.yaml", "tier: 2", "tier: 2.0", "tier"),
        ("launch.yaml", "tier: 2", "tier: [2]", "tier"),
        ("launch.yaml", '["K2"]', "K2", "product_ids"),
        ("launch.yaml", '["K2"]', "[]", "product_ids"),
        ("launch.yaml", '["K2"]', '["K 2"]', "product_ids[0]"),
        ("launch.yaml", "launch_id: kettle-2", "launch_id: ..", "launch_id"),
        ("launch.yaml", "launch_id: kettle-2", "launch_id: /etc/kettle", "launch_id"),
        ("launch.yaml", "seed: 7", "seed: 7\nseed: 8", "seed"),
        ("launch.yaml", "seed: 7", "seed: -1", "seed"),
        ("training.yaml", '"17:00"', '"25:00"', "working_hours.ends"),
        ("training.yaml", '"17:00"', "17", "working_hours.ends"),
        ("training.yaml", '"17:00"', '"08:00"', "working_hours.ends"),
        ("training.yaml", "minutes: 60", "minutes: 481", "minutes"),
        ("training.yaml", 'starts: "09:00", ends: "17:00"', 'starts: "09:00", ends: "09:30"', "minutes"),
        ("training.yaml", "first_day: 2024-01-15", "first_day: 2024-02-17", "first_day"),
        ("training.yaml", "readiness_bar: 60", "readiness_bar: 60%", "readiness_bar"),
        ("training.yaml", "title: Kettle 2", "title: 2", "title"),
        ("channels.yaml", "language: en", "language: English", "channels[0].language"),
        ("channels.yaml", "template: standard", "template: ../standard", "channels[0].template"),
        ("channels.yaml", "id: online", "id: shops", "channels[1].id"),
        ("channels.yaml", "channels: [shops, online]", "channels: [shops, onlin]", "partners[0].channels[1]"),
        ("channels.yaml", "manager: Mo", "manager: {name: Mo}", "channels[0].manager"),
        ("buyers.yaml", "step: decide", "step: evaluate", "steps[2].step"),
        ("buyers.yaml", "within_days: 7", "within_days: 366", "steps[0].call_to_action.within_days"),
        ("buyers.yaml", "task: Notice it", "task: 5", "steps[0].task"),
        ("buyers.yaml", "who: you,", "", "steps[0].call_to_action.who"),
        ("buyers.yaml", "segments: [{id: home, name: Home shops}]", "segments: []", "segments"),
    ],
)
def test_a_field_that_cannot_be_is_named_by_its_path_alone(path: str, old: str, new: str, column: str) -> None:
    found = check(swapped(path, (old, new)))
    assert [(p.file, p.column) for p in found] == [(path, column)], found
    assert not any("input should" in str(p).lower() or "valid " in str(p) for p in found)


def test_one_broken_yaml_file_does_not_hide_faults_elsewhere_nor_make_any() -> None:
    for path in ("launch.yaml", "buyers.yaml", "channels.yaml", "training.yaml", "spec.yaml"):
        changes = {path: "a: [\n", **swapped("reps.csv", ("ana@example.com", "ana"))}
        assert [(f, c) for f, _, c in places(check(changes))] == sorted([(path, ""), ("reps.csv", "email")]), path


def test_ids_of_a_yaml_file_are_known_even_where_it_has_a_fault() -> None:
    changes = {
        **swapped("buyers.yaml", ("within_days: 7", "within_days: week")),
        **swapped("requirements.csv", ("N1,home", "N1,hoem"), ("N2,home,buyer", "N2,home,seller")),
        **swapped("channels.yaml", ("tier: 2", "tier: two")),
        **swapped("accounts.csv", ("a1,Shop 1,shops", "a1,Shop 1,kiosk")),
        **swapped("spec.yaml", ("unit: s,", "unit: bananas,")),
        **swapped("answers.csv", ("N1,boil", "N1,boli")),
    }
    assert places(check(changes)) == [
        ("accounts.csv", 3, "channel"), ("answers.csv", 2, "characteristic_id"),
        ("buyers.yaml", 5, "steps[0].call_to_action.within_days"),
        ("channels.yaml", 2, "channels[0].tier"), ("requirements.csv", 2, "segment"), ("requirements.csv", 3, "persona"),
        ("spec.yaml", 3, "characteristics[0].unit"),
    ]  # fmt: skip


def test_few_facts_are_no_fault() -> None:
    assert check({"answers.csv": None}) == []
    bare = FOLDER["requirements.csv"].decode().replace("E1;E2", "").replace("E3", "").replace("E4", "")
    assert check({"requirements.csv": bare, "evidence.csv": "evidence_id,kind,source,heard_on,text\n"}) == []
    assert check({"trainers.csv": FOLDER["trainers.csv"].decode().splitlines()[0]}) == []
    assert check(swapped("launch.yaml", ("positioning_by: 2024-01-08, ", ""), ("seed: 7\n", ""))) == []
    assert check({"requirements.csv": bare.splitlines()[0]}) != []


def test_quotas_are_of_one_currency_and_each_month_once() -> None:
    text = (
        "rep_id,month,target_money,currency\nr1,2024-03-01,5,EUR\nr1,2024-03-01,6,EUR\nr1,2024-04-02,5,EUR\nr1,2024-05-01,5,USD\n"
    )
    assert places(check({"quotas.csv": text})) == [
        ("quotas.csv", 3, "month"),
        ("quotas.csv", 4, "month"),
        ("quotas.csv", 5, "currency"),
    ]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_word_in_any_place_of_a_yaml_file_is_legal_or_named(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(["launch.yaml", "buyers.yaml", "channels.yaml", "training.yaml", "spec.yaml"]))
    words = FOLDER[path].decode().split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    words[at] = data.draw(
        st.one_of(st.text(max_size=8), st.sampled_from(["[]", "{}", "~", "null", "-1", "1e9", '"', "*a", "- -", "? ", "&x"]))
    )
    text = " ".join(words).encode(errors="ignore").decode()
    inputs, found = inspect_launch_files({**FOLDER, path: text.encode()})
    assert (inputs is None) == bool(found)
    assert all(p.what and p.expected for p in found)


# Cells of their own kind


@pytest.mark.parametrize("text", ["ana@example.com", "josé.o'neil+x@sub.example.co.uk", "用户@例子.中国"])
def test_mail_addresses_of_people_are_taken(text: str) -> None:
    assert email_value(text) == text


def test_zones_times_and_moments_are_read() -> None:
    assert zone_value("Europe/Paris") == "Europe/Paris"
    assert clock_value("9:05") == time(9, 5)
    assert moment_value("2024-05-14T09:00:00+02:00").utcoffset().total_seconds() == 7200  # type: ignore[union-attr]
    assert moment_value("2024-05-14T07:00:00Z") == moment_value("2024-05-14 09:00+02:00")


# The disk


def test_a_folder_is_read_without_hidden_files_and_a_missing_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "a" / ".git").mkdir(parents=True)
    (tmp_path / "a" / ".git" / "x").write_bytes(b"x")
    (tmp_path / "a" / ".hidden").write_bytes(b"x")
    (tmp_path / "a" / "seen.csv").write_bytes(b"y")
    assert read_folder(tmp_path) == {"a/seen.csv": b"y"}
    for missing in (tmp_path / "none", tmp_path / "a" / "seen.csv"):
        with pytest.raises(NotFoundError, match="is not a folder"):
            read_folder(missing)
    with pytest.raises(NotFoundError, match="cannot be read"):
        read_file(tmp_path / "none")
    (tmp_path / "a" / "gone.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(NotFoundError, match=r"gone\.csv"):
        read_folder(tmp_path)


def test_the_bundled_launch_is_clean() -> None:
    assert inspect_launch_files(read_folder(ROOT / "data" / "launches" / "touring-1000"))[1] == []


def test_a_translation_nobody_reads_is_a_problem() -> None:
    for path in ("translations/de.xlsx", "translations/more/de.csv"):
        found = inspect_launch_files({**FOLDER, path: b"x"})[1]
        assert [p.file for p in found] == [path]
    found = inspect_launch_files({**FOLDER, "translations/german.csv": b"table,id,field,source,text\n"})[1]
    assert [p.file for p in found] == ["translations/german.csv"]
