"""For whom each address of the site is. A new one fails the tests until someone decides here.

public: anyone, in every language, no cookie, the same bytes for everyone
machine: programs that ask by a standard (robots, monitors)
way out: leaves the site at once
desk: moderators who signed in
"""

from __future__ import annotations

AUDIENCES: dict[str, str] = {
    "directory.chooser": "public",
    "directory.home": "public",
    "directory.find": "public",
    "directory.place": "public",
    "directory.service": "public",
    "directory.organisation": "public",
    "directory.danger": "public",
    "directory.about": "public",
    "directory.log": "public",
    "directory.sitemap": "machine",
    "privacy.what_we_keep": "public",
    "privacy.leave": "way out",
    "privacy.alive": "machine",
    "privacy.robots": "machine",
    "privacy.security": "machine",
}
