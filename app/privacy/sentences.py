"""The sentences of "What we keep". Each names the promises it makes; the tests of each are in docs/promises.md.

A sentence without a promise is advice, or a limit that no program can lift.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.shell.wording import N_


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the page (English source text), and the numbers of the promises it makes.

    `closed` ones are true only while the operator lets no search engine keep listings.
    """

    text: str
    promises: tuple[int, ...] = ()
    closed: bool = False


NOT_KEPT = (
    Sentence(N_("We set no cookies."), (1, 2, 22)),
    Sentence(N_("We do not keep your internet address."), (3, 4, 5, 28)),
    Sentence(N_("We do not keep what you look for or what you open."), (3, 4, 6)),
    Sentence(N_("We do not count visits."), (3, 15)),
    # Translators: "it" is the site. An error in the program, not a mistake of the reader.
    Sentence(
        N_("When something breaks here, we note where in our program. We note nothing about you."), (6,)
    ),
    Sentence(N_("Words you type are never part of an address. They do not stay in your browser."), (10, 11)),
    Sentence(N_("No script of ours stores anything on your phone."), (12, 30)),
    Sentence(N_("You cannot upload files here."), (23,)),
    Sentence(N_("Our pages load nothing from other companies."), (7, 8, 20)),
)
SAME = (
    Sentence(N_("Everyone gets the same pages. Over Tor they are the same too."), (19, 21, 31)),
    Sentence(N_("Every page works without JavaScript."), (9,)),
    Sentence(N_("You can leave at once, from every page."), (13, 14, 15)),
    Sentence(N_("A group cannot see that you come from here."), (16,)),
    Sentence(N_("Titles and link previews name no group."), (17,)),
    Sentence(N_("Search engines are told not to show listings."), (18,), closed=True),
    Sentence(N_("A listing that is not public looks like one that never was."), (27,)),
)
HELD = (
    Sentence(N_("The listings, their older versions, and our decisions about them."), (24,)),
    Sentence(N_("Lists of towns, and the words we use here."), (24,)),
    Sentence(N_("Requests from groups that wait for an answer, and our answers."), (24,)),
    Sentence(N_("Messages with a group. We delete them when we decide."), (24,)),
    Sentence(N_("A mark for each receipt code. The code cannot be read from it."), (24,)),
    Sentence(N_("How we checked a group: one of four words."), (24,)),
    Sentence(N_("How many reports a listing has, and for which reason."), (24,)),
    Sentence(N_("A mark for each group that asked not to be listed."), (24,)),
    # Translators: when a listing changes, the pages that show it must be made again. We note which.
    Sentence(N_("A mark for each page that has just changed."), (24,)),
    Sentence(
        N_("For moderators: a name they chose, their role, their language and their sign-in keys."), (24,)
    ),
)
ABOUT_HELD = (
    Sentence(N_("For anything that comes from outside we note the day, not the hour."), (26,)),
    Sentence(N_("What is taken away is wiped from our files. No spare copy brings it back."), (25,)),
    Sentence(N_("Our setup for servers never copies what is in memory to a disk."), (29,)),
    Sentence(N_("Tests compare this page with what the site really does."), (32,)),
)
CANNOT_HIDE = (
    Sentence(N_("Your browser may still list this site in its history."), (11,)),
    Sentence(N_("The Back button may still show a page you opened here."), (15,)),
    Sentence(N_("Without JavaScript, your browser may keep what you send in a form."), (11,)),
    Sentence(N_("Your keyboard may remember words you typed.")),
    Sentence(N_("The owner of your network can see the name of this site.")),
    Sentence(N_("A call or a text message stays in the lists of your phone.")),
    Sentence(N_("If someone put a watching app on your phone, they can see the screen.")),
)
LEAVE_LESS = (
    Sentence(N_("Use a private window. Close it when you finish.")),
    Sentence(N_("Delete this site from the history of your browser.")),
    Sentence(N_("Use a phone that nobody else looks at, if you can.")),
    Sentence(N_("Delete the call or the message after you made it.")),
    Sentence(N_("Tor Browser hides from your network which sites you open.")),
)
PROMISING = NOT_KEPT + SAME + HELD + ABOUT_HELD


def said(indexing: str) -> dict[str, tuple[str, ...]]:
    """Return the texts of each part of the page, for a site with this setting for search engines."""
    parts = {
        "not_kept": NOT_KEPT,
        "same": SAME,
        "held": HELD,
        "about_held": ABOUT_HELD,
        "cannot_hide": CANNOT_HIDE,
        "leave_less": LEAVE_LESS,
    }
    return {
        name: tuple(one.text for one in part if not (one.closed and indexing == "all"))
        for name, part in parts.items()
    }
