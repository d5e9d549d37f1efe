"""For whom each address of the site is. A new one fails the tests until someone decides here.

public: anyone, in every language, no cookie, the same bytes for everyone
machine: programs that ask by a standard (robots, monitors)
way out: leaves the site at once
door: where moderators sign in; anyone may knock
desk: moderators who signed in, by role (app/moderation/views.py)
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
    "submissions.ask": "public",
    "submissions.sent": "public",
    "submissions.receipt": "public",
    "submissions.wrong": "public",
    "desk.sign_in": "door",
    "desk.key_options": "door",
    "desk.sign_in_with_key": "door",
    "desk.sign_in_with_code": "door",
    "desk.invitation": "door",
    "desk.invitation_options": "door",
    "desk.accept": "door",
    "desk.listings": "desk",
    "desk.find": "desk",
    "desk.listing": "desk",
    "desk.decide": "desk",
    "desk.waiting": "desk",
    "desk.next_one": "desk",
    "desk.proposal": "desk",
    "desk.weigh": "desk",
    "desk.judge": "desk",
    "desk.decline_many": "desk",
    "desk.versions": "desk",
    "desk.version": "desk",
    "desk.restore": "desk",
    "desk.queue_draft": "desk",
    "desk.change": "desk",
    "desk.change_on": "desk",
    "desk.language": "desk",
    "desk.sign_out": "desk",
}
