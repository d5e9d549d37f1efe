#!/usr/bin/env bash
# Install what the tests drive from outside Python, where that is possible: as root, with apt.
# Elsewhere the tests that need a missing program skip and say so; with CI=true they fail.
set -euo pipefail

# More programs may be named, each by the name of its package: bench needs wrk.
missing=()
for one in "$@"; do command -v "$one" >/dev/null || missing+=("$one"); done
command -v chromium chromium-browser google-chrome >/dev/null || missing+=(chromium)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v msgfmt >/dev/null || missing+=(gettext)
command -v i18nspector >/dev/null || missing+=(i18nspector)
command -v lynx >/dev/null || missing+=(lynx)
command -v w3m >/dev/null || missing+=(w3m)
command -v zbarimg >/dev/null || missing+=(zbar-tools)
# For the site as deployed (tests/canary, tests/deploy) and a second kind of browser.
command -v nginx >/dev/null || missing+=(nginx)
[ -e /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so ] || missing+=(libnginx-mod-http-headers-more-filter)
command -v caddy >/dev/null || missing+=(caddy)
command -v tor >/dev/null || missing+=(tor)
command -v strace >/dev/null || missing+=(strace)
command -v systemd-analyze >/dev/null || missing+=(systemd)
command -v firefox-esr firefox >/dev/null || missing+=(firefox-esr)

if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed: ${missing[*]}. Tests that need them will say so."
    exit 0
fi

echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# The tests start servers of their own: what is installed here must not start by itself.
export RUNLEVEL=1
apt-get -qq -o Acquire::Retries=3 update </dev/null
install=(apt-get -qq -o Acquire::Retries=3 install --yes --no-install-recommends)
"${install[@]}" "${missing[@]}" </dev/null >/dev/null && exit 0
# Not every system has all of them under these names: take what is there; tests that need the rest say so.
for one in "${missing[@]}"; do
    "${install[@]}" "$one" </dev/null >/dev/null || echo "Not installed: $one"
done
