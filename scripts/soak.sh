#!/usr/bin/env bash
# Plays a million made-up histories against the planner of reminders, with the release build and no database.
#   scripts/soak.sh [ARGUMENTS of `asistencia soak`]
# Prints how often each invariant was checked; where one fails, the number of the history, which plays it again:
#   scripts/soak.sh --from NUMBER --histories 1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/need.sh
. scripts/need.sh
need cc

cargo build --locked --release --workspace --bin asistencia
exec "${CARGO_TARGET_DIR:-target}/release/asistencia" soak "$@"
