#!/usr/bin/env bash
# Writes the three lock files. uv's own lock names registries, so only its export is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
export_lock() {
    .venv/bin/uv export -q --no-emit-project --no-header --no-annotate --no-default-groups \
        --format requirements-txt "${@:2}" -o "$1"
}
rm -f uv.lock
export_lock requirements.lock --group build
export_lock requirements-dev.lock --group build --group dev
rm -f uv.lock
version=$(.venv/bin/uv --version | cut -d' ' -f2)
echo "uv==$version" | .venv/bin/uv pip compile -q - --universal --generate-hashes \
    --no-header --no-annotate -o requirements-uv.lock
