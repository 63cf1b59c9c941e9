"""The API does what its OpenAPI document says: schemathesis asks everything in it, sense and nonsense, as several roles."""

from __future__ import annotations

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from readiness.settings import Settings
from tests.portal.asking import token_for
from tests.portal.staffed import OTHER_REP, REP

CHECKS = (
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
EXAMPLES = 8
"""Of each operation: the whole stays about a minute."""
STARTS_PROCESSES = "POST /api/v1/launches/{launch_id}/runs"
"""Asked only for launches that are not there."""


def test_the_document_is_one_and_says_how_to_get_in(staffed: str, address: str) -> None:
    document = httpx.get(f"{address}/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert next(iter(document["components"]["securitySchemes"].values()))["scheme"] == "bearer"
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/")
        for method, about in methods.items():
            assert about["security"], (method, path)
            assert about["description"].endswith("."), (method, path)
            if method == "post":
                assert "Idempotency-Key" in {p["name"] for p in about["parameters"]}, path
    page = httpx.get(f"{address}/api/v1/docs").text
    assert all(path in page for path in document["paths"])


@pytest.mark.parametrize("role", ["ops", "marketing", "channel_manager", "rep"])
def test_every_answer_is_as_the_document_says(here: Settings, staffed: str, address: str, role: str) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    known = {
        "launch_id": [staffed],
        "name": ["report.reps", "positioning.messages", "inputs.accounts", "readiness_vs_results", "report.claims"],
        "rep_id": [REP, OTHER_REP],
        "path": ["positioning/messages.csv"],
        "q": ["kitchen", "a b"],
        "by": ["name", "rep_id"],
    }
    headers = {"Authorization": f"Bearer {token_for(here, role)}"}
    asked, statuses = 0, set[int]()
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        launches = [one["launch_id"] for one in client.get("/api/v1/launches").json().get("items", [])]
        assert launches == ([] if role == "rep" else [staffed])
        for result in schema.get_all_operations():
            operation = result.ok()

            @settings(
                max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
            )
            @given(case=operation.as_strategy(), is_known=st.booleans(), data=st.data())
            def ask(case: schemathesis.Case, is_known: bool, data: st.DataObject) -> None:
                nonlocal asked
                if is_known and operation.label != STARTS_PROCESSES:  # noqa: B023 - asked within the turn
                    for place in (case.path_parameters, case.query):
                        for name in sorted(set(place or ()) & set(known)):
                            place[name] = data.draw(st.sampled_from(known[name]))
                case.headers = {**(case.headers or {}), **headers}
                answer = case.call_and_validate(checks=list(CHECKS), timeout=60)
                statuses.add(answer.status_code)
                asked += 1

            ask()
    assert asked > 25 * EXAMPLES / 2
    assert {200, 404} <= statuses
    assert max(statuses) < 500
