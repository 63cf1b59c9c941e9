"""Spans: where the time of a flow goes, told to a collector of OpenTelemetry, where one is set.

In: a name, what it is about.
Out: spans over HTTP; nothing at all where no collector is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import Any

from readiness import __version__
from readiness.errors import InputError, Problem
from readiness.settings import Settings

MOST_SECONDS = 3
"""For sending: a run does not wait for a collector that is away."""


@contextmanager
def span(name: str, **about: str) -> Iterator[None]:
    """Tell how long something takes, as a part of what is being told already."""
    endpoint = Settings().traces_endpoint
    if not endpoint:
        yield
        return
    with _tracer(endpoint).start_as_current_span(name, attributes={f"readiness.{key}": value for key, value in about.items()}):
        yield


def flush() -> None:
    """Send what was not sent yet."""
    endpoint = Settings().traces_endpoint
    if endpoint:
        _provider(endpoint).force_flush(1_000 * MOST_SECONDS)


def _tracer(endpoint: str) -> Any:
    return _provider(endpoint).get_tracer("readiness", __version__)


@cache
def _provider(endpoint: str) -> Any:
    """Return this process's way to the collector; another one that Prefect may have is left alone."""
    if find_spec("opentelemetry.exporter") is None:
        what = "the exporter of OpenTelemetry is not installed"
        raise InputError(Problem("READINESS_TRACES_ENDPOINT", 0, "", what, "pip install 'readiness[tracing]'"))
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource({"service.name": "readiness", "service.version": __version__}))
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=MOST_SECONDS))
    )
    return provider
