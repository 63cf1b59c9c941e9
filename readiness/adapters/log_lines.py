"""Log lines: what programs say as one JSON object a line, each with the run and the launch it is about.

In: records of Python's logging; what the lines are about.
Out: lines with time, level, logger, message and what they are about; no names, addresses or secrets are added.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

import orjson

_about: ContextVar[Mapping[str, str]] = ContextVar("about", default={})  # noqa: B039 - never changed in place
OF_RECORDS = ("flow", "stage", "step", "steps", "method", "route", "status", "seconds")
"""What a record may bring along itself."""


@contextmanager
def about(**facts: str) -> Iterator[None]:
    """Let every line that is written here be about a run, a launch, a flow."""
    token = _about.set({**_about.get(), **facts})
    try:
        yield
    finally:
        _about.reset(token)


class JsonLines(logging.Formatter):
    """Records as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_about.get(),
        }
        line |= {name: record.__dict__[name] for name in OF_RECORDS if name in record.__dict__}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def json_handler(stream: TextIO) -> logging.Handler:
    """Return what writes records as JSON."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    return handler


def write_json_lines(stream: TextIO) -> None:
    """Write every line of the program's own loggers so, from information on, and of others from warnings on."""
    root = logging.getLogger()
    root.handlers[:] = [json_handler(stream)]
    root.setLevel(logging.WARNING)
    logging.getLogger("readiness").setLevel(logging.INFO)
