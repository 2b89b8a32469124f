#!/bin/sh
set -eu

# Options alone mean the server: `command: --appendonly yes`.
case "${1:-}" in
-* | *.conf) set -- redis-server "$@" ;;
esac

if [ "$1" = redis-server ]; then
  shift
  case "${1:-}" in
  *.conf)
    # A configuration of the user's own; only what it leaves open is added.
    conf=$1
    shift
    grep -qs '^[[:space:]]*protected-mode' "$conf" || set -- --protected-mode no "$@"
    ;;
  *) conf=/etc/redis/container.conf ;;
  esac
  set -- redis-server "$conf" "$@"

  # Started as root, for a folder mounted from the host: give it away, then become redis.
  if [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis '{}' +
    exec su -s /bin/sh redis -c 'exec "$0" "$@"' -- "$@"
  fi
fi

exec "$@"
