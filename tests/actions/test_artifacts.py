"""Artifacts: a model of versions beside the real store, in a folder and on a real S3 server; what is named is never gone."""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from readiness.actions import artifacts, runs
from readiness.adapters.artifact_store import ArtifactStore, StoreDownError
from readiness.adapters.db import store
from readiness.adapters.db.tables import launches
from readiness.adapters.output_files import OutFolder
from readiness.errors import ConflictError, InputError, NotFoundError
from readiness.permissions import Viewer
from readiness.settings import Settings

NOW = datetime(2030, 1, 1, tzinfo=UTC)
"""After whatever clock a store's files have."""
OPS = Viewer("o", "Olu Ops", "ops", "", "", "", "")


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Return the address of a real S3 server on loopback."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    where = {"store": f"file://{tmp_path / 'artifacts'}"}
    if request.param == "s3":
        import boto3

        endpoint = request.getfixturevalue("s3")
        for name, value in (("ACCESS_KEY_ID", "key"), ("SECRET_ACCESS_KEY", "secret"), ("DEFAULT_REGION", "us-east-1")):
            monkeypatch.setenv(f"AWS_{name}", value)
        bucket = f"bucket-{abs(hash(tmp_path)) % 10**9}"
        boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket=bucket)
        where = {"store": f"s3://{bucket}/made", "store_endpoint": endpoint}
    settings = Settings(home=tmp_path / "home", **where)
    with store.transaction(settings.database) as connection:
        connection.execute(insert(launches), [{"launch_id": i, "name": i, "owner": "", "folder": ""} for i in ("k", "z")])
    yield settings
    store.engine(settings.database).dispose()


def publish(here: Settings, files: dict[str, bytes], launch_id: str = "k") -> None:
    OutFolder(here.database, launch_id, here.out_dir(launch_id)).publish_all("quizzes", files)


def held(here: Settings) -> set[str]:
    return {kept.sha256 for kept in ArtifactStore(here).listed()}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_what_one_machine_made_another_has(here: Settings, tmp_path: Path) -> None:
    publish(here, {"quizzes/a.md": b"A", "quizzes/b.md": b"B", "quizzes/same.md": b"A"})
    done = artifacts.push(here, "k", NOW)
    assert (done.n_new, done.n_known, done.not_copied) == (2, 1, ())
    assert artifacts.push(here, "k", NOW).n_new == 0
    shutil.rmtree(here.out_dir("k"))
    assert [f.path for f in runs.made_files(here, OPS, "k")] == ["quizzes/a.md", "quizzes/b.md", "quizzes/same.md"]
    assert runs.fetch_made(here, OPS, "k", "quizzes/b.md") == b"B"
    assert artifacts.pull(here, "k", tmp_path / "there") == ["quizzes/a.md", "quizzes/b.md", "quizzes/same.md"]
    assert (tmp_path / "there" / "quizzes" / "same.md").read_bytes() == b"A"
    assert artifacts.verify(here) == (2, [])


def test_an_earlier_version_can_be_had_until_its_days_are_over(here: Settings, tmp_path: Path) -> None:
    publish(here, {"quizzes/a.md": b"one"})
    artifacts.push(here, "k", NOW)
    publish(here, {"quizzes/a.md": b"two"})
    assert artifacts.push(here, "k", NOW + timedelta(days=10)).n_retired == 1
    artifacts.pull(here, "k", tmp_path / "then", NOW + timedelta(days=5))
    assert (tmp_path / "then" / "quizzes" / "a.md").read_bytes() == b"one"
    for days, gone in ((99, False), (101, True)):
        at = NOW + timedelta(days=days)
        would = artifacts.collect_garbage(here, at, dry_run=True)
        assert (would.n_files, would.n_bytes) == ((1, 3) if gone else (0, 0))
        assert artifacts.collect_garbage(here, at, dry_run=False) == would
        assert (sha(b"one") in held(here)) != gone
    with pytest.raises(NotFoundError, match="nothing of k from that day"):
        artifacts.pull(here, "k", tmp_path / "gone", NOW - timedelta(days=1))
    assert held(here) == {sha(b"two")}


def test_what_never_arrived_is_swept(tmp_path: Path) -> None:
    here = Settings(home=tmp_path / "home", store=f"file://{tmp_path / 'artifacts'}")
    half = tmp_path / "artifacts" / "ab" / ".put-x"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    assert held(here) == set()
    artifacts.collect_garbage(here, datetime.now(UTC), dry_run=False)
    assert half.exists()  # it may still be coming
    artifacts.collect_garbage(here, NOW, dry_run=False)
    assert not half.exists()


