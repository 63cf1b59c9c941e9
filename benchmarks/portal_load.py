"""The portal under load, over a big installation: every page as each role, fifty people at once, a zip of 1,000 decks.

In: a folder, where the installation is kept, and made if it is not there: `python benchmarks/portal_load.py FOLDER`.
    Without a folder: a small one that is thrown away. Server and clients share the machine's processors.
Out: p50, p95 and most of every page as each role beside a bare FastAPI route; bytes of a first load; errors, p50, p95 and memory
     under mixed load; the first byte of a zip. Linux only.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.portal.page_walk import assets_of, kinds_of, walk  # noqa: E402
from tests.portal.staffed import AFTER  # noqa: E402
from tests.portal.taking import PASSWORD, settings_in  # noqa: E402

LIMIT_MS, MIXED_LIMIT_MS, FIRST_LOAD, ZIPPED, FIRST_BYTE_MS = 100, 500, 200_000, 1_000, 300
MEMORY_LOOKS = 12
PROCESSES, THINKS = 5, (0.5, 2.5)
"""Of the clients; seconds a person looks at a page before the next."""
CROWD = {"rep": 24, "manager": 8, "channel_manager": 6, "marketing": 4, "ops": 6, "admin": 2}
ROLES = tuple(CROWD)
OWN = re.compile(r"\{(input_id|rep_id|sitting_id|deck_id|session_id)\}")
"""In a kind of page that is one person's own: others of the role have another."""
Times = dict[str, list[float]]


@dataclass
class Served:
    """The portal in a process of its own."""

    address: str
    process: subprocess.Popen[str]

    def memory(self) -> float:
        """Return the megabytes it holds now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


@contextmanager
def serving(what: str, folder: Path) -> Iterator[Served]:
    """Serve `portal` or a `bare` route in a process of its own, on a port of its own."""
    process = subprocess.Popen([sys.executable, __file__, str(folder), "--serve", what], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield Served(process.stdout.readline().strip(), process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(what: str, folder: Path) -> None:
    """Serve until the process is ended, and say where."""
    import uvicorn
    from fastapi import FastAPI

    from readiness.portal.app import portal
    from readiness.portal.guard import utc_now
    from readiness.portal.server import tune_process

    tune_process()
    began = utc_now()
    if what == "bare":
        app = FastAPI()
        app.get("/")(lambda: {"said": "nothing"})
    else:
        app = portal(settings_in(folder), lambda: AFTER + (utc_now() - began))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, access_log=False, log_level="error"))

    def tell() -> None:
        while not server.started:
            time.sleep(0.05)
        sys.stdout.write(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()

    threading.Thread(target=tell, daemon=True).start()
    server.run()


@dataclass
class Somebody:
    """Somebody in a browser: each request is timed."""

    address: str
    email: str
    times: Times = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    client: httpx.Client = field(init=False)
    text: str = ""

    def __post_init__(self) -> None:
        """Open the browser."""
        self.client = httpx.Client(base_url=self.address, timeout=60)

    def ask(self, what: str, method: str, path: str, **form: str) -> httpx.Response:
        """Ask, note how long it took and whether it failed."""
        begun = time.perf_counter()
        answer = self.client.request(method, path, data={"csrf": self.csrf, **form} if method == "POST" else None)
        self.times[what].append(1000 * (time.perf_counter() - begun))
        if answer.status_code >= 400:
            self.errors.append(f"{what}: {answer.status_code}")
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.text = answer.text
        return answer

    def follow(self, what: str, answer: httpx.Response) -> None:
        """Go where an answer leads."""
        if answer.is_redirect:
            self.ask(what, "GET", answer.headers["location"])

    @property
    def csrf(self) -> str:
        """Return the secret of the forms on the page that is shown."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.text)
        return found[1] if found else ""

    def sign_in(self) -> None:
        """Sign in by password."""
        self.ask("sign-in page", "GET", "/sign-in")
        self.ask("sign in", "POST", "/sign-in", email=self.email, password=PASSWORD)

    def look_at(self, pages: dict[str, str], draw: random.Random) -> None:
        """Look at one page of the role."""
        kind = draw.choice(sorted(pages))
        self.ask(kind, "GET", pages[kind])

    def take_quiz(self) -> None:
        """Begin a quiz where one is owed, answer what is shown, and hand it in."""
        self.ask("/", "GET", "/")
        begins = re.search(r'action="(/launches/[^"]+/quiz)"', self.text)
        if begins is None:
            return
        path = self.ask("begin a quiz", "POST", begins[1]).headers.get("location", "")
        if path:
            self.ask("quiz", "GET", path)
            number = re.findall(r'name="number" value="(\d+)"', self.text)[:1]
            for item in re.findall(r'data-item="([^"]+)"', self.text)[:5]:
                self.ask("quiz answer", "POST", f"{path}/answers", number=number[0], **{f"q-{item}": "0"})
            self.ask("quiz handed in", "POST", f"{path}/hand-in")
            self.ask("quiz result", "GET", path)

    def fetch_deck(self, launch_id: str) -> None:
        """Download a deck of the list."""
        self.ask("deck list", "GET", "/my-decks" if self.email.startswith("rep") else f"/launches/{launch_id}/decks")
        if found := re.findall(r'href="(/launches/[^"]+/decks/[^"/?]+/file)"', self.text):
            self.ask("deck download", "GET", random.choice(found))

    def press_deck(self, launch_id: str) -> None:
        """Have a deck made for an account."""
        self.ask("accounts to make for", "GET", f"/launches/{launch_id}/decks/make")
        if found := re.findall(r'name="account_id" value="([^"]+)"', self.text):
            pressed = self.ask("deck pressed", "POST", f"/launches/{launch_id}/decks/make", account_id=random.choice(found))
            self.follow("pressed deck's page", pressed)


