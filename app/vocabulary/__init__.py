"""The fixed words of the site, for everyone who reads, asks, decides or imports: data beside a typed face.

Words: a need (medical, legal, housing, six others) has kinds of service, each with a code such as `m1`; a
fact is a question a person has before contact, with answers and a tone; a reason has a code such as `r1`; a
way is how to reach a service; a spoken language is what staff speak, not what the site is written in.
Every text is English source for the catalogues. An object's `context` belongs to its `label`, `short`,
`brief`, `verb` and `privacy`: `pgettext(x.context, x.label)`. Where it is None, and for a `question`, `hint`
or `sentence`, there is none: `gettext(x.sentence)`. A fact's `wish` has the context "wish".
Never: a code that tells outside a page what it means, an answer that counts "not known" as safe, the web,
the database.
"""

from __future__ import annotations

from app.vocabulary.facts import (
    NOT_KNOWN,
    Answer,
    BadAnswers,
    Fact,
    Tone,
    check_answers,
    fact,
    facts,
    facts_for,
    is_listable,
    stored_facts,
    strings,
    tone_of,
)
from app.vocabulary.needs import OTHER, Kind, Need, any_other, kind, kinds, need, needs, needs_in
from app.vocabulary.pledge import Promise, Reason, pledge, reason, reasons, told_of
from app.vocabulary.reach import ChatApp, Way, chat_apps, way, ways
from app.vocabulary.sources import Evidence, Source, evidence, evidence_levels, source, sources
from app.vocabulary.spoken import Spoken, spoken, spoken_codes, spoken_languages, spoken_name
from app.vocabulary.statuses import Term, publications, standings, status, statuses
from app.vocabulary.synonyms import fillers, not_a_place, synonym_tags, synonyms
from app.vocabulary.words import former_words, words

__all__ = [
    "NOT_KNOWN",
    "OTHER",
    "Answer",
    "BadAnswers",
    "ChatApp",
    "Evidence",
    "Fact",
    "Kind",
    "Need",
    "Promise",
    "Reason",
    "Source",
    "Spoken",
    "Term",
    "Tone",
    "Way",
    "any_other",
    "chat_apps",
    "check_answers",
    "evidence",
    "evidence_levels",
    "fact",
    "facts",
    "facts_for",
    "fillers",
    "former_words",
    "is_listable",
    "kind",
    "kinds",
    "need",
    "needs",
    "needs_in",
    "not_a_place",
    "pledge",
    "publications",
    "reason",
    "reasons",
    "source",
    "sources",
    "spoken",
    "spoken_codes",
    "spoken_languages",
    "spoken_name",
    "standings",
    "status",
    "statuses",
    "stored_facts",
    "strings",
    "synonym_tags",
    "synonyms",
    "told_of",
    "tone_of",
    "way",
    "ways",
    "words",
]
