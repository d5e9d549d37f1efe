"""Mozilla Observatory's own grader, over TLS on this machine, behind both proxies. Only where `make audit` put it."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.canary.conftest import filled_sqlite
from tests.canary.deployed import behind, short_folder, site
from tests.canary.sending import HOST
from tests.databases import Databases
from tests.house import ROOT

GRADER = ROOT / ".audit" / "node_modules" / "@mdn" / "mdn-http-observatory"
SCRIPT = ROOT / "tools" / "observatory.mjs"


@pytest.mark.usefixtures("deployed")
@pytest.mark.skipif(not GRADER.exists(), reason="make audit installs the grader")
@pytest.mark.parametrize("front", ["nginx", "caddy"])
def test_observatory_gives_the_best_grade(databases: Databases, front: str) -> None:
    with short_folder() as folder:
        address = filled_sqlite(databases, folder)
        with site(folder, address, factory="app:create_app") as inner, behind(front, inner) as found:
            assert found.clear
            ports = [str(found.clear.port), str(found.door.port)]
            answer = subprocess.run(
                ["node", str(SCRIPT), str(GRADER), HOST, *ports],
                env={**os.environ, "NODE_EXTRA_CA_CERTS": str(folder / "site.crt")},
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
    assert answer.returncode == 0, answer.stderr
    graded = json.loads(answer.stdout.splitlines()[-1])
    print(f"{front}: Observatory {graded['grade']}, {graded['score']} points")
    assert graded["grade"] == "A+", graded