@dataclass(frozen=True)
class Plan:
    """What everybody in the crowd knows."""

    address: str
    launch_id: str
    pages: dict[str, dict[str, str]]
    seconds: float


def visit(plan: Plan, role: str, number: int) -> Somebody:
    """Be somebody in the portal until the time is over."""
    somebody, draw = Somebody(plan.address, f"{role}{number}@example.com"), random.Random(f"{role}{number}")
    open_to_all = {kind: page for kind, page in plan.pages[role].items() if number == 1 or not OWN.search(kind)}
    does: list[Callable[[], None]] = [partial(somebody.look_at, open_to_all, draw)] * 6
    does += {
        "rep": [somebody.take_quiz, partial(somebody.fetch_deck, plan.launch_id)],
        "channel_manager": [partial(somebody.fetch_deck, plan.launch_id), partial(somebody.press_deck, plan.launch_id)],
        "marketing": [partial(somebody.fetch_deck, plan.launch_id)],
    }.get(role, [])
    until = time.time() + plan.seconds
    try:
        time.sleep(draw.uniform(0, 5))
        somebody.sign_in()
        while time.time() < until:
            draw.choice(does)()
            time.sleep(draw.uniform(*THINKS))
    except httpx.HTTPError as error:
        somebody.errors.append(type(error).__name__)
    return somebody


