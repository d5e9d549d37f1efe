"""Whether browsers may be told to come by https only."""

from __future__ import annotations

from urllib.parse import urlsplit

_TWO_YEARS = 63_072_000


def secure_transport(site_url: str, host: str) -> str | None:
    """Return the HSTS value: only where the site itself is https, and never for an onion address."""
    site = urlsplit(site_url)
    onion = is_onion(site.hostname or "") or is_onion(host)
    return f"max-age={_TWO_YEARS}" if site.scheme == "https" and not onion else None


def is_onion(host: str) -> bool:
    """Say whether a host, in any letters, with or without a port or the dot of the root, is an onion address."""
    return host.lower().partition(":")[0].removesuffix(".").endswith(".onion")
