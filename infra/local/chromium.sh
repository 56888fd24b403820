#!/bin/sh
# Installs the distribution's Chromium for the browser tests when it is missing and we may. Never fails: without a
# browser those tests skip, and say so.
works() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then return 0; fi
    done
    return 1
}
skip() {
    printf '\n!!! %s\n!!! THE BROWSER TESTS WILL BE SKIPPED.\n\n' "$*" >&2
    exit 0
}

works && exit 0
command -v apt-get >/dev/null 2>&1 || skip "Chromium is missing, and there is no apt-get to install it with."
if [ "$(id -u)" = 0 ]; then
    as_root=''
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    skip "Chromium is missing, and installing it needs root."
fi
printf 'Installing Chromium for the browser tests …\n'
log=$(mktemp)
# Stale package lists would ask for versions that no longer exist; one broken source must not stop the others.
# libatomic1 is what playwright's own Node needs.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >"$log" 2>&1
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium libatomic1 >>"$log" 2>&1
works || { tail -n 5 "$log" >&2; rm -f "$log"; skip "Chromium could not be installed."; }
rm -f "$log"