def crowd(plan: Plan, people: list[tuple[str, int]]) -> tuple[Times, list[str]]:
    """Be several people at once, each in a thread."""
    came: list[Somebody] = []
    threads = [threading.Thread(target=lambda w=who: came.append(visit(plan, *w))) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times: Times = defaultdict(list)
    for one in came:
        for what, found in one.times.items():
            times[what] += found
    return dict(times), [error for one in came for error in one.errors]


def timed_pages(portal: Served, kind_of: Callable[[str], str], n: int, bare: float) -> dict[str, dict[str, str]]:
    """Print how long each page takes as each role, and how large the first load is; return role -> kind -> address."""
    pages: dict[str, dict[str, str]] = {}
    rows: list[tuple[float, float, float, str, str]] = []
    loads: list[tuple[int, str, str]] = []
    for role in ROLES:
        somebody = Somebody(portal.address, f"{role}1@example.com")
        somebody.sign_in()
        pages[role] = walk(somebody.client, kind_of)
        for kind, address in sorted(pages[role].items()):
            somebody.times.clear()
            for _ in range(n):
                somebody.ask(kind, "GET", address)
            middle, slow, most = np.percentile(somebody.times[kind], [50, 95, 100])
            rows.append((slow, middle, most, role, kind))
            loads.append((sum(assets_of(somebody.client, address).values()), role, address))
        if somebody.errors:
            print(f"  ERRORS as {role}: {sorted(set(somebody.errors))}")
    print(
        f"{len(rows)} pages by role, {n} times each, one client; a bare FastAPI route: p95 {bare:.1f} ms; p50, p95, most in ms:"
    )
    for slow, middle, most, role, kind in sorted(rows, reverse=True):
        print(f"  {middle:7.1f} {slow:7.1f} {most:7.1f}  {role:15} {kind}{'' if slow < LIMIT_MS else '  OVER'}")
    print("largest first loads, with every file, over the wire:")
    for size, role, address in sorted(loads, reverse=True)[:5]:
        print(f"  {size / 1000:6.1f} kB  {role:15} {address}{'' if size < FIRST_LOAD else '  OVER'}")
    return pages


def mixed_load(portal: Served, launch_id: str, pages: dict[str, dict[str, str]], seconds: float) -> None:
    """Print what fifty people at once meet."""
    people = [(role, n + 1) for role, many in CROWD.items() for n in range(many)]
    plan = Plan(portal.address, launch_id, pages, seconds)
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        waits = [pool.apply_async(crowd, (plan, people[k::PROCESSES])) for k in range(PROCESSES)]
        held = []
        for _ in range(MEMORY_LOOKS):
            time.sleep(seconds / MEMORY_LOOKS)
            held.append(portal.memory())
        found = [wait.get(seconds + 120) for wait in waits]
    times: Times = defaultdict(list)
    for some, _ in found:
        for what, ms in some.items():
            times[what] += ms
    errors = [error for _, mine in found for error in mine]
    every = np.concatenate([np.array(ms) for ms in times.values()])
    middle, slow, most = np.percentile(every, [50, 95, 100])
    print(
        f"{len(people)} people for {seconds:.0f} s, {len(every):,} requests, looking {THINKS[0]} to {THINKS[1]} s at each page:"
    )
    print(f"  {len(errors)} errors {sorted(set(errors)) or ''}; p50 {middle:.0f} ms, p95 {slow:.0f} ms, most {most:.0f} ms"
          f"{'' if slow < MIXED_LIMIT_MS else '  OVER'}")  # fmt: skip
    print(f"  the server's memory every {seconds / MEMORY_LOOKS:.0f} s, in MB: {' '.join(f'{mb:.0f}' for mb in held)}")
    for what, ms in sorted(times.items(), key=lambda t: -float(np.percentile(t[1], 95)))[:12]:
        middle, slow, most = np.percentile(ms, [50, 95, 100])
        print(f"  {middle:7.1f} {slow:7.1f} {most:7.1f}  n={len(ms):5,}  {what}")


def zipped(portal: Served, launch_id: str) -> None:
    """Print how soon a zip of decks begins, and what memory it takes until a thousand are in it; then hang up."""
    somebody = Somebody(portal.address, "ops1@example.com")
    somebody.sign_in()
    before, begun, n, size, most = portal.memory(), time.perf_counter(), 0, 0, 0.0
    with somebody.client.stream("GET", f"/launches/{launch_id}/decks.zip") as answer:
        first = 0.0
        for part in answer.iter_raw():
            first = first or 1000 * (time.perf_counter() - begun)
            n, size = n + part.count(b".pptx"), size + len(part)
            most = max(most, portal.memory()) if n % 50 == 0 else most
            if n > ZIPPED:
                break
    seconds = time.perf_counter() - begun
    late = "" if first < FIRST_BYTE_MS else "  OVER"
    print(f"a zip of decks, left after {n:,} of them: first byte after {first:.0f} ms{late},"
          f" {size / 1e6:.0f} MB in {seconds:.1f} s; memory {before:.0f} MB, {max(most, before):.0f} MB at most")  # fmt: skip


def main() -> None:
    """Print everything."""
    told = argparse.ArgumentParser()
    told.add_argument("folder", nargs="?", type=Path)
    told.add_argument("--reps", type=int, default=0)
    told.add_argument("--seconds", type=float, default=0)
    told.add_argument("--times", type=int, default=30)
    told.add_argument("--serve", default="")
    asked = told.parse_args()
    if asked.serve:
        serve(asked.serve, asked.folder)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = (asked.folder or Path(scratch)).resolve()
        measure(
            folder, asked.reps or (10_000 if asked.folder else 60), asked.seconds or (120 if asked.folder else 20), asked.times
        )


def measure(folder: Path, n_reps: int, seconds: float, n: int) -> None:
    """Make the installation where it is not there, and print what it takes to serve it."""
    from readiness.portal.app import portal
    from tests.portal.big_installation import made

    settings, launch_id = made(folder, n_reps)
    with serving("bare", folder) as bare:
        somebody = Somebody(bare.address, "")
        for _ in range(300):
            somebody.ask("bare", "GET", "/")
        floor = float(np.percentile(somebody.times["bare"], 95))
    with serving("portal", folder) as served:
        pages = timed_pages(served, kinds_of(portal(settings)), n, floor)
        zipped(served, launch_id)
        mixed_load(served, launch_id, pages, seconds)


if __name__ == "__main__":
    main()
