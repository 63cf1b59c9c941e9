"""Spans: what a real receiver of OpenTelemetry's protocol gets, and that nothing is sent where none is set."""

from __future__ import annotations

import gzip
import time

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from flows import spans
from tests.receivers import receiving


def test_a_flow_and_its_steps_arrive_as_one_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(200) as there:
        monkeypatch.setenv("READINESS_TRACES_ENDPOINT", there.url)
        with spans.span("launch", launch_id="k", run_id="r1"), spans.span("decks"):
            pass
        spans.flush()
    (headers, body), *more = there.came
    assert more == []
    found = ExportTraceServiceRequest()
    found.ParseFromString(gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body)
    (resource,) = found.resource_spans
    named = {a.key: a.value.string_value for a in resource.resource.attributes}
    assert named["service.name"] == "readiness"
    inner, outer = (span for scope in resource.scope_spans for span in scope.spans)
    assert (inner.name, outer.name) == ("decks", "launch")
    assert inner.parent_span_id == outer.span_id
    assert {a.key: a.value.string_value for a in outer.attributes} == {"readiness.launch_id": "k", "readiness.run_id": "r1"}


def test_nothing_is_sent_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_TRACES_ENDPOINT", "")
    monkeypatch.setattr(spans, "_provider", None)  # would fail if it were asked for
    with spans.span("launch"):
        pass
    spans.flush()


def test_a_collector_that_is_away_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving("hang") as there:
        monkeypatch.setenv("READINESS_TRACES_ENDPOINT", there.url)
        monkeypatch.setattr(spans, "MOST_SECONDS", 1)
        start = time.monotonic()
        with spans.span("launch"):
            pass
        spans.flush()
        assert time.monotonic() - start < 10
