"""A few faults of the kinds that only a real machine has, struck at random; `python -m tests.fault_drill` strikes hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres_cluster
from tests.conftest import need_service
from tests.fault_drill import COMMANDS, Drill, Fault


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    bin_dir = postgres_cluster.programs()
    if bin_dir is None:
        need_service("PostgreSQL", "initdb is not installed")
    with postgres_cluster.running(Path(str(bin_dir))) as cluster:
        yield Drill(tmp_path_factory.mktemp("drill"), cluster)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "command", "share"),
    [
        ("disk full", "launch", 0.4),
        ("database restart", "collect", 0.3),
        ("network cut", "measure", 0.4),
        ("told to end", "launch", 0.5),
    ],
)
def test_what_was_struck_and_done_again_is_as_if_nothing_had_been(drill: Drill, kind: str, command: str, share: float) -> None:
    assert command in COMMANDS
    how, said, code = drill.strike(Fault(1, kind, command, 1, share))
    assert how == "same", said
    assert code in (0, 1, -15)
    assert said or code != 1  # whoever is stopped is told why
