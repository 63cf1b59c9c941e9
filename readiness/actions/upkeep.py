"""Upkeep: look at an installation, bring its database up to date.

In: settings; a deck template.
Out: findings; Installation; a migrated database.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from readiness import __version__
from readiness.adapters import mail, template_files
from readiness.adapters.db import store, upkeep_facts
from readiness.adapters.deck_lint import ERROR, brand_templates, lint_file
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.quiz_files import read_wording
from readiness.adapters.storyline_files import read_storyline
from readiness.errors import ReadinessError
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings, described
from readiness.stages.positioning.phrases import Phrasing
from readiness.vocabulary import BUYER_STEPS, Motion, counted

LEAST_FREE_BYTES = 1_000_000_000
N_RUNS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    is_good: bool
    what: str


def examine(settings: Settings) -> list[Finding]:
    """Look at the database, Prefect, the templates and the disk."""
    return [_database(settings), _prefect(), _templates(settings), _decks(settings), _disk(settings)]


@dataclass(frozen=True, slots=True)
class LastRun:
    """A flow that was run, and what became of it."""

    launch_id: str
    kind: str
    state: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation as an administrator sees it."""

    version: str
    settings: tuple[tuple[str, str, str], ...]
    """Variable, value (secrets hidden), and where it came from."""
    findings: tuple[Finding, ...]
    runs: tuple[LastRun, ...]
    n_log_entries: int


def installation(settings: Settings, viewer: Viewer) -> Installation:
    """Return what is set, what works and what was run last."""
    allowed(viewer, "settings.see")
    findings = (_database(settings), _prefect(), *_templates_as_they_are(settings), _disk(settings), _mail(settings))
    with store.reading(settings.database) as connection:
        rows = upkeep_facts.last_runs(connection, N_RUNS)
        n_entries = upkeep_facts.n_log_entries(connection)
    return Installation(__version__, tuple(described(settings)), findings, tuple(LastRun(*row) for row in rows), n_entries)


def _mail(settings: Settings) -> Finding:
    if not mail.is_mail_set(settings):
        return Finding("mail", is_good=True, what="no mail server is set, so no mail is sent")
    try:
        mail.check(settings)
    except ReadinessError as error:
        return Finding("mail", is_good=False, what=str(error))
    return Finding("mail", is_good=True, what=f"by {settings.smtp_host}, from {settings.smtp_from}")


def _templates_as_they_are(settings: Settings) -> tuple[Finding, ...]:
    """Return what was found of the templates; looked at again only when a file of theirs changed, for it takes a second."""
    files = sorted(p for p in settings.templates.rglob("*") if p.is_file())
    seen = tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files)
    return _templates_looked_at(settings.templates, seen)


@lru_cache(maxsize=2)
def _templates_looked_at(templates: Path, _seen: tuple[tuple[str, int, int], ...]) -> tuple[Finding, ...]:
    settings = Settings(templates=templates)
    return _templates(settings), _decks(settings)


def check_template(path: Path) -> list[Finding]:
    """Look at one deck template; return what a designer should mend, errors as not good, warnings as good enough."""
    return [Finding(f.code, is_good=f.level != ERROR, what=str(f)) for f in lint_file(path)]


def upgrade_database(settings: Settings) -> tuple[str | None, str]:
    """Bring the schema up to date; return the revision before and after."""
    before, _ = store.revision(settings.database)
    store.upgrade(settings.database)
    after, _ = store.revision(settings.database)
    return before, after or ""


def _database(settings: Settings) -> Finding:
    try:
        now, head = store.revision(settings.database)
    except ReadinessError as error:
        return Finding("database", is_good=False, what=str(error))
    if now == head:
        return Finding("database", is_good=True, what=f"reachable, revision {now}")
    if now is None and settings.database.startswith("sqlite"):
        return Finding("database", is_good=True, what="reachable, empty; the first command makes its tables")
    return Finding("database", is_good=False, what=f"revision {now or 'none'}, needs {head}: run `readiness db upgrade`")


def _prefect() -> Finding:
    try:
        return Finding("prefect", is_good=True, what=f"version {version('prefect')} with fastapi {version('fastapi')}")
    except PackageNotFoundError as error:
        return Finding("prefect", is_good=False, what=f"{error.name} is not installed")


def _templates(settings: Settings) -> Finding:
    try:
        for language, book in phrase_books(settings.templates).items():
            Phrasing(book)
            missing = [s for s in BUYER_STEPS if s not in book.templates]
            if missing:
                what = f"no message template for {', '.join(missing)} in {settings.templates}/messages/{language}"
                return Finding("templates", is_good=False, what=what)
        read_wording(*template_files.quiz_wording(settings.templates))
        for motion in Motion:
            for language in template_files.languages_of(settings.templates, motion.value) or ("en",):
                read_storyline(*template_files.deck_storyline(settings.templates, motion.value, language))
    except ReadinessError as error:
        return Finding("templates", is_good=False, what=str(error))
    return Finding("templates", is_good=True, what=str(settings.templates))


def _decks(settings: Settings) -> Finding:
    try:
        paths = brand_templates(settings.templates / "decks")
        for path in paths:
            errors = [f for f in check_template(path) if not f.is_good]
            if errors:
                what = f"{path}: {errors[0].what} ({counted(len(errors), 'error')}; `readiness check-template` lists all)"
                return Finding("deck templates", is_good=False, what=what)
    except ReadinessError as error:
        return Finding("deck templates", is_good=False, what=str(error))
    brands = sorted({path.parent.name for path in paths})
    return Finding("deck templates", is_good=True, what=", ".join(brands))


def _disk(settings: Settings) -> Finding:
    place = next(p for p in (settings.home, *settings.home.parents) if p.exists())
    free = shutil.disk_usage(place).free
    return Finding("disk", is_good=free > LEAST_FREE_BYTES, what=f"{free / 1e9:.1f} GB free at {place}")
