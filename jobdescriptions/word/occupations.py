"""Addresses of occupations in O*NET OnLine, by their code of the Standard Occupational Classification."""

from __future__ import annotations

import re

_CODE = re.compile(r"\d\d-\d{3}[1-9]")

#: Groups of occupations that only the Bureau of Labor Statistics makes for its statistics (OEWS, "hybrid" codes such as
#: 25-9045 for 25-9042, 25-9043 and 25-9049). The classification and O*NET do not have them.
_STATISTICAL = frozenset({"21-1018", "25-9045", "51-2028", "53-1047"})


def onet_address(code: str) -> str:
    """Return the address of the occupation's summary in O*NET OnLine, or an empty string where it has none.

    O*NET-SOC codes are the detailed codes of SOC 2018 with ".00" behind; codes that end in 0 are of wider groups.

    >>> onet_address("15-1244")
    'https://www.onetonline.org/link/summary/15-1244.00'
    >>> onet_address("15-1240"), onet_address("25-9045"), onet_address("")
    ('', '', '')
    """
    exists = _CODE.fullmatch(code) and code not in _STATISTICAL
    return f"https://www.onetonline.org/link/summary/{code}.00" if exists else ""
