#!/bin/sh
# Starts PostgreSQL; on an empty data folder, makes the cluster first. Takes the settings that
# the official image takes: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, POSTGRES_INITDB_ARGS,
# POSTGRES_HOST_AUTH_METHOD (the first four also as NAME_FILE), /docker-entrypoint-initdb.d.
set -eu

fail() {
  echo "postgres: $*" >&2
  exit 1
}

# from_file NAME DEFAULT: sets NAME from the file that NAME_FILE names, unless NAME is set.
from_file() {
  eval "value=\${$1:-}; file=\${$1_FILE:-}"
  [ -z "$value" ] || [ -z "$file" ] || fail "$1 and $1_FILE are both set. Set one of them."
  if [ -n "$file" ]; then
    [ -r "$file" ] || fail "$1_FILE names $file, which user $(id -un) cannot read."
    value=$(cat "$file")
  fi
  eval "$1=\${value:-\$2}"
  unset "$1_FILE" value file
}

make_cluster() {
  if [ -z "$POSTGRES_PASSWORD" ] && [ "${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
    fail "the data folder is empty and no superuser password is given. Set POSTGRES_PASSWORD or" \
      "POSTGRES_PASSWORD_FILE. (POSTGRES_HOST_AUTH_METHOD=trust lets everyone in without one.)"
  fi
  password_file=$(mktemp)
  printf '%s\n' "$POSTGRES_PASSWORD" >"$password_file"
  [ -z "$POSTGRES_PASSWORD" ] || set -- --pwfile="$password_file"
  # Unquoted: the arguments are a list of words.
  # shellcheck disable=SC2086
  initdb --username="$POSTGRES_USER" "$@" ${POSTGRES_INITDB_ARGS:-}
  rm "$password_file"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  method=${POSTGRES_HOST_AUTH_METHOD:-$(postgres -C password_encryption)}
  printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

sql() {
  PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --username "$POSTGRES_USER" "$@"
}

run_scripts() {
  for script in /docker-entrypoint-initdb.d/*; do
    case "$script" in
    *.sh)
      echo "postgres: running $script"
      # As in the official image: executable ones are run, the others are read into this shell.
      if [ -x "$script" ]; then "$script"; else . "$script"; fi
      ;;
    *.sql)
      echo "postgres: running $script"
      sql --dbname "$POSTGRES_DB" -f "$script"
      ;;
    *.sql.gz)
      echo "postgres: running $script"
      gunzip -c "$script" | sql --dbname "$POSTGRES_DB"
      ;;
    '/docker-entrypoint-initdb.d/*') ;;
    *) echo "postgres: ignoring $script" ;;
    esac
  done
}

# A server that only this container can reach, so that nobody sees the database half made.
set_up() {
  export PGPASSWORD="${PGPASSWORD:-$POSTGRES_PASSWORD}"
  export POSTGRES_USER POSTGRES_DB POSTGRES_PASSWORD
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p ${PGPORT:-5432}" -w start >/dev/null
  if [ "$POSTGRES_DB" != postgres ]; then
    echo 'CREATE DATABASE :"name"' | sql --dbname postgres --set name="$POSTGRES_DB"
  fi
  run_scripts
  pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
  unset PGPASSWORD
}

# All is made in a folder aside and moved at the end, PG_VERSION last: a container that is killed
# in the middle leaves no half database behind that the next start would take for a whole one.
make_database() {
  if [ ! -e "$PGDATA/.new" ] && [ -n "$(ls -A "$PGDATA")" ]; then
    fail "$PGDATA is not empty and holds no database. Use a subfolder of the mount: PGDATA=$PGDATA/pgdata"
  fi
  find "$PGDATA" -mindepth 1 -maxdepth 1 -exec rm -rf '{}' +
  final=$PGDATA
  export PGDATA="$final/.new"
  mkdir -m 700 "$PGDATA"
  make_cluster
  set_up
  sync
  for item in "$PGDATA"/*; do
    [ "$item" = "$PGDATA/PG_VERSION" ] || mv "$item" "$final/"
  done
  mv "$PGDATA/PG_VERSION" "$final/"
  rmdir "$PGDATA"
  export PGDATA="$final"
}

case "${1:-postgres}" in
-*) set -- postgres "$@" ;;
esac

if [ "${1:-}" = postgres ]; then
  from_file POSTGRES_PASSWORD ''
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  from_file POSTGRES_INITDB_ARGS ''

  # Started as root, for a folder mounted from the host: give it away, then become postgres.
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /run/postgresql
    chmod 700 "$PGDATA"
    find "$PGDATA" /run/postgresql \! -user postgres -exec chown postgres:postgres '{}' +
    export POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB POSTGRES_INITDB_ARGS
    exec su -s /bin/sh postgres -c 'exec "$0" "$@"' -- "$0" "$@"
  fi

  mkdir -p "$PGDATA" 2>/dev/null || fail "$PGDATA cannot be made by user $(id -un)."
  [ -w "$PGDATA" ] || fail "$PGDATA is not writable for user $(id -un) ($(id -u)). Give it to that user," \
    "or start the container with user 0, which does."
  chmod 700 "$PGDATA" 2>/dev/null || true

  if [ -s "$PGDATA/PG_VERSION" ]; then
    echo 'postgres: the data folder holds a database already; it is used as it is'
    rm -rf "$PGDATA/.new"
  else
    make_database
  fi
  unset POSTGRES_PASSWORD
fi

exec "$@"
