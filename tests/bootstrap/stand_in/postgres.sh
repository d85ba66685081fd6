#!/bin/sh
# The entry of stand-in/postgres: as the official one, a new folder becomes a database server with POSTGRES_USER as its
# superuser and POSTGRES_DB as its database, made with POSTGRES_INITDB_ARGS, while nobody can reach it over the network.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    : "${POSTGRES_PASSWORD:?is not set}"
    umask 077
    printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
    # POSTGRES_INITDB_ARGS holds several words.
    # shellcheck disable=SC2086
    initdb -D "$PGDATA" -U "$POSTGRES_USER" --pwfile=/tmp/password ${POSTGRES_INITDB_ARGS-}
    rm /tmp/password
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses= -k /run/postgresql" -w start
    createdb -h /run/postgresql -U "$POSTGRES_USER" "$POSTGRES_DB"
    pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@" -c listen_addresses='*' -k /run/postgresql
