#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own, which is gone afterwards:
#   scripts/with-postgres.sh [--durable] COMMAND…
# The command finds
#   ASISTENCIA_TEST_POSTGRES_URL  postgres://… of a superuser, so it can make databases
#   ASISTENCIA_TEST_POSTGRES_LOG  the server's log
# Two of them at once do not meet: each has its own folder, port and password.
#   --durable  keeps fsync and its like on (benchmarks); without it a commit waits for no disk (tests)
# An ASISTENCIA_TEST_POSTGRES_URL that is set already is used as it is, and nothing is started.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/need.sh
. "$here/need.sh"

durable=no
if [ "${1:-}" = --durable ]; then
  durable=yes
  shift
fi
if [ $# -eq 0 ]; then
  sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
if [ -n "${ASISTENCIA_TEST_POSTGRES_URL:-}" ]; then
  exec "$@"
fi

need postgres
bin=$(postgres_bin)
dir=$(mktemp -d /tmp/asistencia-postgres.XXXXXX)

# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" -eq 0 ]; then
  owner=nobody
  if id postgres >/dev/null 2>&1; then owner=postgres; fi
  chown "$owner" "$dir"
  as=(runuser -u "$owner" --)
fi
# From inside the folder, since the other user may not enter ours; and with no PG… of the caller's.
postgres_tool() {
  (cd "$dir" && env -u PGDATA -u PGHOST -u PGPORT -u PGUSER ${as[@]+"${as[@]}"} "$bin/$1" "${@:2}")
}

child=
finish() {
  local status=${1:-$?}
  trap - EXIT INT TERM HUP
  if [ -n "$child" ]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  if [ -f "$dir/data/postmaster.pid" ]; then
    # Nothing in it is worth a checkpoint.
    postgres_tool pg_ctl -D "$dir/data" -m immediate -t 30 stop >/dev/null 2>&1 || true
  fi
  rm -rf "$dir"
  exit "$status"
}
trap finish EXIT
trap 'finish 129' HUP
trap 'finish 130' INT
trap 'finish 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && printf '%s\n' "$password" >"$dir/password")
if [ ${#as[@]} -gt 0 ]; then chown "$owner" "$dir/password"; fi
# md5 and not scram: the tests open thousands of connections, and the port is open to this machine only.
if ! postgres_tool initdb -D "$dir/data" -U asistencia --pwfile="$dir/password" --auth=md5 \
    --encoding=UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1; then
  cat "$dir/initdb.log" >&2
  exit 1
fi

cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
CONF
if [ "$durable" = no ]; then
  cat >>"$dir/data/postgresql.conf" <<CONF
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
CONF
fi

# A free port is only known by taking it: draw below the range that the kernel hands out, and draw again
# when somebody was faster.
started=no
for _ in $(seq 20); do
  port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
  if postgres_tool pg_ctl -D "$dir/data" -l "$dir/log" -o "-p $port" -w -t 60 start >"$dir/start.log" 2>&1; then
    started=yes
    break
  fi
  grep -q 'Address already in use' "$dir/log" 2>/dev/null || break
  rm -f "$dir/log"
done
if [ "$started" = no ]; then
  cat "$dir/start.log" "$dir/log" >&2 2>/dev/null || true
  echo "PostgreSQL did not start." >&2
  exit 1
fi

export ASISTENCIA_TEST_POSTGRES_URL="postgres://asistencia:$password@127.0.0.1:$port/postgres"
export ASISTENCIA_TEST_POSTGRES_LOG="$dir/log"

if [ -t 0 ]; then
  # At a terminal Ctrl-C reaches the command and us alike, and an interactive command keeps its keyboard.
  "$@" && status=0 || status=$?
else
  # Elsewhere only we may be told to stop: the command gets a process group, so that all of it can be ended.
  set -m
  "$@" <&0 &
  child=$!
  set +m
  wait "$child" && status=0 || status=$?
  child=
fi
exit "$status"
