#!/usr/bin/env bash
# Writes what is generated and committed: schema.graphql, and the pages' types of it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/need.sh
. scripts/need.sh

build_asistencia
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
"$asistencia" schema >"$printed"
if [ ! -s "$printed" ]; then
  echo "The program printed no schema; schema.graphql stays as it is." >&2
  exit 1
fi
cat "$printed" >schema.graphql

need node
npm_install web
npm --prefix web run --silent types
