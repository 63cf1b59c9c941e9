"""Settings: the one place that names environment variables.

In: READINESS_* variables and a .env file in the working folder.
Out: Settings, and where each value came from.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from readiness.errors import InputError, Problem

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: where content_templates/ and data/ stand."""
MOST_WORKERS = 64


class Settings(BaseSettings):
    """What an installation can set."""

    model_config = SettingsConfigDict(env_prefix="READINESS_", env_file=".env", extra="ignore")

    home: Path = Field(default=ROOT / "data" / "workspace", description="where the database and the outputs are kept")
    database_url: str = Field(default="", description="an SQLAlchemy URL; blank: SQLite in the home folder")
    templates: Path = Field(default=ROOT / "content_templates", description="message phrases, deck masters, quiz wording")
    llm_endpoint: str = Field(default="", description="where an OpenAI-compatible API begins; blank: no model is ever asked")
    llm_model: str = Field(default="", description="the model's name there")
    llm_key: SecretStr = Field(default=SecretStr(""), description="its key, if it asks for one")
    deck_workers: str = Field(default="1", description="how many processes press the decks of all accounts; 1: none but its own")
    sales_workers: str = Field(default="1", description="how many processes read sales-out files; 1: none but its own")
    portal_url: str = Field(default="http://127.0.0.1:8000", description="the portal's address as people type it; links begin so")
    server_url: str = Field(default="", description="API address of a Prefect server; blank: one is started for the run")

    @property
    def database(self) -> str:
        """Return the URL of the database in use."""
        return self.database_url or f"sqlite:///{(self.home / 'readiness.db').resolve()}"

    @property
    def n_deck_workers(self) -> int:
        """Return how many processes press decks in bulk.

        Raises:
            InputError: it is no number from 1 to 64.
        """
        return _n_workers("READINESS_DECK_WORKERS", self.deck_workers)

    @property
    def n_sales_workers(self) -> int:
        """Return how many processes read sales-out files.

        Raises:
            InputError: it is no number from 1 to 64.
        """
        return _n_workers("READINESS_SALES_WORKERS", self.sales_workers)

    def portal_page(self, path: str) -> str:
        """Return the full address of a page of the portal.

        Raises:
            InputError: READINESS_PORTAL_URL is no address.
        """
        if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", self.portal_url.rstrip("/")):
            what = f"{self.portal_url!r} is no address"
            raise InputError(Problem("READINESS_PORTAL_URL", 0, "", what, "such as https://readiness.example.com"))
        return self.portal_url.rstrip("/") + path

    def out_dir(self, launch_id: str) -> Path:
        """Return where a launch's output goes when nothing else is said."""
        return self.home / "out" / launch_id


def described() -> list[tuple[str, str, str]]:
    """Return each setting's variable, its value (passwords hidden) and where it came from."""
    settings = Settings()
    in_file = {name.upper() for name in dotenv_values(".env")}
    rows = []
    for name in Settings.model_fields:
        variable = f"READINESS_{name.upper()}"
        value = str(settings.database if name == "database_url" else getattr(settings, name))
        if name == "database_url":
            value = re.sub(r"(://[^:/@]*:)[^@]*@", r"\1***@", value)
        known = {key.upper() for key in os.environ}
        source = "environment" if variable in known else ".env" if variable in in_file else "default"
        rows.append((variable, value, source))
    return rows


def _n_workers(name: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= MOST_WORKERS:
        raise InputError(Problem(name, 0, "", f"{text!r} is no number of processes", f"a whole number from 1 to {MOST_WORKERS}"))
    return int(text)