def test_an_edited_or_missing_file_is_named_and_the_others_go(here: Settings) -> None:
    publish(here, {"quizzes/a.md": b"A", "quizzes/b.md": b"B", "quizzes/c.md": b"C"})
    (here.out_dir("k") / "quizzes/a.md").write_bytes(b"mine")
    (here.out_dir("k") / "quizzes/b.md").unlink()
    done = artifacts.push(here, "k", NOW)
    assert (done.n_new, done.not_copied) == (1, ("quizzes/a.md: edited by hand", "quizzes/b.md: not on this machine"))


def test_what_the_store_gives_is_what_was_put_or_nothing(here: Settings, tmp_path: Path) -> None:
    publish(here, {"quizzes/a.md": b"A"})
    artifacts.push(here, "k", NOW)
    fs = ArtifactStore(here)
    fs._fs.pipe_file(fs._place(sha(b"A")), b"other")
    with pytest.raises(StoreDownError, match="not what was put"):
        artifacts.pull(here, "k", tmp_path / "there")
    assert not (tmp_path / "there").exists()
    assert artifacts.verify(here)[0] == 0


def test_two_who_push_the_same_at_once_put_it_once(here: Settings) -> None:
    publish(here, {f"quizzes/{n}.md": bytes([n]) * 5_000 for n in range(12)})
    done: list[artifacts.Pushed] = []
    both = [threading.Thread(target=lambda: done.append(artifacts.push(here, "k", NOW))) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(done) == 2
    assert artifacts.verify(here) == (12, [])


def test_a_store_that_is_away_or_none_is_said(tmp_path: Path) -> None:
    away = Settings(home=tmp_path / "home", store="s3://bucket/x", store_endpoint="http://127.0.0.1:1")
    with pytest.raises(StoreDownError, match="cannot be reached"):
        ArtifactStore(away).has("0" * 64)
    with pytest.raises(InputError, match="READINESS_STORE"):
        ArtifactStore(Settings(home=tmp_path, store="nothing://x"))
    with pytest.raises(ConflictError, match="READINESS_STORE"):
        artifacts.push(Settings(home=tmp_path), "k", NOW)


contents = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.sampled_from([b"1", b"22", b"333"]), min_size=1)
acts = st.lists(st.tuples(st.sampled_from(["publish", "push", "garbage"]), st.sampled_from(["k", "z"]), contents), max_size=12)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_whatever_is_done_what_is_named_is_there(
    acts: list[tuple[str, str, dict[str, bytes]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The model: launch -> its present files, and (moment retired, hash) of earlier ones; a day passes with each act."""
    base = tmp_path_factory.mktemp("drawn")
    here = Settings(home=base / "home", store=f"file://{base / 'artifacts'}", keep_artifact_days="3")
    with store.transaction(here.database) as connection:
        connection.execute(insert(launches), [{"launch_id": i, "name": i, "owner": "", "folder": ""} for i in ("k", "z")])
    made: dict[str, dict[str, bytes]] = {"k": {}, "z": {}}
    pushed: dict[str, dict[str, bytes]] = {"k": {}, "z": {}}
    retired: list[tuple[datetime, str]] = []
    for n, (act, launch_id, files) in enumerate(acts):
        now = NOW + timedelta(days=n)
        if act == "publish":
            made[launch_id] = {f"quizzes/{name}": data for name, data in files.items()}
            publish(here, made[launch_id], launch_id)
        elif act == "push" and made[launch_id]:
            artifacts.push(here, launch_id, now)
            gone = {(p, d) for p, d in pushed[launch_id].items() if made[launch_id].get(p) != d}
            retired += [(now, sha(data)) for _, data in gone]
            pushed[launch_id] = made[launch_id]
        elif act == "garbage":
            artifacts.collect_garbage(here, now, dry_run=False)
            kept = {s for at, s in retired if now - at <= timedelta(days=3)}
            assert held(here) >= kept
        present = {sha(data) for files_ in pushed.values() for data in files_.values()}
        assert held(here) >= present
    end = NOW + timedelta(days=100)
    artifacts.collect_garbage(here, end, dry_run=False)
    assert held(here) == {sha(data) for files_ in pushed.values() for data in files_.values()}
    store.engine(here.database).dispose()
