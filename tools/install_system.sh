#!/usr/bin/env bash
# Install what the tests drive from outside Python, where that is possible: as root, with apt.
# Elsewhere the tests that need a missing program skip and say so; with CI=true they fail.
set -euo pipefail

missing=()
command -v chromium chromium-browser google-chrome >/dev/null || missing+=(chromium)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v msgfmt >/dev/null || missing+=(gettext)
command -v lynx >/dev/null || missing+=(lynx)
command -v w3m >/dev/null || missing+=(w3m)
command -v zbarimg >/dev/null || missing+=(zbar-tools)

if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed: ${missing[*]}. Tests that need them will say so."
    exit 0
fi

echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o Acquire::Retries=3 update </dev/null
apt-get -qq -o Acquire::Retries=3 install --yes --no-install-recommends "${missing[@]}" </dev/null >/dev/null
