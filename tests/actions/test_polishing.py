"""Polishing the small launch with a model that is a small server of our own on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from readiness.actions import launch
from readiness.actions.polishing import polish_messages
from readiness.errors import NotAllowedError
from readiness.settings import ROOT, Settings
from tests.stream.test_stream import DAY


class Model:
    """A server that answers every message with what `rewrite` makes of it, and counts how often it was asked."""

    def __init__(self) -> None:
        self.rewrite: Callable[[str], str] = lambda text: text
        self.asked = 0
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                model.asked += 1
                answer = model.rewrite(body["messages"][-1]["content"])
                data = json.dumps({"choices": [{"message": {"content": answer}, "finish_reason": "stop"}]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"


@pytest.fixture
def model() -> Iterator[Model]:
    made = Model()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def installed(tmp_path: Path, small_launch: Path, model: Model) -> Settings:
    settings = Settings(
        home=tmp_path, database_url=f"sqlite:///{tmp_path / 'r.db'}", templates=ROOT / "content_templates", llm_endpoint=model.url
    )
    launch.take_in(settings, small_launch)
    return settings


def joined(text: str) -> str:
    """Join the first two sentences with a semicolon, as a faithful model may."""
    first, _, rest = text.partition(". ")
    return f"{first}; {rest[:1].lower()}{rest[1:]}" if rest and not rest.startswith(("“", "Next")) else text


def test_a_faithful_rewrite_is_kept_and_needs_approval_anew(installed: Settings, model: Model, tmp_path: Path) -> None:
    launch.approve(installed, "kettle-2", "Ada Owner", DAY)
    assert launch.write_positioning(installed, "kettle-2", tmp_path / "out").approval is not None
    model.rewrite = joined
    outcomes = {r.message_id: r.outcome for r in polish_messages(installed, "kettle-2")}
    assert "polished" in outcomes.values()
    assert launch.write_positioning(installed, "kettle-2", tmp_path / "out").approval is None
    page = (tmp_path / "out/positioning/messages.csv").read_text(encoding="utf-8")
    assert page.count("; ") >= list(outcomes.values()).count("polished")
    asked = model.asked
    again = {r.message_id: r.outcome for r in polish_messages(installed, "kettle-2")}
    assert all(again[m] == "kept from before" for m, outcome in outcomes.items() if outcome == "polished")
    assert model.asked - asked == len([o for o in outcomes.values() if o != "polished"])


def test_a_rewrite_with_another_number_is_refused_by_name_and_changes_nothing(
    installed: Settings, model: Model, tmp_path: Path
) -> None:
    launch.approve(installed, "kettle-2", "Ada Owner", DAY)
    model.rewrite = lambda text: text.replace("90", "60").replace("7 days", "8 days").replace("10 days", "9 days")
    reports = polish_messages(installed, "kettle-2")
    assert {r.outcome for r in reports} == {"refused"}
    assert any(r.rule.startswith("V1") for r in reports)
    assert launch.write_positioning(installed, "kettle-2", tmp_path / "out").approval is not None


def test_without_an_endpoint_nothing_is_asked(installed: Settings, model: Model) -> None:
    with pytest.raises(NotAllowedError, match="READINESS_LLM_ENDPOINT"):
        polish_messages(installed.model_copy(update={"llm_endpoint": ""}), "kettle-2")
    assert model.asked == 0
