"""Fixtures: a small launch on disk, and databases that are really there."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as examples

from readiness.adapters import passwords
from readiness.settings import ROOT, Settings
from tests import postgres_cluster
from tests.small_launch import write_small_launch

# Set before numpy is imported: on matrices as small as ours, threads of a sum mostly wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# How long an example takes says how busy the machine is: it is no fault of what is tested. A developer's runs draw new examples
# each time; CI draws the same ones for the same test, so that what fails there failed because of the change.
AT_EASE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
examples.register_profile("new examples", **AT_EASE)
examples.register_profile("same examples", derandomize=True, database=None, print_blob=True, **AT_EASE)
examples.load_profile("same examples" if os.environ.get("READINESS_REQUIRE_SERVICES") == "1" else "new examples")


def pytest_collection_finish() -> None:
    """Look for garbage seldom: a process holds millions of objects that stay, and going through them took a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def need_service(name: str, reason: str) -> None:
    """Skip on a bare machine; fail where the services are promised (READINESS_REQUIRE_SERVICES=1, as CI sets it)."""
    if os.environ.get("READINESS_REQUIRE_SERVICES") == "1":
        pytest.fail(f"{name} is required here: {reason}")
    pytest.skip(f"{name}: {reason}")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that `make` fills, once for all processes that run tests side by side; to be copied."""
    root = factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / f"once-{name}"
    folder.mkdir(exist_ok=True)
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder.parent / f"{folder.name}.done").exists():
            make(folder)
            (folder.parent / f"{folder.name}.done").touch()
    return folder


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords at next to no cost: thousands are hashed here, and what one costs is tested by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session")
def staffed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation with a measured launch and an account for every role; to be copied."""
    from readiness.adapters.db.store import engine
    from tests.portal.staffed import made

    return made_once(tmp_path_factory, "staffed", lambda folder: engine(made(folder)[0].database).dispose())


@pytest.fixture(scope="session")
def prefect_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a Prefect database whose migrations are done, half the work of a first start; to be copied."""

    def make(folder: Path) -> None:
        said = "from pathlib import Path\nfrom flows.embedded_server import serve\nwith serve(Path()):\n    pass"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
        subprocess.run([sys.executable, "-c", said], check=True, cwd=folder, env={**environment, "PYTHONPATH": str(ROOT)})

    return made_once(tmp_path_factory, "prefect", make) / "prefect"


@pytest.fixture
def small_launch(tmp_path: Path) -> Path:
    """Return the folder of a launch with two channels, four reps and a dozen accounts."""
    return write_small_launch(tmp_path / "launch")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the URL of a real PostgreSQL server of our own on loopback."""
    bin_dir = postgres_cluster.programs()
    if bin_dir is None:
        need_service("PostgreSQL", "initdb is not installed")
    with postgres_cluster.running(Path(str(bin_dir))) as cluster:
        yield cluster.url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite database with every migration done and no row, to be copied."""
    from readiness.adapters.db.store import engine, upgrade

    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(f"sqlite:///{path}")
    engine(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def postgres_copies(postgres_server: str) -> Iterator[Callable[..., AbstractContextManager[str]]]:
    """Return what gives the URL of a new PostgreSQL database, and drops it in the end: a copy of one that is named, or no row."""
    from sqlalchemy import create_engine, text

    from readiness.adapters.db.store import engine, upgrade

    base, numbers = postgres_server.rsplit("/", 1)[0], count(1)
    admin = create_engine(postgres_server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")

    def run(command: str) -> None:
        with admin.connect() as connection:
            connection.execute(text(command))

    @contextmanager
    def copy(template: str = "migrated") -> Iterator[str]:
        name = f"test_{next(numbers)}"
        run(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield f"{base}/{name}"
        engine(f"{base}/{name}").dispose()
        run(f"DROP DATABASE {name}")

    run("CREATE DATABASE migrated")
    upgrade(f"{base}/migrated")
    engine(f"{base}/migrated").dispose()
    yield copy
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "readiness.db")
        yield f"sqlite:///{tmp_path / 'readiness.db'}"
        return
    with request.getfixturevalue("postgres_copies")() as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Return settings of an installation of our own, once on each database."""
    return Settings(home=tmp_path / "home", database_url=database_url, templates=ROOT / "content_templates")
