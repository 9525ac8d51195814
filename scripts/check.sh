#!/usr/bin/env bash
# What can be known without running a test: formatting, lints, documentation links, the schema, dependencies.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/need.sh
. scripts/need.sh
need cc node
npm_install web
npm_install tests/browser

failed=()
# step NAME COMMAND… : goes on after a failure, so that one run tells everything.
step() {
  local name=$1 began=$SECONDS
  shift
  echo "== $name"
  "$@" || failed+=("$name")
  echo "   $((SECONDS - began))s"
}

# The committed schema is what the program prints, or CI fails.
schema() {
  local printed
  build_asistencia || return 1
  printed=$(mktemp)
  "$asistencia" schema >"$printed" || { rm -f "$printed"; return 1; }
  if [ ! -s "$printed" ] && [ ! -e schema.graphql ]; then
    echo "Skipped: the program prints no schema yet."
  elif ! diff -u schema.graphql "$printed"; then
    rm -f "$printed"
    echo "schema.graphql is not what the program prints: run 'make gen' and commit it." >&2
    return 1
  fi
  rm -f "$printed"
}

# The pages' types of the schema, likewise.
schema_types() {
  local before
  before=$(cksum <web/src/graphql/schema.d.ts)
  npm --prefix web run --silent types >/dev/null || return 1
  if [ "$(cksum <web/src/graphql/schema.d.ts)" != "$before" ]; then
    echo "web/src/graphql/schema.d.ts was not what schema.graphql says; it is now: commit it." >&2
    return 1
  fi
}

# Licences, bans and sources by deny.toml.
dependencies() {
  if command -v cargo-deny >/dev/null; then
    cargo deny --locked check bans licenses sources
  else
    # The same rules, read from the same file; `make test` holds them too.
    cargo test --locked --workspace --quiet --test integration architecture::dependencies
  fi
}

step format cargo fmt --all --check
step lints cargo clippy --locked --workspace --all-targets --quiet -- -D warnings
step documentation env RUSTDOCFLAGS=-Dwarnings cargo doc --locked --workspace --no-deps --quiet
step schema schema
step schema-types schema_types
step web npm --prefix web run --silent check
step browser-tests npm --prefix tests/browser run --silent check
step dependencies dependencies

if [ ${#failed[@]} -gt 0 ]; then
  echo "Failed: ${failed[*]}" >&2
  exit 1
fi
echo "All checks passed (${SECONDS}s)."
