# Sourced by the other scripts: what they need and what they share.
#   need postgres node chromium   sees that the programs are there: on Debian as root it installs what is
#                                 missing, elsewhere it names it and stops
#   npm_install FOLDER            the packages of its lock file, once per lock file

# Prints the folder of PostgreSQL's server programs, the newest when there are several.
postgres_bin() {
  local candidate
  for candidate in "${ASISTENCIA_POSTGRES_BIN:-}" \
      $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin \
        /usr/local/opt/postgresql*/bin 2>/dev/null | sort -rV) \
      "$(dirname "$(command -v postgres || echo /nowhere/postgres)")"; do
    if [ -x "$candidate/postgres" ] && [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ]; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

have() {
  case "$1" in
    postgres) postgres_bin >/dev/null ;;
    node) command -v node >/dev/null && command -v npm >/dev/null ;;
    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

debian_packages() {
  case "$1" in
    postgres) echo postgresql ;;
    node) echo "nodejs npm" ;;
    cc) echo "gcc g++ libc6-dev" ;;
    *) echo "$1" ;;
  esac
}

need() {
  local thing missing=() packages=()
  for thing in "$@"; do
    if ! have "$thing"; then
      missing+=("$thing")
      read -ra names <<<"$(debian_packages "$thing")"
      packages+=("${names[@]}")
    fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Install them and run this again." >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Run: sudo apt-get install ${packages[*]}" >&2
    return 1
  fi
  echo "Installing ${packages[*]}"
  # The lock's timeout is for two runs at once; the output is shown only when it fails.
  local log
  log=$(mktemp)
  if ! { apt-get -o DPkg::Lock::Timeout=600 update &&
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 \
      install -y --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    rm -f "$log"
    echo "Could not install: ${packages[*]}" >&2
    return 1
  fi
  rm -f "$log"
  for thing in "${missing[@]}"; do
    have "$thing" || { echo "Still missing after the installation: $thing" >&2; return 1; }
  done
}

npm_install() {
  local folder=$1 wanted
  wanted=$(cksum <"$folder/package-lock.json")
  # Two runs at once may meet here: one installs, the other waits and finds it done.
  mkdir -p target
  (
    if command -v flock >/dev/null; then flock 9; fi
    if [ "$(cat "$folder/node_modules/.lock-sum" 2>/dev/null)" != "$wanted" ]; then
      echo "npm ci in $folder"
      (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
      echo "$wanted" >"$folder/node_modules/.lock-sum"
    fi
  ) 9>"target/.npm-$(echo "$folder" | tr / -).lock"
}

# The debug build of the program. Always for the whole workspace: with `-p` alone cargo chooses other features
# for the dependencies, and then builds them a second time.
build_asistencia() {
  cargo build --locked --workspace --bin asistencia
  asistencia=${CARGO_TARGET_DIR:-target}/debug/asistencia
}
