#!/usr/bin/env bash
# Resolve pyproject.toml into hashed requirements for every platform. The files name no index, host or path.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml "$@"
}

compile --output-file requirements/run.txt
compile --extra postgresql --constraint requirements/run.txt --output-file requirements/postgresql.txt
compile --extra postgresql --group test --group check --constraint requirements/run.txt \
    --output-file requirements/test.txt
