#!/usr/bin/env bash
# Everything for a first look: builds, migrates, seeds the demo where the database is empty, serves.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/need.sh
. scripts/need.sh
need cc

if [ -f web/package-lock.json ]; then
  need node
  npm_install web
  (cd web && npm run build --if-present)
fi
echo "Building; the first time this takes some minutes."
build_asistencia
"$asistencia" migrate
# Who can sign in is told once, by serve, below the addresses.
"$asistencia" seed --if-empty | sed -n '/^Loaded/p'
exec "$asistencia" serve
