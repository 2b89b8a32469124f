#!/bin/sh
# Starts RabbitMQ. RABBITMQ_DEFAULT_USER, RABBITMQ_DEFAULT_PASS and RABBITMQ_DEFAULT_VHOST
# (each also as NAME_FILE) say what the first start makes.
set -eu

conf=/etc/rabbitmq/conf.d/10-defaults.conf

fail() {
  echo "rabbitmq: $*" >&2
  exit 1
}

setting() {
  eval "value=\${$1:-}; file=\${$1_FILE:-}"
  [ -z "$value" ] || [ -z "$file" ] || fail "$1 and $1_FILE are both set. Set one of them."
  [ -z "$file" ] || value=$(cat "$file")
  [ -z "$value" ] || printf '%s = %s\n' "$2" "$value" >>"$conf"
}

if [ "${1:-}" = rabbitmq-server ]; then
  umask 077
  : >"$conf"
  setting RABBITMQ_DEFAULT_USER default_user
  setting RABBITMQ_DEFAULT_PASS default_pass
  setting RABBITMQ_DEFAULT_VHOST default_vhost
  # Guest may come from other containers only if it is the user's own choice.
  [ "${RABBITMQ_DEFAULT_USER:-}" != guest ] || echo 'loopback_users = none' >>"$conf"
  umask 022
fi

exec "$@"
