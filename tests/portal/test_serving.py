"""The commands: accounts and links as their users type them, a port that is taken, what is printed."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.cli import app
from readiness.errors import InputError, ReadinessError
from readiness.settings import Settings


@pytest.fixture
def run(here: Settings, kettle: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Return what runs a command in an installation of its own."""
    monkeypatch.setenv("READINESS_HOME", str(here.home))
    monkeypatch.setenv("READINESS_DATABASE_URL", here.database)
    monkeypatch.setenv("READINESS_PORTAL_URL", "https://readiness.example.com/")
    return CliRunner()


def said(run: CliRunner, *words: str) -> str:
    """Return what a command prints; its error where it fails."""
    result = run.invoke(app, list(words))
    if isinstance(result.exception, ReadinessError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_account_from_first_to_last(run: CliRunner) -> None:
    added = said(run, "user", "add", "ana@example.com", "--role", "rep", "--rep", "r1")
    assert "https://readiness.example.com/set-password/" in added
    assert said(run, "user", "list") == "1 account\n  ana@example.com  rep of r1  invited\n"
    assert "signed out everywhere" in said(run, "user", "disable", "ana@example.com")
    listed = json.loads(said(run, "user", "list", "--json"))
    assert [a["state"] for a in listed["accounts"]] == ["disabled"]
    told = json.loads(said(run, "user", "link", "ana@example.com", "--json"))
    assert told["link"].startswith("https://readiness.example.com/set-password/")


def test_links_for_all_reps(run: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    assert said(run, "quiz-links", "kettle-2", "--out", str(out)).startswith(f"{out}: 4 links for 30 days")
    assert out.read_text(encoding="utf-8").splitlines()[0] == "rep_id,name,email,link,expires_on"
    with pytest.raises(InputError, match="0 days; expected 1 to 366"):
        said(run, "quiz-links", "kettle-2", "--out", str(out), "--days", "0")


def test_an_address_that_is_none_is_named(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_PORTAL_URL", "readiness.example.com")
    with pytest.raises(InputError, match="READINESS_PORTAL_URL"):
        said(run, "user", "add", "ana@example.com", "--role", "ops")
    monkeypatch.setenv("READINESS_PORTAL_URL", "https://readiness.example.com")
    assert said(run, "user", "list") == "0 accounts\n"


def test_a_port_that_is_taken_is_named(run: CliRunner) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"127.0.0.1:{port}: Address already in use"):
            said(run, "portal", "--port", str(port))
