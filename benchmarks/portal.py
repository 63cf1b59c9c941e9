"""How long each page of the portal takes with 1,000 and 10,000 reps: every other rep has handed in a quiz, 200 take one now."""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.actions import accounts  # noqa: E402
from readiness.adapters import quiz_offers  # noqa: E402
from readiness.adapters.db import quiz_answers, sittings  # noqa: E402
from readiness.adapters.db.store import transaction  # noqa: E402
from readiness.portal.app import portal  # noqa: E402
from readiness.settings import Settings  # noqa: E402
from readiness.stages.quizzes.sitting import HANDED_IN, Given, Sitting, dealt, form_for, marked, placed, share_right  # noqa: E402
from tests.portal.taking import NOW, PASSWORD, Clock, approve_quiz, served, settings_in  # noqa: E402
from tests.small_launch import write_small_launch  # noqa: E402

N_TAKERS = 200
LIMIT_MS = 100


def installation(folder: Path, n_reps: int) -> tuple[Settings, list[str]]:
    """Make an installation with so many reps, half of whom have handed in, and return it with links of some of the others."""
    settings = settings_in(folder)
    launch = write_small_launch(folder / "launch")
    head, first, *_ = (launch / "reps.csv").read_text(encoding="utf-8").splitlines()
    row = first.split(",")[1:]
    rows = [",".join([f"r{n}", f"Rep {n}", f"r{n}@example.com", *row[2:]]) for n in range(1, n_reps + 1)]
    (launch / "reps.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    approve_quiz(settings, launch, "items: 12\nforms: 2\nretake_days: 0\nattempts: 0\n")
    with transaction(settings.database) as connection:
        offer = quiz_offers.offer_of(settings.templates, connection, "kettle-2")
        assert offer
        done = []
        for n, rep in enumerate(list(offer.reps.values())[: n_reps // 2]):
            form = form_for(offer.forms, rep, "en", 1)
            assert form
            sitting = Sitting(f"{n:032x}", "kettle-2", rep.rep_id, form.quiz_id, form.form_id, "en", 1, NOW, 0, 0.7, "after",
                              len(form.item_ids), is_adaptive=False, n_opened=1)  # fmt: skip
            shown = dealt(form.item_ids, offer.items, sitting.sitting_id)
            given = {i.item_id: Given(i.item_id, (n + i.place) % len(i.options), 10_000 + i.place, NOW) for i in shown}
            share = share_right(marked(shown, given))
            sitting = replace(sitting, ended_at=NOW, ending=HANDED_IN, share=share)
            sittings.add_sitting(connection, sitting, shown)
            sittings.save_answers(connection, sitting.sitting_id, list(given.values()))
            done += placed(sitting, marked(shown, given), given, NOW.tzinfo)  # type: ignore[arg-type]
        quiz_answers.save_placed(connection, "kettle-2", done)
    out = folder / "links.csv"
    accounts.write_quiz_links(settings, "kettle-2", out, NOW)
    links = [httpx.URL(line.split(",")[3]).path for line in out.read_text(encoding="utf-8").splitlines()[1:]]
    return settings, links[-N_TAKERS:]


class Watch:
    """A client that notes how long each kind of request took."""

    def __init__(self, address: str, times: dict[str, list[float]]) -> None:
        self.client, self.times, self.csrf = httpx.Client(base_url=address, timeout=60), times, ""

    def ask(self, what: str, method: str, path: str, **fields: str) -> httpx.Response:
        """Ask, note the time, and keep the secret of the forms that came."""
        data = {"csrf": self.csrf, **fields} if method == "POST" else None
        begun = time.perf_counter()
        answer = self.client.request(method, path, data=data)
        self.times.setdefault(what, []).append((time.perf_counter() - begun) * 1000)
        assert answer.status_code < 400, (what, answer.status_code)
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer


def one_rep(address: str, link: str, times: dict[str, list[float]]) -> None:
    """Take a quiz as a rep does."""
    watch = Watch(address, times)
    watch.ask("quiz link", "GET", link)
    watch.ask("what I owe", "GET", "/")
    path = watch.ask("begin a quiz", "POST", "/launches/kettle-2/quiz").headers["location"]
    page = watch.ask("quiz", "GET", path).text
    number = re.findall(r'name="number" value="(\d+)"', page)[0]
    for item in re.findall(r'data-item="([^"]+)"', page)[:4]:
        watch.ask("answer", "POST", f"{path}/answers", number=number, **{f"q-{item}": "0"})
    watch.ask("review", "GET", f"{path}/review")
    watch.ask("hand in", "POST", f"{path}/hand-in")
    watch.ask("result", "GET", path)
    watch.ask("health", "GET", "/health")
    watch.ask("sign-in page", "GET", "/sign-in")
    watch.client.close()


def main() -> None:
    """Print the median and the 95th percentile of each page."""
    for n_reps in (1_000, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            settings, links = installation(Path(folder), n_reps)
            times: dict[str, list[float]] = {}
            link = accounts.add_user(settings, "ops@example.com", "ops", NOW)
            accounts.set_password(settings, link.rsplit("/", 1)[1], PASSWORD, NOW)
            with served(portal(settings, Clock())) as address:
                first: dict[str, list[float]] = {}
                quiz_offers._offers.clear()  # as in a process that has just begun
                one_rep(address, links[0], first)
                cpu = resource.getrusage(resource.RUSAGE_SELF)
                for path in links[1:]:
                    one_rep(address, path, times)
                for _ in range(40):
                    watch = Watch(address, times)
                    watch.ask("sign-in page", "GET", "/sign-in")
                    watch.ask("sign in", "POST", "/sign-in", email="ops@example.com", password=PASSWORD)
                    watch.client.close()
                used = resource.getrusage(resource.RUSAGE_SELF)
            n = sum(map(len, times.values()))
            seconds = used.ru_utime + used.ru_stime - cpu.ru_utime - cpu.ru_stime
            print(f"{n_reps:,} reps; {n:,} requests, {1000 * seconds / n:.1f} ms CPU each with their client")
            print(f"  first page after a start: {max(first['what I owe']):.0f} ms")
            for what, found in times.items():
                middle, slow = np.percentile(found, [50, 95])
                mark = "" if slow < LIMIT_MS else "  OVER"
                print(f"  {what:14} n={len(found):5,}  median {middle:6.1f} ms  p95 {slow:6.1f} ms{mark}")
            if n_reps == 10_000:
                size = sum(f.stat().st_size for f in Path(folder).glob("r.db*"))
                print(f"  database: {size / 1e6:.0f} MB, {used.ru_maxrss / 1024:.0f} MB of memory at most")


if __name__ == "__main__":
    main()
