#!/usr/bin/env bash
# Measures the release build of the server against a durable PostgreSQL of its own.
#   scripts/bench.sh [ARGUMENTS of the program `bench`; by default `all`]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/need.sh
. scripts/need.sh
need cc postgres

cargo build --locked --release --workspace --bin asistencia --bin bench
release=${CARGO_TARGET_DIR:-target}/release
[ $# -gt 0 ] || set -- all
exec scripts/with-postgres.sh --durable "$release/bench" --server "$release/asistencia" "$@"
