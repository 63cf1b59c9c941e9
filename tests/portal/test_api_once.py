"""A request with an Idempotency-Key is done once, however often and at the same time it is sent; on both databases."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from readiness.actions import accounts, answered_once, api_tokens
from readiness.errors import ConflictError, InputError
from readiness.permissions import Viewer
from readiness.portal.api import problem_of
from readiness.portal.api.program import ProgramHere, api_router
from readiness.settings import Settings
from tests.portal.staffed import AFTER
from tests.portal.taking import Clock, served

N = 12


@pytest.fixture
def secret(settings: Settings) -> str:
    """Return a token of an account in an installation of its own, once on each database."""
    accounts.add_user(settings, "olu@example.com", "ops", AFTER)
    viewer = api_tokens.person_named(settings, "olu@example.com")
    return api_tokens.add_token(settings, viewer, "a program", ["decks.see"], 30, AFTER).secret


class Counted:
    """An application whose one POST counts how often it was done."""

    def __init__(self, settings: Settings) -> None:
        self.n, self.fails, self.clock = 0, 0, Clock(AFTER)
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.app = FastAPI()
        self.app.state.settings, self.app.state.clock = settings, self.clock
        router = api_router()
        lock = threading.Lock()

        @router.post("/things", status_code=201)
        def things(viewer: ProgramHere, sent: dict[str, int]) -> dict[str, int | str]:
            self.begun.set()
            assert self.go_on.wait(30)
            with lock:
                if self.fails:
                    self.fails -= 1
                    raise ConflictError("not now")
                self.n += 1
                return {"n": self.n, "sent": sent["x"], "by": viewer.name}

        self.app.include_router(router)

        async def shown(_request: object, error: Exception) -> object:
            return problem_of(error, 401 if "Token" in type(error).__name__ else 409 if isinstance(error, ConflictError) else 400)

        self.app.add_exception_handler(Exception, shown)
        for kind in (ConflictError, api_tokens.TokenNeededError):
            self.app.add_exception_handler(kind, shown)


def asks(address: str, secret: str, key: str | None, x: int = 1) -> httpx.Response:
    headers = {"Authorization": f"Bearer {secret}", **({"Idempotency-Key": key} if key else {})}
    return httpx.post(f"{address}/things", json={"x": x}, headers=headers, timeout=60)


def test_the_same_request_is_done_once_and_answered_the_same(settings: Settings, secret: str) -> None:
    counted = Counted(settings)
    with served(counted.app) as address:
        first, again = asks(address, secret, "k1"), asks(address, secret, "k1")
        assert (first.status_code, first.json()) == (201, {"n": 1, "sent": 1, "by": "olu@example.com"})
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert (again.headers["content-type"], again.headers["idempotency-replayed"]) == (first.headers["content-type"], "true")
        assert "idempotency-replayed" not in first.headers
        assert asks(address, secret, "k2").json()["n"] == 2
        assert [asks(address, secret, None).json()["n"] for _ in range(2)] == [3, 4]


def test_a_key_of_another_request_is_refused(settings: Settings, secret: str) -> None:
    counted = Counted(settings)
    with served(counted.app) as address:
        asks(address, secret, "k1", x=1)
        other = asks(address, secret, "k1", x=2)
    assert (other.status_code, counted.n) == (409, 1)
    assert "another request" in other.json()["detail"]


def test_sent_at_the_same_time_it_is_done_once(settings: Settings, secret: str) -> None:
    counted = Counted(settings)
    with served(counted.app) as address, ThreadPoolExecutor(N) as pool:
        counted.go_on.clear()
        slow = pool.submit(asks, address, secret, "k1")
        assert counted.begun.wait(30)
        busy = asks(address, secret, "k1")
        assert (busy.status_code, busy.headers["retry-after"]) == (409, "1")
        counted.go_on.set()
        assert slow.result().status_code == 201
        answers = [f.result() for f in [pool.submit(asks, address, secret, f"k{n % 3}") for n in range(10 * N)]]
    assert counted.n == 3
    assert set(Counter(a.status_code for a in answers)) <= {201, 409}
    assert {a.json()["n"] for a in answers if a.status_code == 201} == {1, 2, 3}


def test_what_failed_was_not_done_and_frees_the_key(settings: Settings, secret: str) -> None:
    counted = Counted(settings)
    counted.fails = 1
    with served(counted.app) as address:
        assert asks(address, secret, "k1").status_code == 409
        assert asks(address, secret, "k1").json()["n"] == 1


def test_a_key_is_another_tokens_own(settings: Settings, secret: str) -> None:
    viewer = api_tokens.person_named(settings, "olu@example.com")
    other = api_tokens.add_token(settings, viewer, "another", ["decks.see"], 30, AFTER).secret
    counted = Counted(settings)
    with served(counted.app) as address:
        asks(address, secret, "k1")
        assert asks(address, other, "k1").status_code == 409
        assert httpx.post(f"{address}/things", json={"x": 1}, headers={"Idempotency-Key": "k1"}).status_code == 401


def test_a_key_is_forgotten_after_a_day_and_a_lost_request_after_minutes(settings: Settings) -> None:
    viewer = Viewer("p", "p", "ops", "", "", "", "")
    assert answered_once.take_key(settings, viewer, "k", "a", AFTER).state == "new"
    assert answered_once.take_key(settings, viewer, "k", "a", AFTER + timedelta(minutes=9)).state == "busy"
    assert answered_once.take_key(settings, viewer, "k", "a", AFTER + timedelta(minutes=11)).state == "new"
    answered_once.keep_answer(settings, viewer, "k", 201, b"x")
    kept = answered_once.take_key(settings, viewer, "k", "a", AFTER + timedelta(hours=23))
    assert (kept.state, kept.status, kept.content) == ("answered", 201, b"x")
    assert answered_once.take_key(settings, viewer, "k", "b", AFTER + timedelta(hours=25)).state == "new"


def test_two_that_take_a_key_at_the_same_moment(settings: Settings) -> None:
    viewer, start = Viewer("p", "p", "ops", "", "", "", ""), threading.Barrier(N)

    def take(_n: int) -> str:
        start.wait()
        return answered_once.take_key(settings, viewer, "k", "a", AFTER).state

    with ThreadPoolExecutor(N) as pool:
        states = Counter(pool.map(take, range(N)))
    assert states == {"new": 1, "busy": N - 1}


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ü"])
def test_a_key_that_cannot_be_kept_is_refused(settings: Settings, secret: str, key: str) -> None:
    counted = Counted(settings)
    scope_headers = [
        (b"authorization", f"Bearer {secret}".encode()),
        (b"idempotency-key", key.encode()),
        (b"content-type", b"application/json"),
    ]
    assert asyncio.run(_status(counted.app, scope_headers)) != 201
    assert counted.n == 0


async def _status(app: FastAPI, headers: list[tuple[bytes, bytes]]) -> int:
    said: list[int] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b'{"x": 1}', "more_body": False}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            said.append(int(str(message["status"])))

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/things",
        "raw_path": b"/things",
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "server": ("x", 80),
        "client": ("x", 1),
        "http_version": "1.1",
        "root_path": "",
    }
    try:
        await app(scope, receive, send)  # type: ignore[arg-type]
    except InputError:  # the bare application has no page for it, and raises it
        return 400
    return said[0]
