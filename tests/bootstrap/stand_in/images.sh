#!/bin/sh
# Makes stand-ins for the official images out of Debian's own packages, on the engine that DOCKER_HOST names:
# stand-in/python:3.13, stand-in/postgres:17 and stand-in/valkey:8. They keep the official images' users, folders, variables
# and health commands as far as docker-compose.yml uses them. Needs debootstrap and root.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if docker image inspect stand-in/python:3.13 stand-in/postgres:17 stand-in/valkey:8 >/dev/null 2>&1; then exit; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv trixie "$work/debian" >"$work/log" ||
    { tail "$work/log" >&2; exit 1; }
# Where a company's proxy opens TLS, packages come under its certificate.
if [ -n "${SSL_CERT_FILE-}" ]; then cp "$SSL_CERT_FILE" "$work/debian/etc/ssl/certs/ca-certificates.crt"; fi
tar -C "$work/debian" -c . | docker import --change 'CMD ["python3"]' - stand-in/python:3.13 >/dev/null

mkdir "$work/postgres" "$work/valkey"
cp "$here/postgres.sh" "$work/postgres/"
cat >"$work/postgres/Dockerfile" <<'END'
FROM stand-in/python:3.13
RUN mkdir /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
    && apt-get update && apt-get install -y --no-install-recommends postgresql-17
ENV PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA=/var/lib/postgresql/data
RUN install -d -o postgres -g postgres -m 1777 "$PGDATA" && install -d -o postgres -g postgres -m 3777 /run/postgresql
COPY postgres.sh /usr/local/bin/
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["sh", "/usr/local/bin/postgres.sh"]
CMD ["postgres"]
END
cat >"$work/valkey/Dockerfile" <<'END'
FROM stand-in/python:3.13
RUN apt-get update && apt-get install -y --no-install-recommends valkey-server valkey-tools \
    && install -d -o valkey -g valkey /data
VOLUME /data
WORKDIR /data
CMD ["valkey-server"]
END
docker build -q -t stand-in/postgres:17 "$work/postgres" >/dev/null
docker build -q -t stand-in/valkey:8 "$work/valkey" >/dev/null
