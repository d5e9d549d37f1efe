#!/usr/bin/env bash
# The heavy suites: the canary run with Mozilla's grader, then on the demonstration site the Nu HTML checker in every
# language that is offered, and Lighthouse (mobile, slow 4G) in three. Needs node, java and Chromium; installs three npm
# packages into .audit/, which git ignores. Ends with 1 if anything is below its mark.
set -euo pipefail
cd "$(dirname "$0")/.."
port="${PORT:-8765}"
site="http://localhost:$port"
folder="$PWD/.audit"
mkdir -p "$folder"
grader="$folder/node_modules/@mdn/mdn-http-observatory"
lighthouse="$folder/node_modules/.bin/lighthouse"
checker="$folder/node_modules/vnu-jar/build/dist/vnu.jar"
# One of them may be there from a run that was cut off, or put there by hand.
[ -d "$grader" ] && [ -e "$lighthouse" ] && [ -e "$checker" ] || PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix "$folder" \
    --no-audit --no-fund --ignore-scripts --no-save lighthouse@12.8.2 vnu-jar@26.9.27 @mdn/mdn-http-observatory@1.4.8 >/dev/null
# Its list of preloaded names comes from elsewhere; ours is not among them.
echo '{}' >"$grader/conf/hsts-preload.json"

echo "The canary run: 1,000 requests to each way of deploying, every write watched; the way out timed 50 times, Mozilla Observatory"
WAYMARK_CANARY_REQUESTS=1000 WAYMARK_EXIT_SAMPLES=50 .venv/bin/python -m pytest -q -s -p no:cacheprovider --timeout 3600 \
    tests/canary tests/deploy tests/promises/test_leaving.py
export WAYMARK_DATABASE_URL="sqlite:///$folder/demo.sqlite3" WAYMARK_INDEXING=all
.venv/bin/flask --app app db upgrade
.venv/bin/flask --app app demo --if-empty
.venv/bin/granian --interface wsgi --factory app:create_app --host 127.0.0.1 --port "$port" \
    --workers 1 --blocking-threads 1 --no-access-log --log-level warning &
server=$!
trap 'kill $server' EXIT
for _ in $(seq 50); do curl -fs "$site/healthz" >/dev/null && break || sleep 0.2; done

pages=()
for tag in $(.venv/bin/python -c 'from app.languages import OFFERED; print(*(one.tag for one in OFFERED))'); do
    for page in "" "find?need=legal" "s/river-lamp" "danger?place=us" about privacy ask receipt; do pages+=("$site/$tag/$page"); done
done
echo "Nu HTML checker: ${#pages[@]} pages"
java -Dnu.validator.servlet.allow-forbidden-hosts=true -jar "$checker" \
    --Werror --format gnu "${pages[@]}"

failed=0
chromium="$(command -v chromium || command -v chromium-browser)"
mark() { # Ask Lighthouse about an address, and print what it says under a name; the rest is for Lighthouse.
    local address="$1" name="$2"
    shift 2
    CHROME_PATH="$chromium" "$lighthouse" "$address" --quiet --form-factor=mobile \
        --throttling-method=simulate --output=json --output-path="$folder/report.json" "$@" \
        --chrome-flags="--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu --disable-background-networking"
    python3 tools/lighthouse_marks.py "$folder/report.json" "$name" || failed=1
}
for tag in en ar th; do
    for page in "" "find?need=legal" "s/river-lamp" "o/lamp-avenue" ask; do mark "$site/$tag/$page" "/$tag/$page"; done
    # These are kept out of search engines on purpose.
    results="$(curl -fs -o /dev/null -w '%{redirect_url}' -d words=clinic "$site/$tag/search")"
    mark "$site/$tag/receipt" "/$tag/receipt" --skip-audits=is-crawlable
    mark "$results" "/$tag/search" --skip-audits=is-crawlable
done
exit $failed
