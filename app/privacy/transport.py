"""Whether browsers may be told to come by https only."""

from __future__ import annotations

from urllib.parse import urlsplit

_TWO_YEARS = 63_072_000


def secure_transport(site_url: str, host: str) -> str | None:
    """Return the HSTS value: only where the site itself is https, and never for an onion address."""
    site = urlsplit(site_url)
    onion = (site.hostname or "").endswith(".onion") or host.partition(":")[0].endswith(".onion")
    return f"max-age={_TWO_YEARS}" if site.scheme == "https" and not onion else None
