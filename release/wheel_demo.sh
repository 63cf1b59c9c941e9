#!/usr/bin/env bash
# Install the wheel with the run-time lock into an empty environment and run the demo from an empty folder; say how long each took.
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${1:-python3}" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-run.lock
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps dist/*.whl
echo "installed after $SECONDS s"
mkdir "$place/here" && cd "$place/here"
begun=$SECONDS
env -u READINESS_HOME -u PYTHONPATH XDG_DATA_HOME="$place/data" "$place/venv/bin/readiness" demo
echo "the demo took $((SECONDS - begun)) s; nothing of $checkout was used"
