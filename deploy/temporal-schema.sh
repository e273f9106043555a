#!/bin/sh
# Creates and updates the two databases of the Temporal server; run again, it changes nothing.
# Reads SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD.
set -eu

schemas=/etc/temporal/schema/postgresql/v12

prepare() {
  database=$1
  versions=$2
  # Both refuse what is there already, which is as good.
  temporal-sql-tool --db "$database" create || true
  temporal-sql-tool --db "$database" setup-schema --version 0.0 || true
  temporal-sql-tool --db "$database" update-schema --schema-dir "$versions"
}

prepare temporal "$schemas/temporal/versioned"
prepare temporal_visibility "$schemas/visibility/versioned"
