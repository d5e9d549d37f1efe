"""Our own words for what WTForms says about an answer.

WTForms speaks English about fields and values, and its catalogues miss half of our languages: every message
of its validators is replaced here by one of ours, which goes through our catalogues.
"""

from __future__ import annotations

from app.shell.wording import N_, ungettext

# Translators: shown beside a form field whose answer we cannot use.
ANYTHING_ELSE = N_("We cannot use this answer. Please change it.")

_NUMBER = N_("Please write a number.")
_DATE = N_("Please write a date.")
_CHOICE = N_("Please pick one of the answers.")

SINGLE = {
    "This field is required.": N_("Please answer this."),
    "Not a valid choice.": _CHOICE,
    "Invalid Choice: could not coerce.": _CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOICE,
    "Not a valid integer value.": _NUMBER,
    "Not a valid decimal value.": _NUMBER,
    "Not a valid float value.": _NUMBER,
    "Not a valid date value.": _DATE,
    "Not a valid time value.": N_("Please write a time, such as 14:30."),
    "Invalid email address.": N_("This email address is not complete."),
    "Invalid URL.": N_("This web address is not complete."),
    "Field must be between %(min)d and %(max)d characters long.": N_(
        "Please write between %(min)d and %(max)d letters."
    ),
    "Number must be at least %(min)s.": N_("Please write %(min)s or more."),
    "Number must be at most %(max)s.": N_("Please write %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": N_("Please write a number from %(min)s to %(max)s."),
}

# By the singular of WTForms; the values are ours: one, many.
PLURAL = {
    "'%(value)s' is not a valid choice for this field.": ungettext(
        "Please pick an answer from the list.", "Please pick answers from the list."
    ),
    "Field must be at least %(min)d character long.": ungettext(
        "Please write at least %(min)d letter.", "Please write at least %(min)d letters."
    ),
    "Field cannot be longer than %(max)d character.": ungettext(
        "This is too long. Please write at most %(max)d letter.",
        "This is too long. Please write at most %(max)d letters.",
    ),
    "Field must be exactly %(max)d character long.": ungettext(
        "Please write exactly %(max)d letter.", "Please write exactly %(max)d letters."
    ),
}
