#!/bin/sh
# Gives the Temporal server a role of its own, which makes its two databases and sees no other. The image of PostgreSQL
# runs this once, on an empty volume. Reads TEMPORAL_DATABASE_PASSWORD.
set -eu

case "$TEMPORAL_DATABASE_PASSWORD" in
  *change-me*) echo 'TEMPORAL_DATABASE_PASSWORD is still that of .env.example; make one: openssl rand -hex 24' >&2; exit 1 ;;
esac

psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set password="$TEMPORAL_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'password';
SQL
