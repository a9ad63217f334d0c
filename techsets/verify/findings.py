"""The result of a check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: where, what (a full sentence), and what to do about it.

    ``repair`` names what ``verify --mend`` repairs: "file", "tree", "search", "groups", or nothing.
    """

    where: str
    text: str
    remedy: str
    repair: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text} {self.remedy}"


#: What comes of reading content that is not what it should be.
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)

#: For what nobody can mend by hand.
FROM_BACKUP = "Restore the last good backup (manage.py restore), and report it as a fault of the software."
