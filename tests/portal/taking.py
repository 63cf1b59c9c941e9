"""A portal over a small launch whose quiz is approved, with a clock of its own and a browser without scripts."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from readiness.actions import accounts, enablement, launch
from readiness.settings import ROOT, Settings

NOW = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)
PASSWORD = "kettles boil before toast"  # noqa: S105 - of a test
QUIZ = "items: 6\nforms: 2\nattempts: 2\nretake_days: 1\n"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def move(self, **by: float) -> None:
        """Move it on."""
        self.now += timedelta(**by)


def settings_in(folder: Path) -> Settings:
    """Return the settings of an installation of its own."""
    return Settings(home=folder / "home", database_url=f"sqlite:///{folder / 'r.db'}", templates=ROOT / "content_templates")


def approve_quiz(settings: Settings, folder: Path, quiz: str = QUIZ) -> str:
    """Take in a launch folder, approve its messages and its items, and return its id."""
    (folder / "quiz.yaml").write_text(quiz, encoding="utf-8")
    launch_id, _ = launch.take_in(settings, folder)
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    enablement.approve_items(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    launch.write_positioning(settings, launch_id, folder.parent / "out")
    return launch_id


OPENED: list[httpx.Client] = []


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve an application on loopback in a thread, and give its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, access_log=False, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        while OPENED:
            OPENED.pop().close()
        server.should_exit = True
        thread.join(timeout=10)


class Browser:
    """A browser without scripts: it follows links and posts the forms it was shown."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, follow_redirects=True, timeout=30)
        OPENED.append(self.client)
        self.page = httpx.Response(200, text="")

    def get(self, path: str, **more: object) -> httpx.Response:
        """Open a page."""
        self.page = self.client.get(path, **more)  # type: ignore[arg-type]
        return self.page

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Post a form of the page that is shown, with its secret unless another is given."""
        self.page = self.client.post(path, data={"csrf": self.csrf, **fields} if "csrf" not in fields else fields)
        return self.page

    @property
    def csrf(self) -> str:
        """Return the secret of the forms on the page that is shown."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.page.text)
        return found[1] if found else ""

    def enter(self, settings: Settings, rep_id: str, launch_id: str = "kettle-2") -> Browser:
        """Come in by a new quiz link of this rep."""
        self.get(link_of(settings, rep_id, launch_id))
        return self

    def begin(self, launch_id: str = "kettle-2") -> str:
        """Begin the quiz and return the sitting's id."""
        self.get("/")
        self.post(f"/launches/{launch_id}/quiz")
        return self.page.url.path.rsplit("/", 1)[1]

    @property
    def items(self) -> list[str]:
        """Return the items of the quiz that is shown."""
        return re.findall(r'data-item="([^"]+)"', self.page.text)

    @property
    def number(self) -> int:
        """Return what the page that is shown numbers its answers."""
        return int(re.findall(r'name="number" value="(\d+)"', self.page.text)[0])


LINKS: dict[str, dict[str, str]] = {}


def link_of(settings: Settings, rep_id: str, launch_id: str) -> str:
    """Return the path of a rep's quiz link; the links of one installation are made once."""
    key = f"{settings.database}|{launch_id}"
    if key not in LINKS:
        out = settings.home / "links.csv"
        accounts.write_quiz_links(settings, launch_id, out, NOW)
        rows = [line.split(",") for line in out.read_text(encoding="utf-8").splitlines()[1:]]
        LINKS[key] = {row[0]: row[3] for row in rows}
    return httpx.URL(LINKS[key][rep_id]).path


def add(settings: Settings, email: str, role: str = "rep", rep_id: str = "r1") -> str:
    """Add an account and return the path of its link."""
    more = {"rep": {"rep_id": rep_id}, "channel_manager": {"channel": "shops"}, "manager": {"manager_id": "r4"}}
    return httpx.URL(accounts.add_user(settings, email, role, NOW, **more.get(role, {}))).path


def sign_up(browser: Browser, settings: Settings, email: str = "ana@example.com", role: str = "rep") -> Browser:
    """Add an account and sign it in by its link."""
    path = add(settings, email, role)
    browser.get(path)
    browser.post(path, password=PASSWORD)
    return browser


def signed_in(browser: Browser, email: str) -> Browser:
    """Sign in by password, and return the browser."""
    browser.get("/sign-in")
    browser.post("/sign-in", email=email, password=PASSWORD)
    return browser
