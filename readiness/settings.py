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

_PACKED = Path(__file__).resolve().parent / "bundled"
ROOT = _PACKED if _PACKED.is_dir() else Path(__file__).resolve().parent.parent
"""Where content_templates/ and data/launches/ stand: the checkout, or what a wheel brought along."""
_OWN_DATA = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
HOME = _OWN_DATA / "readiness" if _PACKED.is_dir() else ROOT / "data" / "workspace"
"""Where an installation keeps its data when nothing else is said. Files of a wheel are replaced by the next one, so not there."""
MOST_WORKERS = 64
LOCAL = "local"


class Settings(BaseSettings):
    """What an installation can set."""

    model_config = SettingsConfigDict(env_prefix="READINESS_", env_file=".env", extra="ignore")

    home: Path = Field(default=HOME, description="where the database and the outputs are kept")
    database_url: str = Field(default="", description="an SQLAlchemy URL; blank: SQLite in the home folder")
    templates: Path = Field(default=ROOT / "content_templates", description="message phrases, deck masters, quiz wording")
    llm_endpoint: str = Field(default="", description="where an OpenAI-compatible API begins; blank: no model is ever asked")
    llm_model: str = Field(default="", description="the model's name there")
    llm_key: SecretStr = Field(default=SecretStr(""), description="its key, if it asks for one")
    deck_workers: str = Field(default="1", description="how many processes press the decks of all accounts; 1: none but its own")
    sales_workers: str = Field(default="1", description="how many processes read sales-out files; 1: none but its own")
    dask: str = Field(
        default="", description="Dask for decks, files, matching, refits: local, or a scheduler, tcp://HOST:8786; blank: none"
    )
    portal_url: str = Field(default="http://127.0.0.1:8000", description="the portal's address as people type it; links begin so")
    contact: str = Field(default="", description="whom people ask about what is kept of them: a name, an address")
    keep_days: str = Field(default="1100", description="how many days the log, unfinished quizzes and drafts are kept")
    smtp_host: str = Field(default="", description="the mail server; blank: no mail is ever sent")
    smtp_port: str = Field(default="587", description="its port")
    smtp_security: str = Field(default="starttls", description="starttls, tls or none")
    smtp_user: str = Field(default="", description="who signs in there; blank: nobody does")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="the password for it")
    smtp_from: str = Field(default="", description="the mail address that mails come from")
    smtp_per_minute: str = Field(default="60", description="how many invites and reminders go out in a minute at most")
    invites_from: str = Field(default="", description="the address that answers to invites go to; blank: READINESS_SMTP_FROM")
    replies_host: str = Field(default="", description="the IMAP server those answers arrive at; blank: they are read from files")
    replies_port: str = Field(default="993", description="its port")
    replies_security: str = Field(default="tls", description="tls or none")
    replies_user: str = Field(default="", description="who signs in there")
    replies_password: SecretStr = Field(default=SecretStr(""), description="the password for it")
    replies_folder: str = Field(default="INBOX", description="the mail folder they are in")
    oidc_issuer: str = Field(default="", description="the company's sign-in service (OpenID Connect); blank: none")
    oidc_client_id: str = Field(default="", description="what the portal is called there")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="its secret there, if it has one")
    store: str = Field(
        default="", description="where copies of output files go: file:///FOLDER, s3://BUCKET/PREFIX; blank: nowhere"
    )
    store_endpoint: str = Field(default="", description="the address of the S3 service, where it is not Amazon's")
    keep_artifact_days: str = Field(default="90", description="how many days copies of earlier versions are kept")
    ops_mail: str = Field(
        default="", description="who is mailed when a run fails: addresses, a comma between them; blank: nobody"
    )
    log_format: str = Field(
        default="text", description="json: what programs say, and the portal's requests, one JSON object a line"
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="who asks /metrics brings it; blank: only this machine may"
    )
    traces_endpoint: str = Field(default="", description="where OpenTelemetry traces go (OTLP over HTTP); blank: none are made")
    webhook_private: str = Field(default="no", description="yes: messages about launches may be sent to addresses inside")
    run_id: str = Field(default="", description="the run that this process is; the portal says so to those it starts")
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
        return _whole("READINESS_DECK_WORKERS", self.deck_workers, "number of processes", MOST_WORKERS)

    @property
    def n_sales_workers(self) -> int:
        """Return how many processes read sales-out files.

        Raises:
            InputError: it is no number from 1 to 64.
        """
        return _whole("READINESS_SALES_WORKERS", self.sales_workers, "number of processes", MOST_WORKERS)

    @property
    def ops_addresses(self) -> tuple[str, ...]:
        """Return the mail addresses of ops."""
        return tuple(a for part in self.ops_mail.split(",") if (a := part.strip()))

    @property
    def writes_json(self) -> bool:
        """Return whether what is logged is JSON.

        Raises:
            InputError: it is neither text nor json.
        """
        if self.log_format not in ("text", "json"):
            raise InputError(Problem("READINESS_LOG_FORMAT", 0, "", f"{self.log_format!r} is no format", "text or json"))
        return self.log_format == "json"

    def n_at_once(self, n: int) -> int:
        """Return how many calls can run at once on n processes, or on Dask where that is set, whose size only it knows."""
        return MOST_WORKERS if self.dask else n

    @property
    def n_keep_days(self) -> int:
        """Return how many days the log, unfinished quizzes and drafts are kept.

        Raises:
            InputError: it is no number from 1 to 36,500.
        """
        return _whole("READINESS_KEEP_DAYS", self.keep_days, "number of days", 36_500)

    @property
    def n_keep_artifact_days(self) -> int:
        """Return how many days copies of earlier versions of output files are kept.

        Raises:
            InputError: it is no number from 1 to 36,500.
        """
        return _whole("READINESS_KEEP_ARTIFACT_DAYS", self.keep_artifact_days, "number of days", 36_500)

    @property
    def mail_port(self) -> int:
        """Return the port of the mail server.

        Raises:
            InputError: it is no port.
        """
        return _whole("READINESS_SMTP_PORT", self.smtp_port, "port", 65_535)

    @property
    def mails_a_minute(self) -> int:
        """Return how many letters of many go out in a minute at most.

        Raises:
            InputError: it is no number from 1 to 60,000.
        """
        return _whole("READINESS_SMTP_PER_MINUTE", self.smtp_per_minute, "number of mails", 60_000)

    @property
    def port_of_replies(self) -> int:
        """Return the port of the server that answers to invites arrive at.

        Raises:
            InputError: it is no port.
        """
        return _whole("READINESS_REPLIES_PORT", self.replies_port, "port", 65_535)

    @property
    def organiser(self) -> str:
        """Return the address that invites are from in people's calendars; blank where none is set."""
        return self.invites_from or self.smtp_from

    def environment(self, **changed: str) -> dict[str, str]:
        """Return the variables under which another process has these settings, some of them changed."""
        values = {name: getattr(self, name) for name in type(self).model_fields} | {"database_url": self.database, **changed}
        plain = {name: v.get_secret_value() if isinstance(v, SecretStr) else str(v) for name, v in values.items()}
        return {f"READINESS_{name.upper()}": value for name, value in plain.items()}

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


def described(settings: Settings | None = None) -> list[tuple[str, str, str]]:
    """Return each setting's variable, its value (passwords hidden) and where it came from."""
    settings = settings or Settings()
    in_file = {name.upper() for name in dotenv_values(".env")}
    rows = []
    for name in Settings.model_fields:
        variable = f"READINESS_{name.upper()}"
        value = str(settings.database if name == "database_url" else getattr(settings, name))
        if name == "database_url":
            value = re.sub(r"(password=)[^&]*", r"\1***", re.sub(r"(://[^:/@]*:).*@", r"\1***@", value))
        known = {key.upper() for key in os.environ}
        source = "environment" if variable in known else ".env" if variable in in_file else "default"
        rows.append((variable, value, source))
    return rows


def _whole(name: str, text: str, of_what: str, most: int) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 1 <= int(text) <= most:
        raise InputError(Problem(name, 0, "", f"{text!r} is no {of_what}", f"a whole number from 1 to {most}"))
    return int(text)
