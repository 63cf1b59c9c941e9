"""Storage: CPU seconds to copy a launch's files into the store and back, beside a plain copy of the folder, at 1x, 4x and 16x.

In: nothing; files of 40 KB from a seed. Run: `python benchmarks/storage.py`.
Out: medians of five for 100, 400 and 1,600 files: a first push, a second that finds all there, a pull; shutil.copytree beside it.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert  # noqa: E402

from readiness.actions import artifacts  # noqa: E402
from readiness.adapters.db import store  # noqa: E402
from readiness.adapters.db.tables import launches  # noqa: E402
from readiness.adapters.output_files import OutFolder  # noqa: E402
from readiness.settings import Settings  # noqa: E402

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def once(n: int, seed: int) -> tuple[float, ...]:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as temp:
        base = Path(temp)
        here = Settings(home=base / "home", store=f"file://{base / 'store'}")
        with store.transaction(here.database) as connection:
            connection.execute(insert(launches), [{"launch_id": "k", "name": "k", "owner": "", "folder": ""}])
        out = here.out_dir("k")
        OutFolder(here.database, "k", out).publish_all("decks", {f"decks/{k}.pptx": rng.randbytes(40_000) for k in range(n)})
        return (
            cpu(lambda: artifacts.push(here, "k", NOW)),
            cpu(lambda: artifacts.push(here, "k", NOW)),
            cpu(lambda: artifacts.pull(here, "k", base / "back")),
            cpu(lambda: shutil.copytree(out, base / "copy")),
        )


def main() -> None:
    for n in (100, 400, 1_600):
        push, again, pull, plain = (statistics.median(values) for values in zip(*(once(n, s) for s in range(5)), strict=True))
        print(f"{n:>5,} files: push {push:.3f} CPU s, again {again:.3f}, pull {pull:.3f}; shutil.copytree {plain:.3f}")


if __name__ == "__main__":
    main()
