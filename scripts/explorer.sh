#!/bin/sh
# Rebuilds the committed bundle of the GraphQL explorer. Needs Node 20 and npm; building the server does not.
set -eu
cd "$(dirname "$0")/../api/explorer"
npm ci --no-progress
npm run build

# Nothing may be asked of another host. Addresses in help texts are fine, loads are not.
assets=../assets/explorer
if grep -nE '(src|href)="(https?:)?//' "$assets/index.html" || grep -nE '@import|url\((["'"'"'])?(https?:)?//' "$assets"/*.css; then
  echo "the explorer refers to another host" >&2
  exit 1
fi
du -ch "$assets"/* | tail -n 1
