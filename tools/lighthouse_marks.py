"""Print what one Lighthouse report says; exit 1 below 98 (performance) or 100 (accessibility, practices, SEO)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


def main(report: str, page: str) -> int:
    """Print scores, first paint, largest paint (ms) and bytes; return 0 if every score reaches its mark."""
    found = json.loads(Path(report).read_text("utf-8"))
    scores = {name: round(100 * found["categories"][name]["score"]) for name in LEAST}
    audits = found["audits"]
    paints = [round(audits[f"{name}-contentful-paint"]["numericValue"]) for name in ("first", "largest")]
    weight = audits["total-byte-weight"]["numericValue"]
    print(page, *scores.values(), f"FCP {paints[0]} ms, LCP {paints[1]} ms, {weight} bytes")
    return 0 if all(scores[name] >= least for name, least in LEAST.items()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
