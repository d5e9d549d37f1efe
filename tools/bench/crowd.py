"""A crowd: wrk asks for many addresses in turn, over connections that stay open."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

# What browsers say; who does not pack answers sends them as they are.
PACKED = "gzip, deflate, br, zstd"
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_ASK = """local asked, i = {}, 0
function init()
  local headers = {["Accept-Encoding"] = encoding}
  for k, path in ipairs(paths) do asked[k] = wrk.format("GET", path, headers) end
end
function request() i = i % #asked + 1 return asked[i] end
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Answers a second, and the milliseconds under which 99 of 100 of them stayed."""

    rate: float
    p99: float


def crowd(
    address: str,
    paths: Sequence[str],
    people: int,
    seconds: int,
    *,
    encoding: str = PACKED,
    core: str = "",
) -> Told:
    """Ask for paths in turn, so many people at once; `core` pins those who ask. An answer like 500 is an error."""
    command = ["taskset", "-c", core] if core else []
    command += ["wrk", "-t1", f"-c{people}", f"-d{seconds}s", "--timeout", "20s", "--latency"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if len(paths) == 1:
            # Without a script wrk asks twice as fast.
            command += ["-H", f"Accept-Encoding: {encoding}", address + paths[0]]
        else:
            quoted = ", ".join(f'"{path}"' for path in paths)
            script.write(f'local encoding, paths = "{encoding}", {{{quoted}}}\n{_ASK}')
            script.flush()
            command += ["-s", script.name, address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{address} answered with an error:\n{said}")
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    return Told(float(rate[1]) if rate else 0.0, _share("99%", said))


def _share(name: str, said: str) -> float:
    found = re.search(rf"{name}\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * _MS[found[2]] if found else 0.0
