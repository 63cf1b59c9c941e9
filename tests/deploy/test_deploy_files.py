"""Deploy files: each is read by a tool that knows its kind, and what one names, another defines."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows import prefect_settings
from readiness.settings import ROOT
from tests.conftest import need_service

KUBERNETES = "1.31"
MANIFESTS = sorted((ROOT / "deploy/kubernetes").glob("*.yaml"))
OBJECTS = [(path.name, one) for path in MANIFESTS for one in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
PREFECT = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ONCE = ("migrate", "deploy-flows", "make-bucket")
"""Services that end by themselves."""


def said_by(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr or "failed"


def test_a_run_in_a_container_gives_the_signs_of_life_that_the_server_waits_for() -> None:
    """Prefect's own are three minutes apart: a server that waits for three of ours would take every healthy run for dead."""
    name = prefect_settings.HEARTBEAT
    assert f"{name}={prefect_settings.SHIPPED[name]} " in DOCKERFILE.replace("\\", "")


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the pod of everything that makes pods, the template of the work pool's jobs included."""
    for name, one in OBJECTS:
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield f"{name} {one['metadata']['name']}", spec["template"]["spec"]
    yield "work pool", job_of_the_pool()["spec"]["template"]["spec"]


def job_of_the_pool() -> dict[str, Any]:
    """Return the Job that the Kubernetes work pool makes where nothing else is asked for."""
    pool = json.loads((ROOT / "deploy/work_pools/kubernetes.json").read_text(encoding="utf-8"))
    given = {name: value.get("default") for name, value in pool["variables"]["properties"].items()}
    given |= {
        "name": "launch",
        "labels": {"a": "b"},
        "command": ["prefect"],
        "env": [{"name": "A", "value": "b"}],
    }

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: filled(value) for key, value in part.items()}
        if isinstance(part, list):
            return [filled(value) for value in part]
        if isinstance(part, str) and (whole := re.fullmatch(r"\{\{ (\w+) \}\}", part)):
            return given[whole[1]]
        return re.sub(r"\{\{ (\w+) \}\}", lambda m: str(given[m[1]]), part) if isinstance(part, str) else part

    return dict(filled(pool["job_configuration"]["job_manifest"]))


def test_compose_file_is_what_the_specification_says() -> None:
    assert said_by(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml") == ""


def test_manifests_are_what_kubernetes_takes(tmp_path: Path) -> None:
    job = job_of_the_pool()
    job["metadata"]["name"] = "launch"  # the cluster makes one from generateName
    (tmp_path / "pool.yaml").write_text(yaml.safe_dump(job), encoding="utf-8")
    program = Path(sys.executable).parent / "kubernetes-validate"
    assert said_by(program, "--strict", "-k", KUBERNETES, *MANIFESTS, tmp_path / "pool.yaml") == ""


def test_the_dockerfile_passes_its_linter() -> None:
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if program is None:
        need_service("hadolint", "it has no wheel for this machine")
    assert said_by(str(program), "Dockerfile") == ""


def test_every_image_has_a_number() -> None:
    images = [box["image"] for _, pod in pods() for box in pod["containers"]]
    images += [service["image"] for service in COMPOSE["services"].values()]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, flags=re.MULTILINE)
    assert len(images) > 20
    assert [image for image in images if not re.search(r":v?\d+\.\d+", image)] == []


