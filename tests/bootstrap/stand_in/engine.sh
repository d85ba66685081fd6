#!/bin/sh
# Runs a command with a Docker engine of its own, in a network and with mounts that the rest of the machine does not see:
#
#     sh engine.sh docker info
#
# DOCKER_HOST leads the command to the engine. Ends with the command; the data are removed unless STAND_IN_HOME names a folder.
set -eu

inside() {
    ip link set lo up
    wait_until ip route get 192.0.2.1
    # An engine that was killed leaves these behind.
    rm -f "$HOME_OF_ENGINE/docker.pid" "$HOME_OF_ENGINE/docker.sock"
    dockerd --data-root "$HOME_OF_ENGINE/data" --exec-root "$HOME_OF_ENGINE/exec" --pidfile "$HOME_OF_ENGINE/docker.pid" \
        --host "unix://$HOME_OF_ENGINE/docker.sock" >"$HOME_OF_ENGINE/docker.log" 2>&1 &
    engine=$!
    trap 'kill $engine 2>/dev/null; wait $engine || true' EXIT
    export DOCKER_HOST="unix://$HOME_OF_ENGINE/docker.sock"
    wait_until docker version || { tail "$HOME_OF_ENGINE/docker.log" >&2; exit 1; }
    "$@"
}

wait_until() {
    for _ in $(seq 150); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.2
    done
    return 1
}

if [ "${1-}" = --inside ]; then
    shift
    inside "$@"
    exit
fi

HOME_OF_ENGINE=${STAND_IN_HOME:-$(mktemp -d)}
mkdir -p "$HOME_OF_ENGINE"
export HOME_OF_ENGINE
# In a process space of its own as well: whatever happens to the box, all that runs in it ends with it.
unshare --mount --net --pid --fork --kill-child --mount-proc sh "$0" --inside "$@" &
box=$!
trap 'kill -KILL $box' INT TERM HUP
sleep 0.5 # until unshare has made the network
slirp4netns --configure "$box" tap0 >"$HOME_OF_ENGINE/network.log" 2>&1 &
status=0
wait $box || status=$?
wait $box || true # a signal may have ended the first wait
kill $! 2>/dev/null || true
[ -n "${STAND_IN_HOME-}" ] || rm -rf "$HOME_OF_ENGINE"
exit $status
