#!/bin/sh
# The opt-in test of docker-compose.yml on a machine that has neither an engine that runs nor the official images:
#
#     sudo sh tests/bootstrap/stand_in/run.sh [more words for pytest]
#
# Needs Debian's packages docker.io, debootstrap, slirp4netns and iproute2, root, and a network for Debian's and Python's
# packages. Takes about five minutes. The engine has network, mounts and data of its own; nothing of it is left afterwards.
# With STAND_IN_HOME=/some/folder the engine's images are kept there for the next time.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here/../../.."

export PORTAL_TEST_DOCKER=1
export BASE_IMAGE=stand-in/python:3.13 POSTGRES_IMAGE=stand-in/postgres:17 BROKER_IMAGE=stand-in/valkey:8
exec sh "$here/engine.sh" sh -c '
    sh "$0/images.sh"
    exec python3 manage.py test tests/bootstrap/test_docker_runs.py "$@"' "$here" "$@"
