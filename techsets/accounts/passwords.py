"""A password validator for guessable passwords that are long enough."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

#: Context-specific words (OWASP ASVS 5.0 V6.2.11), which do not count towards the length of a password.
CONTEXT_WORDS = (
    "techsets",
    "administrator",
    "admin",
    "password",
    "passphrase",
    "district",
    "school",
    "county",
    "education",
    "technology",
    "staffing",
    "staff",
    "welcome",
    "letmein",
)
#: Minimum number of characters, and of different ones, without those words, years and punctuation.
MIN_LEFT, MIN_DIFFERENT = 8, 6
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "1qaz2wsx3edc4rfv5tgb")
#: Four or more neighboring keys, in either direction, the longest first.
_ROWS_OF_KEYS = re.compile(
    "|".join(
        row[start : start + length]
        for length in range(26, 3, -1)
        for whole in _ROWS
        for row in (whole, whole[::-1])
        for start in range(len(row) - length + 1)
    )
)


class GuessablePasswordValidator:
    """Refuses passwords that are long only by repetition, rows of keys, or context-specific words.

    Lists of common passwords have hardly any of 15 characters; this finds short ones inside long ones (ASVS 5.0 V6.2.4,
    V6.2.11).
    """

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError where the password is easy to guess for somebody who knows the site and the user."""
        # A limit of 500 characters bounds the time.
        rest = _unit(re.sub(r"[\s._-]+", "", password[:500].casefold()))
        for word in sorted(_words(user), key=len, reverse=True):
            rest = rest.replace(word, " ")
        rest = re.sub(r"(19|20)\d\d", " ", _ROWS_OF_KEYS.sub(" ", rest))
        core = rest.replace(" ", "")
        if len(core) < MIN_LEFT or len(set(core)) < MIN_DIFFERENT or _common(core):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return (
            "Do not build the password on the name of this site, your own name, rows of keys, repetition or one common "
            "password. Four or five words that have nothing to do with one another are good."
        )


def _words(user) -> set[str]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    own = [str(getattr(user, name, "") or "") for name in ("username", "first_name", "last_name", "email")]
    parts = [part for text in (host, *own) for part in re.split(r"\W+|_", text.casefold())]
    return {*CONTEXT_WORDS, *(part for part in parts if len(part) >= 4)}


def _unit(password: str) -> str:
    """Return the unit that a password repeats, or the password itself.

    >>> _unit("tigertigertiger"), _unit("tiger lily")
    ('tiger', 'tiger lily')
    """
    found = re.fullmatch(r"(.{1,64}?)\1+.{0,3}", password, re.DOTALL)
    return found[1] if found else password


def _common(core: str) -> bool:
    validator = CommonPasswordValidator()
    return any(word in validator.passwords for word in {core, core.strip("0123456789")})
