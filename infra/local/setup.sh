#!/bin/sh
# Makes .venv with exactly the packages of uv.lock. Called by `make setup`; safe to repeat.
set -eu
cd "$(dirname "$0")/../.."

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
python=''
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$new_enough" 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail "Python 3.11 or newer is needed. On Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv"

if ! .venv/bin/python -c "$new_enough" 2>/dev/null || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import venv, ensurepip' 2>/dev/null || fail "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
    say "Making the Python environment …"
    rm -rf .venv
    "$python" -m venv .venv
fi

say "Installing packages (the first time this takes a minute or two) …"
pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip -qq"
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT || true

with_uv() {
    $pip install --require-hashes -r infra/local/uv.txt && .venv/bin/uv sync --locked --quiet
}
with_pip() {
    $pip install --require-hashes -r requirements.txt && $pip install --no-deps -e .
}
with_uv || { say "uv does not work here; installing with pip instead …"; with_pip; } ||
    fail "The packages could not be installed. Is the package index reachable?"
