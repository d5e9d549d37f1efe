"""Every setting of Waymark, read once from the environment (prefix WAYMARK_).

The defaults are sane in production and safe to publish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PREFIX = "WAYMARK_"
DEFAULT_DATABASE = f"sqlite:///{ROOT}/instance/waymark.sqlite3"
DEFAULT_SECRET_FILE = f"{ROOT}/instance/secret.json"
DEFAULT_QUEUE_CAP = 500
_LARGEST_QUEUE = 1_000_000
# Settings that are taken as they are written.
_TEXTS = (
    "site_name",
    "site_url",
    "exit_url",
    "danger_file",
    "gone_file",
    "backup_recipient",
    "security_contact",
)


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it."""


def _indexing(value: str) -> str:
    """Read no, pages or all; "" means no."""
    if value.lower() in {"", "no", "0", "false", "off"}:
        return ""
    if value.lower() in {"pages", "all"}:
        return value.lower()
    raise BadSetting(f"{PREFIX}INDEXING must be no, pages or all, not {value!r}")


def _queue_cap(value: str) -> int:
    """Read a whole number of requests; "" means the default."""
    if not value:
        return DEFAULT_QUEUE_CAP
    if value.isascii() and value.isdecimal() and len(value) <= 7 and 1 <= int(value) <= _LARGEST_QUEUE:
        return int(value)
    raise BadSetting(f"{PREFIX}QUEUE_CAP must be a number from 1 to {_LARGEST_QUEUE}, not {value!r}")


def named_driver(url: str) -> str:
    """Name psycopg 3 in PostgreSQL addresses; hosts still hand out `postgres://`."""
    for start in ("postgres://", "postgresql://"):
        if url.startswith(start):
            return "postgresql+psycopg://" + url.removeprefix(start)
    return url


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose. All words a stranger could see are neutral by default."""

    site_name: str = "Waymark"
    # Address of the site, such as https://example.org; empty: pages hold no absolute address.
    site_url: str = ""
    # Where "Leave this site" goes. Never a page that is personal to the reader.
    exit_url: str = "https://www.bbc.com/weather"
    database_url: str = DEFAULT_DATABASE
    # Replicas to read pages from, separated by spaces. Empty: pages are read from database_url.
    read_database_url: str = ""
    # Who to call in danger: numbers and rights by country (docs/operating.md). Empty: the page says so.
    danger_file: str = ""
    # Where the code of each withdrawn listing is noted, so that no restore brings it back (docs/operating.md).
    gone_file: str = ""
    # The keys of the site: outside the database, so that neither is of use alone. Made at first need.
    secret_file: str = DEFAULT_SECRET_FILE
    # To whom a backup encrypts the keys: age1…, several separated by commas. Empty: it holds no keys.
    backup_recipient: str = ""
    # How many requests may wait for a moderator before no more are taken.
    queue_cap: int = DEFAULT_QUEUE_CAP
    # What search engines may keep: "" nothing, "pages" that hold no listing, "all" (listings too; the sitemap
    # never names a listing).
    indexing: str = ""
    # Address for people who find a hole, shown in /.well-known/security.txt.
    security_contact: str = ""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings. Raise BadSetting for one that cannot be used."""
        given = {key.removeprefix(PREFIX): value for key, value in environ.items() if key.startswith(PREFIX)}
        text = {name: given[name.upper()] for name in _TEXTS if name.upper() in given}
        if "site_url" in text:
            text["site_url"] = text["site_url"].rstrip("/")
        return cls(
            **text,
            database_url=named_driver(given.get("DATABASE_URL") or DEFAULT_DATABASE),
            read_database_url=" ".join(map(named_driver, given.get("READ_DATABASE_URL", "").split())),
            secret_file=given.get("SECRET_FILE") or DEFAULT_SECRET_FILE,
            queue_cap=_queue_cap(given.get("QUEUE_CAP", "")),
            indexing=_indexing(given.get("INDEXING", "")),
        )
