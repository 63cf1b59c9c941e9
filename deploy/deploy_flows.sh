#!/bin/sh
# Make a work pool and deploy the flows to it: deploy_flows.sh process|docker|kubernetes
# PREFECT_API_URL says to which server. CODE_FOLDER: where the code stands for the worker. TIME_ZONE: of the schedules.
set -eu
kind=${1:-process}
here=$(cd "$(dirname "$0")/.." && pwd)
if [ "$kind" = process ]; then code=$here; else code=/app; fi
export WORK_POOL="readiness-$kind" CODE_FOLDER="${CODE_FOLDER:-$code}" TIME_ZONE="${TIME_ZONE:-UTC}"
export PREFECT_API_URL="${PREFECT_API_URL:-http://127.0.0.1:4200/api}"
python=${PYTHON:-python}
cd "$here"
"$python" -m flows.prefect_settings prefect work-pool create "$WORK_POOL" --type "$kind" --overwrite \
  --base-job-template "deploy/work_pools/$kind.json"
"$python" -m flows.prefect_settings prefect --no-prompt deploy --all
"$python" -m deploy.automations
