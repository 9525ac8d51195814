#!/usr/bin/env bash
# All tests, on SQLite and on PostgreSQL: those beside the code, and the integration tests.
#   scripts/test.sh [FILTER…]   the arguments go to the integration tests, and only these run then
# Brings what it needs (see need.sh) and starts a PostgreSQL of its own (see with-postgres.sh).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/need.sh
. scripts/need.sh

# Folders of tests and pages that need packages of npm; one that is not there is passed over.
npm_folders=(tests/door tests/mail web tests/browser)

# The walkthrough of the documentation runs by curl.
needs=(cc curl)
for folder in "${npm_folders[@]}"; do
  [ -f "$folder/package-lock.json" ] || continue
  needs+=(node)
  if grep -q playwright "$folder/package.json"; then needs+=(chromium); fi
done
if [ -z "${ASISTENCIA_TEST_POSTGRES_URL:-}" ]; then
  need "${needs[@]}" postgres
  exec scripts/with-postgres.sh scripts/test.sh "$@"
fi

need "${needs[@]}"
for folder in "${npm_folders[@]}"; do
  if [ -f "$folder/package-lock.json" ]; then npm_install "$folder"; fi
done
# The pages are part of the program: build them before it.
if [ -f web/package-lock.json ]; then (cd web && npm run build --if-present); fi

cargo test --locked --workspace --no-run
# Some integration tests start, kill and stop the real program.
cargo build --locked --workspace --bin asistencia

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
summary=()
failed=0

# What the summary repeats of a log: the counts, and who failed.
readonly TOLD='^test result:|^test .* FAILED$|^  [0-9]+ (failed|flaky|passed)|^    \[[a-z]+\] › '

# step NAME COMMAND… : goes on after a failure, so that one run tells everything.
step() {
  local name=$1 log=$logs/$1 status=0 began=$SECONDS verdict=ok
  shift
  echo
  echo "== $name"
  "$@" 2>&1 | tee "$log" || status=$?
  if [ "$status" -ne 0 ]; then
    verdict=FAILED
    failed=1
  fi
  summary+=("$(printf '%-22s %-6s %4ss' "$name" "$verdict" $((SECONDS - began)))")
  while read -r line; do
    summary+=("    $line")
  done < <(grep -E "$TOLD" "$log" | grep -v ' 0 passed; 0 failed;' || true)
}

if [ $# -eq 0 ]; then
  step unit-sqlite env ASISTENCIA_TEST_DATABASE=sqlite cargo test --locked --workspace --lib --bins
  # The model of reminders, most of the time of these tests, has no database.
  step unit-postgres env ASISTENCIA_TEST_DATABASE=postgres cargo test --locked --workspace --lib --bins -- \
    --skip reminders::model
  step documentation cargo test --locked --workspace --doc
  step web npm --prefix web run --silent test
  step browser npm --prefix tests/browser run --silent test -- --project=stories --project=minute
  # Measures how soon something is there: nothing else may be going on.
  step browser-alone npm --prefix tests/browser run --silent test -- --project=alone
fi
for database in sqlite postgres; do
  step "integration-$database" env ASISTENCIA_TEST_DATABASE="$database" \
    cargo test --locked --workspace --test integration -- "$@"
done

echo
echo "== Summary"
printf '%s\n' "${summary[@]}"
if [ "$failed" -ne 0 ]; then
  echo "Some tests FAILED (${SECONDS}s)."
  exit 1
fi
echo "All tests passed, on SQLite and PostgreSQL (${SECONDS}s)."