@pytest.mark.parametrize("pod", [pytest.param(pod, id=name) for name, pod in pods()])
def test_every_pod_is_bounded_and_has_no_more_rights_than_it_needs(pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for box in pod["containers"]:
        assert set(box["resources"]["limits"]) == {"cpu", "memory"} == set(box["resources"]["requests"])
        rights = box["securityContext"]
        assert rights == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        mounted = {mount["name"] for mount in box.get("volumeMounts", [])}
        assert mounted <= {volume["name"] for volume in pod["volumes"]} | {"data"}  # data: the claim of the StatefulSet


def test_what_lives_on_is_watched() -> None:
    lasting = [one for _, one in OBJECTS if one["kind"] in ("Deployment", "StatefulSet")]
    assert len(lasting) == 7
    for one in lasting:
        assert all("livenessProbe" in box for box in one["spec"]["template"]["spec"]["containers"]), one["metadata"]["name"]
    portal = next(one for _, one in OBJECTS if (one["kind"], one["metadata"]["name"]) == ("Deployment", "portal"))
    box = portal["spec"]["template"]["spec"]["containers"][0]
    assert (box["livenessProbe"]["httpGet"]["path"], box["readinessProbe"]["httpGet"]["path"]) == ("/health", "/ready")
    services = COMPOSE["services"]
    watched = {name for name, one in services.items() if one.get("healthcheck", {}).get("test")}
    assert watched | {"portal"} == set(services) - set(ONCE)  # the portal: by the image itself
    assert "HEALTHCHECK" in DOCKERFILE


def test_what_is_named_is_there() -> None:
    known = {(one["kind"], one["metadata"]["name"]) for _, one in OBJECTS}
    for name, pod in pods():
        for box in pod["containers"]:
            for source in box.get("envFrom", []):
                ((kind, ref),) = source.items()
                assert ({"configMapRef": "ConfigMap", "secretRef": "Secret"}[kind], ref["name"]) in known, name
        for volume in pod["volumes"]:
            if "persistentVolumeClaim" in volume:
                assert ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]) in known, name
    lasting = [one for _, one in OBJECTS if one["kind"] in ("Deployment", "StatefulSet")]
    labels = {one["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"] for one in lasting}
    assert all(one["spec"]["selector"]["app.kubernetes.io/name"] in labels for _, one in OBJECTS if one["kind"] == "Service")
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
    example = (ROOT / "deploy/.env.example").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert asked <= set(re.findall(r"^(\w+)=", example, flags=re.MULTILINE))


def test_the_two_ways_to_deploy_make_the_same_databases() -> None:
    beside = (ROOT / "deploy/postgresql-init.sql").read_text(encoding="utf-8")
    config = next(one for _, one in OBJECTS if one["metadata"]["name"] == "postgresql-init")
    assert config["data"]["prefect.sql"].strip() == beside.splitlines()[-1]


def test_the_image_holds_what_its_own_files_need() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:].rstrip("/") for line in ignored if line.startswith("!")}
    assert let_in >= {"pyproject.toml", "prefect.yaml", "readiness", "flows", "deploy", "content_templates", "data"}
    assert all((ROOT / name).exists() for name in let_in)
    assert {"deploy/.env", "data/workspace/"} <= set(ignored)
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, flags=re.MULTILINE)


def test_the_image_has_the_versions_that_are_tested() -> None:
    def pins(path: str) -> dict[str, str]:
        text = (ROOT / path).read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", text, flags=re.MULTILINE))

    image, tested = pins("deploy/requirements.lock"), pins("requirements.lock")
    assert {"prefect", "prefect-dask", "psycopg-binary", "s3fs"} <= set(image)
    assert not {"pytest", "playwright", "moto"} & set(image)
    assert {name: tested.get(name) for name in image} == image


def test_every_deployment_is_a_flow_and_its_placeholders_are_set() -> None:
    assert [d["name"] for d in PREFECT["deployments"]] == [
        "launch", "account-decks", "enablement", "collect", "measurement", "review",
    ]  # fmt: skip
    for deployment in PREFECT["deployments"]:
        # A flow named by its file would be a module of no package, and its steps could not be sent to Dask.
        package, module, name = deployment["entrypoint"].split(".")
        tree = ast.parse((ROOT / package / f"{module}.py").read_text(encoding="utf-8"))
        found = next(node for node in tree.body if getattr(node, "name", "") == name)
        assert isinstance(found, ast.FunctionDef)
        assert f"@flow(name='{deployment['name']}'" in "@" + ast.unparse(found.decorator_list[0])
        required = found.args.args[: len(found.args.args) - len(found.args.defaults)]
        if "schedules" in deployment:  # nobody is there to say what for
            assert {argument.arg for argument in required} <= set(deployment.get("parameters", {}))
    script = (ROOT / "deploy/deploy_flows.sh").read_text(encoding="utf-8")
    asked = set(re.findall(r"\{\{ \$(\w+) \}\}", (ROOT / "prefect.yaml").read_text(encoding="utf-8")))
    assert asked == {"WORK_POOL", "CODE_FOLDER", "TIME_ZONE"}
    assert all(f"{name}=" in script for name in asked)
    for kind in ("process", "docker", "kubernetes"):
        pool = json.loads((ROOT / f"deploy/work_pools/{kind}.json").read_text(encoding="utf-8"))
        placed = set(re.findall(r"\{\{ (\w+) \}\}", json.dumps(pool["job_configuration"])))
        assert placed == set(pool["variables"]["properties"])
